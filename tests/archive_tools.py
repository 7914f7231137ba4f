"""What the archive tests share: reading in one line, and stories to pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from index.archives import read_archives
from index.archives.limits import Limits
from index.types import Record, Reject

ARCHIVES = Path(__file__).parent / "archives"


def read(
    *paths: Path | str, mapping: Mapping[str, str] | None = None, limits: Limits | None = None
) -> list[Record | Reject]:
    """Return all that some archives hold; a str names one of tests/archives."""
    return list(read_archives([ARCHIVES / path if isinstance(path, str) else path for path in paths], mapping, limits))


def records(found: list[Record | Reject]) -> list[Record]:
    return [one for one in found if isinstance(one, Record)]


def rejects(found: list[Record | Reject]) -> list[Reject]:
    return [one for one in found if isinstance(one, Reject)]


def lines_of(count: int) -> bytes:
    """Return JSON lines of `count` good records, `Text 0.` to `Text n.`"""
    return b"".join(json.dumps({"title": f"T{n}", "text": f"Text {n}."}).encode() + b"\n" for n in range(count))
