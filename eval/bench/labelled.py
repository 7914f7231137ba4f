"""What the benchmarks on labelled questions share: their files read line by line, and shares with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.bench.report import BenchRow
from eval.statistics import bootstrap_interval


def lines_of(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield place and columns of each line of a table; blank lines, and those that begin with #, are remarks."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield f"{file}:{number}", line.split("\t")


def share(name: str, values: Sequence[float]) -> Iterator[BenchRow]:
    """Yield the mean of some values as a share, with its interval; nothing for no values."""
    if not values:
        return
    low, high = bootstrap_interval(values)
    yield BenchRow(name, 100 * sum(values) / len(values), "%")
    yield BenchRow("  95 % interval, from", 100 * low, "%")
    yield BenchRow("  95 % interval, to", 100 * high, "%")
