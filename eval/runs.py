"""One run: every case of a suite through the same answerer as page and command line, measured, none left out."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from eval.asking import Asker, CountingModel, fold_to_articles
from eval.gold import GoldFinder
from eval.journal import Journal, remove_journal
from eval.judging import Judge, RuleJudge
from eval.manifest import RunPlan, manifest_of
from eval.metrics import ABSTENTION, ANSWER, JUDGED, LEAKS, RETRIEVAL, retrieval_metrics
from eval.slices import figures_of, slices_of
from eval.store import write_run
from eval.types import Case, CaseResult, RunReport, Suite
from index.errors import SettingsError
from index.retrieval import Mode
from rag.answer import Answerer
from rag.types import Answering

__all__ = ["Prices", "fold_to_articles", "run_suite"]

OnProgress = Callable[[int, int], None]
_LOCK_FILE = ".lock"
_ORDER = (*RETRIEVAL, JUDGED, *ANSWER, *ABSTENTION, *LEAKS)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a hosted model costs, in any currency, for a million tokens."""

    tokens_in: float
    tokens_out: float


def run_suite(
    suite: Suite,
    answerer: Answerer,
    *,
    retrieval_only: bool = False,
    mode: Mode = "hybrid",
    answering: Answering | None = None,
    limit: int | None = None,
    seed: int = 0,
    today: date | None = None,
    out: Path | None = None,
    judge: Judge | None = None,
    prices: Prices | None = None,
    turned: Mapping[str, str] | None = None,
    on_progress: OnProgress | None = None,
) -> RunReport:
    """Run a suite and measure it; an interrupted run in the same folder goes on where it stopped.

    Args:
        retrieval_only: Search and do not answer.
        mode: How it is searched then; answers rest on a hybrid search.
        answering: Who answers; None takes the answerer's settings.
        limit: Only so many cases, drawn by `seed`; None runs all.
        seed: Of the draw and of the intervals.
        today: What "last week" in a question is relative to; None is this day.
        out: Folder for the run's files; None writes none.
        judge: Who says whether quotes bear out a sentence; None takes the verdict rules.
        prices: Of the language model; None leaves the cost out.
        turned: What a sweep has set, for the manifest; None outside of one.
        on_progress: Called with (done, total).

    Raises:
        SettingsError: Another run is writing to `out`.
    """
    today = today or date.today()
    cases = drawn(suite.cases, limit, seed)
    judge = judge or RuleJudge(answerer.index.embedder)
    plan = RunPlan(suite, answerer, retrieval_only, mode, answering, limit, seed, today, judge.name)
    manifest = {**manifest_of(plan), **({"turned": dict(turned)} if turned else {})}
    with _alone_in(out):
        journal = Journal(out, manifest, cases)
        counted, llm = _counting(answerer)
        asker = Asker(counted, GoldFinder(answerer.index, cases), judge, retrieval_only, mode, answering, today, llm)
        try:
            results = _asked(cases, asker, journal, on_progress)
        finally:
            journal.close()
        report = report_of(suite.name, _with_retrieval_metrics(results), manifest, seed, out, prices)
        if out is not None:
            write_run(report, out)
            remove_journal(out)
    return report


@contextlib.contextmanager
def _alone_in(out: Path | None) -> Iterator[None]:
    """Keep other runs out of a run's folder, by a lock that a dead process does not hold."""
    if out is None:
        yield
        return
    from filelock import FileLock, Timeout

    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / _LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        fix = "wait until it is done, or name another folder with --out"
        raise SettingsError("another run is writing to this folder", where=str(out), fix=fix) from error
    try:
        yield
    finally:
        # Nobody waits for it, so it may go before it is let go; a run's folder then holds the run alone.
        with contextlib.suppress(OSError):
            (out / _LOCK_FILE).unlink()
        lock.release()


def drawn(cases: Sequence[Case], limit: int | None, seed: int) -> Sequence[Case]:
    """Return so many cases, drawn by a seed, in their order; all for None."""
    if limit is None or limit >= len(cases):
        return cases
    chosen = sorted(random.Random(seed).sample(range(len(cases)), limit))
    return [cases[n] for n in chosen]


def _counting(answerer: Answerer) -> tuple[Answerer, CountingModel | None]:
    """Return the answerer with its language model's tokens counted."""
    if answerer.llm is None:
        return answerer, None
    llm = CountingModel(answerer.llm, answerer.index.embedder.count_tokens)
    return Answerer(answerer.index, answerer.settings, llm, answerer.note), llm


def _asked(cases: Sequence[Case], asker: Asker, journal: Journal, on_progress: OnProgress | None) -> list[CaseResult]:
    results = []
    for done, case in enumerate(cases, start=1):
        result = journal.done.get(case.id)
        if result is None:
            result = asker.ask(case)
            journal.add(result)
        results.append(result)
        if on_progress:
            on_progress(done, len(cases))
    return results


def _with_retrieval_metrics(results: list[CaseResult]) -> list[CaseResult]:
    scored = [one for one in results if one.error is None and one.ineligible is None and one.relevant]
    found = retrieval_metrics(
        {one.case.id: one.ranked for one in scored}, {one.case.id: one.relevant for one in scored}
    )
    return [
        replace(one, metrics={**found[one.case.id], **one.metrics}) if one.case.id in found else one for one in results
    ]


def report_of(
    name: str,
    results: list[CaseResult],
    manifest: dict[str, Any],
    seed: int,
    out: Path | None = None,
    prices: Prices | None = None,
) -> RunReport:
    """Return counts, means, intervals and slices of some results; scored, ineligible and failed are counted apart."""
    failed = sum(one.error is not None for one in results)
    scored = [one for one in results if one.error is None and one.ineligible is None]
    figures = figures_of(scored, _order(scored), seed)
    milliseconds = [one.milliseconds for one in scored]
    return RunReport(
        suite=name,
        cases=len(results),
        scored=len(scored),
        ineligible=len(results) - len(scored) - failed,
        failed=failed,
        metrics=figures.means,
        intervals=figures.intervals,
        counts=figures.counts,
        detectable=figures.detectable,
        slices=slices_of(scored, tuple(figures.means), seed),
        timings_ms={f"p{q}": round(float(np.percentile(milliseconds, q)), 1) for q in (50, 95)} if scored else {},
        costs=_costs(results, prices),
        manifest=manifest,
        results=tuple(results),
        out=out,
    )


def _order(scored: Sequence[CaseResult]) -> tuple[str, ...]:
    """Return the metrics to report, in their order; abstention only where the suite has cases that ask for it."""
    asks = any(one.case.abstain for one in scored)
    return tuple(name for name in _ORDER if asks or name not in ABSTENTION)


def _costs(results: Sequence[CaseResult], prices: Prices | None) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in results:
        for name, value in one.costs.items():
            total[name] = total.get(name, 0.0) + value
    if total and prices is not None:
        spent = total["tokens_in"] * prices.tokens_in + total["tokens_out"] * prices.tokens_out
        total["cost"] = round(spent / 1e6, 6)
    return total
