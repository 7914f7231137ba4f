"""Fields of a suite's entries, checked: each error names the place, the field and the value that was seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from index.errors import SuiteError

# Called only for an error: finding a line may mean reading the file again.
Place = Callable[[], str]


def text_field(entry: Mapping[str, Any], name: str, place: Place) -> str:
    """Return a field that must hold text or a number.

    Raises:
        SuiteError: It is missing, empty, or something else.
    """
    value = entry.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise SuiteError(f'the field "{name}" is missing or empty', where=place(), fix="add it")
    if not isinstance(value, str):
        raise SuiteError(f'the field "{name}" is {shown(value)}, not text', where=place(), fix=f'write "{name}": "…"')
    return value


def list_field(entry: Mapping[str, Any], name: str, place: Place) -> list[Any]:
    """Return a field that holds a list; a missing one is empty.

    Raises:
        SuiteError: It holds something else.
    """
    value = entry.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise SuiteError(f'the field "{name}" is {shown(value)}, not a list', where=place(), fix=f'write "{name}": […]')
    return value


def texts_field(entry: Mapping[str, Any], name: str, place: Place) -> tuple[str, ...]:
    """Return a field that holds a list of texts, or one text.

    Raises:
        SuiteError: Something in it is no text.
    """
    value = entry.get(name)
    values = [value] if isinstance(value, str) else list_field(entry, name, place)
    wrong = next((one for one in values if not isinstance(one, str | int | float) or isinstance(one, bool)), None)
    if wrong is not None:
        raise SuiteError(f'the field "{name}" holds {shown(wrong)}, not text', where=place(), fix='write ["…", "…"]')
    return tuple(str(one) for one in values if str(one).strip())


def shown(value: Any) -> str:
    """Return a value as an error shows it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:60]}…"


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each line of a JSON-lines file, plain or gzipped.

    Raises:
        SuiteError: The file cannot be read, or a line is no object.
    """
    import gzip

    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{path}:{number}", object_of(line, f"{path}:{number}")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SuiteError(f"the file cannot be read: {reason}", where=str(path), fix="add the file as UTF-8") from error


def object_of(line: str, where: str) -> dict[str, Any]:
    """Return the JSON object of one line.

    Raises:
        SuiteError: It is none.
    """
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise SuiteError(f"not JSON: {error.msg}", where=where, fix="mend the line") from error
    if not isinstance(entry, dict):
        raise SuiteError(f"the line is {shown(entry)}, not an object", where=where, fix="write {…}")
    return entry


def refuse_doubles(ids: list[str], path: Path) -> None:
    """Refuse a suite in which two cases have one id: one of them would silently take the other's place.

    Raises:
        SuiteError: There are two.
    """
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise SuiteError(f'two cases have the id "{name}"', where=str(path), fix="give each its own")
        seen.add(name)
