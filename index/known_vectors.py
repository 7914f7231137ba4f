"""The vectors of the generation before, by digest of their texts: what the next build need not compute.

Beside the vectors lies `passages.digests`, 20 bytes a passage: the digest of its text and the CRC-32 of its vector. A
vector is taken over only when its CRC is right, so a damaged file costs the damaged vectors and no others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import DatelineError
from index.manifest import read_manifest
from index.vectors import Vectors

DIGESTS_FILE = "passages.digests"
_ROW = np.dtype([("digest", "V16"), ("crc", "<u4")])
_log = logging.getLogger(__name__)

Half = NDArray[np.float16]


def digest_rows(digests: Sequence[bytes], vectors: Half) -> NDArray[np.void]:
    """Return what `passages.digests` holds of some passages."""
    rows = np.empty(len(digests), dtype=_ROW)
    rows["digest"] = np.frombuffer(b"".join(digests), dtype="V16")
    rows["crc"] = [crc32(vector.tobytes()) for vector in vectors]
    return rows


class KnownVectors:
    """Looks vectors up in a published generation."""

    def __init__(self, generation: Path) -> None:
        """Open its vectors and their digests.

        Raises:
            IndexFolderError: The vectors cannot be read.
            OSError: The digests cannot be.
            ValueError: The two do not belong together.
        """
        self._vectors = Vectors(generation)
        rows = np.fromfile(generation / DIGESTS_FILE, dtype=_ROW)
        if len(rows) != self._vectors.count:
            raise ValueError(f"{len(rows)} digests of {self._vectors.count} vectors")
        self._rows = rows
        # The first half of each digest, sorted: 16 bytes a passage, where a dictionary takes 150.
        halves = np.ascontiguousarray(rows["digest"]).view("<u8").reshape(-1, 2)[:, 0]
        self._order = np.argsort(halves, kind="stable")
        self._sorted = halves[self._order]

    def get(self, digests: Sequence[bytes]) -> dict[bytes, Half]:
        """Return the vectors that are known and whole, by digest of the text."""
        if not digests or not len(self._sorted):
            return {}
        wanted = np.frombuffer(b"".join(digests), dtype="<u8").reshape(-1, 2)[:, 0]
        at = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        rows = self._order[at]
        candidates = [n for n, row in enumerate(rows) if self._rows["digest"][row].tobytes() == digests[n]]
        vectors = self._vectors.matrix(rows[candidates]).astype("<f2")
        return {
            digests[n]: vector
            for n, vector in zip(candidates, vectors, strict=True)
            if crc32(vector.tobytes()) == self._rows["crc"][rows[n]]
        }


def known_vectors(generation: Path | None, fingerprint: str) -> KnownVectors | None:
    """Return the vectors of the generation before; None when this model did not make them."""
    if generation is None:
        return None
    try:
        if read_manifest(generation).model_fingerprint != fingerprint:
            return None
        return KnownVectors(generation)
    except (DatelineError, OSError, ValueError) as error:
        _log.warning("no vector is taken over from %s: %s", generation, error)
        return None
