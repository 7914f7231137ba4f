"""All times of a text, and those that are parts of longer ones: `Ende der 80er`, `the first half of May 2021`. Pure."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from rag.times.expressions import SAID_YEAR, InYear, Moment, read_calendar, year_of
from rag.times.lazy_pattern import LazyPattern
from rag.times.relative import read_relative
from rag.times.spans import Days, before, half, latest, month_span, period, third
from rag.times.vocabulary import MONTHS, NUMBER, ORDINAL, PARTS, UNIT, month_of, number_of, one_of, ordinal_of, unit_of

_GLUE = r"(?:[\s-]+(?:(?:of|in|im|am|an|on|at|des|der|den|dem|the|vom|von)\s+)*)"
_WHOLES = ("month", "season", "quarter", "year", "decade", "century", "relative")
# "Ende letzter Woche" is as vague as the week itself.
_SHORTEST_WHOLE = timedelta(27)
_WORD = LazyPattern(r"(?<![\w./–-])['’‘]?\w+")
_DASH = LazyPattern(r"[-–/](?=\w)")
_THE_YEAR = LazyPattern(r"(?:jahres|year)\b(?!\s*(?:\d|before))")
_PART = LazyPattern(rf"(?P<part>{one_of(PARTS)})\b{_GLUE}")
_HALF = LazyPattern(rf"(?P<n>{ORDINAL})\s+(?:hälfte|half){_GLUE}")
_OF_A_MONTH = LazyPattern(
    rf"(?P<n>{ORDINAL})\s+(?P<month>{one_of(MONTHS)})(?P<what>hälfte|woche)(?:\s+(?:des\s+jahres\s+)?{SAID_YEAR})?"
)
_WEEK_OF = LazyPattern(r"(?:week|woche)\s+(?:of|vom|des|beginning|starting|ab)\s+(?:on\s+)?(?:the\s+|dem\s+)?")
_SOME_WORDS = ("erst", "first", "letzt", "last", "final")
_SOME = LazyPattern(
    rf"(?P<end>erste[nrs]?|first|letzte[nrs]?|last|final)\s+(?:(?P<n>{NUMBER})\s+)?(?P<unit>{UNIT}){_GLUE}"
)


def read_moment(text: str, at: int, today: date) -> tuple[int, Moment | None]:
    """Return where the longest expression of time that begins at a place ends, and what it means.

    Args:
        text: In lower case.
        at: Where a word begins.
        today: What relative words are relative to.

    Returns:
        As `read_longest`.
    """
    end, moment = read_calendar(text, at, today)
    relative_end, relative = read_relative(text, at, today)
    if relative_end > end:
        end, moment = relative_end, relative
    for compose in (_part, _half, _of_a_month, _some, _week_of):
        with contextlib.suppress(ValueError, OverflowError):  # days before the year 1, or after 9999
            composed = compose(text, at, today)
            if composed and composed.end > end:
                end, moment = composed.end, composed
    return end, moment


def moments_in(text: str, today: date) -> Iterator[Moment]:
    """Yield the expressions of time in a text, in order; none overlaps another.

    Args:
        text: In lower case, character for character as long as what it was made from.
        today: What relative words are relative to.
    """
    at = 0
    while found := _WORD.search(text, at):
        end, moment = read_moment(text, found.start(), today)
        if moment:
            yield moment
        at = max(end, found.end())
        # "March–May": behind a time, a dash begins the next one; "Covid-2019" has none before it.
        if moment and (dash := _DASH.match(text, at)):
            end, moment = read_moment(text, dash.end(), today)
            if moment:
                yield moment
            at = max(end, dash.end())


def _part(text: str, at: int, today: date) -> Moment | None:
    """Read the beginning, the middle or the end of something longer."""
    found = _PART.match(text, at)
    if not found:
        return None
    which = PARTS[found["part"]]
    if the_year := _THE_YEAR.match(text, found.end()):
        return _cut(at, the_year.end(), "month", lambda year: third(period("year", date(year, 1, 1)), which), today)
    return _inside(text, at, found.end(), today, lambda days: third(days, which))


def _half(text: str, at: int, today: date) -> Moment | None:
    found = _HALF.match(text, at) if "half" in text or "hälfte" in text else None
    if not found or ordinal_of(found["n"]) > 2:
        return None
    return _inside(text, at, found.end(), today, lambda days: half(days, ordinal_of(found["n"]) - 1))


def _of_a_month(text: str, at: int, today: date) -> Moment | None:
    """Read "ersten Maihälfte 2021" and "dritten Juniwoche"."""
    found = _OF_A_MONTH.match(text, at) if "hälfte" in text or "woche" in text else None
    if not found:
        return None
    month, which = month_of(found["month"]), ordinal_of(found["n"]) - 1
    if which > (1 if found["what"] == "hälfte" else 3):
        return None

    def in_year(year: int) -> Days:
        if found["what"] == "hälfte":
            return half(month_span(year, month), which)
        return date(year, month, 7 * which + 1), date(year, month, 7 * which + 7)

    if found["year"]:
        return Moment(at, found.end(), in_year(year_of(found["year"], today)), "part")
    return _cut(at, found.end(), "month", in_year, today)


def _week_of(text: str, at: int, today: date) -> Moment | None:
    """Read "the week of 5 March 1987"."""
    found = _WEEK_OF.match(text, at) if "week" in text or "woche" in text else None
    end, day = read_calendar(text, found.end(), today) if found else (at, None)
    if day is None or day.kind not in ("day", "days"):
        return None
    return Moment(at, end, period("week", day.days[0]) if day.kind == "day" else day.days, "week")


def _some(text: str, at: int, today: date) -> Moment | None:
    """Read the first or last few days, weeks or months of something longer."""
    found = _SOME.match(text, at) if any(word in text for word in _SOME_WORDS) else None
    if not found:
        return None
    unit, count = unit_of(found["unit"]), number_of(found["n"]) if found["n"] else 1

    def cut(days: Days) -> Days | None:
        first, last = days
        if found["end"].startswith(("erst", "first")):
            until = before(first, unit, -count) - timedelta(1)
            return (first, until) if until < last else None
        since = before(last + timedelta(1), unit, count)
        return (since, last) if since > first else None

    return _inside(text, at, found.end(), today, cut)


def _inside(text: str, start: int, at: int, today: date, cut: Callable[[Days], Days | None]) -> Moment | None:
    """Return a stretch of the longer time that is named at a place; None when none is, or it is not longer."""
    end, whole = read_moment(text, at, today)
    if whole is None or whole.kind not in _WHOLES or whole.days[1] - whole.days[0] < _SHORTEST_WHOLE:
        return None
    in_year = whole.in_year
    days = cut(whole.days)
    if days is None:
        return None
    if in_year is None:
        return Moment(start, end, days, "part")
    return _cut(start, end, whole.kind, lambda year: cut(in_year(year)) or in_year(year), today)


def _cut(start: int, end: int, kind: str, in_year: InYear, today: date) -> Moment:
    return Moment(start, end, latest(in_year, today), kind, in_year)
