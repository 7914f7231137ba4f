"""What the archivist's commands print for people: a build's sums, the ledger, a check, a look before a build."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from index.ledger import kind_of
from ui.terminal import PIPE_WIDTH, clean, console
from ui.terminal_info import counts_line, print_orders

if TYPE_CHECKING:
    from index.archives.preview import FieldSeen, Preview
    from index.build import BuildSummary
    from index.doctor import Finding
    from index.store import LedgerEntry

_CELL_CHARACTERS = 30
_LEDGER_COLUMNS = ("place", "state", "reason", "article_id")


def print_build(summary: BuildSummary, index: Path) -> None:
    """Print what became of the records of a build."""
    out = console()
    parts = (
        f"{summary.indexed:,} indexed + {summary.duplicate:,} duplicate + "
        f"{summary.rejected:,} rejected + {summary.failed:,} failed"
    )
    out.print(f"[bold]{summary.records:,} records[/] = {parts}")
    rate = summary.embedded / summary.seconds if summary.seconds else 0
    out.print(
        f"{summary.passages:,} passages, {summary.embedded:,} embedded and {summary.reused:,} reused, "
        f"in {summary.seconds:,.1f} s ({rate:,.0f} passages a second)"
    )
    if summary.rejected or summary.failed:
        command = f"dateline ledger --index {escape(str(index))} --state"
        out.print(f"[yellow]See why:[/] {command} {'rejected' if summary.rejected else 'failed'}", soft_wrap=True)
    if summary.failed:
        out.print("[yellow]Try the failed ones again:[/] dateline build --retry-failed --index …", soft_wrap=True)
    out.print(f"index ready: {escape(str(index))}")


def print_ledger(entries: Iterable[LedgerEntry], counts: dict[str, int]) -> None:
    """Print records with their states, and the sums."""
    out = console()
    for entry in entries:
        line = Text(f"{entry.state:9} ", style=_state_style(entry.state))
        line.append(clean(entry.place), style="default")
        if entry.reason:
            line.append(f"  {clean(entry.reason)}", style="dim")
        out.print(line, soft_wrap=True)
    _print_sum(out, counts)


def print_findings(findings: Sequence[Finding], index: Path) -> None:
    """Print what is wrong with an index."""
    out = console()
    if not findings:
        out.print(f"[green]nothing is wrong[/] with {escape(str(index))}")
    for finding in findings:
        style = "red" if finding.severity == "error" else "yellow"
        out.print(Text.assemble((f"{finding.severity}: ", style), clean(finding.message)), soft_wrap=True)
        out.print(Text(f"  fix: {clean(finding.fix)}", style="dim"), soft_wrap=True)


def kinds_of_reasons(entries: Iterable[LedgerEntry]) -> list[tuple[str, str, int]]:
    """Return (state, reason, records), most records first; what differs from record to record is left out."""
    counts = Counter((entry.state, kind_of(entry.reason or "")) for entry in entries)
    return sorted(((state, reason, count) for (state, reason), count in counts.items()), key=lambda one: -one[2])


def print_ledger_counts(kinds: Sequence[tuple[str, str, int]], counts: Mapping[str, int]) -> None:
    """Print how many records are in each state for which reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("records", justify="right")
    table.add_column("state")
    table.add_column("reason", overflow="fold")
    for state, reason, count in kinds:
        table.add_row(f"{count:,}", Text(state, style=_state_style(state)), Text(clean(reason)))
    out = console()
    out.print(table)
    _print_sum(out, counts)


def print_ledger_csv(entries: Iterable[LedgerEntry]) -> None:
    """Print records with their states as CSV, for a spreadsheet."""
    writer = csv.writer(sys.stdout)
    writer.writerow(_LEDGER_COLUMNS)
    for entry in entries:
        writer.writerow([_no_formula(getattr(entry, column) or "") for column in _LEDGER_COLUMNS])


def _no_formula(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, whatever a file was called."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def print_preview(seen: Preview) -> None:
    """Print what the first records of an archive show, on stderr; the proposed profile goes to stdout."""
    out = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPE_WIDTH)
    whole = "all" if seen.whole else "the first"
    out.print(f"[bold]{escape(str(seen.archive))}[/]: {whole} {seen.records:,} records")
    if seen.fields:
        out.print(_fields_table(seen.fields, seen.records))
    dates = ", ".join(f"{count:,} {precision}" for precision, count in seen.precisions.items())
    for name, value in (
        ("dates", dates or "none"),
        ("sources", counts_line(dict(Counter(dict(seen.sources)).most_common()))),
        ("languages", counts_line(dict(Counter(dict(seen.languages)).most_common()))),
    ):
        out.print(Text.assemble((f"{name:10}", "bold"), clean(value)), soft_wrap=True)
    print_orders(out, seen.orders)
    out.print()
    table = _cut_table("date", "source", "language", "title")
    for article in seen.articles:
        date = article.published.edtf if article.published else "?"
        cells = (date, article.source or "?", article.language)
        table.add_row(*(Text(_cut(cell, _CELL_CHARACTERS)) for cell in cells), Text(clean(article.title)))
    out.print(table)
    for reject in seen.rejects:
        out.print(Text(f"rejected  {clean(reject.place)}  {clean(reject.reason)}", style="red"), soft_wrap=True)
    out.print()


def _fields_table(fields: Sequence[FieldSeen], records: int) -> Table:
    table = _cut_table("field", "is read as", "filled", "for example")
    for seen in fields:
        ours = Text("not used", style="dim") if not seen.ours else Text(f"{seen.ours}{' ?' if seen.guessed else ''}")
        filled = f"{seen.filled / max(1, records):.0%}"
        table.add_row(Text(_cut(seen.key, _CELL_CHARACTERS)), ours, filled, Text(clean(seen.example), style="dim"))
    return table


def _cut_table(*headings: str) -> Table:
    """Return a table of one line a row, of which the last column is cut where the line is too long."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for heading in headings:
        last = heading == headings[-1]
        table.add_column(heading, overflow="ellipsis", no_wrap=True, ratio=1 if last else None)
    return table


def _cut(text: str, characters: int) -> str:
    shown = clean(text)
    return shown if len(shown) <= characters else f"…{shown[-characters:]}"


def _print_sum(out: Console, counts: Mapping[str, int]) -> None:
    states = " + ".join(f"{counts[state]:,} {state}" for state in ("indexed", "duplicate", "rejected", "failed"))
    out.print(f"[bold]{counts['records']:,} records[/] = {states}")


def _state_style(state: str) -> str:
    return {"indexed": "green", "duplicate": "blue"}.get(state, "red")
