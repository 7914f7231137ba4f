"""One run: every case of a suite through the same answerer as page and command line, measured, none left out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics import citation_scores, contains, exact_match, retrieval_metrics, token_f1, without_markers
from eval.statistics import bootstrap_interval
from eval.store import Manifested, manifest_of, write_run
from eval.types import Case, CaseResult, Gold, RunReport, Suite
from index.errors import DatelineError
from index.search import ArticleIndex
from index.types import Hit
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.types import Answer, Answering

# Passages searched for a ranking: enough for ten articles and their average precision.
_RANKED_PASSAGES = 100

OnProgress = Callable[[int, int], None]


def run_suite(
    suite: Suite,
    answerer: Answerer,
    *,
    retrieval_only: bool = False,
    answering: Answering | None = None,
    limit: int | None = None,
    seed: int = 0,
    today: date | None = None,
    out: Path | None = None,
    on_progress: OnProgress | None = None,
) -> RunReport:
    """Run a suite and measure it.

    Args:
        retrieval_only: Search and do not answer.
        answering: Who answers; None takes the answerer's settings.
        limit: Only so many cases, drawn by `seed`; None runs all.
        seed: Of the draw and of the intervals.
        today: What "last week" in a question is relative to; None is this day.
        out: Folder for the run's files; None writes none.
        on_progress: Called with (done, total).
    """
    cases = _drawn(suite.cases, limit, seed)
    articles = _GoldFinder(answerer.index, cases)
    results = []
    for done, case in enumerate(cases, start=1):
        results.append(_run_case(case, articles, answerer, retrieval_only, answering, today))
        if on_progress:
            on_progress(done, len(cases))
    results = _with_retrieval_metrics(results)
    made_with = Manifested(suite, answerer, retrieval_only, answering, limit, seed)
    report = _report(suite, results, manifest_of(made_with), seed, out)
    if out is not None:
        write_run(report, out)
    return report


def _drawn(cases: Sequence[Case], limit: int | None, seed: int) -> Sequence[Case]:
    if limit is None or limit >= len(cases):
        return cases
    chosen = sorted(random.Random(seed).sample(range(len(cases)), limit))
    return [cases[n] for n in chosen]


class _GoldFinder:
    """Finds the articles of an index that a suite's gold entries name."""

    def __init__(self, index: ArticleIndex, cases: Sequence[Case]) -> None:
        self._index = index
        self._by_title: dict[tuple[str, str], list[str]] = {}
        if any(gold.outside_id is None for case in cases for gold in case.gold):
            for name in index.article_ids():
                article = index.article(name)
                key = (article.title, (article.source or "").casefold())
                self._by_title.setdefault(key, []).append(name)

    def relevant(self, case: Case) -> dict[str, int]:
        """Return the gain of each gold article that the index holds."""
        found: dict[str, int] = {}
        for gold in case.gold:
            for name in self._ids(gold):
                found[name] = max(found.get(name, 0), gold.relevance)
        return found

    def _ids(self, gold: Gold) -> list[str]:
        if gold.outside_id is not None:
            name = self._index.article_id_of(gold.outside_id)
            return [name] if name else []
        return self._by_title.get((gold.title or "", (gold.source or "").casefold()), [])


