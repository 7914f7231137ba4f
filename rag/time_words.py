"""Time words of a question, German and English, as the span of days that they mean. Pure; `today` is given.

Only words that say when something was published or happened are read: a year that is a name ("Agenda 2010"), a count
("2022 Besucher") or an event's own date ("die Wahl 2017") is left alone, because a wrong filter hides the answer.
dateparser returns one moment and not a span, and looks for one in every word, so it is of no help here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner january jan", "februar february feb feber", "märz march mär mar mrz maerz", "april apr",
            "mai may", "juni june jun", "juli july jul", "august aug", "september sept sep",
            "oktober october okt oct", "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {
    "frühjahr": (3, 5), "frühling": (3, 5), "spring": (3, 5), "sommer": (6, 8), "summer": (6, 8),
    "herbst": (9, 11), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2),
}  # fmt: skip
_HALVES = {"erste": (1, 6), "ersten": (1, 6), "first": (1, 6), "zweite": (7, 12), "zweiten": (7, 12), "second": (7, 12)}
_QUARTERS = {
    "ersten": 1, "first": 1, "zweiten": 2, "second": 2, "dritten": 3, "third": 3, "vierten": 4, "fourth": 4,
}  # fmt: skip
_DECADE_WORDS = {
    "zwanziger": 20, "dreißiger": 30, "vierziger": 40, "fünfziger": 50, "sechziger": 60, "siebziger": 70,
    "achtziger": 80, "neunziger": 90, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip

_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_SEASON = r"(?:" + "|".join(_SEASONS) + r")"
_TH = r"(?:st|nd|rd|th)?"
_DAY_WORDS = (
    rf"\d{{1,2}}\.\s*{_MONTH}\s+{_YEAR}|{_MONTH}\s+\d{{1,2}}{_TH},?\s+{_YEAR}|"
    rf"\d{{1,2}}{_TH}\s+(?:of\s+)?{_MONTH}\s+{_YEAR}"
)
_DAY_NUMBERS = rf"\d{{1,2}}\.\d{{1,2}}\.{_YEAR}|{_YEAR}-\d\d-\d\d"
_HALF = (
    r"(?:der\s+|in\s+the\s+|the\s+)?(?:ersten?|zweiten?|first|second)\s+(?:hälfte|jahreshälfte|halbjahr|half)"
    rf"(?:\s+(?:von|des\s+jahres|of))?\s+{_YEAR}"
)
_QUARTER = (
    r"(?:(?:ersten|zweiten|dritten|vierten|first|second|third|fourth)\s+(?:quartal|quarter)(?:\s+of)?|q[1-4])"
    rf"\s+{_YEAR}"
)
_DECADE = (
    r"(?:(?:1[5-9]|20)\d0ern?(?:\s*-?\s*jahren?)?|(?:19|20)\d0s|\d0ern?(?:\s*-?\s*jahren?)?|['’]?\d0s|"
    rf"(?:{'|'.join(_DECADE_WORDS)})n?(?:\s*-?\s*jahren?)?)"
)
_PART = r"(?:anfang|mitte|ende|early(?:\s+in)?|mid|late(?:\s+in)?|the\s+(?:beginning|middle|end)\s+of)"
_POINT = (
    rf"(?:{_DAY_WORDS}|{_DAY_NUMBERS}|{_PART}[\s-]+(?:{_MONTH}\s+)?{_YEAR}|{_HALF}|{_QUARTER}|"
    rf"{_MONTH}\s+(?:of\s+|des\s+jahres\s+)?{_YEAR}|{_YEAR}-\d\d(?!\d)|{_SEASON}\s+(?:of\s+|des\s+jahres\s+)?{_YEAR}|"
    rf"{_DECADE}|(?:des\s+|the\s+)?(?:jahre?s?|year)\s+{_YEAR}|{_YEAR})"
)
_OPENER_IN = (
    r"(?:im\s+jahre?|im|in\s+den|in\s+der|in\s+the\s+year|in\s+the|in|am|vom|on|during(?:\s+the)?|während\s+des|"
    r"from|of|aus\s+dem\s+jahr|aus|für|for)"
)
_PREPOSITION = re.compile(r"(?:zum|zur|nach|in|im|am|auf|aus|an|bei|mit|von|für|the|to|at|on)\b", re.IGNORECASE)
_END = r"(?![\w%€$]|[.,]\d|-\w)"

_RELATIVE: tuple[tuple[str, Callable[[date], tuple[date, date]]], ...] = (
    (r"(?:vor)?gestern|yesterday", lambda today: (today - timedelta(1), today - timedelta(1))),
    (r"heute|today", lambda today: (today, today)),
    (r"(?:in\s+der\s+)?(?:letzten?|vergangenen?|vorigen?)\s+woche|last\s+week", lambda today: _week(today, -1)),
    (r"(?:in\s+)?(?:dieser|this)\s+(?:woche|week)", lambda today: _week(today, 0)),
    (r"(?:im\s+)?(?:letzten|vergangenen|vorigen)\s+monat|last\s+month", lambda today: _month_before(today)),
    (r"(?:in\s+)?(?:diesem|this)\s+(?:monat|month)", lambda today: _month(today.year, today.month)),
    (
        r"(?:im\s+)?(?:letzten|letztes|vergangenen|vergangenes|vorigen)\s+jahr|last\s+year",
        lambda today: _year(today.year - 1),
    ),
    (r"(?:in\s+)?(?:diesem|dieses|this)\s+(?:jahr|year)", lambda today: _year(today.year)),
    (r"vorletztes\s+jahr|im\s+vorletzten\s+jahr|the\s+year\s+before\s+last", lambda today: _year(today.year - 2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What the time words of a question mean.

    Args:
        words: As the question has them.
        first: First day meant; None when the words leave that side open.
        last: Last day meant, inclusive; None likewise.
    """

    words: str
    first: date | None
    last: date | None


