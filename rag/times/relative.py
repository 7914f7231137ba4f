"""Expressions that name a time by another one: `last week`, `vor drei Jahren`, `in den letzten zwei Monaten`. Pure.

Also the parts of longer times: `Ende der 80er`, `the first half of May 2021`. A text and a place in it flow in, the
longest expression that begins there comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from rag.times.expressions import Found, InYear, Moment, forms, read_longest
from rag.times.holidays import HOLIDAYS, holiday_in
from rag.times.spans import Days, before, day_span, latest, month_span, months_span, period, third
from rag.times.vocabulary import (
    MONTH,
    NUMBER,
    PARTS,
    SEASON,
    SEASONS,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    month_of,
    number_of,
    one_of,
    unit_of,
)

_LAST = r"(?:letzte[nrsm]?|vergangene[nrsm]?|vorige[nrsm]?|zurückliegende[nrsm]?|this\s+past|last|past|previous)"
_THIS = r"(?:diese[nrsm]?|laufende[nrsm]?|aktuelle[nrsm]?|this|the\s+current)"
# One of them: "in den letzten Wochen" and "in recent years" name no days.
_ONE_UNIT = (
    r"(?P<unit>(?:tag|woche|monat|quartal|jahr|jahrzehnt|jahrhundert|wochenende|day|week|month|quarter|year|decade|"
    r"century|weekend)(?:e?s)?)(?<!days)(?<!weeks)(?<!months)(?<!quarters)(?<!years)(?<!decades)\b"
)
_DAYTIME = r"(?:[\s-]*(?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht|morning|afternoon|evening|night)s?\b|\b)"
# "This winter" is said until the spring; "this summer", said in March, is the one to come.
_STILL_THIS = timedelta(92)


def _moment(found: Found, days: Days, kind: str = "relative", in_year: InYear | None = None) -> Moment:
    return Moment(found.start(), found.end(), days, kind, in_year)


def _yearly(found: Found) -> InYear:
    """Return the days in a year of the month, season or holiday that was found."""
    if found["month"]:
        return lambda year: month_span(year, month_of(found["month"]))
    if found["season"]:
        return lambda year: months_span(year, *SEASONS[found["season"]])
    return holiday_in(re.sub(r"\s+", " ", found["holiday"]))


def _last_unit(found: Found, today: date) -> Moment:
    return _moment(found, period(unit_of(found["unit"]), today, -1))


def _last_but_one(found: Found, today: date) -> Moment:
    return _moment(found, period(unit_of(found["unit"]), today, -2))


def _this_unit(found: Found, today: date) -> Moment:
    days = period(unit_of(found["unit"]), today)
    # On a Monday, an archive's "this weekend" is the one just over.
    return _moment(found, days if days[0] <= today else period(unit_of(found["unit"]), today, -1))


def _last_yearly(found: Found, today: date) -> Moment:
    return _moment(found, latest(_yearly(found), today, over=True))


def _this_yearly(found: Found, today: date) -> Moment | None:
    days = latest(_yearly(found), today)
    return _moment(found, days) if today - days[1] < _STILL_THIS else None


def _yearly_last_year(found: Found, today: date) -> Moment:
    """Read "letztes Jahr im Mai", where the year comes first."""
    return _moment(found, _yearly(found)(today.year - (0 if re.match(_THIS, found[0]) else 1)))


def _weekday(found: Found, today: date) -> Moment:
    back = (today.weekday() - WEEKDAYS[found["weekday"]]) % 7
    said = found.groupdict().get("last")
    if found.groupdict().get("week"):
        return _moment(found, day_span(period("week", today, -1)[0] + timedelta(WEEKDAYS[found["weekday"]])))
    if said:
        return _moment(found, day_span(today - timedelta(back or 7)))
    return _moment(found, day_span(today - timedelta(back)), "weekday")


def _rolling(found: Found, today: date) -> Moment:
    groups = found.groupdict()
    count = number_of(groups["n"]) if groups.get("n") else 1
    return _moment(found, (before(today, unit_of(found["unit"]), count), today), "rolling")


def _rolling_months(months: int) -> Callable[[Found, date], Moment]:
    return lambda found, today: _moment(found, (before(today, "month", months), today), "rolling")


def _hours(found: Found, today: date) -> Moment:
    return _moment(found, (today - timedelta(int(found["n"]) // 24), today), "rolling")


def _ago(found: Found, today: date) -> Moment:
    unit, count = unit_of(found["unit"]), number_of(found["n"])
    if unit == "fortnight":
        unit, count = "week", 2 * count
    return _moment(found, period(unit, before(today, unit, count)), "ago")


def _half_a_year_ago(found: Found, today: date) -> Moment:
    return _moment(found, period("month", before(today, "month", 6)), "ago")


def _days_back(days: int, kind: str = "relative") -> Callable[[Found, date], Moment]:
    return lambda found, today: _moment(found, day_span(today - timedelta(days)), kind)


def _before_this(unit: str) -> Callable[[Found, date], Moment]:
    return lambda found, today: _moment(found, period(unit, today, -1))


def _part_of_the_year(found: Found, today: date) -> Moment:
    which = PARTS[found["part"]]
    return _moment(found, latest(lambda year: third(period("year", date(year, 1, 1)), which), today))


def _the_weekend(found: Found, today: date) -> Moment:
    return _moment(found, period("weekend", today, 0 if today.weekday() > 4 else -1), "weekday")


_YEARLY = rf"(?:(?P<month>{MONTH})|(?P<season>{SEASON})\b|(?P<holiday>{one_of(HOLIDAYS)})\b)"
_LAST_WEEK = rf"(?:{_LAST}\s+(?:woche|week)\b|(?:in\s+)?der\s+vorwoche\b)"
_LASTS = ("letzt", "vergangen", "vorig", "zurück", "last", "past", "previous")
_THESE = ("dies", "laufend", "aktuell", "this", "current")
_FORMS = forms(
    (("gestern", "yesterday"), rf"(?:vorgestern|the\s+day\s+before\s+yesterday){_DAYTIME}", _days_back(2)),
    (("gestern", "yesterday", "night"), rf"(?:gestern|yesterday){_DAYTIME}|last\s+night\b", _days_back(1)),
    (("heute", "today", "this"), rf"(?:heute|today){_DAYTIME}|this\s+(?:morning|afternoon|evening)\b",
     _days_back(0, "today")),
    (_LASTS, rf"{_LAST}\s+{_ONE_UNIT}", _last_unit),
    (("vorletzt",), rf"vorletzte[nrsm]?\s+{_ONE_UNIT}", _last_but_one),
    (("before",), rf"the\s+{_ONE_UNIT}\s+before\s+last\b", _last_but_one),
    (_THESE, rf"{_THIS}\s+{_ONE_UNIT}", _this_unit),
    (("heuer", "so far"), r"heuer\b|so\s+far\s+this\s+year\b",
     lambda found, today: _moment(found, period("year", today))),
    (("vorjahr",), r"vorjahre?s?\b", _before_this("year")),
    (("jahres",), r"(?P<part>jahres(?:anfang|beginn|mitte|ende))\b(?!\s+[\d'’])", _part_of_the_year),
    (("wochenende", "weekend"), r"(?:wochenende|weekend)\b", _the_weekend),
    (("vormonat",), r"vormonats?\b", _before_this("month")),
    (("vorwoche",), r"vorwoche\b", _before_this("week")),
    (("vorquartal",), r"vorquartals?\b", _before_this("quarter")),
    (_LASTS, rf"{_LAST}\s+{_YEARLY}", _last_yearly),
    (_THESE, rf"{_THIS}\s+{_YEARLY}", _this_yearly),
    ((*_LASTS, *_THESE),
     rf"(?:{_LAST}|{_THIS})\s+(?:jahr|year)\s+(?:im|in|an|at|on|over|zu)\s+(?:the\s+|der\s+|den\s+)?{_YEARLY}",
     _yearly_last_year),
    (WEEKDAYS, rf"(?P<last>{_LAST})\s+(?P<weekday>{WEEKDAY}){_DAYTIME}", _weekday),
    (WEEKDAYS, rf"(?P<weekday>{WEEKDAY}){_DAYTIME}", _weekday),
    (WEEKDAYS, rf"(?P<weekday>{WEEKDAY}){_DAYTIME}\s+(?P<week>(?:of\s+)?{_LAST_WEEK})", _weekday),
    (WEEKDAYS, rf"(?P<week>{_LAST_WEEK})\s+(?:am\s+|on\s+)?(?P<weekday>{WEEKDAY})\b", _weekday),
    (_LASTS, rf"(?:{_LAST})\s+(?P<n>{NUMBER})\s+(?P<unit>{UNIT})", _rolling),
    (("last", "past"), rf"the\s+(?:last|past)\s+(?!century){_ONE_UNIT}", _rolling),
    (("halben", "half"), rf"{_LAST}\s+halben\s+jahr(?:es)?\b|the\s+(?:last|past)\s+half[\s-]year\b",
     _rolling_months(6)),
    (("halb", "half"),
     rf"{_LAST}\s+(?:anderthalb|eineinhalb)\s+jahren\b|the\s+(?:last|past)\s+year\s+and\s+a\s+half\b",
     _rolling_months(18)),
    (("stunden", "hours"), rf"{_LAST}\s+(?P<n>24|48|72)\s+(?:stunden|hours)\b", _hours),
    (("vor",), rf"vor\s+(?P<n>{NUMBER})\s+(?P<unit>{UNIT})", _ago),
    (("ago",), rf"(?P<n>{NUMBER})\s+(?P<unit>{UNIT})\s+ago\b", _ago),
    (("halben", "half"), r"vor\s+einem\s+halben\s+jahr\b|half\s+a\s+year\s+ago\b", _half_a_year_ago),
)  # fmt: skip


def read_relative(text: str, at: int, today: date) -> tuple[int, Moment | None]:
    """Return where the longest relative expression that begins at a place ends, and what it means.

    Args:
        text: In lower case.
        at: Where a word begins.
        today: What it is relative to.

    Returns:
        As `read_longest`.
    """
    return read_longest(_FORMS, text, at, today)
