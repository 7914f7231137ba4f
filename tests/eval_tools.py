"""What the evaluation's tests share: a command called in this process, small suites, runs made by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.runs import run_suite
from eval.store import StoredRun
from eval.suites import load_suite
from eval.types import RunReport
from index.build import build_index
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from ui.cli import main

TODAY = date(2026, 11, 25)


def command(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of one call."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def write_suite(
    path: Path, cases: list[dict[str, Any]], articles: list[dict[str, Any]] | None = None, **more: Any
) -> Path:
    """Write a Dateline suite, with its archive beside it where articles are given."""
    document: dict[str, Any] = {"name": path.stem, "version": 1, "cases": cases, **more}
    if articles is not None:
        archive = path.with_suffix(".jsonl")
        archive.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
        document["archives"] = [archive.name]
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def run_hashed(
    suite_path: Path, out: Path | None, *, llm: Any = None, index: Path | None = None, **options: Any
) -> RunReport:
    """Run a suite on vectors of HashEmbedder."""
    suite = load_suite(suite_path)
    folder = index or suite_path.parent / f"{suite_path.stem}-index"
    if not folder.exists():
        build_index(suite.archives, folder, embedder=HashEmbedder())
    settings = Settings(answering="auto" if llm else "extractive")
    with ArticleIndex.open(folder, HashEmbedder()) as opened:
        return run_suite(suite, Answerer(opened, settings, llm, None), out=out, **{"today": TODAY, **options})


def made_run(folder: Path, values: dict[str, list[float]]) -> StoredRun:
    """Write a run that has these metrics, case by case, as far as comparing and gates look at it."""
    folder.mkdir(parents=True, exist_ok=True)
    count = len(next(iter(values.values())))
    cases = [
        {"id": f"q{n}", "digest": "0", "metrics": {name: row[n] for name, row in values.items()}} for n in range(count)
    ]
    summary = {
        "suite": "made", "cases": count, "scored": count, "ineligible": 0, "failed": 0,
        "metrics": {name: sum(row) / count for name, row in values.items()},
        "intervals": {name: [0, 1] for name in values}, "counts": dict.fromkeys(values, count),
    }  # fmt: skip
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    (folder / "run.json").write_text(json.dumps(summary))
    return StoredRun(folder, summary, {case["id"]: case for case in cases})
