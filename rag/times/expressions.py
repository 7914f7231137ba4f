"""Expressions that name a time by the calendar, German and English: `September 2022`, `Q3 2021`, `Ende der 80er`.

A text and a place in it flow in, a `Moment` comes out. What stands around it, and whether it is a time at all, is
judged elsewhere. Pure; `today` is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.times.holidays import HOLIDAYS, holiday_in
from rag.times.lazy_pattern import LazyPattern
from rag.times.spans import Days, day_span, latest, month_span, months_span, years_span
from rag.times.vocabulary import (
    DAY,
    DECADES,
    MONTH,
    MONTHS,
    ORDINAL,
    SEASON,
    SEASONS,
    SHORT_YEAR,
    WEEKDAY,
    YEAR,
    month_of,
    one_of,
    ordinal_of,
)

InYear = Callable[[int], Days]
Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Moment:
    """One expression of time.

    Args:
        start: Where it begins in the text.
        end: Where it ends.
        days: What it means; for one that comes every year, the newest that has begun.
        kind: `day`, `days` (a span), `week`, `month`, `season`, `quarter`, `holiday`, `year`, `years` (a span),
            `decade`, `century`, `weekday`, `today`, `relative` ("last week"), `rolling` ("the last two weeks"), `ago`,
            or `part` of something longer.
        in_year: For one whose year is not said, its days in any year; None when the year is said.
    """

    start: int
    end: int
    days: Days
    kind: str
    in_year: InYear | None = None


_RELATIVE_YEAR = (
    r"(?:des\s+)?(?:letzten|vergangenen|vorigen|vorletzten|diese[sn]|laufenden)\s+jahres|des\s+vorjahres|"
    r"(?:last|this)\s+year\b|the\s+(?:previous|current)\s+year\b|the\s+year\s+before\s+last"
)
SAID_YEAR = rf"(?P<year>{YEAR}(?![\w%])|{SHORT_YEAR}(?!\d)|{_RELATIVE_YEAR})"
_TAIL = (
    r"(?:(?:\s*,)?\s*(?:des\s+jahres\s+|im\s+jahre?\s+|in\s+the\s+year\s+|of\s+the\s+year\s+|of\s+|in\s+)?"
    rf"{SAID_YEAR})?"
)
# "im Kriegsjahr 1943" is a year, a school year and a year of birth are none.
_NO_SUCH_YEAR = r"(?!schul|studien|lehr|bau|geburts|geschäfts|wirtschafts|haushalts|sterbe)"
_TO = r"\s*(?:bis(?:\s+zum)?|to|until|till|through|und|and|-|–|/)\s*(?:dem\s+|the\s+)?"
_WEEKDAY = rf"(?:{WEEKDAY}\b[,.]?\s+(?:den\s+|dem\s+|der\s+|the\s+)?)?"
_DECADE_OF_FOUR = r"(?P<four>(?:1[5-9]|20)\d)0(?:er[ns]?|['’]?s)\b"
_DECADE_OF_TWO = r"['’]?(?P<two>\d)0(?:er[ns]?|['’]?s)\b"
_DECADE_WORD = rf"(?P<word>{one_of(DECADES)})n?(?:jahren?)?\b"
_OF_JAHRE = r"(?:[\s-]*jahren?s?\b)?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time.

    Args:
        needs: A text in lower case that holds none of these cannot hold the form, and its pattern is not compiled.
        pattern: Matches it where it begins.
        read: Returns what it means; None, or ValueError, when that is not clear.
    """

    needs: tuple[str, ...]
    pattern: LazyPattern
    read: Callable[[Found, date], Moment | None]


def forms(*rows: tuple[Iterable[str], str, Callable[[Found, date], Moment | None]]) -> tuple[Form, ...]:
    """Return rows of what a form needs, its pattern and what reads it."""
    return tuple(Form(tuple(needs), LazyPattern(pattern), read) for needs, pattern, read in rows)


@lru_cache(maxsize=16)
def _fitting(known: tuple[Form, ...], text: str) -> tuple[Form, ...]:
    return tuple(form for form in known if any(need in text for need in form.needs))


def read_longest(known: tuple[Form, ...], text: str, at: int, today: date) -> tuple[int, Moment | None]:
    """Return where the longest form that begins at a place ends, and what it means; of equals the first is taken.

    Returns:
        The place itself and None when no form begins there; its end and None for one that has no clear meaning, as the
        31st of February, or 3/5/2021, which is a day in March or in May.
    """
    longest, chosen = None, None
    for form in _fitting(known, text):
        found = form.pattern.match(text, at)
        if found and (longest is None or found.end() > longest.end()):
            longest, chosen = found, form
    if longest is None or chosen is None:
        return at, None
    try:
        return longest.end(), chosen.read(longest, today)
    except ValueError:  # the 31st of February, two thousand years ago
        return longest.end(), None


