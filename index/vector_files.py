"""Writes the vectors of a new generation: each exactly, and a smaller index of the nearest for large archives."""

from __future__ import annotations

import errno
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.errors import SettingsError

VECTORS_FILE = "vectors.faiss"
NEAREST_FILE = "nearest.faiss"
# Every vector in half precision; comparing all takes about 8 ms a 100,000 passages of 384 dimensions on one core.
EXACT_KIND = "SQfp16"
EXACT_LIMIT = 200_000
_TRAINING_ROWS = 100_000
_BLOCK = 8192  # rows, 12 MB in single precision
_SHOWN_ERROR = 100  # characters
# In FAISS's file of a flat index: where the number of vectors stands; the length of their codes stands at its end.
_COUNT_AT = 8

Half = NDArray[np.float16]


def kind_for(rows: int) -> str:
    """Return the FAISS kind, as an `index_factory` string, for an index of so many passages."""
    if rows <= EXACT_LIMIT:
        return EXACT_KIND
    cells = 1 << (rows.bit_length() // 2)
    return f"IVF{cells},SQ4"


class VectorWriter:
    """Appends vectors to the file of a new generation; memory does not grow with them.

    What FAISS writes of an empty index is a head, which is mended at the end; half precision is stored as it is.
    """

    def __init__(self, folder: Path, dim: int) -> None:
        """Begin the file."""
        import faiss

        empty = faiss.index_factory(dim, EXACT_KIND, faiss.METRIC_INNER_PRODUCT)
        self._head = len(faiss.serialize_index(empty))
        self._dim = dim
        self._rows = 0
        self._file = (folder / VECTORS_FILE).open("wb")
        self._file.write(faiss.serialize_index(empty).tobytes())

    def write(self, vectors: Half) -> None:
        """Append `(n, dim)` vectors of length 1."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f2").tobytes())
        self._rows += len(vectors)

    def close(self) -> None:
        """Finish the file."""
        self._file.seek(_COUNT_AT)
        self._file.write(self._rows.to_bytes(8, "little"))
        self._file.seek(self._head - 8)
        self._file.write((2 * self._dim * self._rows).to_bytes(8, "little"))
        self._file.close()

    def __enter__(self) -> Self:
        """Finish the file at the end of a `with` block that did not fail."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.close()


def write_nearest(folder: Path, kind: str, dim: int) -> None:
    """Write the index that names candidates, from the vectors already written; nothing for the exact kind.

    Args:
        kind: An `index_factory` string.
        dim: Length of a vector.

    Raises:
        SettingsError: FAISS does not know the kind, or cannot train it on so few rows.
        OSError: The file cannot be written.
    """
    if kind == EXACT_KIND:
        return
    import faiss

    path = folder / VECTORS_FILE
    head = len(faiss.serialize_index(faiss.index_factory(dim, EXACT_KIND, faiss.METRIC_INNER_PRODUCT)))
    matrix = np.memmap(path, dtype="<f2", mode="r", offset=head).reshape(-1, dim)
    sample = matrix[:: max(1, len(matrix) // _TRAINING_ROWS)][:_TRAINING_ROWS].astype(np.float32)
    try:
        index = faiss.index_factory(dim, kind, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(sample)
    except RuntimeError as error:
        fix = f"name a kind that suits {len(matrix)} passages, for example {EXACT_KIND} or IVF64,SQ8"
        raise SettingsError(f'FAISS cannot make an index of kind "{kind}"', where="--index-kind", fix=fix) from error
    for first in range(0, len(matrix), _BLOCK):
        index.add(matrix[first : first + _BLOCK].astype(np.float32))
    try:
        faiss.write_index(index, str(folder / NEAREST_FILE))
    except RuntimeError as error:
        # FAISS tells of a full disk in words of its own.
        raise OSError(errno.EIO, f"FAISS cannot write its file: {str(error)[-_SHOWN_ERROR:]}") from error
