"""eval and bench: the engineer's commands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from ui.options import DateParam, day_of, json_option

_GATE_NOT_MET = 3


@click.group("eval")
def evaluate() -> None:
    """Measure search and answers on a suite, compare runs, gate a release."""


@evaluate.command()
@click.argument("suite", type=click.Path(path_type=Path))
@click.option("--index", type=click.Path(path_type=Path), help="An index; default: one of the suite's own articles.")
@click.option("--answerer", "answering", type=click.Choice(["auto", "extractive", "llm"]), help="Who answers.")
@click.option("--retrieval-only", is_flag=True, help="Search and do not answer.")
@click.option("--limit", type=click.IntRange(1), help="Only so many cases, drawn by --seed.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draw and the intervals.")
@click.option("--today", type=DateParam(), help='What "last week" is relative to; default this day.')
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the run's files and its HTML report.")
@json_option
def run(
    suite: Path,
    index: Path | None,
    answering: Any,
    retrieval_only: bool,
    limit: int | None,
    seed: int,
    today: Any,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run SUITE: a SQuAD file, a BEIR folder, or a Dateline suite."""
    from eval.indexing import index_for_suite
    from eval.runs import run_suite
    from eval.store import report_as_json
    from eval.suites import load_suite
    from index.embedding import open_embedder
    from rag.answer import open_answerer
    from rag.settings import load_settings
    from ui.progress import build_progress, case_progress
    from ui.terminal_eval import print_run

    loaded = load_suite(suite)
    if index is None:
        with build_progress() as on_build:
            index = index_for_suite(loaded, open_embedder(), on_build)
    chosen: Any = "extractive" if retrieval_only else answering
    answerer = open_answerer(index, load_settings(os.environ, Path.cwd(), answering=chosen))
    try:
        with case_progress() as on_progress:
            report = run_suite(
                loaded,
                answerer,
                retrieval_only=retrieval_only,
                answering=chosen,
                limit=limit,
                seed=seed,
                today=day_of(today),
                out=out,
                on_progress=on_progress,
            )
    finally:
        answerer.close()
    if as_json:
        click.echo(json.dumps(report_as_json(report), ensure_ascii=False))
    else:
        print_run(report)


@evaluate.command()
@click.argument("run_a", type=click.Path(path_type=Path))
@click.argument("run_b", type=click.Path(path_type=Path))
@json_option
def compare(run_a: Path, run_b: Path, as_json: bool) -> None:
    """Compare RUN_B with RUN_A, metric by metric and case by case."""
    from eval.compare import compare_runs, comparison_as_json
    from eval.store import read_run
    from ui.terminal_eval import print_comparison

    comparison = compare_runs(read_run(run_a), read_run(run_b))
    if as_json:
        click.echo(json.dumps(comparison_as_json(comparison), ensure_ascii=False))
    else:
        print_comparison(comparison)


@evaluate.command()
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--min", "conditions", multiple=True, required=True, metavar="METRIC=VALUE", help="For example nDCG@10=0.7."
)
@json_option
def gate(run_folder: Path, conditions: tuple[str, ...], as_json: bool) -> None:
    """Check RUN against conditions; exit 3 when one is not met."""
    from dataclasses import asdict

    from eval.gate import check_gate, parse_condition
    from eval.store import read_run

    parsed = [parse_condition(text) for text in conditions]
    outcomes = check_gate(read_run(run_folder), parsed)
    met = all(outcome.met for outcome in outcomes)
    if as_json:
        click.echo(json.dumps({"met": met, "outcomes": [asdict(outcome) for outcome in outcomes]}))
    else:
        for outcome in outcomes:
            click.echo(f"{'ok  ' if outcome.met else 'FAIL'} {outcome.reason}")
    if not met:
        raise click.exceptions.Exit(_GATE_NOT_MET)


COMMANDS = (evaluate,)
