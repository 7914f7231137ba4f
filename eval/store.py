"""A run on disk: the same inputs give the same bytes, but for the timings, which have a file of their own.

run.json      what was run with what, counts, means, intervals
cases.jsonl   every case with its answer, ranking and metrics
run.trec      the ranking, for other tools
timings.json  the only file that differs between two equal runs
report.html   all of it to read
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.types import CaseResult, RunReport, Suite
from index.errors import SuiteError
from index.manifest import sha256_of
from rag.answer import Answerer
from rag.as_json import filters_as_json
from rag.types import Answering

RUN_FILE, CASES_FILE, TREC_FILE, TIMINGS_FILE, REPORT_FILE = (
    "run.json", "cases.jsonl", "run.trec", "timings.json", "report.html",
)  # fmt: skip
_PACKAGES = ("dateline", "faiss-cpu", "ir-measures", "openvino", "sentencex", "tantivy", "tokenizers")
_RANKED_STORED = 10


@dataclass(frozen=True, slots=True)
class Manifested:
    """What a run was made with, before it is written down."""

    suite: Suite
    answerer: Answerer
    retrieval_only: bool
    answering: Answering | None
    limit: int | None
    seed: int


def manifest_of(run: Manifested) -> dict[str, Any]:
    """Return everything that moves a score: suite, index, settings, models, packages, seed, commit."""
    index = run.answerer.index.manifest
    model = run.answerer.llm.name if run.answerer.llm is not None and not run.retrieval_only else None
    path = run.suite.path
    return {
        "suite": {
            "name": run.suite.name,
            "kind": run.suite.kind,
            "sha256": sha256_of(path) if path.is_file() else None,
        },
        "index": {
            "archives_digest": index.archives_digest,
            "model": index.model,
            "model_fingerprint": index.model_fingerprint,
            "kind": index.index_kind,
            "passages": index.counts["passages"],
        },
        "answering": None if run.retrieval_only else run.answering or run.answerer.settings.answering,
        "llm": model,
        "hits": run.answerer.settings.hits,
        "evidence": run.answerer.settings.evidence,
        "limit": run.limit,
        "seed": run.seed,
        "packages": {name: version(name) for name in _PACKAGES},
        "commit": _commit(),
    }


def report_as_json(report: RunReport) -> dict[str, Any]:
    """Return what `dateline eval run --json` prints."""
    return {
        "suite": report.suite,
        "cases": report.cases,
        "scored": report.scored,
        "ineligible": report.ineligible,
        "failed": report.failed,
        "metrics": report.metrics,
        "intervals": {name: list(interval) for name, interval in report.intervals.items()},
        "counts": report.counts,
        "timings_ms": report.timings_ms,
        "out": str(report.out) if report.out else None,
    }


def case_as_json(result: CaseResult) -> dict[str, Any]:
    """Return one case as `cases.jsonl` holds it, without its timing."""
    case = result.case
    return {
        "id": case.id,
        "question": case.question,
        "language": case.language,
        "answers": list(case.answers),
        "abstain": case.abstain,
        "filters": filters_as_json(case.filters),
        "relevant": result.relevant,
        "ranked": [[name, round(score, 6)] for name, score in result.ranked[:_RANKED_STORED]],
        "metrics": {name: round(value, 6) for name, value in result.metrics.items()},
        "answer": result.answer,
        "ineligible": result.ineligible,
        "error": result.error,
    }


def write_run(report: RunReport, out: Path) -> None:
    """Write the files of a run; `run.json` last, so that a folder with one is whole."""
    from eval.report import html_report

    out.mkdir(parents=True, exist_ok=True)
    cases = [case_as_json(result) for result in report.results]
    (out / CASES_FILE).write_text("".join(_line(case) for case in cases), encoding="utf-8")
    (out / TREC_FILE).write_text("".join(_trec_lines(report)), encoding="utf-8")
    timings = {result.case.id: round(result.milliseconds, 1) for result in report.results}
    (out / TIMINGS_FILE).write_text(_document({**report.timings_ms, "cases": timings}), encoding="utf-8")
    (out / REPORT_FILE).write_text(html_report(report, cases), encoding="utf-8")
    summary = {name: value for name, value in report_as_json(report).items() if name not in ("timings_ms", "out")}
    (out / RUN_FILE).write_text(_document({**summary, "manifest": report.manifest}), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run read back.

    Args:
        summary: As `run.json` holds it.
        cases: As `cases.jsonl` holds them, by id.
    """

    path: Path
    summary: dict[str, Any]
    cases: dict[str, dict[str, Any]]


def read_run(path: Path) -> StoredRun:
    """Read a run's folder.

    Raises:
        SuiteError: It holds no whole run.
    """
    fix = "give the folder that `dateline eval run --out` wrote"
    try:
        summary = json.loads((path / RUN_FILE).read_text(encoding="utf-8"))
        lines = (path / CASES_FILE).read_text(encoding="utf-8").splitlines()
        cases = {case["id"]: case for case in map(json.loads, lines)}
        if len(cases) != summary["cases"]:
            what = f"{CASES_FILE} holds {len(cases)} cases, {RUN_FILE} says {summary['cases']}"
            raise SuiteError(what, where=str(path), fix="run the suite again")
        return StoredRun(path, summary, cases)
    except OSError as error:
        raise SuiteError(f"there is no run here: {error.strerror}", where=str(path), fix=fix) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"the run is broken: {error}", where=str(path), fix="run the suite again") from error


def _trec_lines(report: RunReport) -> list[str]:
    """Return the ranking in TREC's run format; ids hold no white space, question ids are quoted if they do."""
    return [
        f"{result.case.id.replace(' ', '_')} Q0 {name} {rank} {score:.6f} dateline\n"
        for result in report.results
        for rank, (name, score) in enumerate(result.ranked, start=1)
    ]


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def _document(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _commit() -> str | None:
    """Return the commit that this program was installed from; None outside a checkout."""
    folder = Path(__file__).parent
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return found.stdout.strip() or None
