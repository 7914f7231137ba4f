"""Day or month first: decided once for each source, from all of its dates, and recorded.

`03/04/2022` is April in London and March in New York. A source writes its dates in one way, so a single `25/12/2022`
settles all of them, wherever in the archive it stands; until then a date is the span from the one reading to the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.dates import parse_date, shows_day_first
from index.types import DateSpan, Origin

Order = Literal["day first", "month first", "not shown", "both"]


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How one source writes its dates.

    Args:
        source: Its name, or the place of the archive file where records name none.
        order: `not shown` when no date tells, `both` when its dates contradict each other; both leave its open dates
            spans.
        dates: How many of its dates can be read in two ways.
        evidence: A date that shows the order; None when none does.
    """

    source: str
    order: Order
    dates: int
    evidence: str | None


@dataclass(slots=True)
class _Seen:
    """What one source's dates have shown: an example of each order, and the dates that are open."""

    day_first: str | None = None
    month_first: str | None = None
    open: list[tuple[int, str, Origin]] = field(default_factory=list)

    @property
    def order(self) -> Order:
        if self.day_first and self.month_first:
            return "both"
        return "day first" if self.day_first else "month first" if self.month_first else "not shown"


class DateOrders:
    """Collects the slashed dates of an archive, then says how each source means them."""

    def __init__(self) -> None:
        """Start with no date."""
        self._sources: dict[str, _Seen] = {}

    def note(self, row: int, source: str, written: str, origin: Origin) -> None:
        """Take in one article's date as it was printed.

        Args:
            row: Of the article.
            source: As `DateOrder.source`.
            written: `03/04/2022`, `25-12-2022`.
        """
        seen = self._sources.setdefault(source, _Seen())
        shown = shows_day_first(written)
        if shown is None:
            seen.open.append((row, written, origin))
        elif shown:
            seen.day_first = seen.day_first or written
        else:
            seen.month_first = seen.month_first or written

    def resolved(self) -> Iterator[tuple[int, DateSpan]]:
        """Yield the row and the day of each article whose source shows its order."""
        for seen in self._sources.values():
            if seen.order in ("day first", "month first"):
                for row, written, origin in seen.open:
                    span = parse_date(written, origin, day_first=seen.order == "day first")
                    if span:
                        yield row, span

    def summary(self) -> list[DateOrder]:
        """Return what was decided for each source that has a date of two readings, most dates first."""
        decided = [
            DateOrder(source, seen.order, len(seen.open), seen.day_first or seen.month_first)
            for source, seen in self._sources.items()
            if seen.open
        ]
        return sorted(decided, key=lambda one: (-one.dates, one.source))
