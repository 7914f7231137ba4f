"""Dateline text: records that begin `date 2022-09 example.com: Text…`, one or many in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.archives.boilerplate import without_boilerplate
from index.archives.layout import paragraphs_of, split_headline
from index.archives.streams import ArchiveFile
from index.archives.urls import canonical_url, site_of
from index.dates import is_slashed, parse_date
from index.types import DateSpan, Record, Reject

_HEADER = re.compile(r"date[ \t]+(?P<head>\S[^\n]{0,300}?):(?:[ \t]+(?P<text>.*)|[ \t]*)$", re.IGNORECASE)
_MOST_DATE_WORDS = 6  # "Wednesday, 14 Sep 2022 12:00 GMT"
_UNDATED = {"unknown", "undated", "?", "-", "n.d."}


def is_header(line: str) -> bool:
    """Tell whether a line begins a record: the word `date`, something with a digit in it, a source, a colon."""
    return _split_header(line) is not None


def _split_header(line: str) -> tuple[str, str, str] | None:
    """Return date, source and text of a header line, None for any other line; the date may be none of the calendar."""
    found = _HEADER.match(line)
    if not found:
        return None
    words = found["head"].split()
    for count in range(min(_MOST_DATE_WORDS, len(words) - 1), 0, -1):
        when = " ".join(words[:count])
        if parse_date(when, "header") or when.lower() in _UNDATED:
            return when, " ".join(words[count:]), found["text"] or ""
    if len(words) > 1 and words[0][0].isdigit():
        return words[0], " ".join(words[1:]), found["text"] or ""
    return None


def read_dateline_text(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each record; its place is the line of its header, and it runs to the next header.

    A header whose date is none of the calendar makes a reject with all that belongs to it; so does text before the
    first header.
    """
    header: tuple[str, str] | None = None
    lines: list[str] = []
    first = 1
    size = 0
    for number, line in file.text_lines():
        found = _split_header(line) if line is not None and line[:4].lower() == "date" else None
        if found:
            yield from _record(file, first, header, lines, size)
            header, lines, first, size = (found[0], found[1]), [found[2]], number, 0
        elif line is None:
            size += file.limits.record_bytes
        elif size < file.limits.record_bytes:
            lines.append(line)
            size += len(line)
    yield from _record(file, first, header, lines, size)


def _record(
    file: ArchiveFile, first: int, header: tuple[str, str] | None, lines: list[str], size: int
) -> Iterator[Record | Reject]:
    if header is None:
        written = next((n for n, line in enumerate(lines, start=first) if line.strip()), None)
        if written:
            reason = "text before the first header; a record begins like this: date 2022-09 example.com: Text"
            yield Reject(f"{file.place}:{written}", reason)
        return
    place = f"{file.place}:{first}"
    if size >= file.limits.record_bytes:
        yield Reject(place, f"the record is longer than {file.limits.record_bytes:,} bytes")
        return
    when, source = header
    published = parse_date(when, "header")
    if published is None and when.lower() not in _UNDATED:
        yield Reject(place, f'the header\'s date is "{when}", not a date; write it as YYYY, YYYY-MM or YYYY-MM-DD')
        return
    record = _article(place, published, source, "\n".join(lines))
    yield replace(record, written_date=when) if isinstance(record, Record) and is_slashed(when) else record


def _article(place: str, published: DateSpan | None, source: str, text: str) -> Record | Reject:
    title, paragraphs = split_headline(without_boilerplate(paragraphs_of(text)))
    if not paragraphs:
        return Reject(place, "neither text nor title: nothing follows the header")
    url = canonical_url(source) if "/" in source else None
    return Record(
        place=place,
        text="\n\n".join(paragraphs),
        title=title,
        published=published,
        source=site_of(url) or source,
        url=url,
    )
