"""Runs and comparisons as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    table = Table(box=None, pad_edge=False)
    table.add_column("metric")
    for heading in ("mean", "95 % interval", "cases"):
        table.add_column(heading, justify="right")
    for name, value in report.metrics.items():
        low, high = report.intervals[name]
        table.add_row(name, f"{value:.4f}", f"{low:.4f} – {high:.4f}", f"{report.counts[name]:,}")
    out.print(table)
    if report.timings_ms:
        out.print(Text(f"p50 {report.timings_ms['p50']:.1f} ms, p95 {report.timings_ms['p95']:.1f} ms a case", "dim"))
    for result in [one for one in report.results if one.error is not None][:3]:
        out.print(Text(f"failed: {clean(result.case.question)}: {clean(result.error or '')}", "red"))
    if report.out:
        out.print(f"report: {report.out / 'report.html'}", soft_wrap=True)


def print_comparison(comparison: Comparison) -> None:
    """Print what changed between two runs; what is likely no chance is in bold."""
    out = console()
    table = Table(box=None, pad_edge=False)
    table.add_column("metric")
    for heading in ("A", "B", "B - A", "p", "cases"):
        table.add_column(heading, justify="right")
    for change in comparison.changes:
        style = "bold" if change.p_value < _CHANCE else ""
        cells = (f"{change.a:.4f}", f"{change.b:.4f}", f"{change.difference:+.4f}", f"{change.p_value:.3f}")
        table.add_row(change.metric, *cells, f"{change.cases:,}", style=style)
    out.print(table)
    for word, names in (("better", comparison.better), ("worse", comparison.worse)):
        if names:
            out.print(Text(f"{word}: {', '.join(map(clean, names))}", "dim"))
    if comparison.only_a or comparison.only_b:
        out.print(f"not compared: {comparison.only_a} cases only in A, {comparison.only_b} only in B")


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
        table.add_row(row.name, f"{row.value:,.1f}", row.unit, ratio)
    out.print(table)
    out.print(Text(report.measured_on, "dim"))
