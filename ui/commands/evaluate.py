"""eval: suites are asked, made and swept over."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.commands.runs import COMMANDS as OF_RUNS
from ui.options import DateParam, day_of, index_option, json_option

if TYPE_CHECKING:
    from eval.judging import Judge
    from rag.answer import Answerer
    from rag.llm import LanguageModel

_path = click.Path(path_type=Path)


@click.group("eval")
def evaluate() -> None:
    """Measure search and answers on a suite, compare runs, gate a release."""


for command in OF_RUNS:
    evaluate.add_command(command)


@evaluate.command()
@click.argument("suite", type=_path)
@click.option("--index", type=_path, help="An index; default: one of the suite's own articles.")
@click.option("--answerer", "answering", type=click.Choice(["auto", "extractive", "llm"]), help="Who answers.")
@click.option("--retrieval-only", is_flag=True, help="Search and do not answer.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "dense", "lexical"]),
    default="hybrid",
    show_default=True,
    help="How --retrieval-only searches; answers rest on a hybrid search.",
)
@click.option("--limit", type=click.IntRange(1), help="Only so many cases, drawn by --seed.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draw and the intervals.")
@click.option("--today", type=DateParam(), help='What "last week" is relative to; default this day.')
@click.option(
    "--judge",
    type=click.Choice(["rules", "llm"]),
    default="rules",
    show_default=True,
    help="Who says whether citations bear out a sentence; what the model once said is kept in the run's folder.",
)
@click.option("--price", type=float, nargs=2, metavar="IN OUT", help="Of a million tokens read and written.")
@click.option("--out", type=_path, help="Folder for the run's files and its HTML report; goes on where it stopped.")
@json_option
def run(
    suite: Path, index: Path | None, answering: Any, judge: str, as_json: bool, out: Path | None, **how: Any
) -> None:
    """Run SUITE: a Dateline suite, SQuAD, ALCE or ragas file, or a BEIR or TREC folder."""
    if how["mode"] != "hybrid" and not how["retrieval_only"]:
        raise click.UsageError(f"--mode {how['mode']} needs --retrieval-only: answers rest on a hybrid search")
    from eval.runs import Prices, run_suite
    from eval.store import report_as_json
    from eval.suites import load_suite
    from ui.progress import case_progress
    from ui.terminal_eval import print_run

    loaded = load_suite(suite)
    folder = index or _own_index(loaded)
    price, today = how.pop("price"), day_of(how.pop("today"))
    chosen: Any = "extractive" if how["retrieval_only"] else answering
    with contextlib.closing(_answerer(folder, chosen)) as answerer, case_progress() as on_progress:
        report = run_suite(
            loaded,
            answerer,
            answering=chosen,
            today=today,
            out=out,
            judge=_llm_judge(out) if judge == "llm" else None,
            prices=Prices(*price) if price else None,
            on_progress=on_progress,
            **how,
        )
    if as_json:
        click.echo(json.dumps(report_as_json(report), ensure_ascii=False))
    else:
        print_run(report)


@evaluate.command()
@index_option
@click.option("--out", type=_path, required=True, help="Folder for suite.json and the archive that it asks about.")
@click.option("--count", type=click.IntRange(1), default=50, show_default=True, help="Questions of each kind, at most.")
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses articles and gaps.")
@click.option("--kind", "kinds", multiple=True, help="known-item, cloze, time, as-of, unanswerable; default all.")
@click.option("--paraphrase", is_flag=True, help="Also ask in the language model's words, where they can be answered.")
@json_option
def make(
    index: Path, out: Path, count: int, seed: int, kinds: tuple[str, ...], paraphrase: bool, as_json: bool
) -> None:
    """Make a suite from an index's own articles, by rules; the same seed gives the same bytes."""
    from eval.make import KINDS, make_suite
    from eval.paraphrase import Paraphraser
    from index.search import ArticleIndex

    with contextlib.ExitStack() as opened:
        articles = opened.enter_context(ArticleIndex.open(index))
        llm = opened.enter_context(contextlib.closing(_llm("--paraphrase"))) if paraphrase else None
        words = Paraphraser(llm) if llm else None
        made = make_suite(articles, out, count=count, seed=seed, kinds=kinds or KINDS, paraphrase=words)
    if as_json:
        click.echo(json.dumps({**asdict(made), "path": str(made.path)}))
        return
    click.echo(", ".join(f"{number} {kind}" for kind, number in made.cases.items()))
    click.echo(f"{made.articles:,} articles without headlines, {made.held_out} left out")
    click.echo(f"run it: dateline eval run {made.path}")


