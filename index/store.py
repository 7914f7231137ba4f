"""The SQLite file of a generation: articles, passages, the places that they came from, and the ledger.

Passage row n is row n of the vectors. Written once by `StoreWriter`, then opened read-only by `StoreReader`, which
keeps one connection a thread: a shared one fails in a web server's worker threads.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from index.chunking import passage_id
from index.errors import IndexFolderError
from index.types import Article, DateSpan, Passage

STORE_FILE = "passages.sqlite"

State = Literal["indexed", "duplicate", "rejected", "failed"]

_SCHEMA = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    first INTEGER, last INTEGER, precision TEXT, origin TEXT, source TEXT, authors TEXT NOT NULL, url TEXT,
    language TEXT NOT NULL, section TEXT, place TEXT NOT NULL, outside_id TEXT,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, story INTEGER, story_kind TEXT
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE TABLE ledger (
    record INTEGER PRIMARY KEY, place TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, article_id TEXT
);
CREATE TABLE outside_ids (outside_id TEXT NOT NULL, article_id TEXT NOT NULL);
"""
_INDICES = """
CREATE INDEX articles_by_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX ledger_by_state ON ledger (state);
CREATE INDEX outside_ids_by_id ON outside_ids (outside_id);
"""
_ARTICLE_COLUMNS = (
    "row, id, title, text, first, last, precision, origin, source, authors, url, language, section, place, outside_id"
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one input record.

    Args:
        reason: Why it was rejected, why it failed, or which place holds the same article; None when indexed.
        article_id: The article that holds it; None when rejected or failed.
    """

    place: str
    state: State
    reason: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What filters and groups need to know of one article, without its text.

    Args:
        first: Proleptic ordinal of the first day; None when undated.
        passages: Number of its passages, in rows `first_passage` and following.
        story: Number of its near-duplicate group; None when it stands alone.
    """

    id: str
    first: int | None
    last: int | None
    source: str | None
    language: str
    first_passage: int
    passages: int
    story: int | None


class StoreWriter:
    """Fills a new store; nothing can be read from it by others before it is closed."""

    def __init__(self, path: Path) -> None:
        """Create the file; it must not exist."""
        self._db = sqlite3.connect(path, isolation_level=None)
        # The generation is published whole or not at all, so the store need not survive a crash on its own.
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
        self._articles = self._passages = self._records = 0

    def add_article(self, article: Article, passages: Sequence[Passage]) -> int:
        """Store an article with its passages; return its row."""
        span = article.published
        row = self._articles
        self._db.execute(
            "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL)",
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
            ),
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?)",
            ((self._passages + n, row, p.start, p.end) for n, p in enumerate(passages)),
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

    def set_stories(self, stories: Iterable[tuple[int, int, str]]) -> None:
        """Name the near-duplicate groups: (article row, group number, kind of the member)."""
        self._db.executemany(
            "UPDATE articles SET story = ?, story_kind = ? WHERE row = ?", ((s, kind, row) for row, s, kind in stories)
        )

    def article(self, row: int) -> Article:
        """Return an article already added."""
        return _article_from(
            self._db.execute(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE row = ?", (row,)).fetchone()
        )

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


class StoreReader:
    """Reads a finished store; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open read-only.

        Raises:
            IndexFolderError: The file is missing or no store.
        """
        # immutable=1: the file never changes after its generation is published, so SQLite need not lock it.
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            self._db().execute("SELECT count(*) FROM passages").fetchone()
        except sqlite3.DatabaseError as error:
            fix = "build the index again, or run: dateline doctor --index DIR"
            raise IndexFolderError(f"the store cannot be read: {error}", where=str(path), fix=fix) from error

    def facts(self) -> Iterator[ArticleFacts]:
        """Yield every article's facts, in row order."""
        columns = "id, first, last, source, language, first_passage, passages, story"
        for row in self._db().execute(f"SELECT {columns} FROM articles ORDER BY row"):
            yield ArticleFacts(*row)

    def article(self, article_id: str) -> Article:
        """Return an article whole.

        Raises:
            KeyError: The index holds no such article.
        """
        row = self._db().execute(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise KeyError(article_id)
        return _article_from(row)

    def articles(self, rows: Sequence[int]) -> dict[int, Article]:
        """Return articles by row."""
        marks = ",".join("?" * len(rows))
        found = self._db().execute(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE row IN ({marks})", list(rows))
        return {row[0]: _article_from(row) for row in found}

    def passages(self, rows: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """Return passages with their articles, by passage row."""
        marks = ",".join("?" * len(rows))
        found = (
            self._db()
            .execute(f'SELECT row, article, start, "end" FROM passages WHERE row IN ({marks})', list(rows))
            .fetchall()
        )
        articles = self.articles(sorted({article for _, article, _, _ in found}))
        result = {}
        for row, article_row, start, end in found:
            article = articles[article_row]
            name = passage_id(article.id, start, end)
            result[row] = (article, Passage(name, article.id, start, end, article.text[start:end]))
        return result

    def story(self, number: int) -> list[tuple[Article, str]]:
        """Return the members of a near-duplicate group with the kind of each, in row order."""
        columns = _ARTICLE_COLUMNS + ", story_kind"
        rows = self._db().execute(f"SELECT {columns} FROM articles WHERE story = ? ORDER BY row", (number,))
        return [(_article_from(row), row[-1]) for row in rows]

    def article_id_of(self, outside_id: str) -> str | None:
        """Return the article for one of the archive's own ids; None when there is none or it is ambiguous."""
        found = (
            self._db()
            .execute("SELECT DISTINCT article_id FROM outside_ids WHERE outside_id = ? LIMIT 2", (outside_id,))
            .fetchall()
        )
        return found[0][0] if len(found) == 1 else None

    def ledger(self, state: str | None = None) -> Iterator[LedgerEntry]:
        """Yield what became of each record, in input order; only those in `state` when it is given."""
        rows = self._db().execute(
            "SELECT place, state, reason, article_id FROM ledger WHERE ?1 IS NULL OR state = ?1 ORDER BY record",
            (state,),
        )
        for row in rows:
            yield LedgerEntry(*row)

    def ledger_counts(self) -> dict[str, int]:
        """Return the number of records in each state, and `records`, their sum counted by itself."""
        counts = {"indexed": 0, "duplicate": 0, "rejected": 0, "failed": 0}
        counts.update(self._db().execute("SELECT state, count(*) FROM ledger GROUP BY state"))
        return {"records": self._db().execute("SELECT count(*) FROM ledger").fetchone()[0], **counts}

    def passage_count(self) -> int:
        """Return the number of passages."""
        return int(self._db().execute("SELECT count(*) FROM passages").fetchone()[0])

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Each thread uses only its own connection; the check is off so that close() may close them all.
            connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            self._local.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection


def _article_from(row: Sequence) -> Article:
    _, name, title, text, first, last, precision, origin, source, authors, url, language, section, place, outside = row[
        :15
    ]
    span = None
    if first is not None:
        span = DateSpan(date.fromordinal(first), date.fromordinal(last), precision, origin)
    return Article(name, title, text, span, source, tuple(json.loads(authors)), url, language, section, place, outside)
