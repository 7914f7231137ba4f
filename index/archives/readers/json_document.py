"""JSON files: an array of records, records one after the other, or one document that holds them.

Arrays are streamed, one record in memory at a time; a record that is wrong is rejected and its neighbours are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.archives.encoding import incremental_decoder, resolve_stray_bytes, whole_letters
from index.archives.fields import FieldNames
from index.archives.guarded import BrokenFileError
from index.archives.limits import MIB
from index.archives.profile import Profile
from index.archives.readers.json_lines import kind_of_value
from index.archives.readers.squad import is_squad, squad_paragraphs
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

# Of one document that is not an array, which can only be read whole.
_MOST_CHARACTERS = 512 * MIB
_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[\s,\x00\x1e]*")
_FIRST_KEY = re.compile(r'\{\s*"((?:[^"\\]|\\.)*)"\s*:')
# An error this near the end of what was read may only mean that the rest is missing.
_DEPTH = 4  # objects within one another before the list of records, as `response.hits.hits`
_NEAR_END = 64  # characters
# Where documents keep their records: NewsAPI, Solr, Elasticsearch, JSON-LD, JSON Feed and common exports.
_LIST_KEYS = (
    *("articles", "items", "documents", "docs", "records", "results", "entries", "stories", "news", "data"),
    *("posts", "hits", "rows", "corpus", "@graph", "response", "_source"),
)


def read_json_document(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield each record of a JSON file; its place is its number in the file, counted from 1."""
    names = FieldNames(profile)
    number = 0
    for value in _values(_Text(file)):
        for found in _records_in(value):
            number += 1
            place = f"{file.place}#{number}"
            if isinstance(found, Record):
                yield _at(found, place)
            elif isinstance(found, str):
                yield Reject(place, found)
            else:
                yield names.record(found, place, path=file.path)


class _Text:
    """A file's text, of which only what is not yet used is kept: from `start` on, and a little before it."""

    def __init__(self, file: ArchiveFile) -> None:
        self._stream = file.as_utf8()
        self._decoder = incremental_decoder(file.head)
        self.longest = file.limits.record_bytes
        self.kept = ""
        self.start = 0
        self.ended = False
        self._broken: BrokenFileError | None = None
        self.more()

    def raise_if_broken(self) -> None:
        """Raise BrokenFileError when the text ended before its time; called where no whole record is left."""
        if self.ended and self._broken:
            raise self._broken

    def more(self) -> None:
        """Drop what was used, and read as much again as is left, at least `MIB` bytes."""
        parts = [self.kept[self.start :]]
        self.start = 0
        size, wanted = 0, max(MIB, len(parts[0]))
        while size < wanted and not self.ended:
            try:
                data = self._stream.read1(MIB)
            except BrokenFileError as error:  # raised again once the records before the break are used
                data, self._broken = b"", error
            self.ended = not data
            parts.append(resolve_stray_bytes(self._decoder.decode(data, final=self.ended)))
            size += len(parts[-1])
        self.kept = "".join(parts)

    def at_next_value(self) -> bool:
        """Go on to the next value, over white space and commas; False when there is none."""
        while True:
            self.start = _BETWEEN.match(self.kept, self.start).end()  # type: ignore[union-attr]
            if self.start < len(self.kept) - 1:
                return True
            if self.ended:
                self.raise_if_broken()
                return self.start < len(self.kept)
            self.more()


def _values(text: _Text) -> Iterator[Any]:
    """Yield each value of the file, or of the array that it is; in place of a wrong one, the reason as a str."""
    if not text.at_next_value():
        return
    inside = text.kept[text.start] == "["
    text.start += inside
    longest = text.longest if inside else _MOST_CHARACTERS
    first_key: str | None = None
    while text.at_next_value() and not (inside and text.kept[text.start] == "]"):
        if first_key is None and (found := _FIRST_KEY.match(text.kept, text.start)):
            first_key = found[1]
        value, end = _decode(text, longest)
        if end is None:
            yield value
            text.start = _next_record(text.kept, text.start, first_key)
        else:
            yield value if isinstance(value, Mapping | list) else f"not a JSON object but {kind_of_value(value)}"
            text.start = end


def _decode(text: _Text, longest: int) -> tuple[Any, int | None]:
    """Return the value where the text stands and its end; or the reason why there is none, and None."""
    while True:
        try:
            return _DECODER.raw_decode(text.kept, text.start)
        except json.JSONDecodeError as error:
            cut = error.msg.startswith("Unterminated") or error.pos >= len(text.kept) - _NEAR_END
            if cut:
                text.raise_if_broken()
            if text.ended or not cut or len(text.kept) - text.start > longest:
                where = f"at character {error.pos - text.start + 1:,} of the record"
                return f"not JSON: {error.msg.removesuffix(' at')} {where}", None
        except (ValueError, RecursionError) as error:
            return f"not JSON that can be read: {error}", None
        text.more()


def _next_record(kept: str, start: int, first_key: str | None) -> int:
    """Return where the record after a wrong one begins: at the next object whose first key is the first record's."""
    if first_key is None:
        return len(kept)
    begins = re.compile(r"(?<=[,}\]\s])\{\s*\"" + re.escape(first_key) + r'"\s*:')
    found = begins.search(kept, start + 1)
    return found.start() if found else len(kept)


def _records_in(value: Any) -> Iterator[Mapping[str, Any] | Record | str]:
    """Yield what a value of a file holds: itself, the records of a list in it, or the paragraphs of a SQuAD set."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield part if isinstance(part, Mapping) else f"not a JSON object but {kind_of_value(part)}"
    elif is_squad(value):
        for paragraph in squad_paragraphs(value):
            text = whole_letters(paragraph.text)
            if text.strip():
                yield Record(
                    place="", text=text, title=whole_letters(paragraph.id), outside_id=whole_letters(paragraph.id)
                )
            else:
                yield f"the paragraph {paragraph.id} has no context"
    else:
        yield from _records_in_document(value)


def _records_in_document(
    document: Mapping[str, Any], depth: int = _DEPTH
) -> Iterator[Mapping[str, Any] | Record | str]:
    for key in _LIST_KEYS:
        held = document.get(key)
        if isinstance(held, list) and any(isinstance(part, Mapping) for part in held):
            for part in held:
                yield from _records_in(part if not isinstance(part, Mapping) else part.get("_source", part))
            return
        if key in ("response", "hits", "data", "results") and isinstance(held, Mapping) and depth:
            yield from _records_in_document(held, depth - 1)
            return
    if len(document) > 1 and all(isinstance(value, Mapping) for value in document.values()):
        for key, value in document.items():
            yield {"id": key, **value}
        return
    yield document


def _at(record: Record, place: str) -> Record:
    return Record(place=place, text=record.text, title=record.title, outside_id=record.outside_id)
