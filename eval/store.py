"""A run on disk: the same inputs give the same bytes, but for the timings, which have a file of their own.

run.json      what was run with what, counts, means, intervals, slices
cases.jsonl   every case with its answer, ranking and metrics
run.trec      the ranking, for other tools; qrels.trec, what it is judged by
timings.json  the times, which differ between two equal runs; timings.html draws them
report.html   all of it to read, and report.md
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.manifest import digest_of_case
from eval.trec import trec_lines
from eval.types import CaseResult, RunReport
from index.errors import SuiteError
from index.writing import write_whole
from rag.as_json import filters_as_json

RUN_FILE, CASES_FILE, TREC_FILE, QRELS_FILE, TIMINGS_FILE = (
    "run.json", "cases.jsonl", "run.trec", "qrels.trec", "timings.json",
)  # fmt: skip
_RANKED_STORED = 10
_BASELINE_FIELDS = ("suite", "cases", "scored", "ineligible", "failed", "metrics", "intervals", "counts")


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
        "detectable": report.detectable,
        "slices": [asdict(one) for one in report.slices],
        "costs": report.costs,
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
        "facets": [list(forms) for forms in case.facets],
        "abstain": case.abstain,
        "kind": case.kind,
        "history": list(case.history),
        "digest": digest_of_case(case),
        "filters": filters_as_json(case.filters),
        "gold": [{"article": one.title or one.outside_id or one.article_id, "quote": one.quote} for one in case.gold],
        "relevant": result.relevant,
        "slices": result.slices,
        "ranked": [[name, round(score, 6)] for name, score in result.ranked[:_RANKED_STORED]],
        "found": [asdict(one) for one in result.found],
        "metrics": {name: round(value, 6) for name, value in result.metrics.items()},
        "answer": result.answer,
        "ineligible": result.ineligible,
        "error": result.error,
    }


def write_run(report: RunReport, out: Path) -> None:
    """Write the files of a run; `run.json` goes first and comes last, so that a folder with one is whole."""
    from eval.report import write_reports

    out.mkdir(parents=True, exist_ok=True)
    (out / RUN_FILE).unlink(missing_ok=True)
    cases = [case_as_json(result) for result in report.results]
    (out / CASES_FILE).write_text("".join(_line(case) for case in cases), encoding="utf-8")
    rankings = {result.case.id: result.ranked for result in report.results}
    (out / TREC_FILE).write_text("".join(trec_lines(rankings)), encoding="utf-8")
    (out / QRELS_FILE).write_text("".join(_qrels_lines(report)), encoding="utf-8")
    timings = {
        one.case.id: {"ms": round(one.milliseconds, 1), "steps": one.steps, **one.costs} for one in report.results
    }
    (out / TIMINGS_FILE).write_text(_document({**report.timings_ms, "cases": timings}), encoding="utf-8")
    summary = {name: value for name, value in report_as_json(report).items() if name not in ("timings_ms", "out")}
    summary["manifest"] = report.manifest
    write_reports(StoredRun(out, summary, {case["id"]: case for case in cases}), out)
    write_whole(out / RUN_FILE, _document(summary))


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
    """Read a run's folder, or a baseline file that `dateline eval baseline` wrote.

    Raises:
        SuiteError: It holds no whole run.
    """
    fix = "give the folder that `dateline eval run --out` wrote, or a file that `dateline eval baseline` wrote"
    try:
        if path.is_file():
            return _read_baseline(path)
        summary = json.loads((path / RUN_FILE).read_text(encoding="utf-8"))
        lines = (path / CASES_FILE).read_text(encoding="utf-8").split("\n")
        cases = {case["id"]: case for case in map(json.loads, filter(None, lines))}
        if len(cases) != summary["cases"]:
            what = f"{CASES_FILE} holds {len(cases)} cases, {RUN_FILE} says {summary['cases']}"
            raise SuiteError(what, where=str(path), fix="run the suite again")
        return StoredRun(path, summary, cases)
    except OSError as error:
        raise SuiteError(f"there is no run here: {error.strerror}", where=str(path), fix=fix) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"the run is broken: {error}", where=str(path), fix="run the suite again") from error


def baseline_of(run: StoredRun) -> str:
    """Return what a gate needs of a run, as one small file to commit: its figures and each case's metrics."""
    summary = {name: value for name, value in run.summary.items() if name in _BASELINE_FIELDS}
    cases = {
        name: {"digest": case["digest"], "metrics": {key: round(value, 4) for key, value in case["metrics"].items()}}
        for name, case in run.cases.items()
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items())
    return (
        f'{{\n "baseline": 1,\n "summary": {json.dumps(summary, ensure_ascii=False)},\n "cases": {{\n{lines}\n }}\n}}\n'
    )


def _read_baseline(path: Path) -> StoredRun:
    document = json.loads(path.read_text(encoding="utf-8"))
    if document["baseline"] != 1:
        what = f"the baseline has version {document['baseline']}, this program reads 1"
        raise SuiteError(what, where=str(path), fix="write it again: dateline eval baseline RUN FILE")
    cases = {name: {"id": name, **case} for name, case in document["cases"].items()}
    return StoredRun(path, document["summary"], cases)


def read_timings(path: Path) -> dict[str, Any] | None:
    """Return the times of a run, by case; None when its folder has none."""
    try:
        found: dict[str, Any] = json.loads((path / TIMINGS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _qrels_lines(report: RunReport) -> list[str]:
    return [
        f"{'_'.join(one.case.id.split())} 0 {name} {gain}\n"
        for one in report.results
        if one.ineligible is None and one.error is None
        for name, gain in sorted(one.relevant.items())
    ]


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def _document(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
