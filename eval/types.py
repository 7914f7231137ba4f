"""The values that flow through an evaluation: suites, cases, results, reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from index.types import Filters


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the answer to a case stands, by article and words, so that a change of chunking leaves it true.

    Args:
        outside_id: The archive's own id of the article; None when another field names it.
        title: With `source`, names the article where it has no outside id.
        quote: Words of the article that hold the answer; None when the whole article is the answer.
        relevance: Gain of the article; 0 or less says that it was judged and is not relevant.
        article_id: Dateline's own id of the article, which outlives rebuilds; None when another field names it.
        start: Where the quote begins in the article's text; None when it may stand anywhere in it.
    """

    outside_id: str | None = None
    title: str | None = None
    source: str | None = None
    quote: str | None = None
    relevance: int = 1
    article_id: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer; without gold beside it, it asks a person to judge.

    Args:
        verdict: `up` or `down`.
        comment: In the reader's words; may be empty.
        answer: What the reader was shown.
    """

    verdict: str
    comment: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a suite.

    Args:
        language: BCP-47, `und` when the suite does not say and it cannot be told.
        answers: Accepted short answers; empty when the suite has none or the case is unanswerable.
        gold: Empty when the suite judges no article for it.
        abstain: True when the archive does not answer it.
        kind: What the case is for: `answer`, `known-item`, `time`, `conflict` …; slices are cut by it.
        facets: What a whole answer says, each in its accepted forms: both values of a conflict, ASQA's readings of a
            question.
        claims: Sentences that a whole answer bears out, in whatever words (ELI5).
        history: Questions asked before this one, oldest first, that it leans on.
        today: What its time words are relative to; None leaves that to the run.
        expects: The first and last day that its time words mean; None when that is not asked.
        feedback: What a reader said; None for a case that was written as one.
    """

    id: str
    question: str
    language: str
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    filters: Filters = field(default_factory=Filters)
    abstain: bool = False
    kind: str = "answer"
    facets: tuple[tuple[str, ...], ...] = ()
    claims: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    today: date | None = None
    expects: tuple[date, date] | None = None
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class SuiteArticle:
    """An article that a suite brings along inside its own file: a document of ALCE, a context of a ragas record."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions, and the archives that hold their articles.

    Args:
        kind: `squad`, `beir`, `trec`, `alce`, `ragas` or `dateline`.
        archives: What to index when no index is given; empty when the suite names none.
        articles: What to index, where the suite's own file holds it.
        files: Every file that the cases were read from; their digests tell two versions of a suite apart.
    """

    name: str
    kind: str
    path: Path
    cases: tuple[Case, ...]
    archives: tuple[Path, ...]
    articles: tuple[SuiteArticle, ...] = ()
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """One article of a ranking, as a report shows it.

    Args:
        published: EDTF; None when unknown.
    """

    article_id: str
    title: str
    published: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case.

    Args:
        ranked: (article id, score) of the articles found, best first, each once.
        found: The first of them, to be shown.
        relevant: Gain of each judged article that the index holds.
        slices: By dimension (`language`, `era`, `source`, `kind`): where the case belongs.
        metrics: By name; a metric that does not apply to the case is absent.
        answer: As `ask --json`; None for retrieval only.
        ineligible: Why the case has no score; None when it has.
        error: What failed; None when nothing did.
        milliseconds: Time of the search, or of the whole answer.
        steps: Milliseconds by step of answering, as the answer states them.
        costs: `tokens_in` and `tokens_out` of the language model; empty when none was asked.
    """

    case: Case
    ranked: tuple[tuple[str, float], ...]
    relevant: dict[str, int]
    metrics: dict[str, float]
    answer: dict[str, Any] | None
    ineligible: str | None
    error: str | None
    milliseconds: float
    found: tuple[FoundArticle, ...] = ()
    slices: dict[str, str] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of the cases that share something.

    Args:
        dimension: `language`, `era`, `source` or `kind`.
        cases: Scored cases in it.
    """

    dimension: str
    value: str
    cases: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunReport:
    """The outcome of a run; `cases` = `scored` + `ineligible` + `failed`.

    Args:
        metrics: Mean of each metric over the cases that it applies to.
        intervals: 95 % bootstrap interval of each mean.
        counts: Number of cases that each metric applies to.
        detectable: By metric: the smallest difference to another run of this suite that 80 of 100 comparisons find.
        slices: The same figures by language, era, source and kind of question.
        timings_ms: `p50` and `p95` over the scored cases.
        costs: Tokens of the language model over the whole run, and what they cost where prices are given.
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
    detectable: dict[str, float]
    slices: tuple[Slice, ...]
    timings_ms: dict[str, float]
    costs: dict[str, float]
    manifest: dict[str, Any]
    results: tuple[CaseResult, ...]
    out: Path | None
