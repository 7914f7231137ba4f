"""Where a reader is in the library: what the address says, so that it can be kept, sent and gone back to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from index.types import Filters

VIEWS = ("holdings", "articles", "ledger", "add")
STATES = ("indexed", "duplicate", "rejected", "failed")
UNDATED = "none"
_YEARS = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?", re.ASCII)
_MOST_CHARACTERS = 1000
_FREE = ("words", "source", "language", "year", "file", "reason")


@dataclass(frozen=True, slots=True)
class Place:
    """A view of the library.

    Args:
        words: Of titles; in the ledger of places too.
        source: Empty for all.
        language: Of articles; empty for all.
        year: `2022`, `1990-1999`, `none` for articles without a date; empty for all.
        state: Of the ledger; empty for all.
        file: Of the ledger's records, as `index.ledger` names it; empty for all.
        reason: Of the ledger's records, without what differs from record to record; empty for all.
        page: Counts from 1.
    """

    view: str = "holdings"
    words: str = ""
    source: str = ""
    language: str = ""
    year: str = ""
    state: str = ""
    file: str = ""
    reason: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """Return the address of this place with some things changed, on its first page; not yet escaped."""
        there = replace(self, **{"page": 1, **changes})
        said = {one.name: getattr(there, one.name) for one in fields(Place)}
        return "library?" + urlencode({name: value for name, value in said.items() if value not in ("", 1)})

    @property
    def undated(self) -> bool:
        """Tell whether only articles without a date are wanted."""
        return self.year == UNDATED

    def filters(self) -> Filters:
        """Return the filters of the articles that are wanted; a year that is none filters nothing."""
        first, last = _span(self.year)
        return Filters(
            first=first,
            last=last,
            sources=(self.source,) if self.source else (),
            languages=(self.language,) if self.language else (),
        )


def read_place(query: Mapping[str, str]) -> Place:
    """Return the place that an address names; what it does not know, it passes over."""
    given = {name: query.get(name, "")[:_MOST_CHARACTERS] for name in _FREE}
    view, state, page = query.get("view", ""), query.get("state", ""), query.get("page", "")
    return Place(
        view=view if view in VIEWS else VIEWS[0],
        state=state if state in STATES else "",
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
        **given,
    )


def _span(year: str) -> tuple[date | None, date | None]:
    found = _YEARS.fullmatch(year)
    if found is None:
        return None, None
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last:
        return None, None
    return date(first, 1, 1), date(last, 12, 31)
