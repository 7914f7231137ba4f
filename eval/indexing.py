"""The index that a suite is run on when none is given: its own articles, built once and kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eval.types import Suite
from index.build import build_index, is_current
from index.embedding import Embedder
from index.errors import SuiteError
from index.progress import OnProgress


def index_for_suite(suite: Suite, embedder: Embedder, on_progress: OnProgress | None = None) -> Path:
    """Return the folder of an index of the suite's own articles, building it unless it is current.

    It is kept in the user's cache folder, one for each suite path and model.

    Raises:
        SuiteError: The suite names no archive.
    """
    import platformdirs

    if not suite.archives:
        fix = "build an index and name it with --index"
        raise SuiteError("the suite does not say which articles it asks about", where=str(suite.path), fix=fix)
    key = hashlib.sha256(f"{suite.path.resolve()}\x1f{embedder.fingerprint}".encode()).hexdigest()[:12]
    folder = Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "suites" / f"{suite.name}-{key}"
    if not is_current(suite.archives, folder, embedder):
        build_index(suite.archives, folder, embedder=embedder, on_progress=on_progress)
    return folder
