"""The date that a printed text bears itself, where no field, header or file name has one.

Only where it stands as the date of publication does: alone on one of the first lines, or in the dateline that opens the
text (`BERLIN, 12. September 2022 (dpa) - …`). A date within a sentence is when something happened.
"""

from __future__ import annotations

import re

from index.dates import parse_date
from index.types import DateSpan

_LINES = 4
_LONGEST = 60  # characters of a line that is a date: "Donnerstag, den 12. September 2022, 14:30 Uhr"
_HAS_YEAR = re.compile(r"\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}\b")
# A place, a date, an agency perhaps, and the dash or colon that ends a dateline.
_DATELINE = re.compile(
    r"[A-ZÄÖÜ][\w.’'/ -]{1,40}?(?:,| \(|[ ])\s*(?P<date>[^\n()–—:;]{6,40}?)\)?\s*"
    r"(?:\([\w/ .-]{2,20}\)|[A-Z]{2,8})?\s*(?:[–—:]| - |\. [–—-])"
)
_BEFORE_DATE = re.compile(r"^(?:den|vom|am)\s+", re.IGNORECASE)


def date_in_text(text: str) -> DateSpan | None:
    """Return the date at the beginning of a text, None where it has none that is known to be its own.

    Years alone are none: a line with `1998` counts pages or names a chapter as often.
    """
    lines = [line.strip() for line in text[:600].split("\n") if line.strip()][:_LINES]
    for line in lines:
        if len(line) <= _LONGEST and (span := _date(line)):
            return span
    opening = _DATELINE.match(lines[0]) if lines else None
    return _date(_BEFORE_DATE.sub("", opening["date"])) if opening else None


def _date(words: str) -> DateSpan | None:
    if not _HAS_YEAR.search(words):
        return None
    span = parse_date(words.strip(" ,()"), "text")
    return span if span and span.precision in ("day", "month") else None