def year_of(words: str, today: date) -> int:
    """Return the year that "1998", "'98" or "last year" means; two digits mean the newest such year."""
    if found := re.fullmatch(r"['’‘](\d\d)", words):
        return newest_ending(int(found[1]), 100, today)
    if words[0].isdigit():
        return int(words)
    if "vorletzt" in words or "before last" in words:
        return today.year - 2
    return today.year - (0 if re.search("diese|this|laufend|current", words) else 1)


def newest_ending(number: int, span: int, today: date) -> int:
    """Return the newest year, not after today's, that a number of fewer digits can mean."""
    return today.year - (today.year - number) % span


def _of_a_year(found: Found, today: date, kind: str, in_year: InYear) -> Moment:
    if found["year"]:
        return Moment(found.start(), found.end(), in_year(year_of(found["year"], today)), kind)
    return Moment(found.start(), found.end(), latest(in_year, today), kind, in_year)


def _numeric_day(found: Found, today: date) -> Moment | None:
    year = int(found["y"]) if len(found["y"]) == 4 else newest_ending(int(found["y"]), 100, today)
    first, second = int(found["a"]), int(found["b"])
    if found["sep"] == "/":
        # 3/5/2021 is the third of May or the fifth of March; only 25/12/2021 cannot be mistaken.
        if max(first, second) <= 12:
            return None
        first, second = max(first, second), min(first, second)
    return Moment(found.start(), found.end(), day_span(date(year, second, first)), "day")


def _iso_day(found: Found, today: date) -> Moment:
    return Moment(found.start(), found.end(), day_span(date(int(found["y"]), int(found["m"]), int(found["d"]))), "day")


def _day(found: Found, today: date) -> Moment:
    month = month_of(found["month"]) if not found["month"].isdigit() else int(found["month"])
    first = ordinal_of(found["day"])
    last = ordinal_of(found["last"]) if found["last"] else first
    kind = "days" if found["last"] else "day"
    return _of_a_year(found, today, kind, lambda year: (date(year, month, first), date(year, month, last)))


def _week(found: Found, today: date) -> Moment:
    week = int(re.sub(r"\D", "", found["week"]))

    def in_year(year: int) -> Days:
        return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)

    return _of_a_year(found, today, "week", in_year)


def _month(found: Found, today: date) -> Moment:
    month = month_of(found["month"]) if not found["month"].isdigit() else int(found["month"])
    return _of_a_year(found, today, "month", lambda year: month_span(year, month))


def _season(found: Found, today: date) -> Moment:
    first, last = SEASONS[found["season"]]
    return _of_a_year(found, today, "season", lambda year: months_span(year, first, last))


def _quarter(found: Found, today: date) -> Moment | None:
    quarter = int(found["n"]) if found["n"].isdigit() else ordinal_of(found["n"])
    if quarter > 4:
        return None
    return _of_a_year(found, today, "quarter", lambda year: months_span(year, 3 * quarter - 2, 3 * quarter))


def _half_year(found: Found, today: date) -> Moment | None:
    half = int(found["n"]) if found["n"].isdigit() else ordinal_of(found["n"])
    if half > 2:
        return None
    return _of_a_year(found, today, "quarter", lambda year: months_span(year, 6 * half - 5, 6 * half))


def _holiday(found: Found, today: date) -> Moment:
    return _of_a_year(found, today, "holiday", holiday_in(re.sub(r"\s+", " ", found["holiday"])))


def _decade(found: Found, today: date) -> Moment:
    groups = found.groupdict()
    if groups.get("four"):
        first = int(groups["four"]) * 10
        # "the 1900s" is a century, as "the 1800s" is; "the 2000s" are ten years.
        last = first + (99 if first % 100 == 0 and first < 2000 and "s" in found[0] else 9)
        return Moment(found.start(), found.end(), years_span(first, last), "decade")
    short = int(groups["two"]) * 10 if groups.get("two") else DECADES[found["word"]]
    first = newest_ending(short, 100, today)
    return Moment(found.start(), found.end(), years_span(first, first + 9), "decade")


def _century(found: Found, today: date) -> Moment | None:
    number = ordinal_of(found["n"])
    if not 1 <= number <= 21:
        return None
    return Moment(found.start(), found.end(), years_span(100 * number - 99, 100 * number), "century")


def _years(found: Found, today: date) -> Moment | None:
    first, last = int(found["first"]), int(found["last"])
    last += first - first % 100 if last < 100 else 0
    if not first < last:
        return None
    kind = "season" if found["season"] else "years"
    days = months_span(first, *SEASONS[found["season"]]) if found["season"] else years_span(first, last)
    return Moment(found.start(), found.end(), days, kind)