@evaluate.command()
@click.argument("suite", type=_path)
@click.option(
    "--set", "knobs", multiple=True, required=True, metavar="NAME=A,B…", help="hits, evidence, fusion, chunk, model."
)
@click.option(
    "--index", type=_path, help="An index; default: one of the suite's own articles for each chunk and model."
)
@click.option("--out", type=_path, required=True, help="Folder for the runs, their table and plot.")
@click.option("--metric", help="What to choose by; default nDCG@10, or contains.")
@click.option("--answerer", "answering", type=click.Choice(["auto", "extractive", "llm"]), help="Who answers.")
@click.option("--retrieval-only", is_flag=True, help="Search and do not answer.")
@click.option("--limit", type=click.IntRange(1), help="Only so many cases, drawn by --seed.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draw and the intervals.")
@click.option("--today", type=DateParam(), help='What "last week" is relative to; default this day.')
@json_option
def sweep(
    suite: Path, knobs: tuple[str, ...], out: Path, metric: str | None, answering: Any, as_json: bool, **how: Any
) -> None:
    """Run SUITE under every combination of settings, and show what each is worth and costs."""
    from eval.suites import load_suite
    from eval.sweep import parse_knob, run_sweep
    from eval.sweep_report import sweep_as_json, write_sweep
    from rag.settings import load_settings
    from ui.terminal_eval import print_sweep

    chosen: Any = "extractive" if how["retrieval_only"] else answering
    settings = load_settings(os.environ, Path.cwd(), answering=chosen)
    loaded, today = load_suite(suite), day_of(how.pop("today"))

    def on_run(name: str, done: int, total: int) -> None:
        click.echo(f"run {done + 1} of {total}: {name}", err=True)

    runs = run_sweep(loaded, dict(map(parse_knob, knobs)), out, settings=settings, today=today, on_run=on_run, **how)
    found = sweep_as_json(loaded.name, runs, metric)
    write_sweep(found, out)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        print_sweep(found, out)


def _own_index(suite: Any) -> Path:
    from eval.indexing import index_for_suite
    from index.embedding import open_embedder
    from ui.progress import build_progress

    with build_progress() as on_build:
        return index_for_suite(suite, open_embedder(), on_build)


def _answerer(folder: Path, answering: Any) -> Answerer:
    from rag.answer import open_answerer
    from rag.settings import load_settings

    return open_answerer(folder, load_settings(os.environ, Path.cwd(), answering=answering))


def _llm_judge(out: Path | None) -> Judge:
    """Return the language model of the settings as a judge; it judges whoever answers."""
    from eval.judging import JUDGEMENTS_FILE, ModelJudge

    return ModelJudge(_llm("--judge llm"), (out or Path.cwd()) / JUDGEMENTS_FILE)


def _llm(wanted_by: str) -> LanguageModel:
    from index.errors import ModelError
    from rag.llm import open_llm
    from rag.settings import load_settings

    llm = open_llm(load_settings(os.environ, Path.cwd(), answering="llm"))
    if llm is None:
        raise ModelError("there is no language model", where=wanted_by, fix="set DATELINE_LLM to a server's address")
    return llm


COMMANDS = (evaluate,)
