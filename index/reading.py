"""The first pass of a build: records become articles, passages and ledger entries, one at a time.

Memory does not grow with the texts: what is kept of each article is its id, its place and a sample of its shingles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from index.archives import read_archives
from index.archives.limits import Limits
from index.archives.profile import Profile
from index.articles import article_from
from index.carrying import Derived, KnownFiles, KnownRecord, file_key, settings_digest
from index.chunking import chunk_article
from index.date_orders import DateOrders
from index.duplicates import Printing
from index.embedding import Embedder
from index.errors import ArchiveError
from index.ledger import archive_of
from index.lexical_pass import index_words
from index.progress import BuildProgress, OnProgress
from index.store import STORE_FILE, LedgerEntry
from index.store_writer import StoreWriter
from index.stories import StoryFinder, sample_of
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
    known: KnownFiles | None = None,
) -> dict[str, int]:
    """Read every record into the store of a new generation, then the store's words into its lexical indices.

    Args:
        aside: The generation's folder.
        strict: Stop at the first record that is rejected or fails.
        limits: What one file may become; None for the usual bounds.
        known: Files of the generation before, whose records are taken over; None reads every file.

    Returns:
        `records`, the four states that they add up from, `passages`, and `groups` of near-duplicates.

    Raises:
        ArchiveError: An archive is unreadable, no record was good, or `strict` met a bad one.
    """
    reading = _Reading(aside, embedder, report)
    try:
        # A strict build must come upon every bad record itself.
        watch = _FilesRead(reading, None if strict else known, embedder.fingerprint)
        for found in read_archives(paths, mapping, limits, watch=watch):
            bad = reading.take(found)
            if bad and strict:
                fix = "mend the record, or build without --strict: it is then listed by dateline ledger"
                raise ArchiveError(bad.reason, where=bad.place, fix=fix)
        records = reading.store.records
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

    def __init__(self, aside: Path, embedder: Embedder, report: OnProgress) -> None:
        self._report = report
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
            self._enter_bad(LedgerEntry(article.place, state, article.reason, None))
            return article
        self._take_article(article, found.written_date if isinstance(found, Record) else None, None)
        return None

    def take_known(self, known: KnownRecord) -> None:
        """Give a record its state that was read for an earlier build."""
        if known.article is None:
            self._enter_bad(known.entry)
        else:
            self._take_article(known.article, known.written, known.derived)

    def _take_article(self, article: Article, written: str | None, derived: Derived | None) -> None:
        """Add an article, or enter it as a duplicate.

        Args:
            written: Its date as it was printed, where that shows an order of day and month or leaves it open.
            derived: What follows from its text; None when that is to be worked out.
        """
        written = written if article.published else None
        if article.outside_id is not None:
            self.store.add_outside_id(article.outside_id, article.id)
        if article.id in self._places:
            self.store.add_repeat(article, written)
            self._enter(LedgerEntry(article.place, "duplicate", f"same as {self._places[article.id]}", article.id))
            return
        self._places[article.id] = article.place
        if derived is None:
            spans = [(passage.start, passage.end) for passage in chunk_article(article, self._count_tokens)]
            derived = Derived(spans, sample_of(article.text))
        row = self.store.add_article(article, derived.spans, derived.sample)
        self.stories.add(row, derived.sample)
        if written and article.published:
            self.store.add_written_date(row, written, article.published)
            source = article.source or archive_of(article.place)
            self._dates.note(row, source, written, article.published.origin)
        self._enter(LedgerEntry(article.place, "indexed", None, article.id))

    def settle(self) -> None:
        """Decide what only the whole archive shows: the order of days and months, and which articles are one story."""
        self.store.set_dates(self._dates.resolved())
        self.store.add_date_orders(self._dates.summary())
        stories = list(self.stories.groups())
        self.store.set_stories(stories)
        self.counts["groups"] = len({number for _, number, _ in stories})
        self.counts["passages"] = self.store.passages

    def _enter_bad(self, entry: LedgerEntry) -> None:
        if len(self.rejects) < _REASONS_SHOWN:
            self.rejects.append(Reject(entry.place, entry.reason or "", entry.state == "failed"))
        self._enter(entry)

    def _enter(self, entry: LedgerEntry) -> None:
        self.store.add_entry(entry)
        self.counts[entry.state] += 1
        if self.store.records % _REPORT_EVERY == 0:
            self._report(BuildProgress("reading", self.store.records, None, "records"))

    def _printing(self, row: int) -> Printing:
        return _printing_of(row, self.store.article(row))


class _FilesRead:
    """Where each file's records begin and end, so that the next build may know them; takes over those that it knows."""

    def __init__(self, reading: _Reading, known: KnownFiles | None, tokenizer: str) -> None:
        self._reading = reading
        self._known = known
        self._tokenizer = tokenizer
        self._settings = b""
        self._key: bytes | None = None
        self._first = (0, 0, 0)

    def begin_archive(self, profile: Profile, limits: Limits) -> None:
        self._settings = settings_digest(profile, limits, self._tokenizer)

    def begin_file(self, path: Path, place: str, inner: str) -> bool:
        self._key = file_key(path, place, inner, self._settings)
        self._first = self._position()
        records = self._known.records(self._key) if self._known else None
        if records is None:
            return False
        for record in records:
            self._reading.take_known(record)
        self.end_file()
        return True

    def look_beside(self) -> None:
        # Its records follow from the other file as well, which may change while this one does not.
        self._key = None

    def end_file(self) -> None:
        record, article, failed = self._first
        # What failed may read well the next time.
        if self._key is not None and self._reading.counts["failed"] == failed:
            self._reading.store.add_file(self._key, record, article)
        self._key = None

    def _position(self) -> tuple[int, int, int]:
        store = self._reading.store
        return store.records, store.articles, self._reading.counts["failed"]


def _printing_of(row: int, article: Article) -> Printing:
    first = article.published.first if article.published else None
    return Printing(row, article.title, article.text, article.source, first)
