"""Are quotes and language model together right more often than either alone? Asked with the article, and without.

A suite flows in; for quotes, model and both, the share of right answers with intervals flows out. Right is, where the
article is there, an answer whose first sentence, or any, holds an accepted one; where it is hidden, "not found".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow, count_row
from eval.indexing import index_for_suite
from eval.metrics import contains
from eval.runs import drawn
from eval.suites import load_suite
from eval.types import Case
from index.embedding import Embedder, open_embedder
from index.search import ArticleIndex
from index.types import Filters
from rag.answer import Answerer, open_answerer
from rag.llm import LanguageModel
from rag.settings import Settings
from rag.types import Answer, Draft, Final

_WAYS = ("quotes alone", "the model alone", "both together")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, answered in the three ways, with its article there or hidden."""

    case: Case
    hidden: bool
    answers: tuple[Answer, Answer, Answer]


def run(
    suite: Path,
    count: int,
    seed: int,
    *,
    llm: LanguageModel | None = None,
    embedder: Embedder | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> BenchReport:
    """Ask so many questions of a suite twice.

    Args:
        suite: Whose cases name their one article.
        llm: None takes that of the default settings.
        on_progress: Gets questions done and all.

    Raises:
        ModelError: There is no language model.
    """
    loaded = load_suite(suite)
    embedder = embedder or open_embedder()
    index = ArticleIndex.open(index_for_suite(loaded, embedder), embedder)
    cases = [case for case in loaded.cases if case.gold and case.answers]
    chosen = drawn(cases, count, seed)
    asked: list[Asked] = []
    with closing(open_answerer(index.folder, Settings(answering="llm"), index=index, llm=llm)) as answerer:
        outside = {one: index.article(one).outside_id for one in index.article_ids()}
        for done, case in enumerate(chosen, start=1):
            left = tuple(one for one, name in outside.items() if name != case.gold[0].outside_id)
            for hidden, filters in ((False, Filters()), (True, Filters(article_ids=left))):
                asked.append(Asked(case, hidden, _answers(answerer, case, filters)))
            if on_progress:
                on_progress(done, len(chosen))
        name = answerer.llm.name if answerer.llm else "no model"
    return BenchReport(
        "answerers", tuple(_rows(asked)), f"{len(chosen)} questions of {loaded.name}, seed {seed}, {name}"
    )


def _answers(answerer: Answerer, case: Case, filters: Filters) -> tuple[Answer, Answer, Answer]:
    # The model sees the same prompt twice, which its cache answers at once.
    events = list(answerer.stream(case.question, filters, answering="auto"))
    quotes = next(event.answer for event in events if isinstance(event, Draft))
    both = next(event.answer for event in events if isinstance(event, Final))
    return quotes, answerer.ask(case.question, filters, answering="llm"), both


def is_right(asked: Asked, way: int, *, first: bool) -> bool:
    """Tell whether one of the three answers is right.

    Args:
        way: 0 quotes, 1 model, 2 both.
        first: The first sentence must hold the accepted answer; else any may.
    """
    answer = asked.answers[way]
    if asked.hidden or answer.abstained:
        return asked.hidden and answer.abstained
    read = " ".join(sentence.text for sentence in answer.sentences[: 1 if first else None])
    return bool(contains(read, asked.case.answers, asked.case.language))


def _rows(asked: Sequence[Asked]) -> Iterator[BenchRow]:
    there = [one for one in asked if not one.hidden]
    gone = [one for one in asked if one.hidden]
    for name, some, first in (
        ("article there, the first sentence holds the answer", there, True),
        ("article there, some sentence does", there, False),
        ("article hidden, not found", gone, False),
        ("both cases, the first sentence counts", asked, True),
        ("both cases, any sentence counts", asked, False),
    ):
        for way, said in enumerate(_WAYS):
            yield count_row(f"{name}: {said}", [is_right(one, way, first=first) for one in some])
