"""How a story went, for questions that ask for that: one dated, cited row an article, in the order of events. Pure.

A row's date is that of the event where its sentence says one that had come by the day of printing, else that of
publication; which of the two it is, is told. No date is made more precise than its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.sentences import split_sentences
from index.types import Article, DateSpan, Hit
from rag.conflicts.likeness import words_of
from rag.timeline.asking import parsed, topic_of
from rag.timeline.belonging import stories_of
from rag.timeline.dating import event_in
from rag.timeline.naming import Embed, Naming, named_by

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


def timeline_of(
    question: str, language: str, hits: Sequence[Hit], embed: Embed | None = None
) -> tuple[TimelineEntry, ...]:
    """Return one row for each article that is about what is asked, in the order of events, undated ones last.

    Hits show one article of a group of reprints, so a reprint adds no row.

    Args:
        question: One for which `asks_for_timeline` holds; its other words say what it is about.
        language: Of the question.
        hits: Best first.
        embed: The index's own model, to compare words across languages; None compares names and whole passages only.
    """
    found: dict[str, TimelineEntry] = {}
    for story in stories_of(parsed(topic_of(question), language), language, hits, embed):
        for telling in story.tellings:
            article = telling.hit.article
            entry = None if article.id in found else _entry(article, telling.naming, story.weights)
            if entry:
                found[article.id] = entry
    return tuple(sorted(found.values(), key=lambda one: (one.first is None, one.first or date.max)))


def _entry(article: Article, naming: Naming, weights: Mapping[str, float]) -> TimelineEntry | None:
    """Return the row of one article: the first of the sentences that name most of what is asked about."""
    spans = [
        (start, end)
        for start, end in split_sentences(article.text, article.language)
        if sum(map(str.isalpha, article.text[start:end])) >= _FEWEST_LETTERS
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: _worth(article.text[span[0] : span[1]], naming, weights))
    quote, published = article.text[start:end], article.published
    event = event_in(quote, published, article.language)
    return TimelineEntry(
        when=event.when if event else published.edtf if published else None,
        dated_by="event" if event else "publication",
        first=event.first if event else published.first if published else None,
        article_id=article.id,
        title=article.title,
        published=published,
        source=article.source,
        quote=quote,
        start=start,
        end=end,
    )


def _worth(sentence: str, naming: Naming, weights: Mapping[str, float]) -> float:
    """Return how much of what is asked about a sentence names."""
    return sum(weights.get(word, 0.0) * part for word, part in named_by(words_of(sentence), naming).items())
