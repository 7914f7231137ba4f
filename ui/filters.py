"""What a reader writes into the page's filter boxes, as filters."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates import parse_edtf
from index.errors import SettingsError
from index.types import DateSpan, Filters


def filters_of_texts(first: str, last: str, as_of: str, sources: Sequence[str], languages: Sequence[str]) -> Filters:
    """Return the filters; an empty box filters nothing.

    Raises:
        SettingsError: A box holds no date, or the span ends before it begins.
    """
    begin, end, day = (_span(text, name) for text, name in ((first, "From"), (last, "To"), (as_of, "As of")))
    if begin and end and end.last < begin.first:
        raise SettingsError(f"From ({begin.edtf}) is later than To ({end.edtf})", where="Filters", fix="swap them")
    return Filters(
        first=begin.first if begin else None,
        last=end.last if end else None,
        sources=tuple(sources),
        languages=tuple(languages),
        as_of=day.last if day else None,
    )


def _span(text: str | None, box: str) -> DateSpan | None:
    if not text or not text.strip():
        return None
    span = parse_edtf(text.strip())
    if span is None:
        raise SettingsError(
            f'{box} is "{text.strip()}", not a date', where="Filters", fix="write 2022, 2022-09 or 2022-09-14"
        )
    return span