def find_time_words(question: str, today: date) -> TimeWords | None:
    """Return the span that the time words of a question mean; None when it has none, or none that is clear.

    Args:
        question: German or English.
        today: What "last week" is relative to.
    """
    for find in (_between, _since_or_until, _relative, _plain):
        found = find(question, today)
        if found:
            return found
    return None


def _between(question: str, today: date) -> TimeWords | None:
    month_or_point = rf"(?:{_POINT}|{_MONTH})"
    pattern = (
        rf"\b(?:zwischen|between|von|vom|from)\s+(?:dem\s+|the\s+)?({month_or_point})\s+"
        rf"(?:und|and|bis(?:\s+zum)?|to|until|till)\s+(?:dem\s+|the\s+)?({_POINT}){_END}"
    )
    found = re.search(pattern, question, re.IGNORECASE)
    if not found:
        return None
    last = _span(found[2])
    # "zwischen März und Mai 2021": the year is said once and meant twice.
    year = str(last[1].year) if last else ""
    first = _span(found[1]) or _span(f"{found[1]} {year}")
    if not first or not last or first[0] > last[1]:
        return None
    return TimeWords(found[0], first[0], last[1])


def _since_or_until(question: str, today: date) -> TimeWords | None:
    pattern = (
        r"\b(seit|since|ab|nach|after|bis|until|till|by|vor|before)\s+(?:dem\s+|the\s+|zum\s+|ende\s+)?"
        rf"(?:jahr\s+)?({_POINT}){_END}"
    )
    found = re.search(pattern, question, re.IGNORECASE)
    span = _span(found[2]) if found else None
    if not found or not span:
        return None
    word = found[1].casefold()
    if word in ("seit", "since", "ab"):
        return TimeWords(found[0], span[0], None)
    if word in ("nach", "after"):
        return TimeWords(found[0], span[1] + timedelta(1), None)
    if word in ("bis", "until", "till", "by"):
        return TimeWords(found[0], None, span[1])
    return TimeWords(found[0], None, span[0] - timedelta(1))


def _relative(question: str, today: date) -> TimeWords | None:
    for pattern, span_of in _RELATIVE:
        found = re.search(rf"\b(?:{pattern})\b", question, re.IGNORECASE)
        if found and not found[0].casefold().startswith("vorgestern"):
            first, last = span_of(today)
            return TimeWords(found[0], first, last)
    return None


def _plain(question: str, today: date) -> TimeWords | None:
    """Read words that name a time by themselves, or a bare year behind a word such as "in"."""
    for found in re.finditer(rf"\b(?:({_OPENER_IN})\s+)?({_POINT}){_END}", question, re.IGNORECASE):
        opener, point = found[1], found[2]
        bare = re.fullmatch(_YEAR, point)
        if bare and not _is_a_time(question, found, opener):
            continue
        span = _span(point)
        if span:
            return TimeWords(found[0].strip(), *span)
    return None


def _is_a_time(question: str, found: re.Match[str], opener: str | None) -> bool:
    """Tell whether a bare year says when: at the end or the beginning, or behind "in"; never a count or a name."""
    before, after = question[: found.start()].rstrip(), question[found.end() :].lstrip()
    if opener:
        return opener.casefold() not in ("from", "of", "vom", "for", "für", "am", "on") and not _counts(after)
    if not before:
        return not _counts(after)
    # "Hafenfest 2022", "Agenda 2010", "Wahl 2017": behind a noun a year may be part of the thing's name. Behind a verb
    # ("kamen 2022", "kamen 2022 zum Fest") it says when.
    follows_a_verb = bool(re.search(r"\b[a-zäöüß]+$", before))
    return follows_a_verb and (not after.strip("?.! ") or bool(_PREPOSITION.match(after)))


