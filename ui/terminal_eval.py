"""Runs and comparisons as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from ui.terminal import clean, console

if TYPE_CHECKING:
    from eval.bench.report import BenchReport
    from eval.compare import Comparison
    from eval.types import RunReport

_CHANCE = 0.05


def print_run(report: RunReport) -> None:
    """Print counts, means with intervals, and times of a run."""
    out = console()
    parts = f"{report.scored:,} scored + {report.ineligible:,} ineligible + {report.failed:,} failed"
    out.print(Text.assemble((clean(report.suite), "bold"), f"  {report.cases:,} cases = {parts}"))
    print_figures(report.metrics, report.intervals, report.counts)
    if report.timings_ms:
        out.print(Text(f"p50 {report.timings_ms['p50']:.1f} ms, p95 {report.timings_ms['p95']:.1f} ms a case", "dim"))
    if report.costs:
        spent = ", ".join(f"{name.replace('_', ' ')} {value:,.4g}" for name, value in report.costs.items())
        out.print(Text(f"language model: {spent}", "dim"))
    reasons = Counter(one.ineligible for one in report.results if one.ineligible)
    for reason, count in reasons.most_common():
        out.print(Text(f"{count:,} ineligible: {reason}", "dim"))
    for result in [one for one in report.results if one.error is not None][:3]:
        out.print(Text(f"failed: {clean(result.case.question)}: {clean(result.error or '')}", "red"))
    if report.out:
        out.print(f"report: {report.out / 'report.html'}", soft_wrap=True)


def print_figures(
    metrics: Mapping[str, float], intervals: Mapping[str, Sequence[float]], counts: Mapping[str, int]
) -> None:
    """Print means with their intervals."""
    table = Table(box=None, pad_edge=False)
    table.add_column("metric")
    for heading in ("mean", "95 % interval", "cases"):
        table.add_column(heading, justify="right")
    for name, value in metrics.items():
        low, high = intervals[name]
        table.add_row(name, f"{value:.4f}", f"{low:.4f} – {high:.4f}", f"{counts[name]:,}")
    console().print(table)


def print_comparison(comparison: Comparison) -> None:
    """Print what changed between two runs; what is likely no chance, all metrics together, is in bold."""
    out = console()
    table = Table(box=None, pad_edge=False)
    table.add_column("metric")
    for heading in ("A", "B", "B - A", "95 % interval", "p", "p (Holm)", "cases", "detectable"):
        table.add_column(heading, justify="right")
    for change in comparison.changes:
        style = "bold" if change.p_holm < _CHANCE else ""
        low, high = change.interval
        cells = (f"{change.a:.4f}", f"{change.b:.4f}", f"{change.difference:+.4f}", f"{low:+.3f} – {high:+.3f}")
        tests = (f"{change.p_value:.3f}", f"{change.p_holm:.3f}", f"{change.cases:,}", f"{change.detectable:.3f}")
        table.add_row(change.metric, *cells, *tests, style=style)
    out.print(table)
    out.print(Text("paired: McNemar for yes/no metrics, randomisation for the others", "dim"))
    for word, names in (("better", comparison.better), ("worse", comparison.worse)):
        if names:
            out.print(Text(f"{word}: {', '.join(map(clean, names))}", "dim"))
    if comparison.only_a or comparison.only_b or comparison.differing:
        only = f"{comparison.only_a} cases only in A, {comparison.only_b} only in B"
        out.print(f"not compared: {only}, {comparison.differing} edited in between")


def print_sweep(found: Mapping[str, Any], out: Path) -> None:
    """Print what each combination of settings is worth and costs; those that may be the best are in bold."""
    metric = found["metric"]
    table = Table(box=None, pad_edge=False)
    table.add_column("settings")
    for heading in ("passages", metric, "95 % interval", "median ms"):
        table.add_column(heading, justify="right")
    for run in found["runs"]:
        low, high = run["intervals"][metric]
        cells = (f"{run['passages']:,}", f"{run['metrics'][metric]:.4f}", f"{low:.4f} – {high:.4f}")
        median = f"{run['timings_ms'].get('p50', 0):.1f}"
        table.add_row(run["name"], *cells, median, style="bold" if run["name"] in found["as_good"] else "")
    console().print(table)
    console().print(f"best: {found['best']}; in bold, those whose interval reaches it", style="dim")
    console().print(f"page: {out / 'sweep.html'}", soft_wrap=True)


def print_bench(report: BenchReport) -> None:
    """Print a benchmark's figures; the last column says how many times better Dateline's first figure is."""
    out = console()
    table = Table(box=None, pad_edge=False)
    table.add_column(report.title)
    table.add_column("", justify="right")
    table.add_column("")
    table.add_column("ratio", justify="right")
    for row in report.rows:
        ratio = f"{row.ratio:.2f} x" if row.ratio is not None else ""
        table.add_row(Text(row.name), "" if row.value is None else f"{row.value:,.1f}", row.unit, ratio)
    out.print(table)
    out.print(Text(report.measured_on, "dim"))
