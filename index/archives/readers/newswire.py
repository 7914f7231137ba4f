"""SGML newswire as Reuters-21578 has it: one `<REUTERS>` element, one record.

Tolerant: the files are not valid SGML, so elements are found by their tags, a story at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.archives.encoding import decoder_for, resolve_entities
from index.archives.streams import ArchiveFile
from index.dates import parse_date
from index.types import Record, Reject

SOURCE = "Reuters"

_BEGIN = b"<REUTERS"
_END = b"</REUTERS>"
_ATTRIBUTE = re.compile(r'([A-Z]+)="([^"]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SIGN_OFF = re.compile(r"(?:^|[ \t]{2}|(?<=[.)\d])[ \t])[ \t]*reuters?[ \t]*$", re.IGNORECASE)  # in the last line
# The collection's own filler where a story had a headline only.
_FILLER = "Blah blah blah."
_COLUMNS = re.compile(r"\S {3,}\S|\.{4,}")
_COLUMNS_SEEN = 65  # characters at the end of what was joined: its last line
_PROSE_END = re.compile(r"(?<!\.)[.!?:][\"')]*$")
_BY = re.compile(r"^\s*by\s+|,?\s*reuters?\s*(?:correspondent)?\s*$", re.IGNORECASE)
_NOISE_IN_DATE = re.compile(r"[^\w:. -].*$", re.DOTALL)


def read_newswire(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each story of an SGML newswire file; its place is the line on which it begins."""
    decode = decoder_for(file.head)
    for number, story in _stories(file):
        place = f"{file.place}:{number}"
        if story is None:
            yield Reject(place, f"the story is longer than {file.limits.record_bytes:,} bytes")
        else:
            yield _record(decode(story), place)


def _stories(file: ArchiveFile) -> Iterator[tuple[int, bytes | None]]:
    """Yield the bytes of each story with the number of its first line; None for one past the limit."""
    story: list[bytes] = []
    first = size = 0
    for number, line in file.lines():
        begins = line is not None and line.lstrip().startswith(_BEGIN)
        if begins and story:
            yield first, b"".join(story)  # its end tag is missing, its text is not
            story = []
        if begins:
            first, size = number, 0
        elif not story:
            continue
        size += len(line) if line is not None else file.limits.record_bytes
        story.append(line if line is not None and size < file.limits.record_bytes else b"\n")
        if line is not None and _END in line:
            yield first, b"".join(story) if size < file.limits.record_bytes else None
            story = []
    if story:
        yield first, b"".join(story)


def _record(story: str, place: str) -> Record | Reject:
    attributes = dict(_ATTRIBUTE.findall(story[: story.find(">")]))
    when = _text_of(_element(story, "DATE"))
    published = parse_date(_NOISE_IN_DATE.sub("", when).strip(), "markup") if when else None
    if when and published is None:
        return Reject(place, f'field "DATE" is "{when}", not a date; it should read like 26-FEB-1987 15:01:01.79')
    title = " ".join(_text_of(_element(story, "TITLE")).split())
    author = _BY.sub("", " ".join(_text_of(_element(story, "AUTHOR")).split()))
    text = _body(story)
    if not text and not title:
        return Reject(place, "neither text nor title")
    # Reuters-21578 names no source, because it has but one; other newswire in its format may.
    source = " ".join(_text_of(_element(story, "SOURCE")).split())
    topics = re.findall(r"<D>(.*?)</D>", _element(story, "TOPICS"))
    return Record(
        place=place,
        text=text,
        title=title or None,
        published=published,
        source=source or SOURCE,
        authors=(author,) if author else (),
        language=None if source else "en",
        section=", ".join(topics) or None,
        outside_id=attributes.get("NEWID"),
    )


def _body(story: str) -> str:
    """Return the dateline and the body, or the text of a story that was never divided into them."""
    whole = _element(story, "TEXT")
    body = _element(whole, "BODY")
    if not body:
        # Briefs and unprocessed stories: what is left of the text when title, author and dateline are taken out.
        body = whole
        for name in ("TITLE", "AUTHOR", "DATELINE"):
            before, found, after = body.partition(f"<{name}>")
            body = before + after.partition(f"</{name}>")[2] if found else body
    text = _without_sign_off(_text_of(body)).strip("*\n")
    dateline = _text_of(_element(whole, "DATELINE")).lstrip(" \n*")
    return _as_printed(f"{dateline}{text}") if text.strip() else ""


def _without_sign_off(text: str) -> str:
    """Return a body without the wire's last line and without the collection's filler."""
    for _ in range(2):  # some stories were signed off by the desk and by the wire
        above, line_end, last = text.rstrip().rpartition("\n")
        text = f"{above}{line_end}{_SIGN_OFF.sub('', last)}"
    return text.rstrip().removesuffix(_FILLER).rstrip()


def _as_printed(text: str) -> str:
    """Join lines where the wire broke them at 65 columns; keep the rows of tables, and part paragraphs from them.

    A paragraph begins with an indented line, a row of a table too; only what stands at the margin goes on with the
    line before it.
    """
    blocks: list[str] = []
    for line in text.rstrip().split("\n"):
        words = line.strip()
        goes_on = blocks and line[:1] not in ("", " ", "\t") and not _COLUMNS.search(blocks[-1][-_COLUMNS_SEEN:])
        if goes_on and blocks[-1] and not _COLUMNS.search(words):
            blocks[-1] += f" {words}"
        elif words:
            blocks.append(words)
        elif blocks and blocks[-1]:
            blocks.append("")
    printed = blocks[0] if blocks else ""
    for before, block in pairwise(blocks):
        rows = before and block and not _PROSE_END.search(before) and not _PROSE_END.search(block)
        printed += ("\n" if rows or not block or not before else "\n\n") + block
    return printed


def _element(text: str, name: str) -> str:
    begin = text.find(f"<{name}")
    begin = text.find(">", begin) + 1 if begin >= 0 else 0
    if not begin:
        return ""
    end = text.find(f"</{name}>", begin)
    return text[begin:end] if end >= 0 else text[begin:]


def _text_of(markup: str) -> str:
    return _CONTROL.sub("", resolve_entities(markup)).strip("\n")
