"""The vectors of a generation, as FAISS files: row n is passage row n, inner product over unit vectors.

`vectors.faiss` holds every vector in half precision, mapped and not read: up to `EXACT_LIMIT` passages all of them are
compared. Above, `nearest.faiss` names candidates from rounded vectors in cells, which are then ranked by the exact
ones. A filter is applied inside the search, so k hits come back whenever k exist.
"""

from __future__ import annotations

import contextlib
import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFolderError
from index.vector_files import NEAREST_FILE, VECTORS_FILE

# Below this many allowed rows, fetching each of them is faster than walking past all others; and it is exact.
_FETCHED_ROWS = 2_000
# Up to this share of rows allowed, all of them are compared: exact, and cells would hold too few of them.
_COMPARED_SHARE = 0.1
# Cells searched: a share of all, and at least so many. Of a million passages 4 of 1,024 cells gave all the recall that
# 128 did (dateline bench search --passages).
_PROBED_CELLS = 16
_PROBED_SHARE = 64
# Candidates from rounded vectors: for each row wanted, and at least. With 28 for ten rows recall@10 was 0.91.
_CANDIDATES_EACH = 2
_LEAST_CANDIDATES = 200
_SPARE = 8
_READ_ROWS = 4_000  # more are taken from the mapped file, in which they lie close together

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Matrix = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Vectors:
    """Searches the vectors of one generation; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the files of a generation.

        Raises:
            IndexFolderError: They are missing, no FAISS indices, or do not belong together.
        """
        self._index = _open(folder / VECTORS_FILE)
        nearest = folder / NEAREST_FILE
        self._nearest_index = _open(nearest) if nearest.exists() else None
        if self._nearest_index is not None and self._nearest_index.ntotal != self._index.ntotal:
            what = f"{self._nearest_index.ntotal:,} rounded vectors of {self._index.ntotal:,}"
            raise IndexFolderError(what, where=str(nearest), fix="build the index again")
        self._file = os.open(folder / VECTORS_FILE, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._head = os.fstat(self._file).st_size - self._row_bytes * self.count
        self._cells = int(getattr(self._nearest_index, "nlist", 0))
        self._probed = max(_PROBED_CELLS, self._cells // _PROBED_SHARE)

    @property
    def count(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def _row_bytes(self) -> int:
        return 2 * self.dim

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    def search(self, query: NDArray[np.float32], k: int, allowed: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the k nearest rows, best first, ties by row.

        Exact up to `EXACT_LIMIT` passages, and under every filter that lets a tenth of them through or less.

        Args:
            query: `(dim,)` float32 of length 1.
            k: At least 1.
            allowed: `(count,)` bool; None allows every row.

        Returns:
            Rows and their cosines in [-1, 1]; fewer than k only when fewer rows are allowed.
        """
        count = self.count if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(k, count)
        if not wanted:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is not None and count <= max(k, _FETCHED_ROWS):
            rows = np.flatnonzero(allowed)
            return _best(rows, self.cosines(query, rows), k)
        if self._nearest_index is not None and count > _COMPARED_SHARE * self.count:
            rows = self._found(self._nearest_index, query, max(_CANDIDATES_EACH * wanted, _LEAST_CANDIDATES), allowed)
            # The cells that were searched may hold too few rows that are allowed.
            if len(rows) >= wanted:
                return _best(rows, self.cosines(query, rows), wanted)
        # A few more than k, so that equal scores at the border are ordered by row and not by chance.
        rows = self._found(self._index, query, wanted + _SPARE, allowed)
        return _best(rows, self.cosines(query, rows), wanted)

    def cosines(self, query: NDArray[np.float32], rows: Rows) -> Scores:
        """Return the cosine of the query with each of some rows."""
        if not len(rows):
            return np.empty(0, np.float32)
        # Rounded to half precision, a vector may be longer than 1 by a ten-thousandth.
        return np.clip(self.matrix(rows) @ query, -1, 1)

    def matrix(self, rows: Rows) -> Matrix:
        """Return the vectors of some rows, `(len(rows), dim)`."""
        if self._nearest_index is None or len(rows) > _READ_ROWS:
            found: Matrix = self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))
            return found
        # Read and not mapped: a fault maps 64 kB for a row of one, and a million passages would fill the memory.
        size = self._row_bytes
        halves = b"".join(os.pread(self._file, size, self._head + size * row) for row in rows.tolist())
        return np.frombuffer(halves, dtype="<f2").reshape(-1, self.dim).astype(np.float32)

    def _found(self, index: Any, query: NDArray[np.float32], k: int, allowed: Mask | None) -> Rows:
        import faiss

        told: dict[str, Any] = {}
        if allowed is not None:
            told["sel"] = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        cells = self._cells if index is self._nearest_index else 0
        parameters = faiss.SearchParametersIVF(nprobe=self._probed, **told) if cells else faiss.SearchParameters(**told)
        with _one_thread():
            _, found = index.search(query[None, :], min(k, self.count), params=parameters)
        rows: Rows = found[0][found[0] >= 0]
        return rows


def _open(path: Path) -> Any:
    import faiss

    try:
        with path.open("rb") as file:
            # FAISS maps the cells of an index in one way and all else in another.
            in_cells = file.read(2) == b"Iw"
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP if in_cells else faiss.IO_FLAG_MMAP_IFC)
    except (RuntimeError, OSError) as error:
        fix = "build the index again, or run: dateline doctor --index DIR"
        raise IndexFolderError("the vectors cannot be read", where=str(path), fix=fix) from error


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS from splitting one question's search: threads that wait for each other cost more than they save."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]
