"""Parquet: one row, one record, read in batches of rows by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from index.archives.extras import needs
from index.archives.fields import FieldNames, no_text_among
from index.archives.guarded import BrokenFileError
from index.archives.profile import Profile
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

_BATCH_ROWS = 256


def read_parquet(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield each row; its place is its number, counted from 1.

    A row group that is damaged fails by itself; its neighbours are read.
    """
    needs("pyarrow", "parquet", "Parquet")
    import pyarrow as pa
    from pyarrow import parquet as pq

    with file.seekable() as opened:
        try:
            table = pq.ParquetFile(opened)
        except (pa.ArrowException, OSError) as error:
            raise BrokenFileError(f"not a whole Parquet file: {_one_line(error)}", retryable=True) from error
        columns = table.schema_arrow.names
        names = FieldNames(profile)
        if reason := no_text_among(names, columns):
            yield Reject(file.place, reason)
            return
        wanted = sorted({key.split(".")[0] for _, key in names.find(tuple(columns))} & set(columns))
        before = 0
        for group in range(table.num_row_groups):
            rows = table.metadata.row_group(group).num_rows
            yield from _rows(file, table, group, wanted, names, before)
            before += rows


def _rows(
    file: ArchiveFile, table: Any, group: int, columns: list[str], names: FieldNames, before: int
) -> Iterator[Record | Reject]:
    import pyarrow as pa

    number = before
    rows = table.metadata.row_group(group).num_rows
    try:
        for batch in table.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield names.record({key: _plain(value) for key, value in row.items()}, f"{file.place}#{number}")
    except (pa.ArrowException, OSError, ValueError) as error:
        for lost in range(number + 1, before + rows + 1):
            yield Reject(f"{file.place}#{lost}", f"its row group cannot be read: {_one_line(error)}", retryable=True)


def _plain(value: Any) -> Any:
    """Return dates as text, and bytes, which old writers have for text, as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
