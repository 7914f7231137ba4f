"""The vectors of a generation: one FAISS file, inner product over unit vectors, row n = passage row n.

Half precision, mapped and not read. Every vector is compared up to `EXACT_LIMIT` passages, those of the nearest cells
above; an `index_factory` string overrides. A filter is applied inside the search, so k hits come back whenever k exist.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFolderError, SettingsError

VECTORS_FILE = "vectors.faiss"
# Comparing every vector takes about 8 ms a 100,000 passages of 384 dimensions on one core.
EXACT_LIMIT = 200_000
# Below this many allowed rows, fetching each of them is faster than walking past all others; and it is exact.
_FETCHED_ROWS = 2_000
# Up to this many allowed rows all cells are searched: exact, and the rows that are not allowed cost little.
_EXHAUSTIVE_ROWS = 50_000
_TRAINING_ROWS = 100_000
# Cells searched: a share of all, and at least so many.
_PROBED_CELLS = 16
_PROBED_SHARE = 32
_SPARE = 8
_SHOWN_ERROR = 100  # characters
# Kinds from which a vector comes back as it was put in.
_EXACT_KIND = re.compile(r"(?:IVF\d+,)?(?:Flat|SQfp16)")

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Matrix = NDArray[np.float32]
Mask = NDArray[np.bool_]


def kind_for(rows: int) -> str:
    """Return the FAISS kind, as an `index_factory` string, for an index of so many passages."""
    if rows <= EXACT_LIMIT:
        return "SQfp16"
    cells = 1 << (rows.bit_length() // 2)
    return f"IVF{cells},SQfp16"


def keeps_vectors(kind: str) -> bool:
    """Tell whether an index of this kind gives back its vectors exactly, as far as half precision goes."""
    return _EXACT_KIND.fullmatch(kind) is not None


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
        if isinstance(index, faiss.IndexIVFScalarQuantizer) and keeps_vectors(kind):
            index.by_residual = False  # a vector's distance from its cell's centre would be rounded, and not the vector
        if not index.is_trained:
            index.train(sample[:_TRAINING_ROWS])
    except RuntimeError as error:
        fix = f"name a kind that suits {len(sample)} passages, for example Flat or IVF64,SQ8"
        raise SettingsError(f'FAISS cannot make an index of kind "{kind}"', where="--index-kind", fix=fix) from error
    if hasattr(index, "make_direct_map"):
        index.make_direct_map()
    for block in blocks:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        # FAISS tells of a full disk in words of its own.
        raise OSError(errno.EIO, f"FAISS cannot write its file: {str(error)[-_SHOWN_ERROR:]}") from error


class Vectors:
    """Searches the vectors of one generation; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            IndexFolderError: It is missing or no FAISS index.
        """
        import faiss

        try:
            with path.open("rb") as file:
                # FAISS maps the cells of an index in one way and all else in another.
                in_cells = file.read(2) == b"Iw"
            flag = faiss.IO_FLAG_MMAP if in_cells else faiss.IO_FLAG_MMAP_IFC
            self._index: Any = faiss.read_index(str(path), flag)
        except (RuntimeError, OSError) as error:
            fix = "build the index again, or run: dateline doctor --index DIR"
            raise IndexFolderError("the vectors cannot be read", where=str(path), fix=fix) from error
        self._cells = int(getattr(self._index, "nlist", 0))
        self._probed = max(_PROBED_CELLS, self._cells // _PROBED_SHARE)

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
        if not self.count:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is None:
            return self._nearest(query, min(self.count, k), None, self._probed)
        rows = np.flatnonzero(allowed)
        wanted = min(k, len(rows))
        if len(rows) <= max(k, _FETCHED_ROWS):
            return _best(rows, self.cosines(query, rows), k)
        if len(rows) > _EXHAUSTIVE_ROWS:
            found = self._nearest(query, wanted, allowed, self._probed)
            # The cells that were searched may hold few rows that are allowed.
            if len(found[0]) == wanted:
                return found
        return self._nearest(query, wanted, allowed, self._cells)

    def _nearest(self, query: NDArray[np.float32], k: int, allowed: Mask | None, probed: int) -> tuple[Rows, Scores]:
        # A few more than k, so that equal scores at the border are ordered by row and not by chance.
        found = self._index.search(query[None, :], k + _SPARE, params=self._parameters(allowed, probed))[1][0]
        rows = found[found >= 0]
        return _best(rows, self.cosines(query, rows), k)

    def cosines(self, query: NDArray[np.float32], rows: Rows) -> Scores:
        """Return the cosine of the query with each of some rows."""
        if not len(rows):
            return np.empty(0, np.float32)
        return self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64)) @ query

    def matrix(self, rows: Rows) -> Matrix:
        """Return the vectors of some rows, `(len(rows), dim)`."""
        return self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))

    def _parameters(self, allowed: Mask | None, probed: int) -> Any:
        import faiss

        told: dict[str, Any] = {}
        if allowed is not None:
            told["sel"] = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if self._cells:
            return faiss.SearchParametersIVF(nprobe=probed, **told)
        return faiss.SearchParameters(**told) if told else None


def _best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]
