"""Where in a JSON file an entry stands, so that a loader's error can name the line.

Read only when something is wrong: the decoder that keeps lines is Python's own, ten times slower than the usual one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from json.decoder import JSONObject  # type: ignore[attr-defined]  # the parser that JSONDecoder itself is made of
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

Step = str | int


class _Placed(dict[str, Any]):
    """An object that knows where it begins."""

    at = 0


class _PlacingDecoder(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__()
        self.parse_object = self._placed
        self.scan_once = py_make_scanner(self)

    def _placed(self, text_and_end: tuple[str, int], *rest: Any) -> tuple[_Placed, int]:
        found, end = JSONObject(text_and_end, *rest)
        placed = _Placed(found)
        placed.at = text_and_end[1] - 1
        return placed, end


def line_of(path: Path, steps: Sequence[Step]) -> int:
    """Return the line on which the innermost object on the way to an entry begins.

    Args:
        path: A JSON file that can be read.
        steps: Keys and positions from the outermost value to the entry; what is not there ends the way.
    """
    text = path.read_text(encoding="utf-8-sig")
    value: Any = _PlacingDecoder().decode(text)
    at = getattr(value, "at", 0)
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
        at = getattr(value, "at", at)
    return text.count("\n", 0, at) + 1


def place_of(path: Path, steps: Sequence[Step]) -> str:
    """Return file and line of an entry, as errors name it; the file alone where it cannot be read again."""
    try:
        return f"{path}:{line_of(path, steps)}"
    except (OSError, ValueError, RecursionError):
        return str(path)
