"""What is wrong with an index, and how to mend it; reads every byte of the published generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.embedding import Embedder
from index.embedding_cache import CACHE_FILE, check_cache
from index.errors import DatelineError
from index.generation import current_generation
from index.manifest import Manifest, read_manifest, sha256_of
from index.search import ArticleIndex

_REBUILD = "build the index again: dateline build ARCHIVE… --index DIR (embeddings are kept)"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Args:
        severity: `error` when answers may be wrong or missing, `warning` otherwise.
    """

    severity: Literal["error", "warning"]
    message: str
    fix: str


def check_index(folder: Path, embedder: Embedder | None = None) -> list[Finding]:
    """Check an index: pointer, manifest, digest of every part, counts, model, cache, and the archives.

    Args:
        folder: The index folder.
        embedder: The model to check against; None takes the one that the manifest names.

    Returns:
        What is wrong, errors first; empty when nothing is.
    """
    try:
        generation = current_generation(folder)
        manifest = read_manifest(generation)
    except DatelineError as error:
        return [Finding("error", _on_one_line(error), error.fix or _REBUILD)]
    findings = _wrong_parts(generation, manifest)
    if not findings:
        findings = _cannot_be_opened(folder, embedder)
    return [*findings, *_bad_cache(folder, manifest), *_missing_archives(manifest)]


def _wrong_parts(generation: Path, manifest: Manifest) -> list[Finding]:
    findings = []
    for part, digest in manifest.parts.items():
        path = generation / part
        try:
            found = sha256_of(path)
        except OSError as error:
            findings.append(Finding("error", f"{path} cannot be read: {error.strerror}", _REBUILD))
            continue
        if found != digest:
            message = f"{path} has changed since it was built (SHA-256 {found[:12]}, built as {digest[:12]})"
            findings.append(Finding("error", message, _REBUILD))
    return findings


def _cannot_be_opened(folder: Path, embedder: Embedder | None) -> list[Finding]:
    try:
        ArticleIndex.open(folder, embedder).close()
    except DatelineError as error:
        return [Finding("error", _on_one_line(error), error.fix or _REBUILD)]
    return []


def _bad_cache(folder: Path, manifest: Manifest) -> list[Finding]:
    what = check_cache(folder, manifest.model_fingerprint)
    if what is None:
        return []
    path = folder / "cache" / CACHE_FILE
    return [
        Finding("error", f"the embedding cache {path} is of no use: {what}", f"delete {path}; nothing else needs it")
    ]


def _missing_archives(manifest: Manifest) -> list[Finding]:
    fix = "answers are not affected; put it back before the next build, or build from the other archives"
    return [
        Finding("warning", f"the archive {path} is not there any more", fix)
        for path in manifest.archives
        if not Path(path).exists()
    ]


def _on_one_line(error: DatelineError) -> str:
    return f"{error.what} ({error.where})" if error.where else error.what
