"""The first pass of a build: records become articles, passages and ledger entries, one at a time.

Memory does not grow with the texts: what is kept of each article is its id, its place and a sample of its shingles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from index.archives import read_archives
from index.archives.limits import Limits
from index.articles import article_from
from index.chunking import chunk_article
from index.date_orders import DateOrders
from index.duplicates import Printing
from index.embedding import Embedder
from index.errors import ArchiveError
from index.lexical_pass import index_words
from index.progress import BuildProgress, OnProgress
from index.store import STORE_FILE, LedgerEntry
from index.store_writer import StoreWriter
from index.stories import StoryFinder
from index.types import Article, Record, Reject

_REPORT_EVERY = 50  # records
_REASONS_SHOWN = 3


def read_into(
    paths: Sequence[Path],
    mapping: Mapping[str, str],
    aside: Path,
    embedder: Embedder,
    *,
    strict: bool,
    report: OnProgress,
    limits: Limits | None = None,
) -> dict[str, int]:
    """Read every record into the store of a new generation, then the store's words into its lexical indices.

    Args:
        aside: The generation's folder.
        strict: Stop at the first record that is rejected or fails.
        limits: What one file may become; None for the usual bounds.

    Returns:
        `records`, the four states that they add up from, `passages`, and `groups` of near-duplicates.

    Raises:
        ArchiveError: An archive is unreadable, no record was good, or `strict` met a bad one.
    """
    reading = _Reading(aside, embedder)
    records = 0
    try:
        for found in read_archives(paths, mapping, limits):
            bad = reading.take(found)
            records += 1
            if bad and strict:
                fix = "mend the record, or build without --strict: it is then listed by dateline ledger"
                raise ArchiveError(bad.reason, where=bad.place, fix=fix)
            if records % _REPORT_EVERY == 0:
                report(BuildProgress("reading", records, None, "records"))
        if not reading.counts["indexed"]:
            raise _nothing_to_index(paths, records, reading.rejects)
        report(BuildProgress("reading", records, records, "records"))
        reading.settle()
        index_words(reading.store, aside, report)
    except BaseException:
        reading.store.abandon()
        raise
    reading.store.close()
    return {"records": records, **reading.counts}


def _nothing_to_index(paths: Sequence[Path], records: int, rejects: Sequence[Reject]) -> ArchiveError:
    if not records:
        what = "the archive is empty: it holds no record"
    else:
        what = f"none of the {records:,} records could be indexed"
    reasons = "; ".join(f"{reject.place}: {reject.reason}" for reject in rejects)
    where = reasons or ", ".join(str(path) for path in paths)
    return ArchiveError(what, where=where, fix="check that the files are articles in a format that Dateline reads")


class _Reading:
    """The state of the first pass: where records go, and what has been seen."""

    def __init__(self, aside: Path, embedder: Embedder) -> None:
        self.store = StoreWriter(aside / STORE_FILE)
        self.stories = StoryFinder(self._printing)
        self.counts = {"indexed": 0, "duplicate": 0, "rejected": 0, "failed": 0}
        self.rejects: list[Reject] = []
        self._places: dict[str, str] = {}
        self._dates = DateOrders()
        self._count_tokens = embedder.count_tokens

    def take(self, found: Record | Reject) -> Reject | None:
        """Give one record its state; return it when it is bad."""
        article = article_from(found) if isinstance(found, Record) else found
        if isinstance(article, Reject):
            state: Literal["rejected", "failed"] = "failed" if article.retryable else "rejected"
            self._enter(LedgerEntry(article.place, state, article.reason, None))
            if len(self.rejects) < _REASONS_SHOWN:
                self.rejects.append(article)
            return article
        if article.outside_id is not None:
            self.store.add_outside_id(article.outside_id, article.id)
        if article.id in self._places:
            self._enter(LedgerEntry(article.place, "duplicate", f"same as {self._places[article.id]}", article.id))
            return None
        self._places[article.id] = article.place
        row = self.store.add_article(article, chunk_article(article, self._count_tokens))
        self.stories.add(_printing_of(row, article))
        if isinstance(found, Record) and found.written_date and article.published:
            source = article.source or archive_of(article.place)
            self._dates.note(row, source, found.written_date, article.published.origin)
        self._enter(LedgerEntry(article.place, "indexed", None, article.id))
        return None

    def settle(self) -> None:
        """Decide what only the whole archive shows: the order of days and months, and which articles are one story."""
        self.store.set_dates(self._dates.resolved())
        self.store.add_date_orders(self._dates.summary())
        stories = list(self.stories.groups())
        self.store.set_stories(stories)
        self.counts["groups"] = len({number for _, number, _ in stories})
        self.counts["passages"] = self.store.passages

    def _enter(self, entry: LedgerEntry) -> None:
        self.store.add_entry(entry)
        self.counts[entry.state] += 1

    def _printing(self, row: int) -> Printing:
        return _printing_of(row, self.store.article(row))


def archive_of(place: str) -> str:
    """Return the archive file of a place: `news.csv:12` -> `news.csv`."""
    return re.sub(r"(?:[:#]\d+)+$", "", place)


def _printing_of(row: int, article: Article) -> Printing:
    first = article.published.first if article.published else None
    return Printing(row, article.title, article.text, article.source, first)
