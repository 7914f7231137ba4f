"""What a report shows of a run: rows, plots and words made from stored figures. Pure but for the markup."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.compare import Comparison, common_cases, compare_runs
from eval.metrics import LOWER_IS_BETTER, contains
from eval.plots import columns, interval_mark
from eval.store import StoredRun

if TYPE_CHECKING:
    from markupsafe import Markup

# The metrics drawn by slice and listed for each case, as far as a run has them: the first two found.
_MAIN = ("nDCG@10", "contains", "F1", "facet_recall", "R@1")
_MOST_DRAWN = 2
_RANKS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 100))
_VERDICTS = ("verbatim", "supported", "unsupported")
_BINS = 10
_STEPS = ("search", "extractive", "llm_first_token", "llm", "total")

MEANING = {
    "nDCG@10": "gain of the first ten articles, discounted by rank, as a share of the best order (trec_eval)",
    "AP": "average precision over the whole ranking",
    "RR": "one divided by the rank of the first relevant article",
    "R@1": "share of the relevant articles that stand at rank 1",
    "R@5": "share of the relevant articles among the first 5",
    "R@10": "share of the relevant articles among the first 10",
    "Judged@10": "share of the first ten articles that somebody judged; low values make the figures above it a floor",
    "EM": "the answer is an accepted one, word for word, but for case, articles and punctuation (SQuAD)",
    "F1": "words shared with the nearest accepted answer (SQuAD); quoting whole sentences keeps it low",
    "contains": "an accepted answer stands in the answer, word for word",
    "contains@1": "an accepted answer stands in the first sentence of the answer",
    "contains@2": "an accepted answer stands in the first two sentences of the answer",
    "facet_recall": "share of the things to be said that the answer says",
    "claim_recall": "share of the claims to be made that the answer bears out (ALCE)",
    "citation_precision": "share of citations that their sentence needs (ALCE)",
    "citation_recall": "share of sentences that their citations bear out (ALCE)",
    "gold_citation_precision": "share of citations that quote an accepted answer from a gold article",
    "gold_citation_recall": "some citation quotes an accepted answer from a gold article",
    "verbatim_quotes": "share of quotes that stand in their article letter for letter",
    "answer_language": "the answer is in the language of its question",
    "time_span": "the time words of the question were read as the span that is expected, to the day",
    "abstention_precision": "of the questions refused, those that the archive does not answer",
    "abstention_recall": "of the questions that the archive does not answer, those refused",
    "as_of_leaks": "something later than the as-of date was shown; less is better",
    "filter_leaks": "something outside the date filter was shown; less is better",
}


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns to be drawn: counts, or shares of other counts.

    Args:
        labels: Of the columns.
        counts: One a column.
        wholes: What each count is a share of; empty where the counts themselves are drawn.
    """

    title: str
    note: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    wholes: tuple[int, ...] = ()

    def svg(self, told: Callable[[str], str] = str) -> Markup:
        """Draw it.

        Args:
            told: Gives words in the language of the page: title, labels, and `{some} of {all}`; English as they are.
        """
        title, labels = told(self.title), [told(label) for label in self.labels]
        if not self.wholes:
            return safe(columns(title, labels, self.counts))
        pairs = list(zip(self.counts, self.wholes, strict=True))
        notes = [told("{some} of {all}").format(some=some, all=whole) for some, whole in pairs]
        return safe(columns(title, labels, [some / whole for some, whole in pairs], notes=notes, top=1.0))


def view_of(run: StoredRun, against: StoredRun | None) -> dict[str, Any]:
    """Return everything that the report's templates read."""
    comparison = compare_runs(against, run) if against else None
    before = {name: against.cases[name] for name in common_cases(against, run)} if against else {}
    cases = [_case(case, before.get(name)) for name, case in run.cases.items()]
    return {
        "summary": run.summary,
        "manifest": run.summary.get("manifest", {}),
        "figures": _figures(run.summary, comparison),
        "comparison": comparison,
        "other": str(against.path) if against else None,
        "slices": _slices(run.summary),
        "plots": _plots(run),
        "cases": cases,
        "states": sorted({case["state"] for case in cases}),
        "kinds": sorted({case["kind"] for case in cases}),
        "timings": [],
    }


