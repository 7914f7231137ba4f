"""Tables as CSV or TSV: the first line names the columns, each further record is one article."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from index.archives.fields import FieldNames, no_text_among
from index.archives.profile import Profile
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

_DELIMITERS = (",", ";", "\t", "|")
_MOST_LINES = 5_000  # of one record; past it a quotation mark was left open


def read_table(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield each record of a table; its place is the line on which it begins.

    A record of another width than the header is rejected. A quotation mark that is never closed costs its own record,
    not those after it.
    """
    csv.field_size_limit(file.limits.record_bytes)
    rows = _rows(file)
    header = next(rows, None)
    if header is None:
        yield Reject(file.place, "empty")
        return
    columns = [name.strip() for name in header[1]]
    names = FieldNames(profile)
    if reason := no_text_among(names, columns):
        yield Reject(file.place, reason)
        return
    for number, row in rows:
        yield _record(file, names, columns, number, row)


def _record(file: ArchiveFile, names: FieldNames, columns: list[str], number: int, row: list[str]) -> Record | Reject:
    place = f"{file.place}:{number}"
    if not row:
        return Reject(place, f"no record: longer than {file.limits.record_bytes:,} bytes, or not quoted as CSV is")
    if len(row) != len(columns):
        return Reject(place, f"{len(row)} fields where the header names {len(columns)}; is a quotation mark missing?")
    return names.record(dict(zip(columns, row, strict=True)), place)


class _Lines:
    """A file's lines, of which some can be given back to be read again."""

    def __init__(self, file: ArchiveFile) -> None:
        self._lines = file.text_lines()
        self._again: deque[tuple[int, str | None]] = deque()

    def next(self) -> tuple[int, str | None] | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def give_back(self, lines: list[tuple[int, str | None]]) -> None:
        self._again.extendleft(reversed(lines))


def _rows(file: ArchiveFile) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line; an empty list for one past the limit.

    Records are cut from lines by counting quotation marks, so that the parser only ever sees one record. Where that
    makes no record of the header's width, the first line is taken alone and the others are read again.
    """
    lines = _Lines(file)
    delimiter, width = "", 0
    while entry := lines.next():
        first, line = entry
        if line is not None and not line.strip():
            continue
        delimiter = delimiter or max(_DELIMITERS, key=(line or "").count)
        held, closed = _one_record(lines, entry)
        row = _parse([line or "" for _, line in held], delimiter) if closed else []
        if len(held) > 1 and (not row or len(row) != width):
            lines.give_back(held[1:])
            row = _parse([line or ""], delimiter)
        if width and len(row) != width and '"' in (line or ""):
            bare = (line or "").split(delimiter)  # a table that never quotes has quotation marks in its text
            row = bare if len(bare) == width else row
        width = width or len(row)
        yield first, row


def _one_record(lines: _Lines, entry: tuple[int, str | None]) -> tuple[list[tuple[int, str | None]], bool]:
    """Return the lines up to the one on which all quotation marks are closed, and whether there is such a line."""
    held = [entry]
    quotes = (entry[1] or "").count('"')
    while quotes % 2 and len(held) < _MOST_LINES:
        following = lines.next()
        if following is None:
            return held, False
        held.append(following)
        quotes += (following[1] or "").count('"')
    return held, quotes % 2 == 0


def _parse(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(["\n".join(lines)], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
