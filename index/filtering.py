"""Filters as sets of rows: which articles, and so which passages, a search may find. Arrays only, no texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalFilter
from index.table import UNKNOWN, ArticleTable
from index.types import Coverage, Filters

Mask = NDArray[np.bool_]
Name = TypeVar("Name")
_LEAST_GAP = 28  # days; a shorter one holds no whole month


def allowed_articles(table: ArticleTable, filters: Filters) -> Mask:
    """Return which articles the filters let through, `(articles,)` bool.

    A date filter keeps every article whose date may fall in the span, and none without a date.
    """
    allowed = np.ones(len(table), dtype=bool)
    dated = table.first != UNKNOWN
    if filters.first is not None:
        allowed &= dated & (table.last >= filters.first.toordinal())
    if filters.last is not None:
        allowed &= dated & (table.first <= filters.last.toordinal())
    if filters.as_of is not None:
        allowed &= dated & (table.last <= filters.as_of.toordinal())
    if filters.sources:
        allowed &= np.isin(table.source, _numbers_of(filters.sources, table.sources))
    if filters.languages:
        allowed &= np.isin(table.language, _numbers_of(filters.languages, table.languages))
    if filters.article_ids:
        chosen = np.zeros(len(table), dtype=bool)
        chosen[table.rows_of(filters.article_ids)] = True
        allowed &= chosen
    return allowed


def lexical_filter(table: ArticleTable, filters: Filters) -> LexicalFilter:
    """Return the same filters as the lexical index reads them."""
    rows = None
    if filters.article_ids:
        rows = tuple(table.rows_of(filters.article_ids).tolist())
    return LexicalFilter(
        first_from=filters.first.toordinal() if filters.first else None,
        last_to=filters.last.toordinal() if filters.last else None,
        last_before=filters.as_of.toordinal() if filters.as_of else None,
        sources=tuple(_numbers_of(filters.sources, table.sources)) if filters.sources else None,
        languages=tuple(_numbers_of(filters.languages, table.languages)) if filters.languages else None,
        articles=rows,
    )


def coverage_of(table: ArticleTable, filters: Filters) -> Coverage:
    """Return what the index holds under the filters."""
    rows = np.flatnonzero(allowed_articles(table, filters))
    dated = rows[table.first[rows] != UNKNOWN]
    # Number -1, an unknown source, is counted in the first place of a row that begins with it.
    sources = _counts(table.source[rows] + 1, [None, *table.sources])
    languages = _counts(table.language[rows], table.languages)
    days, counts = np.unique(table.first[dated], return_counts=True)
    months: Counter[str] = Counter()
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        first = date.fromordinal(day)
        months[f"{first.year:04d}-{first.month:02d}"] += count
    return Coverage(
        articles=len(rows),
        first=date.fromordinal(int(table.first[dated].min())) if len(dated) else None,
        last=date.fromordinal(int(table.last[dated].max())) if len(dated) else None,
        sources=sources,
        languages=languages,
        undated=len(rows) - len(dated),
        months=dict(sorted(months.items())),
        first_by=date.fromordinal(int(table.last[dated].min())) if len(dated) else None,
        last_from=date.fromordinal(int(table.first[dated].max())) if len(dated) else None,
        gaps=_gaps(table.first[dated], table.last[dated]),
    )


def _gaps(first: NDArray[np.int32], last: NDArray[np.int32]) -> tuple[tuple[date, date], ...]:
    """Return the stretches of days that no interval covers, in order; days are counted, so nothing is sorted."""
    if not len(first):
        return ()
    base, days = int(first.min()), int(last.max()) - int(first.min()) + 1
    open_on = np.cumsum(
        np.bincount(first - base, minlength=days + 1) - np.bincount(last - base + 1, minlength=days + 1)
    )
    covered = np.flatnonzero(open_on[:days])
    behind = np.flatnonzero(np.diff(covered) > _LEAST_GAP)
    return tuple(
        (date.fromordinal(base + int(covered[n]) + 1), date.fromordinal(base + int(covered[n + 1]) - 1)) for n in behind
    )


def _counts(numbers: NDArray[np.int32], names: Sequence[Name]) -> dict[Name, int]:
    """Return how often each name is numbered, most first, those never numbered left out."""
    counts = np.bincount(numbers, minlength=len(names)).tolist()
    found = Counter({name: count for name, count in zip(names, counts, strict=True) if count})
    return dict(found.most_common())


def _numbers_of(names: Iterable[str], known: list[str]) -> list[int]:
    wanted = {name.strip().casefold() for name in names}
    return [number for number, name in enumerate(known) if name.casefold() in wanted]
