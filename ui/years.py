"""Articles by year, as the bars of a chart. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from index.types import Coverage

_MOST_BARS = 25  # lines of a chart; more years are drawn by five, ten, fifty … together
_SPANS = (1, 5, 10, 50, 100, 1000)


def years_of(coverage: Coverage) -> dict[str, int]:
    """Return the articles by year of their first day, in order; years without any are left out."""
    years: Counter[str] = Counter()
    for month, count in coverage.months.items():
        years[month[:4]] += count
    return dict(sorted(years.items()))


def bars_of(years: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the bars of the chart: each year from the first to the last, or spans of years where they are many."""
    if not years:
        return []
    first, last = int(min(years)), int(max(years))
    width = next((w for w in _SPANS if last // w - first // w < _MOST_BARS), _SPANS[-1])
    counts: Counter[int] = Counter()
    for year, count in years.items():
        counts[int(year) // width] += count
    names = ((n * width, counts[n]) for n in range(first // width, last // width + 1))
    return [(f"{start:04d}" if width == 1 else f"{start:04d}-{start + width - 1:04d}", count) for start, count in names]
