"""The first pass of a build: records become articles, passages, index terms and ledger entries, one at a time.

Memory does not grow with the texts: what is kept of each article is its id, its place and its MinHash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from index.archives import read_archives
from index.articles import article_from
from index.chunking import chunk_article, encoder_text
from index.duplicates import Printing, StoryFinder
from index.embedding import Embedder
from index.errors import ArchiveError
from index.lexical import LEXICAL_FOLDER, LexicalFacts, LexicalWriter, tokens_of
from index.progress import BuildProgress, OnProgress
from index.store import STORE_FILE, LedgerEntry, StoreWriter
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
) -> dict[str, int]:
    """Read every record into the store and the lexical indices of a new generation.

    Args:
        aside: The generation's folder.
        strict: Stop at the first record that is rejected or fails.

    Returns:
        `records`, the four states that they add up from, `passages`, and `groups` of near-duplicates.

    Raises:
        ArchiveError: An archive is unreadable, no record was good, or `strict` met a bad one.
    """
    reading = _Reading(aside, embedder)
    records = 0
    try:
        for found in read_archives(paths, mapping):
            bad = reading.take(found)
            records += 1
            if bad and strict:
                fix = "mend the record, or build without --strict: it is then listed by dateline ledger"
                raise ArchiveError(bad.reason, where=bad.place, fix=fix)
            if records % _REPORT_EVERY == 0:
                report(BuildProgress("reading", records, None, "records"))
        if not reading.counts["indexed"]:
            raise _nothing_to_index(paths, records, reading.rejects)
    except BaseException:
        reading.store.abandon()
        raise
    reading.close()
    report(BuildProgress("reading", records, records, "records"))
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
        (aside / LEXICAL_FOLDER).mkdir()
        self.store = StoreWriter(aside / STORE_FILE)
        self.passage_terms = LexicalWriter(aside / LEXICAL_FOLDER / "passages")
        self.article_terms = LexicalWriter(aside / LEXICAL_FOLDER / "articles")
        self.stories = StoryFinder(self._printing)
        self.counts = {"indexed": 0, "duplicate": 0, "rejected": 0, "failed": 0}
        self.rejects: list[Reject] = []
        self._places: dict[str, str] = {}
        self._sources: dict[str | None, int] = {}
        self._languages: dict[str, int] = {}
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
        self._index(article)
        self._enter(LedgerEntry(article.place, "indexed", None, article.id))
        return None

    def close(self) -> None:
        """Finish the store and the lexical indices."""
        self.counts["groups"] = 0
        stories = list(self.stories.groups())
        self.store.set_stories(stories)
        self.counts["groups"] = len({number for _, number, _ in stories})
        self.counts["passages"] = self.store.passages
        self.store.close()
        self.passage_terms.close()
        self.article_terms.close()

    def _enter(self, entry: LedgerEntry) -> None:
        self.store.add_entry(entry)
        self.counts[entry.state] += 1

    def _index(self, article: Article) -> None:
        passages = chunk_article(article, self._count_tokens)
        first_passage = self.store.passages
        row = self.store.add_article(article, passages)
        facts = self._facts(article, row)
        for n, passage in enumerate(passages):
            text = encoder_text(article.title, passage.text)
            self.passage_terms.add(first_passage + n, tokens_of(text, article.language), facts)
        self.article_terms.add(row, tokens_of(encoder_text(article.title, article.text), article.language), facts)
        self.stories.add(_printing_of(row, article))

    def _facts(self, article: Article, row: int) -> LexicalFacts:
        span = article.published
        source = article.source.casefold() if article.source else None
        return LexicalFacts(
            article=row,
            first=span.first.toordinal() if span else None,
            last=span.last.toordinal() if span else None,
            source=self._sources.setdefault(source, len(self._sources)) if source else None,
            language=self._languages.setdefault(article.language, len(self._languages)),
        )

    def _printing(self, row: int) -> Printing:
        return _printing_of(row, self.store.article(row))


def _printing_of(row: int, article: Article) -> Printing:
    first = article.published.first if article.published else None
    return Printing(row, article.title, article.text, article.source, first)
