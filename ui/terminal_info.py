"""What `dateline info` prints: what an index holds, a small chart of its years, what it was made with and weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.terminal import clean, console
from ui.words import size_text
from ui.years import bars_of, years_of

if TYPE_CHECKING:
    from index.date_orders import DateOrder
    from index.manifest import Manifest
    from index.types import Coverage

_BAR_CHARACTERS = 40


def print_info(
    manifest: Manifest,
    coverage: Coverage,
    orders: Sequence[DateOrder],
    origins: Mapping[str, int],
    sizes: Mapping[str, int],
) -> None:
    """Print what an index holds.

    Args:
        orders: Of day and month, by source.
        origins: Articles by where their date was found.
        sizes: Bytes by part; `text` is what of the store is the articles' own text.
    """
    table = Table(show_header=False, box=None, pad_edge=False)
    span = f"{coverage.first} to {coverage.last}" if coverage.first else "no dates"
    undated = f", {coverage.undated:,} without a date" if coverage.undated else ""
    counts = manifest.counts
    groups = "1 group" if counts["groups"] == 1 else f"{counts['groups']:,} groups"
    refusals = manifest.calibration.get("abstention", {}).get("fitted_on")
    weights = ", ".join(f"{name} {size_text(size, 'en')}" for name, size in sizes.items() if name != "text")
    whole = sum(size for name, size in sizes.items() if name != "text")
    for name, value in (
        ("articles", f"{coverage.articles:,}"),
        ("passages", f"{counts['passages']:,}"),
        ("duplicates", f"{counts['duplicate']:,} exact, {groups} of near ones"),
        ("published", span + undated),
        ("dates from", counts_line(origins)),
        ("languages", counts_line(coverage.languages)),
        ("sources", counts_line(coverage.sources)),
        ("model", f"{manifest.model} ({manifest.model_fingerprint[:12]})"),
        ("refuses by", f"weights fitted on {refusals}" if refusals else "the weights known for its model, if any"),
        ("vectors", f"{manifest.index_kind}, {manifest.dim} dimensions"),
        ("on disk", f"{size_text(whole, 'en')}, of which text {size_text(sizes['text'], 'en')}: {weights}"),
        ("built", f"{manifest.created} from {', '.join(manifest.archives)}"),
    ):
        table.add_row(Text(name, style="bold"), Text(clean(value)))
    out = console()
    out.print(table)
    _print_years(out, years_of(coverage))
    print_orders(out, orders)


def _print_years(out: Console, years: Mapping[str, int]) -> None:
    bars = bars_of(years)
    most = max((count for _, count in bars), default=0)
    for name, count in bars:
        # A year with one article among thousands is still seen.
        length = max(1, round(_BAR_CHARACTERS * count / most)) if count else 0
        out.print(Text.assemble((f"{name} ", "bold"), ("█" * length, "cyan"), f" {count:,}"), soft_wrap=True)


def print_orders(out: Console, orders: Sequence[DateOrder]) -> None:
    """Print how sources were found to order day and month."""
    for order in orders[:8]:
        shown = f", as {order.evidence} shows" if order.evidence and order.order != "both" else ""
        kept = "" if order.order in ("day first", "month first") else "; kept as spans of both readings"
        dates = "1 date" if order.dates == 1 else f"{order.dates:,} dates"
        line = f"{clean(order.source)}: {dates} like 03/04/2022, {order.order}{shown}{kept}"
        out.print(Text.assemble(("day, month", "bold"), f" {line}"), soft_wrap=True)
    if len(orders) > 8:
        out.print(f"           and {len(orders) - 8:,} more sources")


def counts_line(counts: Mapping[str, int] | Mapping[str | None, int]) -> str:
    """Return the largest counts on one line."""
    shown = [f"{name or 'unknown'} {count:,}" for name, count in list(counts.items())[:8]]
    return ", ".join(shown) + (f" and {len(counts) - 8} more" if len(counts) > 8 else "")
