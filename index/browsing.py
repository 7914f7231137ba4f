"""Articles a page at a time, for a person who looks through an archive without a question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.filtering import allowed_articles
from index.store import StoreReader
from index.table import UNKNOWN, ArticleTable
from index.types import Article, Filters


@dataclass(frozen=True, slots=True)
class Browsed:
    """One page of the articles that were asked for.

    Args:
        total: How many there are on all pages.
        articles: Of this page: newest first, those without a date last, of one day in the order of the archive.
    """

    total: int
    articles: list[Article]


def browse(
    table: ArticleTable, store: StoreReader, filters: Filters, words: str, page: slice, *, undated: bool
) -> Browsed:
    """Return the articles of one page.

    Args:
        filters: Open for all articles.
        words: Each of them must stand in the title, in part and in any case; empty for any title.
        page: Which of the articles, counted from 0, without a step.
        undated: Only those without a date.
    """
    allowed = allowed_articles(table, filters)
    if undated:
        allowed &= table.first == UNKNOWN
    if wanted := words.casefold().split():
        allowed &= _titled(store, wanted, len(table))
    rows = np.flatnonzero(allowed)
    # An unknown day is the least number, and so the last when the newest come first.
    shown = rows[np.argsort(-table.first[rows], kind="stable")][page].tolist()
    found = store.articles(shown)
    return Browsed(len(rows), [found[row] for row in shown])


def _titled(store: StoreReader, wanted: list[str], articles: int) -> NDArray[np.bool_]:
    # SQLite folds the case of ASCII alone, so the titles are compared here.
    found = np.zeros(articles, dtype=bool)
    for row, title in store.titles():
        folded = title.casefold()
        found[row] = all(word in folded for word in wanted)
    return found
