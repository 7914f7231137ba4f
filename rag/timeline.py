"""How a story went, for questions that ask for that: one dated, cited row an article, in the order of events. Pure.

A row's date is that of the event where its sentence says one that had come by the day of printing, else that of
publication; which of the two it is, is told. No date is made more precise than its source.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.lexical import tokens_of
from index.sentences import split_sentences
from index.types import Article, DateSpan, Hit
from rag.conflicts.concepts import folded
from rag.conflicts.likeness import is_among, words_of
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
# "The dispute over the bridge": articles on the bridge seldom call it one.
_GENRE = re.compile(
    r"\b(?:dispute|row|debate|case|affair|story|conflict|controversy|streit|debatte|fall|konflikt|affäre)\s+"
    r"(?:over|about|of|around|um|über|de[rs])\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:(?:of|over|about|on|the|de[rs]|die|das|um|über|vo[nm]|zu[rm]?)\s+)+|[\s?!.:]+$", re.IGNORECASE)
# Share of the words asked about, weighed by length, that an article must hold.
_LEAST_SHARED = 0.6
_ACROSS_HITS = 5  # best hits that count in another language, where words cannot be compared
# The encoder puts the question's own language first, so hits of another are compared among themselves: what is about
# the same has nearly the cosine of the best of them, and that comes near the best row in the question's language; where
# that has no row, it is above all of that language.
_ACROSS_BEHIND_BEST = 0.015
_ACROSS_BEHIND_OWN = 0.045
_FEWEST_LETTERS = 12
# What leads a date that tells not when it happened but of which thing, or up to when: "die Brücke von 1931", "the 1931
# bridge", "die schwerste Flut seit 1976"; "the night of 3 May" does tell.
_LEADS_ELSEWHERE = re.compile(
    r"(?<!night )(?<!morning )(?<!evening )(?<!day )(?<!week )(?<!weekend )\b(?:von|vom|aus|seit|bis|vor|nach|ab|zu|"
    r"als|gegenüber|für|of|from|since|until|till|to|before|after|than|by|for|the|a|an|this|der|die|das|den|dem|des|"
    r"(?:ein|jen|dies)e[rmns]?|Baujahr|Jahrgang)\s+"
    r"(?:(?:dem|den|der|the|Jahre?|year|Anfang|Mitte|Ende|early|late|mid)[\s-]+)*$|\($",
    re.IGNORECASE,
)
_LEADS_EVENT = re.compile(r"\b(?:am|im|in|on|at|zum)\s+(?:(?:the|Jahre?)\s+)*$", re.IGNORECASE)
# A clause that tells of a thing in the sentence, not of what happens in it: "die Brücke, die 1931 gebaut wurde, …".
_BESIDE = re.compile(
    r"(?:(?:in|an|auf|mit|von|bei|aus|for|of|from)\s+)?(?:der|die|das|dem|den|deren|dessen|who|whom|whose|which|that|"
    r"where|wo|wie|as|than|built|(?:ge|er|ein)\w+t|[a-z]+ed)\b"
)
_CLAUSE = re.compile(r"[,;:()–—]\s*")


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


def topic_of(question: str) -> str:
    """Return what a question for a timeline is about: without "wie entwickelte sich", "timeline of the" and the like.

    The whole question when nothing else is in it.
    """
    topic = _LEAD.sub("", " ".join(_GENRE.sub(" ", _FRAME.sub(" ", question)).split()).lstrip(" :"))
    return topic or question


def timeline_of(question: str, language: str, hits: Sequence[Hit]) -> tuple[TimelineEntry, ...]:
    """Return one row for each article that is about what is asked, in the order of events, undated ones last.

    Hits show one article of a group of reprints, so a reprint adds no row.

    Args:
        question: One for which `asks_for_timeline` holds; its other words say what it is about.
        language: Of the question.
        hits: Best first.
    """
    asked = [word for word in words_of(topic_of(question)) if tokens_of(word, language)]
    weights = _weights(asked, hits)
    found: dict[str, TimelineEntry] = {}
    own = [hit for hit in hits if hit.article.language in ("und", language)] if asked else []
    named = [hit for hit in own if _held(weights, _words(hit.article)) >= _LEAST_SHARED]
    others = [hit for hit in hits if hit not in own] if asked else []
    for hit in (*named, *_near_across(others, named, own)):
        entry = None if hit.article.id in found else _entry(hit.article, weights)
        if entry:
            found[hit.article.id] = entry
    return tuple(sorted(found.values(), key=lambda one: (one.first is None, one.first or date.max)))


def _near_across(others: Sequence[Hit], named: Sequence[Hit], own: Sequence[Hit]) -> list[Hit]:
    """Return the hits in other languages that are about what is asked, as far as cosines tell.

    Args:
        others: Hits in other languages.
        named: Hits in the question's language that name what is asked about.
        own: All hits in the question's language.
    """
    best = max(map(_cosine, others), default=0.0)
    least = max(map(_cosine, named)) - _ACROSS_BEHIND_OWN if named else max(map(_cosine, own), default=0.0)
    if best < least:
        return []
    near = [hit for hit in others if _cosine(hit) >= best - _ACROSS_BEHIND_BEST]
    return sorted(near, key=_cosine, reverse=True)[:_ACROSS_HITS]


def _cosine(hit: Hit) -> float:
    return hit.parts.get("dense", 0.0)


def _weights(asked: Sequence[str], hits: Sequence[Hit]) -> dict[str, float]:
    """Return what each word asked about weighs: the town that every article names tells little, a long word much."""
    articles = [_words(hit.article) for hit in hits]
    having = {word: sum(_names(word, words) for words in articles) for word in asked}
    return {word: len(word) * math.log((len(hits) + 2) / (count + 1)) for word, count in having.items()}


def _held(weights: Mapping[str, float], words: Sequence[str]) -> float:
    return sum(weight for word, weight in weights.items() if _names(word, words)) / sum(weights.values())


def _names(word: str, words: Sequence[str]) -> bool:
    """Tell whether one of some words names the same, or a kind of it; a "Brücke" alone is no "Hafenbrücke"."""
    plain = folded(word)
    return is_among(word, [one for one in words if folded(one) == plain or not plain.endswith(folded(one))])


def _words(article: Article) -> list[str]:
    return words_of(f"{article.title}\n{article.text}")


def _entry(article: Article, weights: Mapping[str, float]) -> TimelineEntry | None:
    """Return the row of one article: the first of the sentences that name most of what is asked about."""
    spans = [
        (start, end)
        for start, end in split_sentences(article.text, article.language)
        if sum(map(str.isalpha, article.text[start:end])) >= _FEWEST_LETTERS
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: _named(weights, article.text[span[0] : span[1]]))
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


def _named(weights: Mapping[str, float], sentence: str) -> float:
    """Return how much of what is asked about a sentence names; "die Brücke" half, where that is the "Hafenbrücke"."""
    words = words_of(sentence)
    return sum(weight * (_names(word, words) + is_among(word, words)) / 2 for word, weight in weights.items())


def _event_in(quote: str, published: DateSpan | None) -> DateMention | None:
    """Return the one date that a sentence gives, when it had come by the time of printing; two tell of two events."""
    dates = [one for one in find_days(quote, published) if one.precision in ("day", "month", "year")]
    past = len(dates) == 1 and (published is None or dates[0].may_be[0][1] <= published.last)
    return dates[0] if past and _dates_event(quote, dates[0]) else None


def _dates_event(quote: str, said: DateMention) -> bool:
    """Tell whether a date says when the sentence's event was, and not when a thing in it was made, or since when."""
    before = quote[: said.start]
    if _LEADS_ELSEWHERE.search(before) and not _LEADS_EVENT.search(before):
        return False
    clause = _CLAUSE.split(before)
    return len(clause) == 1 or not _BESIDE.match(clause[-1])


def _edtf(mention: DateMention) -> str:
    first, last = mention.may_be[0]
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year:04d}"
    return f"{first.isoformat()}/{last.isoformat()}"
