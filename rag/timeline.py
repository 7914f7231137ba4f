"""How a story went, for questions that ask for that: one dated, cited row an article, in the order of events. Pure.

A row's date is that of the event where its sentence says one that had come by the day of printing, else that of
publication; which of the two it is, is told. No date is made more precise than its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.lexical import tokens_of
from index.sentences import split_sentences
from index.types import Article, DateSpan, Hit
from rag.conflicts.likeness import is_among, share, words_of
from rag.reading.days import DateMention, find_days

_ASKED = re.compile(
    r"\bwie (?:hat|haben) sich\b.*\bentwickelt\b|\bwie (?:entwickelte|entwickelten|entwickelt) sich\b|\bchronologie\b|"
    r"\bchronik de[rs]\b|\bzeitleiste\b|\bzeitlicher (?:ablauf|verlauf)\b|\bder reihe nach\b|\bverlauf de[rs]\b|"
    r"\bwie verlief\b|\btime ?line\b|\bchronology\b|\bhow did\b.*\b(?:develop|evolve|unfold)\b|\bhistory of\b|"
    r"\bsequence of events\b|\bstep by step\b|\bhow has\b.*\b(?:developed|evolved)\b",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\b(?:wie|hat|haben|sich|entwickel\w*|chronologie|chronik|zeitleiste|zeitlich\w*|ablauf|verlauf|verlief|reihe|nach|"
    r"was|geschah|geschichte|time ?line|chronology|how|did|has|have|develop\w*|evolve\w*|unfold|history|sequence|"
    r"events|step|by|what|happened|show|give|me|zeige?|mir|gib)\b",
    re.IGNORECASE,
)
# Share of the words asked about, weighed by length, that an article must hold.
_LEAST_SHARED = 0.6
_ACROSS_HITS = 5  # best hits that count in another language, where words cannot be compared
_FEWEST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One row: `article.text[start:end] == quote`.

    Args:
        when: EDTF, as precise as it is known; None for an article without a date.
        dated_by: `event` when the quote itself says when it happened, `publication` otherwise.
        first: First day that `when` may mean; orders the rows. None likewise.
    """

    when: str | None
    dated_by: Literal["event", "publication"]
    first: date | None
    article_id: str
    title: str
    published: DateSpan | None
    source: str | None
    quote: str
    start: int
    end: int


def asks_for_timeline(question: str) -> bool:
    """Tell whether a question asks how something went, in German or English."""
    return bool(_ASKED.search(question))


def timeline_of(question: str, language: str, hits: Sequence[Hit]) -> tuple[TimelineEntry, ...]:
    """Return one row for each article that is about what is asked, in the order of events, undated ones last.

    Hits show one article of a group of reprints, so a reprint adds no row.

    Args:
        question: One for which `asks_for_timeline` holds; its other words say what it is about.
        language: Of the question.
        hits: Best first.
    """
    asked = [word for word in words_of(_FRAME.sub(" ", question)) if tokens_of(word, language)]
    found: dict[str, TimelineEntry] = {}
    for hit in hits:
        article = hit.article
        if article.id in found or not asked:
            continue
        across = article.language not in ("und", language)
        text = words_of(f"{article.title}\n{article.text}")
        if hit.rank <= _ACROSS_HITS if across else share(asked, text) >= _LEAST_SHARED:
            entry = _entry(article, asked)
            if entry:
                found[article.id] = entry
    return tuple(sorted(found.values(), key=lambda one: (one.first is None, one.first or date.max)))


def _entry(article: Article, asked: Sequence[str]) -> TimelineEntry | None:
    """Return the row of one article: its first sentence that names what is asked about, or its first sentence."""
    spans = [
        (start, end)
        for start, end in split_sentences(article.text, article.language)
        if sum(map(str.isalpha, article.text[start:end])) >= _FEWEST_LETTERS
    ]
    if not spans:
        return None
    naming = (
        span for span in spans if any(is_among(word, words_of(article.text[span[0] : span[1]])) for word in asked)
    )
    start, end = next(naming, spans[0])
    quote, published = article.text[start:end], article.published
    event = _event_in(quote, published)
    return TimelineEntry(
        when=_edtf(event) if event else published.edtf if published else None,
        dated_by="event" if event else "publication",
        first=event.may_be[0][0] if event else published.first if published else None,
        article_id=article.id,
        title=article.title,
        published=published,
        source=article.source,
        quote=quote,
        start=start,
        end=end,
    )


def _event_in(quote: str, published: DateSpan | None) -> DateMention | None:
    """Return the one date that a sentence gives, when it had come by the time of printing; two tell of two events."""
    dates = [one for one in find_days(quote, published) if one.precision in ("day", "month", "year")]
    past = len(dates) == 1 and (published is None or dates[0].may_be[0][1] <= published.last)
    return dates[0] if past else None


def _edtf(mention: DateMention) -> str:
    first, last = mention.may_be[0]
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year:04d}"
    return f"{first.isoformat()}/{last.isoformat()}"
