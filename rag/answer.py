"""`open_answerer`: the one object that command line, page and evaluation ask; it wires index, evidence and model."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.errors import ModelError
from index.language import detect_language
from index.retrieval import Mode
from index.search import ArticleIndex
from index.types import Filters, Hit
from rag.abstention import Signals, calibration_of, is_answered, signals_of
from rag.conflicts.disagreement import Conflict
from rag.conversation.follow_ups import Turn, stand_alone
from rag.extractive import Evidence, near_the_best, pick_sentences
from rag.llm import LanguageModel, open_llm
from rag.model_answer import conflicts_read, model_events, ms_since
from rag.quoting import not_found, quoted
from rag.reranking import SENTENCE_DEPTH, open_reranker
from rag.sentence_vectors import SentenceVectors
from rag.settings import Settings
from rag.timeline import TimelineEntry, asks_for_timeline, timeline_of, topic_of
from rag.times.note import time_note
from rag.times.words import find_time_words
from rag.types import Answer, AnswerEvent, Answering, Draft, Final, Found, SearchResult

_TIMELINE_HITS = 30
# Sentences in which articles may contradict each other; more than are shown, since one article fills the first places.
_COMPARED_SENTENCES = 12


def open_answerer(
    index_dir: Path, settings: Settings, *, index: ArticleIndex | None = None, llm: LanguageModel | None = None
) -> Answerer:
    """Open an index and what answers from it.

    Args:
        index_dir: An index folder.
        settings: As loaded.
        index: An index already open, instead of `index_dir`.
        llm: A model to use instead of the one that the settings name.

    Raises:
        IndexFolderError: There is no index, or it cannot be opened.
        ModelError: `answering` is `llm`, and the model is not there.
    """
    note = None
    if llm is None:
        try:
            llm = open_llm(settings)
        except ModelError as error:
            if settings.answering == "llm":
                raise
            note = f"{error.what}; quoted sentences only ({error.fix})"
    return Answerer(index or ArticleIndex.open(index_dir), settings, llm, note)


class Answerer:
    """Answers questions from one index; safe to share between threads."""

    def __init__(self, index: ArticleIndex, settings: Settings, llm: LanguageModel | None, note: str | None) -> None:
        """Use `open_answerer`."""
        self.index = index
        self.settings = settings
        self.llm = llm
        self.note = note
        self._reads_time_words = True
        self._sentences = SentenceVectors(index.embedder)
        self._reranker = open_reranker(settings.reranker, self._sentences)
        self._calibration = calibration_of(index.manifest)

    def without_time_words(self) -> Answerer:
        """Return this answerer for a reader who took the time words away: no span comes out of the question's own."""
        other = copy.copy(self)
        other._reads_time_words = False
        return other

    def understand(self, question: str, filters: Filters | None = None, today: date | None = None) -> Filters:
        """Return the filters with what the question's own time words add; they never override a span that is set.

        A span in which the archive holds no article is not applied: an archive without dates has none at all, and
        what a newspaper of 2020 says of 1950 was not printed in 1950.

        Args:
            today: What "last week" is relative to; None means this day. The day of `as_of`, if one is set, is stronger.
        """
        filters = filters or Filters()
        if filters.first or filters.last or not self._reads_time_words:
            return filters
        found = find_time_words(question, _day_of_asking(filters, today))
        if found is None:
            return filters
        narrowed = replace(filters, first=found.first, last=found.last, time_words=found.words)
        return narrowed if self.index.coverage(narrowed).articles else filters

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        today: date | None = None,
    ) -> SearchResult:
        """Return the k best passages for a question, under the filters and the question's own time words."""
        started = time.perf_counter()
        applied = self.understand(question, filters, today)
        hits = self._hits(question, applied, k, mode)
        spent = ms_since(started)
        return SearchResult(question, applied, hits, {"search": spent, "total": spent})

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        *,
        answering: Answering | None = None,
        today: date | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Return the answer that stands at the end of `stream`."""
        for event in self.stream(question, filters, answering=answering, today=today, history=history):
            if isinstance(event, Final):
                return event.answer
        raise AssertionError("a stream ends with its Final event")

    def stream(
        self,
        question: str,
        filters: Filters | None = None,
        *,
        answering: Answering | None = None,
        today: date | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[AnswerEvent]:
        """Answer step by step: the hits, the extractive answer at once, a model's words, the answer that stands.

        Closing the iterator stops the model.

        Args:
            question: Plain text.
            filters: None filters nothing.
            answering: None takes that of the settings.
            today: What "last week" is relative to; None means this day. The day of `as_of`, if one is set, is stronger.
            history: Earlier turns (`turn_of` of each answer), oldest first. A question that refers to them is answered
                as the stand-alone question that `stand_alone` makes of it: `Answer.question`, with what was asked in
                `Answer.asked` and how one came of the other in `Answer.asked_why`. To undo it, ask without history.

        Raises:
            ValueError: The question is blank.
            AnswerError: `answering` is `llm`, and the model did not answer.
            ModelError: `answering` is `llm`, and there is no model.
        """
        mode = answering or self.settings.answering
        started = time.perf_counter()
        day = _day_of_asking(filters or Filters(), today)
        understood = stand_alone(question, history, day, filters.as_of if filters else None)
        question = understood.question
        applied = self.understand(question, filters, today)
        # "How did … develop" stands in no article, and draws the vector away from what is asked about.
        searched = topic_of(question) if asks_for_timeline(question) else question
        hits = self._hits(searched, applied, self.settings.hits)
        timings = {"search": ms_since(started)}
        yield Found(hits, applied)
        language = self._language(question, hits)
        picked = self._picked(question, language, hits)
        timeline = self._timeline(question, applied, language)
        # The model's markers and those of the quotes mean the same sentences.
        evidence = near_the_best(_of_story(picked, timeline))[: self.settings.evidence]
        draft = replace(
            self._extractive(question, applied, hits, picked, timeline, language, timings, started),
            asked=understood.asked if understood.why else None,
            asked_why=understood.why,
            time_note=time_note(question, applied, day, language) if self._reads_time_words else None,
        )
        yield Draft(draft)
        if mode == "llm" and self.llm is None:
            fix = "dateline models pull, or set DATELINE_LLM to a server's address, or use --answerer extractive"
            raise ModelError("there is no language model to answer with", where=self.settings.llm, fix=fix)
        if self.llm is None or self.stands(draft, mode) or not evidence:
            yield Final(replace(draft, note=self.note if mode == "auto" else None))
            return
        compared = _of_story(picked, timeline)
        yield from model_events(self.llm, draft, evidence, compared, language, mode, self.index.embedder, started)

    def stands(self, draft: Answer, answering: Answering | None = None) -> bool:
        """Tell whether no model's words will follow an extractive answer of `stream`."""
        mode = answering or self.settings.answering
        return mode == "extractive" or self.llm is None or (mode == "auto" and draft.abstained)

    def conflicts_read(self, draft: Answer) -> tuple[Conflict, ...]:
        """Return where articles contradict each other, as the language model reads those near the question.

        Args:
            draft: An extractive answer.

        Raises:
            AnswerError: The model did not answer.
            ModelError: It cannot be loaded.
        """
        if self.llm is None or draft.abstained:
            return draft.conflicts
        language = self._language(draft.question, draft.hits)
        evidence = _of_story(self._picked(draft.question, language, draft.hits), draft.timeline)
        return conflicts_read(self.llm, draft, evidence, language)

    def signals(self, question: str, filters: Filters) -> Signals | None:
        """Return what decides whether a question is answered; for measuring and fitting, not for asking."""
        hits = self._hits(question, filters, self.settings.hits)
        language = self._language(question, hits)
        return self._signals(question, question, language, self._picked(question, language, hits), hits)

    def close(self) -> None:
        """Stop the model and close the index."""
        if self.llm is not None:
            self.llm.close()
        self.index.close()

    def _hits(self, question: str, filters: Filters, k: int, mode: Mode = "hybrid") -> tuple[Hit, ...]:
        """Return the k best hits; those of a hybrid search are looked at again, where the settings want that."""
        if self._reranker is None or mode != "hybrid":
            return tuple(self.index.search(question, filters, k, mode))
        query = self._sentences.query(question)
        found = self.index.search(question, filters, max(k, self._reranker.depth), query=query)
        return tuple(self._reranker.rerank(question, found)[:k])

    def _picked(self, question: str, language: str, hits: Sequence[Hit]) -> list[Evidence]:
        wanted = max(self.settings.evidence, _COMPARED_SENTENCES)
        return pick_sentences(self.index, question, language, hits, wanted, self._sentences)

    def _language(self, question: str, hits: Sequence[Hit]) -> str:
        language = detect_language(question)
        return hits[0].article.language if language == "und" and hits else language

    def _extractive(
        self,
        question: str,
        filters: Filters,
        hits: tuple[Hit, ...],
        picked: Sequence[Evidence],
        timeline: tuple[TimelineEntry, ...],
        language: str,
        timings: dict[str, float],
        started: float,
    ) -> Answer:
        # What the question's time words mean is a filter by now; an article of July 2021 need not say so.
        asked = question.replace(filters.time_words, " ") if filters.time_words else question
        found = is_answered(self._signals(question, asked, language, picked, hits), self._calibration)
        # "Wie entwickelte sich" stands in no article: for a story that is told, the sentences of its articles answer.
        evidence = _of_story(picked, timeline)
        found = found or evidence is not picked
        spent = ms_since(started)
        timings = {**timings, "extractive": spent - timings["search"], "total": spent}
        nothing = not_found(question, filters, hits, self.index.coverage(filters), language, timings)
        return replace(quoted(nothing, evidence, language), timeline=timeline) if found else nothing

    def _signals(
        self, question: str, asked: str, language: str, evidence: Sequence[Evidence], hits: Sequence[Hit]
    ) -> Signals | None:
        looked_at = hits[:SENTENCE_DEPTH]
        return signals_of(asked, language, evidence, looked_at, self._sentences.near(question, looked_at))

    def _timeline(self, question: str, filters: Filters, language: str) -> tuple[TimelineEntry, ...]:
        """Return the rows for a question that asks how something went; a story has more articles than an answer."""
        if not asks_for_timeline(question):
            return ()
        topic = topic_of(question)
        query = self._sentences.query(topic)
        hits = self.index.search(topic, filters, _TIMELINE_HITS, query=query)
        return timeline_of(question, language, hits, self.index.embedder.embed_queries)


def _of_story(picked: Sequence[Evidence], timeline: Sequence[TimelineEntry]) -> Sequence[Evidence]:
    """Return the sentences of the articles that a timeline lists; all where it lists none of theirs."""
    told = {row.article_id for row in timeline}
    return [one for one in picked if one.article.id in told] or picked


def _day_of_asking(filters: Filters, today: date | None) -> date:
    return filters.as_of or today or date.today()
