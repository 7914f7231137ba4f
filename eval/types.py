"""The values that flow through an evaluation: suites, cases, results, reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.types import Filters


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the answer to a case stands, by article and words, so that a change of chunking leaves it true.

    Args:
        outside_id: The archive's own id of the article; None when title and source name it.
        title: With `source`, names the article where it has no outside id.
        quote: Words of the article that hold the answer; None when the whole article is the answer.
        relevance: Gain of the article, 1 or more.
    """

    outside_id: str | None = None
    title: str | None = None
    source: str | None = None
    quote: str | None = None
    relevance: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a suite.

    Args:
        language: BCP-47, `und` when the suite does not say and it cannot be told.
        answers: Accepted short answers; empty when the suite has none or the case is unanswerable.
        gold: Empty when the suite judges no article for it.
        abstain: True when the archive does not answer it.
    """

    id: str
    question: str
    language: str
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    filters: Filters = field(default_factory=Filters)
    abstain: bool = False


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions, and the archives that hold their articles.

    Args:
        kind: `squad`, `beir` or `dateline`.
        archives: What to index when no index is given; empty when the suite names none.
    """

    name: str
    kind: str
    path: Path
    cases: tuple[Case, ...]
    archives: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case.

    Args:
        ranked: (article id, score) of the articles found, best first, each once.
        relevant: Gain of each gold article that the index holds.
        metrics: By name; a metric that does not apply to the case is absent.
        answer: As `ask --json`; None for retrieval only.
        ineligible: Why the case has no score; None when it has.
        error: What failed; None when nothing did.
        milliseconds: Time of the search, or of the whole answer.
    """

    case: Case
    ranked: tuple[tuple[str, float], ...]
    relevant: dict[str, int]
    metrics: dict[str, float]
    answer: dict[str, Any] | None
    ineligible: str | None
    error: str | None
    milliseconds: float


@dataclass(frozen=True, slots=True)
class RunReport:
    """The outcome of a run; `cases` = `scored` + `ineligible` + `failed`.

    Args:
        metrics: Mean of each metric over the cases that it applies to.
        intervals: 95 % bootstrap interval of each mean.
        counts: Number of cases that each metric applies to.
        timings_ms: `p50` and `p95` over the scored cases.
        manifest: What the run was made with.
    """

    suite: str
    cases: int
    scored: int
    ineligible: int
    failed: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    counts: dict[str, int]
    timings_ms: dict[str, float]
    manifest: dict[str, Any]
    results: tuple[CaseResult, ...]
    out: Path | None
