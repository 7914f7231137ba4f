"""One case asked: its question to the same answerer as page and command line, what came of it measured."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from eval.gold import GoldFinder
from eval.judging import Judge
from eval.scoring import answer_metrics, search_metrics
from eval.types import Case, CaseResult, FoundArticle
from index.retrieval import Mode
from index.types import DateSpan, Hit
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.conversation.follow_ups import Turn, Understood, stand_alone, turn_of
from rag.llm import LanguageModel
from rag.prompts import Message
from rag.types import Answer, Answering

# Passages searched for a ranking: enough for ten articles and their average precision.
_RANKED_PASSAGES = 100
_SHOWN_ARTICLES = 10
# A headline asks for its own story: whether it is found is all that it can tell.
_SEARCHED_ONLY = "known-item"


class CountingModel:
    """A language model that remembers what it read and wrote.

    Args:
        llm: The model.
        count_tokens: The encoder's count; hosted models cut words a little differently.
    """

    def __init__(self, llm: LanguageModel, count_tokens: Any) -> None:
        """Start at nothing."""
        self.name = llm.name
        self.points = llm.points
        self._llm = llm
        self._count_tokens = count_tokens
        self._read: list[str] = []
        self._written: list[str] = []

    def stream(self, messages: Sequence[Message], grammar: str | None = None) -> Iterator[str]:
        """Yield what the model writes."""
        self._read.extend(message.content for message in messages)
        for piece in self._llm.stream(messages, grammar):
            self._written.append(piece)
            yield piece

    def complete(self, messages: Sequence[Message], grammar: str | None = None) -> str:
        """Return what the model completes."""
        self._read.extend(message.content for message in messages)
        words = self._llm.complete(messages, grammar)
        self._written.append(words)
        return words

    def close(self) -> None:
        """Free what the model holds."""
        self._llm.close()

    @property
    def written(self) -> str:
        """Return what the model wrote since the last `take`."""
        return "".join(self._written)

    def take(self) -> dict[str, float]:
        """Return the tokens since the last call; empty when nothing was asked."""
        if not self._read:
            return {}
        spent = {
            "tokens_in": float(sum(self._count_tokens(self._read))),
            "tokens_out": float(sum(self._count_tokens([self.written]))),
        }
        self._read, self._written = [], []
        return spent


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the cases of one run.

    Args:
        retrieval_only: Search and do not answer.
        mode: How it is searched then.
        answering: Who answers; None takes the answerer's settings.
        today: What time words are relative to, where the case does not say.
    """

    answerer: Answerer
    gold: GoldFinder
    judge: Judge
    retrieval_only: bool
    mode: Mode
    answering: Answering | None
    today: date
    llm: CountingModel | None = field(default=None)

    def ask(self, case: Case) -> CaseResult:
        """Return what becomes of one case; whatever goes wrong is counted, never passed over."""
        judged = self.gold.judged(case)
        answered = not self.retrieval_only and case.kind != _SEARCHED_ONLY
        result = CaseResult(
            case=case, ranked=(), relevant=judged, metrics={}, answer=None,
            ineligible=self.gold.ineligible(case, judged, answered=answered), error=None, milliseconds=0.0,
            slices=self.gold.slices(case, judged),
        )  # fmt: skip
        started = time.perf_counter()
        try:
            if answered:
                return self._answered(result)
            return self._searched(result)
        # Any failure of any part is this case's, and the next one is still asked: a run that stops, or a case that is
        # left out, would each make the figures those of the easy cases.
        except Exception as error:
            self.spent()
            reason = getattr(error, "what", None) or f"{type(error).__name__}: {error}"
            return replace(result, error=str(reason), milliseconds=_ms_since(started))

    def spent(self) -> dict[str, float]:
        """Return the tokens of the last question."""
        return self.llm.take() if self.llm is not None else {}

    def _searched(self, result: CaseResult) -> CaseResult:
        case = result.case
        started = time.perf_counter()
        question = self._understood(case).question
        today = case.today or self.today
        found = self.answerer.search(question, case.filters, k=_RANKED_PASSAGES, mode=self.mode, today=today)
        milliseconds = _ms_since(started)
        metrics = search_metrics(case, found.filters, found.hits, None) if result.ineligible is None else {}
        return _ranked(replace(result, metrics=metrics, milliseconds=milliseconds), found.hits)

    def _answered(self, result: CaseResult) -> CaseResult:
        case, today = result.case, result.case.today or self.today
        history = self._history(case)
        started = time.perf_counter()
        answer = self.answerer.ask(case.question, case.filters, answering=self.answering, today=today, history=history)
        milliseconds = _ms_since(started)
        costs = self.spent()
        hits = self.answerer.search(answer.question, answer.filters, k=_RANKED_PASSAGES, today=today).hits
        metrics: dict[str, float] = {}
        if result.ineligible is None:
            metrics = search_metrics(case, answer.filters, hits, answer)
            article = self.answerer.index.article
            metrics |= answer_metrics(case, answer, result.relevant, judge=self.judge, article=article)
        result = replace(result, metrics=metrics, milliseconds=milliseconds, costs=costs, steps=answer.timings_ms)
        return _ranked(replace(result, answer=_without_timings(answer)), hits)

    def _history(self, case: Case) -> list[Turn]:
        """Return the questions before a follow-up with their answers, in quotes: no model decides what "it" means."""
        turns: list[Turn] = []
        for question in case.history:
            today = case.today or self.today
            answer = self.answerer.ask(question, case.filters, answering="extractive", today=today, history=turns)
            turns.append(turn_of(answer))
        return turns

    def _understood(self, case: Case) -> Understood:
        day = case.filters.as_of or case.today or self.today or date.today()
        return stand_alone(case.question, self._history(case), day, case.filters.as_of)


def fold_to_articles(hits: Sequence[Hit]) -> tuple[tuple[str, float], ...]:
    """Return (article id, score of its best passage), best first, each article once.

    The other printings of a story stand right behind the one that was shown: a reader finds them there.
    """
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit.score)
        for other in hit.also_in:
            best.setdefault(other.article_id, hit.score)
    return tuple(best.items())


def _ranked(result: CaseResult, hits: Sequence[Hit]) -> CaseResult:
    shown: dict[str, FoundArticle] = {}
    for hit in hits:
        article = hit.article
        shown.setdefault(article.id, _shown(article.id, article.title, article.published, article.source))
        for other in hit.also_in:
            shown.setdefault(other.article_id, _shown(other.article_id, other.title, other.published, other.source))
    return replace(result, ranked=fold_to_articles(hits), found=tuple(shown.values())[:_SHOWN_ARTICLES])


def _shown(name: str, title: str, published: DateSpan | None, source: str | None) -> FoundArticle:
    return FoundArticle(name, title, published.edtf if published else None, source)


def _without_timings(answer: Answer) -> dict[str, Any]:
    return {name: value for name, value in answer_as_json(answer).items() if name != "timings_ms"}


def _ms_since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)
