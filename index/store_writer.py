"""Fills the SQLite file of a new generation: its tables, and the one object that writes them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from index.date_orders import DateOrder
from index.sentences import Span
from index.store import ARTICLE_COLUMNS, LedgerEntry, article_as_json, article_of_row
from index.stories import Sample
from index.types import Article, DateSpan

_SCHEMA = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    first INTEGER, last INTEGER, precision TEXT, origin TEXT, source TEXT, authors TEXT NOT NULL, url TEXT,
    language TEXT NOT NULL, section TEXT, place TEXT NOT NULL, outside_id TEXT,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, story INTEGER, story_kind TEXT,
    sample BLOB NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE TABLE ledger (
    record INTEGER PRIMARY KEY, place TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, article_id TEXT
);
CREATE TABLE outside_ids (outside_id TEXT NOT NULL, article_id TEXT NOT NULL);
CREATE TABLE date_orders (source TEXT NOT NULL, "order" TEXT NOT NULL, dates INTEGER NOT NULL, evidence TEXT);
-- What the next build takes over: each file's records, dates as they were read, duplicates whole; and of each article
-- the sample that near-duplicates are found by, four bytes for each fourth word.
CREATE TABLE files (
    key BLOB NOT NULL, first_record INTEGER NOT NULL, records INTEGER NOT NULL, first_article INTEGER NOT NULL
);
CREATE TABLE written_dates (
    article INTEGER PRIMARY KEY, written TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    precision TEXT NOT NULL
);
CREATE TABLE repeats (record INTEGER PRIMARY KEY, article TEXT NOT NULL);
"""
# Articles of some thousand bytes leave a fifth of SQLite's usual pages of 4 kB empty, and few of these.
_PAGE_BYTES = 32_768
_INDICES = """
-- Titles apart from the texts: who looks through them reads a fiftieth of the file.
CREATE INDEX articles_by_title ON articles (title);
CREATE INDEX articles_by_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX ledger_by_state ON ledger (state);
CREATE INDEX outside_ids_by_id ON outside_ids (outside_id);
"""


class StoreWriter:
    """Fills a new store; nothing can be read from it by others before it is closed."""

    def __init__(self, path: Path) -> None:
        """Create the file; it must not exist."""
        self._db = sqlite3.connect(path, isolation_level=None)
        # The generation is published whole or not at all, so the store need not survive a crash on its own.
        pragmas = f"PRAGMA page_size={_PAGE_BYTES}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
        self._db.executescript(pragmas + _SCHEMA)
        self._articles = self._passages = self._records = 0

    def add_article(self, article: Article, passages: Sequence[Span], sample: Sample) -> int:
        """Store an article with its passages and what `sample_of` gives of its text; return its row."""
        span = article.published
        row = self._articles
        self._db.execute(
            "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL,?)",
            (
                row,
                article.id,
                article.title,
                article.text,
                span.first.toordinal() if span else None,
                span.last.toordinal() if span else None,
                span.precision if span else None,
                span.origin if span else None,
                article.source,
                json.dumps(article.authors, ensure_ascii=False),
                article.url,
                article.language,
                article.section,
                article.place,
                article.outside_id,
                self._passages,
                len(passages),
                sample.astype("<u4").tobytes(),
            ),
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?)",
            ((self._passages + n, row, start, end) for n, (start, end) in enumerate(passages)),
        )
        self._articles += 1
        self._passages += len(passages)
        return row

    def add_outside_id(self, outside_id: str, article_id: str) -> None:
        """Remember the archive's own id for an article; an article printed twice may have several."""
        self._db.execute("INSERT INTO outside_ids VALUES (?,?)", (outside_id, article_id))

    def add_entry(self, entry: LedgerEntry) -> None:
        """Write what became of the next record."""
        self._db.execute(
            "INSERT INTO ledger VALUES (?,?,?,?,?)",
            (self._records, entry.place, entry.state, entry.reason, entry.article_id),
        )
        self._records += 1

    def add_file(self, key: bytes, first_record: int, first_article: int) -> None:
        """Remember that the records from `first_record` to the last one added are those of one file."""
        self._db.execute(
            "INSERT INTO files VALUES (?,?,?,?)", (key, first_record, self._records - first_record, first_article)
        )

    def add_written_date(self, row: int, written: str, span: DateSpan) -> None:
        """Keep an article's date as it was printed and read, before other dates of its source settle it."""
        values = (row, written, span.first.toordinal(), span.last.toordinal(), span.precision)
        self._db.execute("INSERT INTO written_dates VALUES (?,?,?,?,?)", values)

    def add_repeat(self, article: Article, written: str | None) -> None:
        """Keep the next record, a duplicate, whole: it is the article itself once the first printing is gone."""
        told = json.dumps([article_as_json(article), written], ensure_ascii=False)
        self._db.execute("INSERT INTO repeats VALUES (?,?)", (self._records, told))

    def set_dates(self, dates: Iterable[tuple[int, DateSpan]]) -> None:
        """Give articles already added another date: (article row, date)."""
        self._db.executemany(
            "UPDATE articles SET first = ?, last = ?, precision = ? WHERE row = ?",
            ((span.first.toordinal(), span.last.toordinal(), span.precision, row) for row, span in dates),
        )

    def add_date_orders(self, orders: Iterable[DateOrder]) -> None:
        """Write down how each source was found to write its dates."""
        self._db.executemany(
            "INSERT INTO date_orders VALUES (?,?,?,?)", ((o.source, o.order, o.dates, o.evidence) for o in orders)
        )

    def written(self) -> Iterator[tuple[int, Article, int, list[tuple[int, int]]]]:
        """Yield what was added, in order: article row, article, first passage row, span of each passage."""
        columns = f"{ARTICLE_COLUMNS}, first_passage, passages"
        passages = iter(self._db.execute('SELECT start, "end" FROM passages ORDER BY row'))
        for row in self._db.execute(f"SELECT {columns} FROM articles ORDER BY row"):
            yield row[0], article_of_row(row), row[-2], list(islice(passages, row[-1]))

    def set_stories(self, stories: Iterable[tuple[int, int, str]]) -> None:
        """Name the near-duplicate groups: (article row, group number, kind of the member)."""
        self._db.executemany(
            "UPDATE articles SET story = ?, story_kind = ? WHERE row = ?", ((s, kind, row) for row, s, kind in stories)
        )

    def article(self, row: int) -> Article:
        """Return an article already added."""
        return article_of_row(
            self._db.execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE row = ?", (row,)).fetchone()
        )

    @property
    def articles(self) -> int:
        """Return how many articles have been added."""
        return self._articles

    @property
    def records(self) -> int:
        """Return how many ledger entries have been added."""
        return self._records

    @property
    def passages(self) -> int:
        """Return how many passages have been added."""
        return self._passages

    def close(self) -> None:
        """Finish the file."""
        self._db.execute("COMMIT")
        self._db.executescript(_INDICES)
        self._db.close()

    def abandon(self) -> None:
        """Close without finishing, after a failure."""
        self._db.close()
