"""What a benchmark prints."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.statistics import bootstrap_interval


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One figure.

    Args:
        value: None when it could not be measured here; `unit` then says why.
        ratio: Dateline's figure as a multiple of this one, larger is better; None for Dateline's own.
    """

    name: str
    value: float | None
    unit: str
    ratio: float | None = None


def count_row(name: str, values: Sequence[bool]) -> BenchRow:
    """Return how many of some cases hold, with their share and its 95 % bootstrap interval as the unit."""
    low, high = bootstrap_interval([float(value) for value in values])
    share = f"of {len(values)}, {100 * sum(values) / len(values):.0f} % [{100 * low:.0f}, {100 * high:.0f}]"
    return BenchRow(name, sum(values), share)


@dataclass(frozen=True, slots=True)
class BenchReport:
    """A benchmark's figures, and what they were measured on."""

    title: str
    rows: tuple[BenchRow, ...]
    measured_on: str


def milliseconds_of(action: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def percentile(values: list[float], q: float) -> float:
    """Return a percentile of some figures."""
    return float(np.percentile(values, q))