def _counts(after: str) -> bool:
    """Tell whether a noun in the plural follows a number that only looks like a year: "in 2022 Fällen"."""
    return bool(re.match(r"[A-ZÄÖÜ][a-zäöüß]+(?:en|er|e|n|s)\b", after))


def _span(point: str) -> tuple[date, date] | None:
    """Return the first and last day of one expression; None for a day that does not exist."""
    text = re.sub(r"^(?:des|der|the|in the)\s+", "", point.strip().casefold())
    for read in (_read_day, _read_part, _read_half_or_quarter, _read_month, _read_season, _read_decade, _read_year):
        try:
            found = read(text)
        except ValueError:
            return None
        if found:
            return found
    return None


def _read_day(text: str) -> tuple[date, date] | None:
    day = None
    if found := re.fullmatch(rf"(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR})", text):
        day = date(int(found[3]), int(found[2]), int(found[1]))
    elif found := re.fullmatch(rf"({_YEAR})-(\d\d)-(\d\d)", text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
    elif found := re.fullmatch(rf"(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?({_MONTH})\s+({_YEAR})", text):
        day = date(int(found[3]), _MONTHS[found[2].rstrip(".")], int(found[1]))
    elif found := re.fullmatch(rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})", text):
        day = date(int(found[3]), _MONTHS[found[1].rstrip(".")], int(found[2]))
    return (day, day) if day else None


def _read_part(text: str) -> tuple[date, date] | None:
    found = re.fullmatch(rf"({_PART})[\s-]+(?:({_MONTH})\s+)?({_YEAR})", text)
    if not found:
        return None
    year = int(found[3])
    word = found[1].split()[0] if not found[1].startswith("the") else found[1].split()[1]
    third = 0 if word in ("anfang", "early", "beginning") else 1 if word in ("mitte", "mid", "middle") else 2
    if found[2]:
        month = _MONTHS[found[2].rstrip(".")]
        first, last = ((1, 10), (11, 20), (21, calendar.monthrange(year, month)[1]))[third]
        return date(year, month, first), date(year, month, last)
    first, last = ((1, 4), (5, 8), (9, 12))[third]
    return _months(year, first, last)


def _read_half_or_quarter(text: str) -> tuple[date, date] | None:
    if found := re.fullmatch(rf"(\w+)\s+(?:hälfte|jahreshälfte|halbjahr|half).*?({_YEAR})", text):
        return _months(int(found[2]), *_HALVES[found[1]])
    if found := re.fullmatch(rf"(?:q([1-4])|(\w+)\s+(?:quartal|quarter)(?:\s+of)?)\s+({_YEAR})", text):
        quarter = int(found[1]) if found[1] else _QUARTERS[found[2]]
        return _months(int(found[3]), 3 * quarter - 2, 3 * quarter)
    return None


def _read_month(text: str) -> tuple[date, date] | None:
    if found := re.fullmatch(rf"({_MONTH})\s+(?:of\s+|des\s+jahres\s+)?({_YEAR})", text):
        return _month(int(found[2]), _MONTHS[found[1].rstrip(".")])
    if found := re.fullmatch(rf"({_YEAR})-(\d\d)", text):
        return _month(int(found[1]), int(found[2]))
    return None


def _read_season(text: str) -> tuple[date, date] | None:
    found = re.fullmatch(rf"({_SEASON})\s+(?:of\s+|des\s+jahres\s+)?({_YEAR})", text)
    if not found:
        return None
    first, last = _SEASONS[found[1]]
    year = int(found[2])
    return date(year, first, 1), _month(year + (last < first), last)[1]


def _read_decade(text: str) -> tuple[date, date] | None:
    decade = None
    if found := re.match(r"((?:1[5-9]|20)\d)0(?:er|s)", text):
        decade = int(found[1]) * 10
    elif found := re.match(r"['’]?(\d)0(?:er|s)", text):
        decade = _full_decade(int(found[1]) * 10)
    elif (found := re.match(r"[a-zäöüß]+", text)) and (word := _decade_word(found[0])):
        decade = _full_decade(_DECADE_WORDS[word])
    return (date(decade, 1, 1), date(decade + 9, 12, 31)) if decade else None


def _read_year(text: str) -> tuple[date, date] | None:
    found = re.fullmatch(rf"(?:(?:jahre?s?|year)\s+)?({_YEAR})", text)
    return _year(int(found[1])) if found else None


def _decade_word(word: str) -> str | None:
    return next((known for known in _DECADE_WORDS if word.startswith(known)), None)


def _full_decade(short: int) -> int:
    """Return the decade that two digits mean: the twenties are now this century's, the thirties the last one's."""
    return (2000 if short <= 20 else 1900) + short


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), _month(year, last)[1]


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_before(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(1)
    return _month(last.year, last.month)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _week(today: date, offset: int) -> tuple[date, date]:
    monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
    return monday, monday + timedelta(6)
