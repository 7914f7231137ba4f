"""The vectors of a generation: one FAISS file, inner product over unit vectors, row n = passage row n.

Exact up to `EXACT_LIMIT` passages, IVF with 8-bit scalars above; an `index_factory` string overrides. A filter is
applied inside the search, or by brute force where few rows are allowed, so k hits come back whenever k exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFolderError, SettingsError

VECTORS_FILE = "vectors.faiss"
# Comparing every vector takes about 10 ms a 100,000 passages of 384 dimensions on one core.
EXACT_LIMIT = 200_000
# Below this many allowed rows comparing each of them is faster than a filtered walk, and always exact.
_BRUTE_FORCE_ROWS = 20_000
_TRAINING_ROWS = 100_000

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Matrix = NDArray[np.float32]
Mask = NDArray[np.bool_]


def kind_for(rows: int) -> str:
    """Return the FAISS kind, as an `index_factory` string, for an index of so many passages."""
    if rows <= EXACT_LIMIT:
        return "Flat"
    cells = 1 << (rows.bit_length() // 2)
    return f"IVF{cells},SQ8"


def write_vectors(path: Path, blocks: Iterable[Matrix], dim: int, kind: str, sample: Matrix) -> None:
    """Write the vectors of all passages, in row order.

    Args:
        blocks: `(n, dim)` float32 matrices with rows of length 1, read once.
        dim: Length of a vector.
        kind: An `index_factory` string.
        sample: Rows to train on, for kinds that are trained; may be empty for `Flat`.

    Raises:
        SettingsError: FAISS does not know the kind, or cannot train it on so few rows.
    """
    import faiss

    try:
        index = faiss.index_factory(dim, kind, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(sample[:_TRAINING_ROWS])
    except RuntimeError as error:
        fix = f"name a kind that suits {len(sample)} passages, for example Flat or IVF64,SQ8"
        raise SettingsError(f'FAISS cannot make an index of kind "{kind}"', where="--index-kind", fix=fix) from error
    if hasattr(index, "make_direct_map"):
        index.make_direct_map()
    for block in blocks:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    faiss.write_index(index, str(path))


class Vectors:
    """Searches the vectors of one generation; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            IndexFolderError: It is missing or no FAISS index.
        """
        import faiss

        try:
            self._index: Any = faiss.read_index(str(path))
        except RuntimeError as error:
            fix = "build the index again, or run: dateline doctor --index DIR"
            raise IndexFolderError("the vectors cannot be read", where=str(path), fix=fix) from error
        if hasattr(self._index, "nprobe"):
            self._index.nprobe = max(16, self._index.nlist // 32)

    @property
    def count(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    def search(self, query: NDArray[np.float32], k: int, allowed: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the k nearest rows, best first, ties by row.

        Args:
            query: `(dim,)` float32 of length 1.
            k: At least 1.
            allowed: `(count,)` bool; None allows every row.

        Returns:
            Rows and their cosines in [-1, 1]; fewer than k only when fewer rows are allowed.
        """
        if allowed is not None:
            rows = np.flatnonzero(allowed)
            if len(rows) <= max(k, _BRUTE_FORCE_ROWS):
                return _best(rows, self.cosines(query, rows), k)
        if not self.count:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # A few more than k, so that equal scores at the border are ordered by row and not by chance.
        scores, found = self._index.search(query[None, :], min(self.count, k + 8), params=self._parameters(allowed))
        kept = found[0] >= 0
        return _best(found[0][kept], scores[0][kept], k)

    def cosines(self, query: NDArray[np.float32], rows: Rows) -> Scores:
        """Return the cosine of the query with each of some rows."""
        if not len(rows):
            return np.empty(0, np.float32)
        return self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64)) @ query

    def matrix(self, rows: Rows) -> Matrix:
        """Return the vectors of some rows, `(len(rows), dim)`."""
        return self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))

    def _parameters(self, allowed: Mask | None) -> Any:
        import faiss

        if allowed is None:
            return None
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if hasattr(self._index, "nprobe"):
            return faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nprobe)
        return faiss.SearchParameters(sel=selector)


def _best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]
