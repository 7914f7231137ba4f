"""The values that flow out of answering: citations, sentences with verdicts, answers, stream events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.types import Coverage, DateSpan, Filters, Hit
from rag.conflicts.disagreement import Conflict
from rag.timeline import TimelineEntry

Verdict = Literal["verbatim", "supported", "unsupported"]
AnswererName = Literal["extractive", "llm"]
Answering = Literal["auto", "extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that a reader can check: `article.text[start:end] == quote`, always.

    Args:
        focus_start: Where in the article the words of the quote begin that answer, if a model pointed at some.
        focus_end: Where they end.
    """

    marker: int
    article_id: str
    title: str
    published: DateSpan | None
    source: str | None
    url: str | None
    quote: str
    start: int
    end: int
    focus_start: int | None = None
    focus_end: int | None = None

    @property
    def focus(self) -> tuple[int, int] | None:
        """Return the offsets, in the quote, of the words that answer; None where no model pointed at some."""
        if self.focus_start is None or self.focus_end is None:
            return None
        return self.focus_start - self.start, self.focus_end - self.start


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Args:
        text: The sentence without its markers.
        markers: The numbers it cites, in order.
        verdict: `verbatim` when its words stand in a quote it cites, `supported` when the quotes bear it
            out, `unsupported` otherwise (no marker at all is unsupported).
        reason: Why, in the language of the answer; None when there is nothing to explain.
    """

    text: str
    markers: tuple[int, ...]
    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Args:
        text: The whole answer with its `[n]` markers.
        hits: What the search found, best first, whether cited or not.
        unknown_markers: Markers that match no citation; kept, shown and scored, never dropped.
        abstained: True when the archive holds no answer; `text` then says so.
        answerer: Who wrote `text`.
        coverage: What was searched.
        timings_ms: Milliseconds by step: `search`, `extractive`, `llm_first_token`, `llm`, `conflicts`, `total`.
        note: Why a language model's words were not used, None when there is nothing to say.
        asked: What was asked, where it was a follow-up and `question` is what was made of it; None otherwise.
        asked_why: How `question` was made of `asked`, in the language of the question; None where nothing was changed.
        time_note: How the question's time words were taken, when that needs saying: as the days of printing though the
            question speaks of what happened, or not at all. None when there is nothing to say.
        timeline: One dated row an article, for questions that ask how something went; empty for all others.
        conflicts: Where articles disagree on what the question asks for; empty when they do not, or none was asked.
    """

    question: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    filters: Filters
    coverage: Coverage
    abstained: bool
    unknown_markers: tuple[int, ...]
    answerer: AnswererName
    timings_ms: dict[str, float]
    note: str | None = None
    asked: str | None = None
    asked_why: str | None = None
    time_note: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gave.

    Args:
        filters: As applied, time words of the question included.
        timings_ms: Milliseconds by step: `search`, `total`.
    """

    question: str
    filters: Filters
    hits: tuple[Hit, ...]
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """Stream event, first: the hits, before anything is answered."""

    hits: tuple[Hit, ...]
    filters: Filters


@dataclass(frozen=True, slots=True)
class Draft:
    """Stream event: the extractive answer, complete, at once."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Token:
    """Stream event: the next piece of the language model's text; empty when it begins to read."""

    text: str


@dataclass(frozen=True, slots=True)
class Final:
    """Stream event, last: the answer that stands."""

    answer: Answer


AnswerEvent = Found | Draft | Token | Final
