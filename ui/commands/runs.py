"""eval: what is done with runs that were made, or with rankings of other tools."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ui.options import json_option

_GATE_NOT_MET = 3
_path = click.Path(path_type=Path)


@click.command()
@click.argument("run_a", type=_path)
@click.argument("run_b", type=_path)
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


@click.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.argument("conditions", nargs=-1, metavar="[CONDITION]…")
@click.option("--min", "least", multiple=True, metavar="METRIC=VALUE", help="For example nDCG@10=0.7.")
@click.option("--baseline", type=_path, help="A run or baseline file that no metric may be worse than.")
@click.option("--by", "margin", type=click.FloatRange(0), default=0.02, show_default=True, help="Margin of --baseline.")
@click.option("--junit", type=_path, help="Also write the outcomes as JUnit XML.")
@json_option
def gate(
    run_folder: Path,
    conditions: tuple[str, ...],
    least: tuple[str, ...],
    baseline: Path | None,
    margin: float,
    junit: Path | None,
    as_json: bool,
) -> None:
    """Check RUN against conditions; exit 3 when one is not met.

    A CONDITION is "nDCG@10>=0.7", "as_of_leaks<=0", or "F1 not worse than RUN by 0.02 at p<0.05".
    """
    from eval.gate import against_baseline, check_gate, junit_xml, outcomes_as_json, parse_condition
    from eval.store import read_run

    parsed = [parse_condition(text) for text in (*least, *conditions)]
    if baseline is not None:
        parsed += against_baseline(baseline, margin)
    if not parsed:
        raise click.UsageError("Give a condition, --min or --baseline.")
    outcomes = check_gate(read_run(run_folder), parsed)
    if junit is not None:
        _write(junit_xml(run_folder.name, outcomes), junit)
    missed = [outcome for outcome in outcomes if not outcome.met]
    if as_json:
        click.echo(json.dumps({"met": not missed, "outcomes": outcomes_as_json(outcomes)}))
    else:
        for outcome in outcomes:
            click.echo(f"{'ok  ' if outcome.met else 'FAIL'} {outcome.reason}")
    if missed:
        click.echo(f"gate not met: {'; '.join(outcome.reason for outcome in missed)}", err=True)
        raise click.exceptions.Exit(_GATE_NOT_MET)


@click.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.option("--against", type=_path, help="Another run: its figures, and each answer's changes, stand beside.")
@click.option("--markdown", is_flag=True, help="Figures and slices only, as Markdown.")
@click.option("--out", type=_path, help="Write to this file instead of the screen.")
def report(run_folder: Path, against: Path | None, markdown: bool, out: Path | None) -> None:
    """Write RUN as one HTML page, with its times, and with what changed from another run."""
    from eval.report import html_report, markdown_report
    from eval.store import read_run

    other = read_run(against) if against else None
    make = markdown_report if markdown else html_report
    _write(make(read_run(run_folder), other), out)


@click.command()
@click.argument("run_folder", metavar="RUN", type=_path)
@click.argument("file", type=_path)
def baseline(run_folder: Path, file: Path) -> None:
    """Write what a gate needs of RUN to FILE, small enough to commit."""
    from eval.store import baseline_of, read_run

    _write(baseline_of(read_run(run_folder)), file)


@click.command()
@click.argument("run_file", metavar="RUN_FILE", type=_path)
@click.argument("qrels", type=_path)
@json_option
def score(run_file: Path, qrels: Path, as_json: bool) -> None:
    """Score a TREC RUN_FILE, of any tool, by QRELS (TREC's columns or BEIR's), as trec_eval does."""
    from eval.trec import read_qrels, read_trec_run, score_trec_run
    from ui.terminal_eval import print_figures

    scored = score_trec_run(read_trec_run(run_file), read_qrels(qrels))
    if as_json:
        click.echo(json.dumps(scored))
    else:
        print_figures(scored["metrics"], scored["intervals"], scored["counts"])
        without = f"{scored['unjudged']} ranked queries without a relevant document"
        click.echo(f"{without} are left out; {scored['missing']} judged ones without a ranking score 0")


def _write(text: str, out: Path | None) -> None:
    """Write to a file, or to the screen without one."""
    from index.errors import SuiteError

    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SuiteError(f"the file cannot be written: {reason}", where=str(out), fix="name another one") from error


COMMANDS = (compare, gate, report, baseline, score)
