"""Dates in a text, as far as they are said: "3. Mai 2021" = "May 3, 2021" = "2021-05-03" = "3.5.2021". Pure.

A year alone is a number (`rag.verdicts.figures`). Days of numbers only are read day first, as both languages' press
writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.types import DateSpan

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan jänner", "februar february feb", "märz march mär mar", "april apr", "mai may",
            "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
            "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("montag monday", "dienstag tuesday", "mittwoch wednesday", "donnerstag thursday", "freitag friday",
         "samstag sonnabend saturday", "sonntag sunday")
    )
    for name in names.split()
}  # fmt: skip
# Capitalised only: "may" and "march" are words of their own.
_MONTH = "(?:" + "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:1\d{3}|20\d\d)"
_DATE = re.compile(
    rf"(?P<iso_year>{_YEAR})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?!\d)"
    rf"|(?<![\d.])(?P<num_day>\d{{1,2}})\.\s?(?P<num_month>\d{{1,2}})\.\s?(?P<num_year>{_YEAR})(?!\d)"
    rf"|(?<![\d.,])(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?(?!\d)"
    rf"|\b(?P<en_month>{_MONTH})\s+(?P<en_day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.,]\d|\d)(?:,?\s+(?P<en_year>{_YEAR})(?!\d))?"
    rf"|\b(?P<only_month>{_MONTH})(?:,?\s+(?P<only_year>{_YEAR})(?!\d))?"
)
_ALONE_AFTER = re.compile(
    r"\b(?:in|im|since|until|seit|bis|by|from|of|last|next|this|early|late|mid|anfang|mitte|ende|vom|zum|ab|and|und|"
    r"between|zwischen|to|during)\s+$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?P<this>dieses jahr|diesem jahr|this year)|(?P<last>vergangenen jahr|letzten jahr|letztes jahr|vorjahr\w*|"
    r"last year|the previous year)|(?P<next>nächsten jahr|kommenden jahr|nächstes jahr|next year))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date as far as a text says it; every part that is not None is said.

    Args:
        start: Offset of its first character.
        end: Offset behind its last.
    """

    year: int | None
    month: int
    day: int | None
    start: int
    end: int


def find_dates(text: str) -> list[SaidDate]:
    """Return the dates of a text in order; a month alone counts where a preposition says that it is one."""
    found = []
    for match in _DATE.finditer(text):
        part = {name.split("_")[-1]: value for name, value in match.groupdict().items() if value}
        name = part["month"].rstrip(".").casefold()
        month = int(name) if name.isdecimal() else _MONTHS[name]
        day = int(part["day"]) if "day" in part else None
        year = int(part["year"]) if "year" in part else None
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
            continue
        unsure = match["only_month"] in ("May", "March", "Mar", "August", "Jan", "April") and year is None
        if unsure and not _ALONE_AFTER.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        found.append(SaidDate(year, month, day, match.start(), match.end()))
    return found


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
    if published is None or published.first.year != published.last.year:
        return False
    printed = published.first.year
    if printed == year and any(one.year is None for one in source):
        return True
    shifts = {"this": 0, "last": -1, "next": 1}
    return any(printed + shifts[match.lastgroup or "this"] == year for match in _RELATIVE.finditer(source_text))


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
    return any(_WEEKDAYS.get(word) == day.weekday() for word in words)
