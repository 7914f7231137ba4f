"""Dates in a text, as far as they are said: "3. Mai 2021" = "May 3, 2021" = "2021-05-03" = "3.5.2021". Pure.

A year alone is a number (`rag.reading.figures`). Days of numbers only are read day first, as both languages' press
writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.types import DateSpan
from rag.times.vocabulary import MONTHS, one_of

# Capitalised only: "may" and "march" are words of their own.
_MONTH = one_of(name.capitalize() for name in MONTHS) + r"\b\.?"
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
    r"\b(?:(?P<this>dieses jahr|diesem jahr|heuer|diesjährig\w*|this year)|"
    r"(?P<last>vergangenen jahr|letzten jahr|letztes jahr|vorjahr\w*|last year|the previous year|the year before)|"
    r"(?P<next>nächsten jahr|kommenden jahr|nächstes jahr|next year))\b",
    re.IGNORECASE,
)
_SHIFTS = {"this": 0, "last": -1, "next": 1}


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


def said_dates(text: str) -> list[SaidDate]:
    """Return the dates of a text in order; a month alone counts where a preposition says that it is one."""
    found = []
    for match in _DATE.finditer(text):
        part = {name.split("_")[-1]: value for name, value in match.groupdict().items() if value}
        name = part["month"].rstrip(".").casefold()
        month = int(name) if name.isdecimal() else MONTHS[name]
        day = int(part["day"]) if "day" in part else None
        year = int(part["year"]) if "year" in part else None
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
            continue
        unsure = match["only_month"] in ("May", "March", "Mar", "August", "Jan", "April") and year is None
        if unsure and not _ALONE_AFTER.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        found.append(SaidDate(year, month, day, match.start(), match.end()))
    return found


def relative_years(text: str, published: DateSpan | None) -> set[int]:
    """Return the years that "this year", "im Vorjahr" and the like mean in a text; none when it was printed in two."""
    if published is None or published.first.year != published.last.year:
        return set()
    return {published.first.year + _SHIFTS[match.lastgroup or "this"] for match in _RELATIVE.finditer(text)}
