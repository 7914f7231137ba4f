"""JSON lines: one object a line, one record an object. BEIR's `corpus.jsonl` is one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.archives.encoding import decoder_for
from index.archives.fields import FieldNames
from index.archives.profile import Profile
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

# Raw control characters within strings are a fault that exports have and that costs nothing to read over.
_DECODER = json.JSONDecoder(strict=False)


def read_json_lines(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield each line's record; a line that is wrong is rejected with its number, and its neighbours are not."""
    names = FieldNames(profile)
    decode = decoder_for(file.head)
    for number, line in file.lines():
        place = f"{file.place}:{number}"
        if line is None:
            yield Reject(place, f"the line is longer than {file.limits.record_bytes:,} bytes")
            continue
        text = decode(line).strip().strip("\x1e\x00")
        if text:
            found = parse_object(text)
            yield Reject(place, found) if isinstance(found, str) else names.record(found, place)


def parse_object(text: str) -> dict[str, Any] | str:
    """Return the JSON object that a text holds, or the reason why it holds none."""
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    except (ValueError, RecursionError) as error:
        return f"not JSON that can be read: {error}"
    if not isinstance(found, dict):
        return f"not a JSON object but {kind_of_value(found)}; a record is written {{…}}"
    return found


def kind_of_value(value: Any) -> str:
    """Return what a JSON value is, for a reason."""
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