def _year(found: Found, today: date) -> Moment:
    year = year_of(found["year"], today)
    return Moment(found.start(), found.end(), years_span(year, year), "year")


_DIGITS = tuple("0123456789")
_HOLIDAYS = tuple(name.split()[0] for name in HOLIDAYS)
# The names of months, and so on, are what a text must hold for a form to be tried.
_FORMS = forms(
    (_DIGITS, rf"(?P<a>\d{{1,2}})(?P<sep>[./])\s?(?P<b>\d{{1,2}})(?P=sep)\s?(?P<y>{YEAR}|\d\d)(?!\d)", _numeric_day),
    (_DIGITS, rf"(?P<y>{YEAR})([-/])(?P<m>\d\d)\2(?P<d>\d\d)(?!\d)", _iso_day),
    (_DIGITS, rf"{_WEEKDAY}(?P<day>\d{{1,2}}\.)(?P<last>(?!))?\s?(?P<month>\d{{1,2}})\.(?!\d)(?P<year>(?!))?", _day),
    (MONTHS, rf"{_WEEKDAY}(?:the\s+)?(?P<day>{DAY})(?:{_TO}(?P<last>{DAY}))?\s*(?:of\s+)?(?P<month>{MONTH}){_TAIL}",
     _day),
    (MONTHS, rf"{_WEEKDAY}(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>{DAY})(?:{_TO}(?P<last>{DAY}))?{_TAIL}", _day),
    (("kw", "woche"), rf"(?:kw|kalenderwoche)\s*(?P<week>\d{{1,2}})(?!\d)(?:\s*/\s*(?={YEAR}))?{_TAIL}", _week),
    (("kw", "woche"), rf"(?P<week>\d{{1,2}})\.\s*(?:kw|kalenderwoche)\b{_TAIL}", _week),
    (("week",), rf"(?:calendar\s+)?week\s+(?P<week>\d{{1,2}})(?:\s+of|\s+in|,|/)?\s*(?P<year>{YEAR})(?!\d)", _week),
    (_DIGITS, rf"(?P<year>{YEAR})-?w(?P<week>\d\d)\b", _week),
    (_DIGITS, rf"(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])(?![\d-])", _month),
    (_DIGITS, rf"(?P<month>0?[1-9]|1[0-2])/(?P<year>{YEAR})(?!\d)", _month),
    (MONTHS, rf"(?P<month>{MONTH}){_TAIL}", _month),
    (SEASONS, rf"(?P<season>{SEASON})\b{_TAIL}", _season),
    (("q",), rf"q(?P<n>[1-4])(?:\s*[/-]\s*(?={YEAR}))?{_TAIL}(?!\w)", _quarter),
    (("q",), rf"(?P<year>{YEAR})[\s-]?q(?P<n>[1-4])\b", _quarter),
    (("quart",), rf"(?P<n>{ORDINAL})\s*(?:quartals?|quarter)\b{_TAIL}", _quarter),
    (("halbjahr", "hälfte", "half"),
     rf"(?P<n>{ORDINAL})\s*(?:halbjahre?s?|jahreshälfte|half|half-year)\b{_TAIL}", _half_year),
    (("h1", "h2"), rf"h(?P<n>[12])\s*/?\s*(?P<year>{YEAR})\b", _half_year),
    (_HOLIDAYS, rf"(?P<holiday>{one_of(HOLIDAYS)})\b{_TAIL}".replace(r"\ ", r"\s+"), _holiday),
    (_DIGITS, _DECADE_OF_FOUR + _OF_JAHRE, _decade),
    (_DIGITS, _DECADE_OF_TWO + _OF_JAHRE, _decade),
    (DECADES, _DECADE_WORD + _OF_JAHRE, _decade),
    (("jahrh", "jh", "century", "c."),
     rf"(?P<n>{ORDINAL})[\s-]*(?:jahrhunderts?|jh\.?|jhs\.?|jhdt\.?|jahrh\.|century|c\.)", _century),
    (_DIGITS,
     rf"(?:(?P<season>winter)\s+(?:of\s+|des\s+jahres\s+)?)?(?P<first>{YEAR})\s?[-–/]\s?(?P<last>{YEAR}|\d\d)(?![\d-])",
     _years),
    ((*_DIGITS, "jahr", "year"), rf"(?:(?:{_NO_SUCH_YEAR}[a-zäöüß-]*jahre?s?|year)\s+)?{SAID_YEAR}", _year),
)  # fmt: skip


def read_calendar(text: str, at: int, today: date) -> tuple[int, Moment | None]:
    """Return where the longest expression of the calendar that begins at a place ends, and what it means.

    Args:
        text: In lower case.
        at: Where a word begins.
        today: What a month without a year, or a decade without a century, is the newest before.

    Returns:
        As `read_longest`.
    """
    return read_longest(_FORMS, text, at, today)
