"""Expressions of time, German and English, and the days that each means: `September 2022`, `Q3 2021`, `in den 90ern`.

Patterns for finding them in a question, and `span_of` for one that was found. Pure.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

Days = tuple[date, date]

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

YEAR = r"(?:1[5-9]|20)\d\d"
MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_SEASON = r"(?:" + "|".join(_SEASONS) + r")"
_TH = r"(?:st|nd|rd|th)?"
_DAY_WORDS = (
    rf"\d{{1,2}}\.\s*{MONTH}\s+{YEAR}|{MONTH}\s+\d{{1,2}}{_TH},?\s+{YEAR}|"
    rf"\d{{1,2}}{_TH}\s+(?:of\s+)?{MONTH}\s+{YEAR}"
)
_DAY_NUMBERS = rf"\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}-\d\d-\d\d"
_HALF = (
    r"(?:der\s+|in\s+the\s+|the\s+)?(?:ersten?|zweiten?|first|second)\s+(?:hälfte|jahreshälfte|halbjahr|half)"
    rf"(?:\s+(?:von|des\s+jahres|of))?\s+{YEAR}"
)
_QUARTER = (
    r"(?:(?:ersten|zweiten|dritten|vierten|first|second|third|fourth)\s+(?:quartal|quarter)(?:\s+of)?|q[1-4])"
    rf"\s+{YEAR}"
)
_DECADE = (
    r"(?:(?:1[5-9]|20)\d0ern?(?:\s*-?\s*jahren?)?|(?:19|20)\d0s|\d0ern?(?:\s*-?\s*jahren?)?|['’]?\d0s|"
    rf"(?:{'|'.join(_DECADE_WORDS)})n?(?:\s*-?\s*jahren?)?)"
)
_PART = r"(?:anfang|mitte|ende|early(?:\s+in)?|mid|late(?:\s+in)?|the\s+(?:beginning|middle|end)\s+of)"
POINT = (
    rf"(?:{_DAY_WORDS}|{_DAY_NUMBERS}|{_PART}[\s-]+(?:{MONTH}\s+)?{YEAR}|{_HALF}|{_QUARTER}|"
    rf"{MONTH}\s+(?:of\s+|des\s+jahres\s+)?{YEAR}|{YEAR}-\d\d(?!\d)|{_SEASON}\s+(?:of\s+|des\s+jahres\s+)?{YEAR}|"
    rf"{_DECADE}|(?:des\s+|the\s+)?(?:jahre?s?|year)\s+{YEAR}|{YEAR})"
)


def span_of(expression: str) -> Days | None:
    """Return the first and last day of one expression, as `POINT` finds it; None for a day that does not exist."""
    text = re.sub(r"^(?:des|der|the|in the)\s+", "", expression.strip().casefold())
    for read in (_read_day, _read_part, _read_half_or_quarter, _read_month, _read_season, _read_decade, _read_year):
        try:
            found = read(text)
        except ValueError:
            return None
        if found:
            return found
    return None


def _read_day(text: str) -> Days | None:
    day = None
    if found := re.fullmatch(rf"(\d{{1,2}})\.(\d{{1,2}})\.({YEAR})", text):
        day = date(int(found[3]), int(found[2]), int(found[1]))
    elif found := re.fullmatch(rf"({YEAR})-(\d\d)-(\d\d)", text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
    elif found := re.fullmatch(rf"(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?({MONTH})\s+({YEAR})", text):
        day = date(int(found[3]), _MONTHS[found[2].rstrip(".")], int(found[1]))
    elif found := re.fullmatch(rf"({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({YEAR})", text):
        day = date(int(found[3]), _MONTHS[found[1].rstrip(".")], int(found[2]))
    return (day, day) if day else None


def _read_part(text: str) -> Days | None:
    found = re.fullmatch(rf"({_PART})[\s-]+(?:({MONTH})\s+)?({YEAR})", text)
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


def _read_half_or_quarter(text: str) -> Days | None:
    if found := re.fullmatch(rf"(\w+)\s+(?:hälfte|jahreshälfte|halbjahr|half).*?({YEAR})", text):
        return _months(int(found[2]), *_HALVES[found[1]])
    if found := re.fullmatch(rf"(?:q([1-4])|(\w+)\s+(?:quartal|quarter)(?:\s+of)?)\s+({YEAR})", text):
        quarter = int(found[1]) if found[1] else _QUARTERS[found[2]]
        return _months(int(found[3]), 3 * quarter - 2, 3 * quarter)
    return None


def _read_month(text: str) -> Days | None:
    if found := re.fullmatch(rf"({MONTH})\s+(?:of\s+|des\s+jahres\s+)?({YEAR})", text):
        return month_span(int(found[2]), _MONTHS[found[1].rstrip(".")])
    if found := re.fullmatch(rf"({YEAR})-(\d\d)", text):
        return month_span(int(found[1]), int(found[2]))
    return None


def _read_season(text: str) -> Days | None:
    found = re.fullmatch(rf"({_SEASON})\s+(?:of\s+|des\s+jahres\s+)?({YEAR})", text)
    if not found:
        return None
    first, last = _SEASONS[found[1]]
    year = int(found[2])
    return date(year, first, 1), month_span(year + (last < first), last)[1]


def _read_decade(text: str) -> Days | None:
    decade = None
    if found := re.match(r"((?:1[5-9]|20)\d)0(?:er|s)", text):
        decade = int(found[1]) * 10
    elif found := re.match(r"['’]?(\d)0(?:er|s)", text):
        decade = _full_decade(int(found[1]) * 10)
    elif (found := re.match(r"[a-zäöüß]+", text)) and (word := _decade_word(found[0])):
        decade = _full_decade(_DECADE_WORDS[word])
    return (date(decade, 1, 1), date(decade + 9, 12, 31)) if decade else None


def _read_year(text: str) -> Days | None:
    found = re.fullmatch(rf"(?:(?:jahre?s?|year)\s+)?({YEAR})", text)
    return year_span(int(found[1])) if found else None


def _decade_word(word: str) -> str | None:
    return next((known for known in _DECADE_WORDS if word.startswith(known)), None)


def _full_decade(short: int) -> int:
    """Return the decade that two digits mean: the twenties are now this century's, the thirties the last one's."""
    return (2000 if short <= 20 else 1900) + short


def _months(year: int, first: int, last: int) -> Days:
    return date(year, first, 1), month_span(year, last)[1]


def month_span(year: int, month: int) -> Days:
    """Return a month's days."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def month_before(today: date) -> Days:
    """Return the days of the month before a day's own."""
    last = today.replace(day=1) - timedelta(1)
    return month_span(last.year, last.month)


def year_span(year: int) -> Days:
    """Return a year's days."""
    return date(year, 1, 1), date(year, 12, 31)


def week_span(today: date, offset: int) -> Days:
    """Return Monday to Sunday of a day's week, or of one `offset` weeks later."""
    monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
    return monday, monday + timedelta(6)
