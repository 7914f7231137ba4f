"""Vectors already computed, by digest of the text and fingerprint of the model, in one SQLite file beside the index.

A build that was stopped finds here what it had embedded. Once an index is published, the next build finds its vectors
there, and the cache is removed: no vector lies on the disk twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFolderError

CACHE_FILE = "embeddings.sqlite"
_CRC_BYTES = 4
# Vectors have some multiple of eight dimensions; those of version 0.1 are therefore the ones without a CRC behind.
_VECTOR_BYTES = 8
_LOOKUPS = 500  # SQLite's oldest limit on bound values is 999

Half = NDArray[np.float16]


def text_digest(text: str) -> bytes:
    """Return the key of a text: 128 bits of its SHA-256."""
    return hashlib.sha256(text.encode()).digest()[:16]


class EmbeddingCache:
    """Keeps `(dim,)` float16 vectors of one model, each with its CRC-32."""

    def __init__(self, path: Path, fingerprint: str, dim: int) -> None:
        """Open the file, or begin it; vectors of other models in it are left alone.

        Raises:
            IndexFolderError: The file is no cache.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._model = fingerprint
        self._dim = dim
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "CREATE TABLE IF NOT EXISTS vectors"
                " (model TEXT, digest BLOB, vector BLOB NOT NULL, PRIMARY KEY (model, digest)) WITHOUT ROWID;"
            )
        except sqlite3.DatabaseError as error:
            fix = "delete this file; the next build embeds every passage anew"
            raise IndexFolderError(f"the embedding cache is broken: {error}", where=str(path), fix=fix) from error

    def get(self, digests: Sequence[bytes]) -> dict[bytes, Half]:
        """Return the vectors that are known and whole, by digest."""
        found: dict[bytes, Half] = {}
        for start in range(0, len(digests), _LOOKUPS):
            some = digests[start : start + _LOOKUPS]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                f"SELECT digest, CAST(vector AS BLOB) FROM vectors WHERE model = ? AND digest IN ({marks})",
                (self._model, *some),
            )
            found.update((digest, vector) for digest, kept in rows if (vector := self._unpacked(kept)) is not None)
        return found

    def put(self, vectors: Mapping[bytes, Half]) -> None:
        """Keep some vectors, all or none of them."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?,?,?)",
            ((self._model, digest, _packed(vector)) for digest, vector in vectors.items()),
        )
        self._db.execute("COMMIT")

    def _unpacked(self, kept: bytes) -> Half | None:
        if len(kept) == 4 * self._dim:  # as version 0.1 wrote it
            return np.frombuffer(kept, dtype="<f4").astype("<f2")
        packed, crc = kept[:-_CRC_BYTES], kept[-_CRC_BYTES:]
        if len(packed) != 2 * self._dim or crc32(packed).to_bytes(_CRC_BYTES) != crc:
            return None
        return np.frombuffer(packed, dtype="<f2")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _packed(vector: Half) -> bytes:
    packed = vector.astype("<f2").tobytes()
    return packed + crc32(packed).to_bytes(_CRC_BYTES)


def remove_cache(folder: Path) -> None:
    """Remove the cache, after the index that holds its vectors was published."""
    for path in (folder / "cache").glob(f"{CACHE_FILE}*"):
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (folder / "cache").rmdir()


def check_cache(folder: Path, fingerprint: str) -> str | None:
    """Return what is wrong with the cache of an index, None when nothing is or there is none.

    Args:
        folder: Of the index.
        fingerprint: Of the model that the index was built with.
    """
    path = folder / "cache" / CACHE_FILE
    if not path.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            others, rows = 0, db.execute("SELECT model, CAST(vector AS BLOB) FROM vectors")
            for model, kept in rows:
                others += model != fingerprint
                if len(kept) % _VECTOR_BYTES and crc32(kept[:-_CRC_BYTES]).to_bytes(_CRC_BYTES) != kept[-_CRC_BYTES:]:
                    return "it holds a vector that has changed since it was computed"
    except sqlite3.DatabaseError as error:
        return f"it cannot be read: {error}"
    return f"it is stale: {others:,} of its vectors are of another model" if others else None
