"""How well "not in the archive" is told: questions asked with their article there and with it gone.

Suites and archives flow in, recall and precision of abstention with intervals out. Every figure is of weights that
were fitted on the other groups, so no group is judged by weights that have seen it; the shipped ones, fitted on all,
can be written at the end.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from eval.bench.report import BenchReport, BenchRow
from eval.indexing import index_for_suite
from eval.remembering import RememberingEmbedder
from eval.suites import load_suite
from eval.types import Suite
from index.embedding import Embedder
from index.search import ArticleIndex
from index.types import Filters, Record
from rag.abstention import SIGNALS, SIGNALS_ACROSS, Calibration, Signals, Weights, write_calibration
from rag.answer import Answerer
from rag.settings import Settings

_LEAST_WORDS = 60  # of a story whose headline is a question
_RESAMPLES = 1000
_RIDGE = 1.0  # of the standardised weights, against a suite's own quirks


@dataclass(frozen=True, slots=True)
class Observation:
    """One question asked once.

    Args:
        group: Suite of the question, and of the articles where that is another.
        gone: What was hidden: nothing, the question's own `article`, or its whole `topic`.
    """

    group: str
    gone: str | None
    signals: Signals


def run(
    suites: Sequence[Path],
    archives: Sequence[Path],
    embedder: Embedder,
    questions: int = 200,
    seed: int = 7,
    write: bool = False,
) -> BenchReport:
    """Ask, fit on all groups but one, and judge that one; every group in turn.

    Args:
        suites: SQuAD files; those whose questions share ids are also asked of each other's articles.
        archives: Stories are indexed without their headlines, which are the questions.
        questions: Of each group.
        write: Store weights fitted on everything as those of the model.
    """
    remembering = RememberingEmbedder(embedder)
    seen = [*_of_suites([load_suite(path) for path in suites], remembering, questions, seed)]
    for archive in archives:
        seen += _of_headlines(archive, remembering, questions, seed)
    rows: list[BenchRow] = []
    for across in (False, True):
        # A question whose language is not told apart counts with the rest of its group.
        groups = {one.group for one in seen if ("of" in one.group.split()) == across}
        for group in sorted(groups):
            others = [one for one in seen if one.group in groups - {group}]
            if others:
                rows += _judge(
                    [one for one in seen if one.group == group], fit(others, SIGNALS_ACROSS if across else SIGNALS)
                )
    if write:
        write_calibration(_calibrate(seen, embedder.fingerprint, questions))
    what = f"{len(seen):,} askings of {questions} questions a group, seed {seed}, weights of the other groups"
    return BenchReport("abstention", tuple(rows), what)


def fit(seen: Sequence[Observation], names: Sequence[str] = SIGNALS) -> Weights:
    """Fit a logistic model with a small ridge; answerable and unanswerable questions weigh the same.

    Args:
        names: Signals that get a weight.
    """
    from scipy.optimize import minimize

    raw = np.array([[_number(getattr(one.signals, name)) for name in names] for one in seen])
    neutral = np.nanmean(raw, axis=0)
    values = np.where(np.isnan(raw), neutral, raw)
    scale = values.std(axis=0) + 1e-9
    standard = (values - neutral) / scale
    sign = np.array([1.0 if one.gone is None else -1.0 for one in seen])
    share = np.where(sign > 0, 0.5 / np.mean(sign > 0), 0.5 / np.mean(sign < 0))

    def loss(b: NDArray[np.float64]) -> float:
        wrong = np.logaddexp(0, -sign * (standard @ b[1:] + b[0]))
        return float((share * wrong).mean() + _RIDGE * (b[1:] ** 2).sum() / len(seen))

    found = minimize(loss, np.zeros(len(names) + 1), method="L-BFGS-B").x
    weights = found[1:] / scale
    bias = float(found[0] - weights @ neutral)
    named = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    means = {name: round(float(mean), 4) for name, mean in zip(names, neutral, strict=True)}
    return Weights(round(bias, 4), named, means)


def _calibrate(seen: Sequence[Observation], fingerprint: str, questions: int) -> Calibration:
    # Each group lies on one side; a group's questions are all of one kind.
    same = [one for one in seen if "of" not in one.group.split()]
    across = [one for one in seen if "of" in one.group.split()] or same
    names = ", ".join(dict.fromkeys(one.group for one in seen))
    return Calibration(fingerprint, f"{questions} questions each: {names}", fit(same), fit(across, SIGNALS_ACROSS))


def _judge(seen: Sequence[Observation], weights: Weights) -> Iterator[BenchRow]:
    """Yield recall and precision of abstention for each manner of hiding, half of the questions being answerable."""
    kept = np.array([not weights.answers(one.signals) for one in seen if one.gone is None])
    for gone in ("article", "topic"):
        hidden = np.array([not weights.answers(one.signals) for one in seen if one.gone == gone])
        if len(hidden):
            name = f"{seen[0].group}, {gone} gone"
            yield BenchRow(f"{name}: recall", 100 * hidden.mean(), "%")
            draw = np.random.default_rng(0)
            spread = [
                _precision(draw.choice(hidden, len(hidden)), draw.choice(kept, len(kept))) for _ in range(_RESAMPLES)
            ]
            recalls = [draw.choice(hidden, len(hidden)).mean() for _ in range(_RESAMPLES)]
            yield BenchRow(f"{name}: recall, from", 100 * float(np.percentile(recalls, 2.5)), "%")
            yield BenchRow(f"{name}: precision", 100 * _precision(hidden, kept), "%")
            yield BenchRow(f"{name}: precision, from", 100 * float(np.percentile(spread, 2.5)), "%")


def _precision(hidden: NDArray[np.bool_], kept: NDArray[np.bool_]) -> float:
    """Return the share of abstentions that are right, with as many answerable questions as others."""
    right, wrong = float(hidden.mean()), float(kept.mean())
    return right / (right + wrong) if right + wrong else 1.0


def _of_suites(suites: Sequence[Suite], embedder: Embedder, questions: int, seed: int) -> Iterator[Observation]:
    for asked in suites:
        for held in suites:
            ids = {case.id for case in held.cases}
            cases = [case for case in asked.cases if case.gold and case.id in ids]
            if not cases:
                continue
            group = asked.name if asked is held else f"{asked.name} of {held.name}"
            with closing(_open(index_for_suite(held, embedder), embedder)) as answerer:
                index = answerer.index
                outside = {one: index.article(one).outside_id or "" for one in index.article_ids()}
                topic_of = {one: name.rpartition("#")[0] for one, name in outside.items()}
                for case in Random(seed).sample(cases, min(questions, len(cases))):
                    own = case.gold[0].outside_id or ""
                    topic = own.rpartition("#")[0]
                    hidden = {
                        None: None,
                        "article": [one for one in outside if outside[one] != own],
                        "topic": [one for one in outside if topic_of[one] != topic],
                    }
                    for gone, left in hidden.items():
                        yield from _observe(answerer, case.question, left, group, gone)


def _of_headlines(archive: Path, embedder: Embedder, questions: int, seed: int) -> Iterator[Observation]:
    from index.archives import read_archives
    from index.build import build_index

    stories = [
        (one.title, one.text.removeprefix(one.title).strip())
        for one in read_archives([archive], {})
        if isinstance(one, Record) and one.title and len(one.text.split()) >= _LEAST_WORDS
    ]
    chosen = Random(seed).sample(range(len(stories)), min(questions, len(stories)))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "stories.jsonl"
        lines = (json.dumps({"id": str(n), "articleBody": text}) for n, (_, text) in enumerate(stories))
        path.write_text("\n".join(lines), encoding="utf-8")
        build_index([path], Path(name) / "index", embedder=embedder)
        with closing(_open(Path(name) / "index", embedder)) as answerer:
            ids = answerer.index.article_ids()
            for n in chosen:
                own = answerer.index.article_id_of(str(n))
                if own is not None:
                    yield from _observe(answerer, stories[n][0], None, archive.name, None)
                    left = [one for one in ids if one != own]
                    yield from _observe(answerer, stories[n][0], left, archive.name, "article")


def _open(folder: Path, embedder: Embedder) -> Answerer:
    return Answerer(ArticleIndex.open(folder, embedder), Settings(answering="extractive"), None, None)


def _observe(
    answerer: Answerer, question: str, left: Sequence[str] | None, group: str, gone: str | None
) -> Iterator[Observation]:
    filters = Filters(article_ids=tuple(left)) if left is not None else Filters()
    signals = answerer.signals(question, filters)
    if signals is not None:
        yield Observation(group, gone, signals)


def _number(value: float | None) -> float:
    return np.nan if value is None else value
