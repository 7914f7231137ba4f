"""The index that a suite is run on when none is given: its own articles, built once and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from eval.types import Suite, SuiteArticle
from index.build import build_index, is_current
from index.embedding import Embedder
from index.errors import SuiteError
from index.progress import OnProgress

_CORPUS_FILE = "corpus.jsonl"


def index_for_suite(suite: Suite, embedder: Embedder, on_progress: OnProgress | None = None) -> Path:
    """Return the folder of an index of the suite's own articles, building it unless it is current.

    It is kept in the user's cache folder, one for each suite path and model.

    Raises:
        SuiteError: The suite names no archive.
    """
    import platformdirs

    if not suite.archives and not suite.articles:
        fix = "build an index and name it with --index"
        raise SuiteError("the suite does not say which articles it asks about", where=str(suite.path), fix=fix)
    key = hashlib.sha256(f"{suite.path.resolve()}\x1f{embedder.fingerprint}".encode()).hexdigest()[:12]
    folder = Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "suites" / f"{suite.name}-{key}"
    archives = archives_of(suite, folder.with_name(f"{folder.name}-articles"))
    if not is_current(archives, folder, embedder):
        build_index(archives, folder, embedder=embedder, on_progress=on_progress)
    return folder


def archives_of(suite: Suite, folder: Path) -> tuple[Path, ...]:
    """Return the archives of a suite; articles that its own file holds are written out as one.

    Args:
        folder: Where to write them; a file that holds them already keeps its time, so that no index goes stale by it.
    """
    if not suite.articles:
        return suite.archives
    path, text = folder / _CORPUS_FILE, _corpus(suite.articles)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return (*suite.archives, path)


def _corpus(articles: Sequence[SuiteArticle]) -> str:
    entries = ({"_id": one.id, "title": one.title, "text": one.text} for one in articles)
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
