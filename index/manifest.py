"""The manifest of one generation: what it was made of and with, and the digest of each of its parts.

Written last of all parts, read first; a generation without a readable manifest does not exist.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import IndexFolderError, StaleIndexError

if TYPE_CHECKING:
    from index.embedding import Embedder

# Raised by one whenever a reader of the old number could not read the new parts rightly.
FORMAT = 3
MANIFEST_FILE = "manifest.json"
_DIGEST = "digest"  # of all other values, so that a changed byte of the manifest itself is seen
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation of an index is.

    Args:
        format: `FORMAT` at the time of writing.
        generation: Its folder's name; the time of the build and a random end.
        created: ISO 8601, UTC.
        model: Name or path of the embedding model.
        model_fingerprint: Digest of its weights, tokenizer and pooling; decides whether vectors can be compared.
        dim: Length of a vector.
        query_prefix: Put before a question.
        passage_prefix: Put before a passage.
        target_tokens: About the length of a passage.
        index_kind: The vectors' FAISS kind, as `faiss.index_factory` writes it.
        archives: The paths that it was built from, absolute.
        archives_digest: Digest of the archives' names, sizes and times, and of the field mapping.
        mapping: Field names given by `--map`.
        counts: `records`, `indexed`, `duplicate`, `rejected`, `failed`, `passages`, `groups`.
        parts: SHA-256 of each part by its path in the folder.
        calibration: What those who answer from it know of its model; opaque here. Empty in older manifests.
    """

    format: int
    generation: str
    created: str
    model: str
    model_fingerprint: str
    dim: int
    query_prefix: str
    passage_prefix: str
    target_tokens: int
    index_kind: str
    archives: tuple[str, ...]
    archives_digest: str
    mapping: dict[str, str]
    counts: dict[str, int]
    parts: dict[str, str]
    calibration: dict[str, Any] = field(default_factory=dict)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a generation that is otherwise complete."""
    values = asdict(manifest)
    text = json.dumps({**values, _DIGEST: _digest_of(values)}, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8", errors="surrogatepass")


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest.

    Raises:
        StaleIndexError: It was written in another format.
        IndexFolderError: It is missing or broken.
    """
    path = folder / MANIFEST_FILE
    rebuild = "build the index again: dateline build ARCHIVE… --index DIR (embeddings are kept)"
    try:
        values = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
        if values["format"] != FORMAT:
            raise StaleIndexError(
                f"the index has format {values['format']}, this version reads {FORMAT}",
                where=str(path),
                fix=f"build the index again: {_command(values, path.parents[2])} (embeddings are kept)",
            )
        if values.pop(_DIGEST) != _digest_of(values):
            raise ValueError("it does not have the digest that it names")
        values["archives"] = tuple(values["archives"])
        values.setdefault("calibration", {})
        return Manifest(**{one.name: values[one.name] for one in fields(Manifest)})
    except OSError as error:
        raise IndexFolderError(
            f"the manifest cannot be read: {error.strerror}", where=str(path), fix=rebuild
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexFolderError(f"the manifest is broken: {error}", where=str(path), fix=rebuild) from error


def _digest_of(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _command(values: Mapping[str, Any], folder: Path) -> str:
    """Return the command that builds an index of another format anew."""
    mapping = [f"--map {shlex.quote(f'{ours}={key}')}" for ours, key in values.get("mapping", {}).items()]
    archives = [shlex.quote(path) for path in values.get("archives", ())] or ["ARCHIVE…"]
    return " ".join(["dateline build", *archives, "--index", shlex.quote(str(folder)), *mapping])


def check_model(manifest: Manifest, embedder: Embedder, folder: Path) -> None:
    """Refuse a model that did not make an index's vectors.

    Raises:
        StaleIndexError: Its fingerprint is another one.
    """
    if embedder.fingerprint != manifest.model_fingerprint:
        with contextlib.suppress(OSError):
            folder = folder.resolve()
        raise StaleIndexError(
            f'the index was built with the model "{manifest.model}" ({manifest.model_fingerprint[:12]}), '
            f'not with "{embedder.name}" ({embedder.fingerprint[:12]})',
            where=str(folder),
            fix="open it with the model that built it, or build it again: dateline build ARCHIVE… --index DIR",
        )


def digest_parts(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a generation but its manifest, by path in the folder."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_FILE and not path.name.endswith(".lock")
    }


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 in hex, reading it a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
