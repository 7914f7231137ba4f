"""Days that a sentence may mean, reckoned from the printing of its article where it leaves parts out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.types import DateSpan
from rag.reading.dates import SaidDate, relative_years, said_dates
from rag.times.spans import Days, month_span, months_span, years_span
from rag.times.vocabulary import SEASONS, WEEKDAYS, YEAR, one_of

_SEASON_OR_YEAR = re.compile(
    rf"(?<![\w.,:-])(?:(?P<season>{one_of(SEASONS)})\s+(?:of\s+)?)?(?P<year>{YEAR})(?![\w%€$-]|[.,:]\d)", re.IGNORECASE
)
_RELATIVE = re.compile(r"\b(gestern|yesterday|heute|today|vorgestern)\b", re.IGNORECASE)
_BACK = {"gestern": 1, "yesterday": 1, "vorgestern": 2}
# "Easter Sunday" is a day of its own.
_WEEKDAY = re.compile(
    rf"(?<!Easter )(?<!Palm )\b({one_of(WEEKDAYS)})(?:abend|morgen|nacht|früh|(?:vor|nach)?mittag)?\b", re.IGNORECASE
)
# "2022 Besucher", "1500 people": a number of something.
_COUNTED = re.compile(r"\s+(?:[A-ZÄÖÜ][a-zäöüß]+(?:en|er|e|n)\b|people|men|women|workers|visitors|tonnes|euros?\b)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text, as the intervals that it may mean.

    Args:
        may_be: One interval for a date in full; two for a weekday, which may lie before or after the printing.
        precision: `day`, `month` (seasons too), `year` or `weekday`.
    """

    start: int
    end: int
    may_be: tuple[Days, ...]
    precision: str

    def agrees_with(self, other: DateMention) -> bool:
        """Tell whether both may mean the same day."""
        return any(a[0] <= b[1] and b[0] <= a[1] for a in self.may_be for b in other.may_be)


def find_days(text: str, published: DateSpan | None) -> list[DateMention]:
    """Return the dates of a sentence in order.

    Args:
        published: Of its article: a date without a year takes the year that brings it nearest, weekdays count from it.
    """
    found = _dates_in(text, published)
    if published and published.precision == "day":
        today = published.first
        for match in _RELATIVE.finditer(text):
            day = today - timedelta(_BACK.get(match[1].casefold(), 0))
            found.append(DateMention(match.start(), match.end(), ((day, day),), "day"))
        for match in _WEEKDAY.finditer(text):
            back = today - timedelta((today.weekday() - WEEKDAYS[match[1].casefold()]) % 7)
            ahead = back + timedelta(7)
            found.append(DateMention(match.start(), match.end(), ((back, back), (ahead, ahead)), "weekday"))
    return sorted(found, key=lambda one: one.start)


def years_of(text: str, published: DateSpan | None) -> set[int]:
    """Return the years that a sentence speaks of by its own words."""
    said = {span[0].year for one in _dates_in(text, None) for span in one.may_be}
    return said | relative_years(text, published)


def _dates_in(text: str, published: DateSpan | None) -> list[DateMention]:
    """Return the dates that are said with a year, and those with day and month when the printing gives the year."""
    said = said_dates(text)
    found = [mention for one in said if (mention := _mention_of(one, text, published))]
    for match in _SEASON_OR_YEAR.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in said):
            continue
        year = int(match["year"])
        if match["season"]:
            days = months_span(year, *SEASONS[match["season"].casefold()])
            found.append(DateMention(match.start(), match.end(), (days,), "month"))
        elif not _COUNTED.match(text, match.end()):
            found.append(DateMention(match.start(), match.end(), (years_span(year, year),), "year"))
    return found


def _mention_of(said: SaidDate, text: str, published: DateSpan | None) -> DateMention | None:
    if said.year is not None:
        years = [said.year]
    elif published is not None and said.day is not None:
        middle = published.first + (published.last - published.first) / 2
        years = [middle.year - 1, middle.year, middle.year + 1]
    else:
        return None
    tries = [days for year in years if (days := _days_of(said, year))]
    if not tries:
        return None
    days = tries[0] if said.year is not None else min(tries, key=lambda span: abs(span[0] - middle))
    end = said.end - text[: said.end].endswith(".")  # "am 10. Mai." ends the sentence
    return DateMention(said.start, end, (days,), "day" if said.day is not None else "month")


def _days_of(said: SaidDate, year: int) -> Days | None:
    """Return the days of a date in a year; None for a day that does not exist."""
    if said.day is None:
        return month_span(year, said.month)
    try:
        day = date(year, said.month, said.day)
    except ValueError:
        return None
    return day, day
