"""bench: figures of this machine, each beside its peer."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.options import json_option

if TYPE_CHECKING:
    from eval.bench.report import BenchReport

_QUESTIONS = 20
_index = click.option("--index", type=click.Path(path_type=Path), help="An index; default: one of the sample suite.")
_suite = click.option("--suite", type=click.Path(path_type=Path), default="docs/sample-suite.json", show_default=True)


@click.group()
def bench() -> None:
    """Measure speed on this machine beside peers, and quality on labelled cases."""


@bench.command()
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--peer-stories",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="So many stories of ARCHIVES are indexed by Dateline and its peers each.",
)
@json_option
def build(archives: tuple[Path, ...], peer_stories: int, as_json: bool) -> None:
    """Build and update ARCHIVES (default docs/sample) and compare with LangChain's quick start."""
    from eval.bench.build import run

    _show(run(archives or (Path("docs/sample"),), peer_stories), as_json)


@bench.command()
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path))
@click.option("--sample", type=click.Path(path_type=Path), default="docs/sample", show_default=True)
@click.option("--memory", type=float, default=0.0, metavar="GB", help="Also read so many GB of JSON lines for memory.")
@json_option
def read(archives: tuple[Path, ...], sample: Path, memory: float, as_json: bool) -> None:
    """Read ARCHIVES without embedding (default: JSON lines and pages made of the sample)."""
    from eval.bench.read import run

    _show(run(archives, sample, int(memory * 1e9)), as_json)


