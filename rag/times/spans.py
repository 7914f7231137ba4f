"""The days of a month, a quarter, the week three weeks ago, the last third of a decade. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

Days = tuple[date, date]

_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
# First and last of each third. A month's are ten days and the rest, a year's four months, a decade's four, three and
# three years, so that 1984 is in the middle of its decade.
_THIRD_OF_A_DECADE = ((0, 3), (4, 6), (7, 9))
_THIRD_OF_A_CENTURY = ((0, 32), (33, 65), (66, 99))


def day_span(day: date) -> Days:
    """Return one day."""
    return day, day


def month_span(year: int, month: int) -> Days:
    """Return a month's days."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def months_span(year: int, first: int, last: int) -> Days:
    """Return the days from one month to another; where that is the earlier one, it is the next year's."""
    return date(year, first, 1), month_span(year + (last < first), last)[1]


def years_span(first: int, last: int) -> Days:
    """Return the days of some years."""
    return date(first, 1, 1), date(last, 12, 31)


def period(unit: str, day: date, offset: int = 0) -> Days:
    """Return the calendar's unit that a day is in, or the one `offset` units later.

    Args:
        unit: `day`, `week` (Monday to Sunday), `weekend`, `month`, `quarter`, `year`, `decade` (1990 to 1999) or
            `century` (1901 to 2000).

    Raises:
        ValueError: It lies before the year 1.
    """
    try:
        if unit == "day":
            return day_span(day + timedelta(offset))
        if unit in ("week", "weekend"):
            monday = day - timedelta(day.weekday()) + timedelta(7 * offset)
            return monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6)
        length = _MONTHS_OF[unit]
        # A century ends with its round year, all others begin with it.
        begin = 12 if unit == "century" else 0
        months = ((day.year * 12 + day.month - 1 - begin) // length + offset) * length + begin
        first = date(months // 12, months % 12 + 1, 1)
        return first, first + relativedelta(months=length, days=-1)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def before(day: date, unit: str, count: int) -> date:
    """Return the day so many units before.

    Raises:
        ValueError: It lies before the year 1.
    """
    if unit in ("day", "week", "fortnight", "weekend"):
        return day - timedelta(count * {"day": 1, "fortnight": 14}.get(unit, 7))
    return day - relativedelta(months=count * _MONTHS_OF[unit])


def third(days: Days, which: int) -> Days:
    """Return the beginning, the middle or the end (0, 1, 2) of a month, a season, a year, a decade or a century."""
    first, last = days
    if last - first < timedelta(32):
        low, high = ((1, 10), (11, 20), (21, last.day))[which]
        return first.replace(day=low), first.replace(day=high)
    if last - first < timedelta(93):
        month = first + relativedelta(months=which)
        return month_span(month.year, month.month)
    years = last.year - first.year + 1
    if years == 1:
        return months_span(first.year, 4 * which + 1, 4 * which + 4)
    low, high = (_THIRD_OF_A_DECADE if years == 10 else _THIRD_OF_A_CENTURY)[which]
    return years_span(first.year + low, first.year + high)


def half(days: Days, which: int) -> Days:
    """Return the first or second half (0, 1) of a month, a year, a decade or a century."""
    first, last = days
    if last - first < timedelta(32):
        return (first, first.replace(day=15)) if which == 0 else (first.replace(day=16), last)
    years = last.year - first.year + 1
    if years == 1:
        return months_span(first.year, 6 * which + 1, 6 * which + 6)
    middle = first.year + years // 2
    return years_span(first.year, middle - 1) if which == 0 else years_span(middle, last.year)


def latest(days_in: Callable[[int], Days], today: date, *, over: bool = False) -> Days:
    """Return the newest of a thing that comes every year that has begun, or that is over.

    Raises:
        ValueError: There is none in three years: the 29th of February.
    """
    for year in (today.year, today.year - 1, today.year - 2):
        days = days_in(year)
        if (days[1] if over else days[0]) < today or (not over and days[0] == today):
            return days
    raise ValueError("not in the last three years")