def timing_views(timings: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return a plot and the percentiles of each step that was timed; empty without times."""
    cases = list((timings or {}).get("cases", {}).values())
    found: dict[str, list[float]] = {"whole case": [case["ms"] for case in cases]}
    for step in _STEPS:
        found[step] = [case["steps"][step] for case in cases if step in case["steps"]]
    return [
        {
            "name": name,
            "count": len(values),
            **{f"p{q}": float(np.percentile(values, q)) for q in (50, 90, 95, 99)},
            "plot": safe(_latency_plot(name, values)),
        }
        for name, values in found.items()
        if values
    ]


def _figures(summary: Mapping[str, Any], comparison: Comparison | None) -> list[dict[str, Any]]:
    changes = {change.metric: change for change in comparison.changes} if comparison else {}
    return [
        {
            "name": name,
            "meaning": MEANING.get(name, ""),
            "value": value,
            "low": summary["intervals"][name][0],
            "high": summary["intervals"][name][1],
            "count": summary["counts"][name],
            "detectable": summary.get("detectable", {}).get(name),
            "mark": safe(interval_mark(value, *summary["intervals"][name])),
            "change": changes.get(name),
            "lower": name in LOWER_IS_BETTER,
        }
        for name, value in summary["metrics"].items()
    ]


def _slices(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return for each dimension its rows, with the main metrics that they have."""
    drawn = main_metrics(summary["metrics"])
    tables: dict[str, list[dict[str, Any]]] = {}
    for part in summary.get("slices", []):
        cells = [
            {
                "value": part["metrics"][name],
                "low": part["intervals"][name][0],
                "high": part["intervals"][name][1],
                "count": part["counts"][name],
                "mark": safe(interval_mark(part["metrics"][name], *part["intervals"][name])),
            }
            if name in part["metrics"]
            else None
            for name in drawn
        ]
        tables.setdefault(part["dimension"], []).append({**part, "cells": cells})
    return [{"dimension": name, "rows": rows, "metrics": drawn} for name, rows in tables.items()]


def main_metrics(metrics: Collection[str]) -> list[str]:
    """Return the metrics that slices are drawn for."""
    return [name for name in _MAIN if name in metrics][:_MOST_DRAWN] or list(metrics)[:_MOST_DRAWN]


def _plots(run: StoredRun) -> list[Plot]:
    scored = [case for case in run.cases.values() if not case["error"] and not case["ineligible"]]
    plots = []
    ranked = [case for case in scored if max(case["relevant"].values(), default=0) > 0]
    if ranked:
        counts = Counter(map(_rank_label, ranked))
        labels = (*(_label(low, high) for low, high in _RANKS), "not found")
        plots.append(Plot("Rank of the first relevant article", "cases", labels, tuple(counts[one] for one in labels)))
    reliable = _reliability(scored)
    if reliable:
        names, right, count = zip(*reliable, strict=True)
        note = "share of answers that hold an accepted one, by the worst verdict of their sentences"
        plots.append(Plot("Reliability of verdicts", note, names, right, count))
    return plots


def _reliability(scored: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, int]]:
    """Return (worst verdict in an answer, answers that hold an accepted one, answers)."""
    right, count = Counter[str](), Counter[str]()
    for case in scored:
        if not case["answers"] or not case["answer"] or case["answer"]["abstained"] or not case["answer"]["sentences"]:
            continue
        worst = max((one["verdict"] for one in case["answer"]["sentences"]), key=_VERDICTS.index)
        count[worst] += 1
        right[worst] += bool(contains(case["answer"]["answer"], case["answers"], case["language"]))
    return [(name, right[name], count[name]) for name in _VERDICTS if count[name]]


def _latency_plot(name: str, values: Sequence[float]) -> str:
    counts, edges = np.histogram(values, bins=_BINS, range=(0, max(values) or 1.0))
    labels = [f"{edge:,.0f}" for edge in edges[1:]]
    return columns(f"Milliseconds of {name}, up to", labels, [int(count) for count in counts])


def _rank_of(case: Mapping[str, Any]) -> int | None:
    """Return the rank of the first relevant article; None when it is not found."""
    reciprocal = case["metrics"].get("RR", 0.0)
    return round(1 / reciprocal) if reciprocal else None


def _rank_label(case: Mapping[str, Any]) -> str:
    rank = _rank_of(case)
    return next((_label(low, high) for low, high in _RANKS if rank and low <= rank <= high), "not found")


def _label(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _case(case: Mapping[str, Any], other: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the table shows of a case."""
    answer = case["answer"] or {}
    rank = _rank_of(case)
    state = "failed" if case["error"] else "ineligible" if case["ineligible"] else "scored"
    good = max(case["relevant"].values(), default=0) > 0
    missed = state == "scored" and (
        (good and rank != 1) or case["metrics"].get("contains") == 0 or case["metrics"].get("abstention_recall") == 0
    )
    gold = [*case["answers"], *(" / ".join(forms) for forms in case["facets"])]
    return {
        **case,
        "state": "missed" if missed else state,
        "why": case["error"] or case["ineligible"] or "",
        "rank": (rank if rank is not None else "–") if good else "",
        "gold_text": " · ".join(gold) or ("(no answer expected)" if case["abstain"] else ""),
        "text": answer.get("answer", ""),
        "abstained": answer.get("abstained", False),
        "hits": [{**hit, "relevant": case["relevant"].get(hit["article_id"], 0) > 0} for hit in case["found"]],
        "change": _change(case, other) if other else None,
    }


def _change(case: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a case stands against the other run: a word, the metrics that differ, the answers word by word."""
    before, after = other["metrics"], case["metrics"]
    differing = {
        name: (before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    }
    gains = [
        (after[name] - before[name]) * (-1 if name in LOWER_IS_BETTER else 1)
        for name in differing
        if name in before and name in after
    ]
    word = "better" if sum(gains) > 0 else "worse" if sum(gains) < 0 else "same"
    texts = [(one.get("answer") or {}).get("answer", "") for one in (other, case)]
    return {"word": word, "metrics": differing, "diff": safe(_diff(*texts)) if texts[0] != texts[1] else None}


def _diff(before: str, after: str) -> str:
    """Return two texts as one, what only the first has struck out and what only the second has marked."""
    left, right = before.split(), after.split()
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(" ".join(left[a:b])))
            continue
        if a < b:
            parts.append(f"<del>{escape(' '.join(left[a:b]))}</del>")
        if c < d:
            parts.append(f"<ins>{escape(' '.join(right[c:d]))}</ins>")
    return " ".join(parts)


def safe(markup: str) -> Markup:
    """Return markup that this program wrote, and escaped, as such."""
    from markupsafe import Markup

    return Markup(markup)  # every text in it went through `escape`
