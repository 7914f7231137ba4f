"""A disagreement between articles, as an answer carries it: each side's value, source, date and quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.types import DateSpan

ConflictKind = Literal["number", "date", "name"]


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """What one article gives: `article.text[start:end] == quote`, and `value` stands in the quote.

    Args:
        value: As printed: `84.000 Besucher` is given as `84.000`, with its unit where it has one.
        normalised: The same in one format for all sides: `84000`, `18400000 EUR`, `1964-10-31`, a name in lower case.
        published: Of the article; None when unknown.
        start: Of the quote in the article's text.
        end: Likewise.
        value_start: Of the value in the article's text, so that a page can mark it.
        value_end: Likewise.
    """

    value: str
    normalised: str
    article_id: str
    title: str
    source: str | None
    published: DateSpan | None
    quote: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement.

    Args:
        kind: What the values are.
        values: One a distinct text, oldest first, undated ones last; at least two of them differ. Articles that give
            the same figure in words of their own are each listed; a reprint is not.
        read_by_model: A language model told that one of the articles answers, in words of its own; it may be wrong.
    """

    kind: ConflictKind
    values: tuple[ConflictValue, ...]
    read_by_model: bool = False