def _run_case(
    case: Case,
    articles: _GoldFinder,
    answerer: Answerer,
    retrieval_only: bool,
    answering: Answering | None,
    today: date | None,
) -> CaseResult:
    relevant = articles.relevant(case)
    ineligible = None
    if not case.abstain and not relevant:
        ineligible = "the index holds none of the articles that the suite judges"
    started = time.perf_counter()
    answer: Answer | None = None
    try:
        if retrieval_only:
            if case.abstain:
                ineligible = "nothing is to be found, and retrieval alone does not abstain"
            found = answerer.search(case.question, case.filters, k=_RANKED_PASSAGES, today=today)
            spent = _ms_since(started)
            hits = found.hits
        else:
            answer = answerer.ask(case.question, case.filters, answering=answering, today=today)
            spent = _ms_since(started)
            hits = tuple(answerer.index.search(case.question, answer.filters, _RANKED_PASSAGES))
    except DatelineError as error:
        return CaseResult(case, (), relevant, {}, None, ineligible, error.what, _ms_since(started))
    metrics = _answer_metrics(case, answer, relevant) if answer is not None and ineligible is None else {}
    as_json = _without_timings(answer_as_json(answer)) if answer is not None else None
    return CaseResult(case, fold_to_articles(hits), relevant, metrics, as_json, ineligible, None, spent)


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


def _answer_metrics(case: Case, answer: Answer, relevant: dict[str, int]) -> dict[str, float]:
    """Return what the answer to one case scores; see `eval.metrics` for each."""
    if case.abstain:
        return {"_abstained": float(answer.abstained)}
    metrics = {"_abstained": float(answer.abstained)}
    text = "" if answer.abstained else without_markers(answer.text)
    if case.answers:
        metrics["EM"] = exact_match(text, case.answers, case.language)
        metrics["F1"] = token_f1(text, case.answers, case.language) if text else 0.0
        metrics["contains"] = contains(text, case.answers, case.language)
    rights = [
        citation.article_id in relevant
        and (not case.answers or bool(contains(citation.quote, case.answers, case.language)))
        for citation in answer.citations
    ]
    rights += [False] * len(answer.unknown_markers)
    metrics |= citation_scores(rights, any(rights))
    return metrics


def _with_retrieval_metrics(results: list[CaseResult]) -> list[CaseResult]:
    scored = [one for one in results if one.error is None and one.ineligible is None and one.relevant]
    if not scored:
        return results
    found = retrieval_metrics(
        {one.case.id: one.ranked for one in scored}, {one.case.id: one.relevant for one in scored}
    )
    return [
        replace(one, metrics={**found[one.case.id], **one.metrics}) if one.case.id in found else one for one in results
    ]


def _report(
    suite: Suite, results: list[CaseResult], manifest: dict[str, Any], seed: int, out: Path | None
) -> RunReport:
    failed = sum(one.error is not None for one in results)
    scored = [one for one in results if one.error is None and one.ineligible is None]
    values: dict[str, list[float]] = {}
    for one in scored:
        for name, value in one.metrics.items():
            if not name.startswith("_"):
                values.setdefault(name, []).append(value)
    values |= _abstention(scored)
    milliseconds = [one.milliseconds for one in scored]
    return RunReport(
        suite=suite.name,
        cases=len(results),
        scored=len(scored),
        ineligible=len(results) - len(scored) - failed,
        failed=failed,
        metrics={name: float(np.mean(found)) for name, found in values.items()},
        intervals={name: bootstrap_interval(found, seed) for name, found in values.items()},
        counts={name: len(found) for name, found in values.items()},
        timings_ms={f"p{q}": round(float(np.percentile(milliseconds, q)), 1) for q in (50, 95)} if scored else {},
        manifest=manifest,
        results=tuple(results),
        out=out,
    )


def _abstention(scored: Sequence[CaseResult]) -> dict[str, list[float]]:
    """Return, for suites with unanswerable cases, the values whose means are precision and recall of abstaining.

    Precision: of the cases in which the answer was "not found", how many are unanswerable. Recall: of the unanswerable
    cases, in how many the answer was "not found".
    """
    judged = [one for one in scored if "_abstained" in one.metrics]
    if not any(one.case.abstain for one in judged):
        return {}
    abstained = [float(one.case.abstain) for one in judged if one.metrics["_abstained"]]
    due = [one.metrics["_abstained"] for one in judged if one.case.abstain]
    return {"abstention_precision": abstained or [0.0], "abstention_recall": due}


def _without_timings(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def _ms_since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)
