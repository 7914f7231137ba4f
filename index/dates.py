"""Publication dates as intervals: what a source wrote becomes the days that it may mean, never a made-up one.

Text flows in, a `DateSpan` or None flows out. A time of day is read over; the day is the one that was printed, in the
zone it was printed for. Two-digit years follow POSIX: 69-99 are 1969-1999, 00-68 are 2000-2068.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from index.types import DateSpan, Origin, Precision

_MONTH_NAMES = (
    "january januar jänner jan, february februar feber feb, march märz maerz mar mär mrz, april apr, may mai,"
    "june juni jun, july juli jul, august aug, september sept sep, october oktober oct okt,"
    "november nov, december dezember dec dez"
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES.split(","), start=1) for name in names.split()}
# First month; meteorological seasons, the winter beginning in December, as EDTF level 1 numbers them from 21.
_SEASONS = {"spring": 3, "frühjahr": 3, "frühling": 3, "summer": 6, "sommer": 6, "autumn": 9, "fall": 9, "herbst": 9}
_SEASONS |= {"winter": 12}
_EDTF_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12, 25: 3, 26: 6, 27: 9, 28: 12}
_EDTF_QUARTERS = {33: 1, 34: 4, 35: 7, 36: 10}

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?"
_TIME = r"(?:[\s,]*(?:at|um|t)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\d.,:]*\s*(?:uhr|[ap]\.?m\.?)?)?"
_ZONE = (
    r"(?:\s*\(?(?:z|utc?|gmt|[ecmp][sd]?t|we[st]t|cest|cet|mesz|mez|bst|ist|[ajk]st|ae[sd]t|nz[sd]t|[+-]\d{2}:?\d{2})"
    r"\b\)?){0,3}"
)
_CLOCK = _TIME + _ZONE
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|mo|di|mi|do|fr|sa|so|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?"
)
_BEFORE = (
    rf"(?:(?:{_WEEKDAY}|published|updated|posted|veröffentlicht|erschienen|stand|on|the|of|in|since|am|den|der|vom|im|"
    r"seit)\b[.,:]*\s+)*"
)

_EDTF_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}[X]|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[~?%]?)"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\s*\d{1,2}:?\d{2}(?::?\d{2})?[\d.,:]*" + _ZONE + ")?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4,6}(?:[.,]\d+)?" + _ZONE + ")?", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?(\d))?")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})")
_NUMERIC = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})" + _CLOCK, re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})(?:\2(\d{1,2}))?" + _CLOCK, re.IGNORECASE)
_MONTH_YEAR_NUMERIC = re.compile(r"(\d{1,2})[./](\d{4})")
_CIRCA = re.compile(r"(?:ca\.?|circa|c\.|um|about|around|etwa|gegen|approx\.?)\s*(\d{4})", re.IGNORECASE)


def _prose(pattern: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + pattern, re.IGNORECASE)


# "12. September 2022", "12th of Sept. 2022", "26-FEB-1987 15:01:01.79", "Wed, 14 Sep 2022 12:00:00 GMT"
_DAY_MONTH_YEAR = _prose(_DAY + r"(?:\s+of)?[\s-]*" + _MONTH + r"[\s,-]*(?P<year>\d{4}|\d{2}(?!\d))" + _CLOCK)
# "Sept. 12, 2022", "September 12th 2022", "Wed Sep 14 12:00:00 +0000 2022"
_MONTH_DAY_YEAR = _prose(_MONTH + r"\s+(?:the\s+)?" + _DAY + r"(?:\s*,\s*|\s+)" + _YEAR + _CLOCK)
_MONTH_DAY_TIME_YEAR = _prose(_MONTH + r"\s+" + _DAY + r"\s+\d{2}:\d{2}:\d{2}" + _ZONE + r"\s+" + _YEAR)
_MONTH_YEAR = _prose(_MONTH + r"(?:\s+of)?[\s,-]*" + _YEAR)
_MONTHS_YEAR = _prose(
    _MONTH + r"\s*(?:/|-|–|to|bis|and|und)\s*" + _MONTH.replace("<month>", "<until>") + r"[\s,-]*" + _YEAR
)
_DAYS_MONTH_YEAR = _prose(
    _DAY + r"\s*(?:/|-|–|to|bis|and|und)\s*" + _DAY.replace("<day>", "<until>") + r"\s*" + _MONTH + r"[\s,]*" + _YEAR
)
_SEASON_YEAR = _prose(r"(?:the\s+)?(?P<season>" + "|".join(_SEASONS) + r")(?:\s+of)?\s+" + _YEAR)
_YEAR_ALONE = _prose(r"(?:the\s+year\s+|jahre?\s+|year\s+)?" + _YEAR)
_YEARS = _prose(r"(?:zwischen\s+|between\s+|from\s+|von\s+)?" + _YEAR + r"\s*(?:-|–|to|bis|and|und)\s*(?P<until>\d{4})")

# A day in an address or a file name: parted by one sign throughout, or eight digits in a row.
_PATH_DAY = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH_MONTH = re.compile(r"(?<![\d-])(1[6-9]\d\d|20\d\d)[-_/](0[1-9]|1[0-2])(?![\d-])")
_PATH_YEAR = re.compile(r"(?:^|/)(1[6-9]\d\d|20\d\d)(?=/)")
_PATH_SHORT_DAY = re.compile(r"/(1[6-9]\d\d|20\d\d)/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=/|$)", re.IGNORECASE)

_LONGEST = 80  # characters; "Donnerstag, den 12. September 2022, 14:30:00 Uhr (MESZ)" has 53
_REMEMBERED = 4096  # date texts; archives are sorted by date more often than not


@lru_cache(maxsize=_REMEMBERED)
def parse_date(text: str, origin: Origin, *, day_first: bool | None = None) -> DateSpan | None:
    """Return the days that a date in any known form may mean.

    Known are ISO 8601 with or without a time, RFC 822, newswire (`26-MAR-1987 12:12:57.76`), EDTF, numbers with dots,
    slashes or dashes, and English and German prose ("12. September 2022", "Sept. 12, 2022", "im Mai 1998").

    Args:
        text: The date and nothing else.
        origin: Where it was found.
        day_first: How `03/04/2022` is meant; None when the source does not tell: the span then reaches from the
            earlier to the later reading. Dots (`03.04.2022`) always put the day first.

    Returns:
        None when the text is no date, or none of the calendar.
    """
    text = " ".join(text.split()).strip(" ,;")
    if not text or len(text) > _LONGEST:
        return None
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _span(origin, *map(int, found.groups()))
    if text[0].isdigit() and (span := parse_edtf(text, origin) or _parse_numbers(text, origin, day_first)):
        return span
    return _parse_prose(text, origin)


def parse_edtf(text: str, origin: Origin = "header") -> DateSpan | None:
    """Return the days that an EDTF date means: levels 0 and 1 of ISO 8601-2 as far as they are intervals of days.

    `1998`, `1998-05`, `1998-05-03`, `1998~` (one unit wider on both sides), `1998?` (the same), `199X`, `1998-XX`,
    `1998-21` (spring), `1998/2001`. For every span, `parse_edtf(span.edtf, span.origin) == span`.

    Returns:
        None when the text is not EDTF, or is open at one end.
    """
    if "/" in text:
        sides = [parse_edtf(side, origin) for side in text.split("/")]
        if len(sides) != 2 or sides[0] is None or sides[1] is None or sides[1].last < sides[0].first:
            return None
        return DateSpan(sides[0].first, sides[1].last, "interval", origin)
    found = _EDTF_DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if "X" in year:
        return _masked_year(year, origin) if not month else None
    if not month or month == "XX":
        span = _span(origin, int(year)) if day in (None, "XX") else None
    elif int(month) > 12:
        span = _part_of_year(int(year), int(month), origin) if not day else None
    else:
        span = _span(origin, int(year), int(month), int(day) if day and day != "XX" else None)
    return _widened(span) if span and found["mark"] else span


def is_slashed(text: str) -> bool:
    """Tell whether a date is written in numbers of which the day or the month may come first: `03/04/2022`."""
    found = _NUMERIC.fullmatch(" ".join(text.split())) if text[:1].isdigit() else None
    return found is not None and found[2] != "."


def shows_day_first(text: str) -> bool | None:
    """Tell whether a slashed date can only be read with the day first, or only with the month; None for either."""
    found = _NUMERIC.fullmatch(" ".join(text.split()))
    if not found or (int(found[1]) > 12) == (int(found[3]) > 12):
        return None
    return int(found[1]) > 12


def date_in_path(path: str) -> DateSpan | None:
    """Return the date that a file's path or an address holds, None when it holds none.

    `2021-03-05-flood.txt`, `news/20210305.txt`, `/2021/03/05/flood`, `/2021/mar/05/flood`, `1998-05/a.txt`,
    `1998/a.txt`.
    A bare number of four digits in a name is no year: it counts files as often.
    """
    for day in _PATH_DAY.finditer(path):
        if span := _span("file name", int(day[1]), int(day[3]), int(day[4])):
            return span
    if found := _PATH_SHORT_DAY.search(path):
        month = _MONTHS.get(found[2].lower()) or (int(found[2]) if found[2].isdigit() else 0)
        if span := _span("file name", int(found[1]), month, int(found[3])):
            return span
    if found := _PATH_MONTH.search(path):
        return _span("file name", int(found[1]), int(found[2]))
    if found := _PATH_YEAR.search(path):
        return _span("file name", int(found[1]))
    return None


def _parse_numbers(text: str, origin: Origin, day_first: bool | None) -> DateSpan | None:
    if found := _NUMERIC.fullmatch(text):
        return _day_and_month(int(found[1]), int(found[3]), _full_year(found[4]), origin, found[2] == "." or day_first)
    if found := _YEAR_FIRST.fullmatch(text):
        return _span(origin, int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := _MONTH_YEAR_NUMERIC.fullmatch(text):
        return _span(origin, int(found[2]), int(found[1]))
    try:
        if found := _WEEK.fullmatch(text):
            year, week, day = int(found[1]), int(found[2]), int(found[3] or 1)
            first = date.fromisocalendar(year, week, day)
            last = first if found[3] else first + timedelta(days=6)
            return DateSpan(first, last, "day" if found[3] else "interval", origin)
        if (found := _ORDINAL.fullmatch(text)) and 1 <= int(found[2]) <= 366:
            day_of_year = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
            return (
                _span(origin, int(found[1]), day_of_year.month, day_of_year.day)
                if day_of_year.year == int(found[1])
                else None
            )
    except (ValueError, OverflowError):
        return None
    return None


def _parse_prose(text: str, origin: Origin) -> DateSpan | None:
    if found := _CIRCA.fullmatch(text):
        return parse_edtf(f"{found[1]}~", origin)
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR, _MONTH_DAY_TIME_YEAR):
        if found := pattern.fullmatch(text):
            return _span(origin, _full_year(found["year"]), _MONTHS[found["month"].lower()], int(found["day"]))
    if found := _MONTH_YEAR.fullmatch(text):
        return _span(origin, int(found["year"]), _MONTHS[found["month"].lower()])
    if found := _YEAR_ALONE.fullmatch(text):
        return _span(origin, int(found["year"]))
    if found := _SEASON_YEAR.fullmatch(text):
        return _three_months(int(found["year"]), _SEASONS[found["season"].lower()], origin)
    return _parse_prose_interval(text, origin)


def _parse_prose_interval(text: str, origin: Origin) -> DateSpan | None:
    if found := _MONTHS_YEAR.fullmatch(text):
        year = int(found["year"])
        first = _span(origin, year, _MONTHS[found["month"].lower()])
        last = _span(origin, year, _MONTHS[found["until"].lower()])
    elif found := _DAYS_MONTH_YEAR.fullmatch(text):
        year, month = int(found["year"]), _MONTHS[found["month"].lower()]
        first, last = _span(origin, year, month, int(found["day"])), _span(origin, year, month, int(found["until"]))
    elif found := _YEARS.fullmatch(text):
        first, last = _span(origin, int(found["year"])), _span(origin, int(found["until"]))
    else:
        return None
    return DateSpan(first.first, last.last, "interval", origin) if first and last and first.first <= last.last else None


def _span(origin: Origin, year: int, month: int | None = None, day: int | None = None) -> DateSpan | None:
    """Return the day, the month or the year, None when the calendar has no such."""
    if not 1 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return DateSpan(date(year, 1, 1), date(year, 12, 31), "year", origin)
    length = monthrange(year, month)[1]
    if day is None:
        return DateSpan(date(year, month, 1), date(year, month, length), "month", origin)
    if not 1 <= day <= length:
        return None
    return DateSpan(date(year, month, day), date(year, month, day), "day", origin)


def _day_and_month(a: int, b: int, year: int, origin: Origin, day_first: bool | None) -> DateSpan | None:
    if day_first is not None:
        # A source that puts the day first writes no thirteenth month; where it seems to, it did not mean it.
        return (_span(origin, year, b, a) if day_first else _span(origin, year, a, b)) or (
            _span(origin, year, a, b) if b > 12 and day_first else _span(origin, year, b, a) if a > 12 else None
        )
    readings = [span for span in (_span(origin, year, b, a), _span(origin, year, a, b)) if span]
    if len(readings) < 2 or readings[0] == readings[1]:
        return readings[0] if readings else None
    first, last = sorted(span.first for span in readings)
    return DateSpan(first, last, "interval", origin)


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= 69 else 2000 + year


def _masked_year(year: str, origin: Origin) -> DateSpan | None:
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return DateSpan(date(max(first, 1), 1, 1), date(last, 12, 31), "interval", origin)


def _part_of_year(year: int, part: int, origin: Origin) -> DateSpan | None:
    month = _EDTF_SEASONS.get(part) or _EDTF_QUARTERS.get(part)
    return _three_months(year, month, origin) if month else None


def _three_months(year: int, month: int, origin: Origin) -> DateSpan | None:
    first = _span(origin, year, month)
    last = _span(origin, year + (month + 2) // 13, (month + 1) % 12 + 1)
    return DateSpan(first.first, last.last, "interval", origin) if first and last else None


def _widened(span: DateSpan) -> DateSpan | None:
    """Return a span one unit of its precision wider on both sides, as `circa` when it was a year."""
    try:
        if span.precision == "year":
            first, last = date(span.first.year - 1, 1, 1), date(span.last.year + 1, 12, 31)
            return DateSpan(first, last, "circa", span.origin)
        if span.precision == "month":
            first = (span.first - timedelta(days=1)).replace(day=1)
            following = span.last + timedelta(days=1)
            last = following.replace(day=monthrange(following.year, following.month)[1])
        else:
            first, last = span.first - timedelta(days=1), span.last + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    precision: Precision = "interval"
    return DateSpan(first, last, precision, span.origin)