@bench.command()
@click.argument("archives", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--stories", default=500, show_default=True, help="How many stories are copied, twice each.")
@click.option("--seed", default=13, show_default=True)
@json_option
def duplicates(archives: tuple[Path, ...], stories: int, seed: int, as_json: bool) -> None:
    """Plant edited, cut and retitled copies among the stories of ARCHIVES and see whether they are found."""
    from eval.bench.duplicates import run

    _show(run(archives, stories, seed), as_json)


@bench.command()
@_index
@_suite
@click.option(
    "--passages", type=click.IntRange(100), help="Measure synthetic indices up to this size, made like INDEX."
)
@click.option("--work", type=click.Path(path_type=Path), help="Keep the synthetic indices here, to be measured again.")
@json_option
def search(index: Path | None, suite: Path, passages: int | None, work: Path | None, as_json: bool) -> None:
    """Time warm searches; with --passages, how they grow."""
    from eval.bench.scale import run as run_scale
    from eval.bench.search import run

    folder, questions = _prepared(index, suite)
    if passages is not None:
        _show(run_scale(folder, passages, work), as_json)
        return
    _show(run(folder, questions), as_json)


@bench.command()
@_index
@_suite
@json_option
def ask(index: Path | None, suite: Path, as_json: bool) -> None:
    """Time answers, in quotes and by the language model."""
    from eval.bench.ask import run

    folder, questions = _prepared(index, suite)
    _show(run(folder, questions), as_json)


@bench.command()
@_index
@_suite
@json_option
def cold(index: Path | None, suite: Path, as_json: bool) -> None:
    """Time a question from process start to printed answer."""
    from eval.bench.cold import run

    folder, questions = _prepared(index, suite)
    _show(run(folder, questions[0]), as_json)


@bench.command()
@_index
@_suite
@click.option("--users", type=click.IntRange(1), default=20, show_default=True, help="Readers at once.")
@click.option("--count", type=click.IntRange(2), default=500, show_default=True, help="Questions that they ask.")
@click.option("--think", type=click.FloatRange(0), default=0.0, show_default=True, help="Seconds between two of one.")
@json_option
def serve(index: Path | None, suite: Path, users: int, count: int, think: float, as_json: bool) -> None:
    """Let readers ask the chat page at once, in quotes, beside one who asks alone; and watch its memory."""
    from eval.bench.serve import run
    from ui.serving import free_port

    folder, questions = _prepared(index, suite, most=None)
    _show(run(folder, questions, free_port(), users=users, count=count, think=think), as_json)


@bench.command()
@click.argument("labelled", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def time(labelled: tuple[Path, ...], as_json: bool) -> None:
    """Read the time words of LABELLED questions (default: those of the project) and compare the days."""
    from eval.bench.time import LABELLED, run

    _show(run(labelled or LABELLED), as_json)


@bench.command()
@click.argument("labelled", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def follow_ups(labelled: tuple[Path, ...], as_json: bool) -> None:
    """Make LABELLED follow-up questions (default: those of the project) stand alone and check what they hold."""
    from eval.bench.follow_ups import LABELLED, run

    _show(run(labelled or LABELLED), as_json)


@bench.command()
@_index
@_suite
@json_option
def timeline(index: Path | None, suite: Path, as_json: bool) -> None:
    """Ask labelled questions how something went, and see whether the rows tell that story and no other."""
    from eval.bench.timeline import run

    folder, _ = _prepared(index, suite)
    _show(run(folder), as_json)


@bench.command()
@click.option("--part", "parts", multiple=True, help="Only these cases, such as held-out-11; default: all.")
@click.option("--with-model", is_flag=True, help="The local language model reads what the rules cannot.")
@json_option
def conflicts(parts: tuple[str, ...], with_model: bool, as_json: bool) -> None:
    """Ask made cases whose articles contradict each other, or do not, and count what is found and what is invented."""
    from eval.bench.conflicts import run
    from index.embedding import open_embedder

    llm = None
    if with_model:
        from rag.llm import open_llm
        from rag.settings import Settings

        llm = open_llm(Settings(answering="llm"))
    _show(run(open_embedder(), parts, llm=llm), as_json)


@bench.command()
@click.argument("suites", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--archive", "archives", multiple=True, type=click.Path(path_type=Path), help="Ask its headlines too.")
@click.option("--questions", default=200, show_default=True, help="Of each suite, pair of suites and archive.")
@click.option("--seed", default=7, show_default=True)
@click.option("--write", is_flag=True, help="Store weights fitted on all of it as those of the embedding model.")
@json_option
def abstention(
    suites: tuple[Path, ...], archives: tuple[Path, ...], questions: int, seed: int, write: bool, as_json: bool
) -> None:
    """Ask the questions of SUITES with and without their articles and see whether "not found" is said rightly."""
    from eval.bench.abstention import run
    from index.embedding import open_embedder

    _show(run(suites, archives, open_embedder(), questions, seed, write), as_json)


@bench.command()
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path))
@click.option("--most", default=40, show_default=True, help="Claims of each kind in each language.")
@click.option("--seed", default=1, show_default=True)
@json_option
def verdicts(archives: tuple[Path, ...], most: int, seed: int, as_json: bool) -> None:
    """Make true and false claims of sentences of ARCHIVES (default docs/sample) and see which are believed."""
    from eval.bench.verdicts import run

    _show(run(archives or (Path("docs/sample"),), most, seed), as_json)


@bench.command()
@click.argument("suite", type=click.Path(path_type=Path))
@click.option("--questions", type=click.IntRange(1), default=60, show_default=True)
@click.option("--seed", default=3, show_default=True)
@json_option
def answerers(suite: Path, questions: int, seed: int, as_json: bool) -> None:
    """Ask the questions of SUITE with and without their articles, of quotes, the language model, and both together."""
    from eval.bench.answerers import run
    from ui.progress import case_progress

    with case_progress() as on_progress:
        report = run(suite, questions, seed, on_progress=on_progress)
    _show(report, as_json)


@bench.command()
@click.option("--most", type=click.IntRange(1), help="Only the first so many attacks.")
@json_option
def injection(most: int | None, as_json: bool) -> None:
    """Put orders to the machine into articles, and see what the default language model makes of them."""
    from eval.bench.injection import run

    _show(run(most), as_json)


def _prepared(index: Path | None, path: Path, most: int | None = _QUESTIONS) -> tuple[Path, list[str]]:
    from eval.indexing import index_for_suite
    from eval.suites import load_suite
    from index.embedding import open_embedder

    suite = load_suite(path)
    questions = [case.question for case in suite.cases if not case.abstain][:most]
    return index or index_for_suite(suite, open_embedder()), questions


def _show(report: BenchReport, as_json: bool) -> None:
    from ui.terminal_eval import print_bench

    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print_bench(report)


COMMANDS = (bench,)
