"""Whether a date in a claim is one that its source says. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.types import DateSpan
from rag.reading.dates import SaidDate, relative_years
from rag.times.vocabulary import WEEKDAYS


def date_agrees(claimed: SaidDate, source: list[SaidDate], source_text: str, published: DateSpan | None) -> bool:
    """Tell whether a date in a claim is one of the source's, or the less exact form of one.

    A year that the source leaves out is that of its publication: a paper of May 2021 that says "on 3 May" means 2021.
    A weekday of the source is the last one before it was printed.
    """
    printed = published.first.year if published and published.first.year == published.last.year else None
    for one in source:
        year = one.year if one.year is not None else printed
        if (
            claimed.month == one.month
            and (claimed.day is None or claimed.day == one.day)
            and (claimed.year is None or claimed.year == year)
        ):
            return True
    return _is_weekday_of(claimed, source_text, published)


def year_agrees(year: int, source: list[SaidDate], source_text: str, published: DateSpan | None) -> bool:
    """Tell whether a year in a claim is said by the source as part of a date, or as "this year" or "last year"."""
    if any(one.year == year for one in source):
        return True
    if year in relative_years(source_text, published):
        return True
    printed = published.first.year if published and published.first.year == published.last.year else None
    return printed == year and any(one.year is None for one in source)


def _is_weekday_of(claimed: SaidDate, source_text: str, published: DateSpan | None) -> bool:
    if published is None or claimed.day is None or published.first != published.last:
        return False
    try:
        day = date(claimed.year or published.first.year, claimed.month, claimed.day)
    except ValueError:
        return False
    if not timedelta(0) <= published.first - day <= timedelta(6):
        return False
    words = re.findall(r"[^\W\d_]+", source_text.casefold())
    return any(WEEKDAYS.get(word) == day.weekday() for word in words)
