"""The SQLite file of a generation: articles, passages, the places that they came from, and the ledger.

Passage row n is row n of the vectors. Written once (by `store_writer`), then opened by `StoreReader`, which has
one connection a thread: a shared one fails in the worker threads of a web server.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from index.chunking import passage_id
from index.date_orders import DateOrder
from index.errors import IndexFolderError
from index.types import Article, DateSpan, Passage

STORE_FILE = "passages.sqlite"

State = Literal["indexed", "duplicate", "rejected", "failed"]

ARTICLE_COLUMNS = (
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
        self._connections: dict[sqlite3.Connection, threading.Thread] = {}
        self._lock = threading.Lock()
        try:
            self._db().execute("SELECT max(row) FROM passages").fetchone()
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
        row = self._db().execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise KeyError(article_id)
        return article_of_row(row)

    def articles(self, rows: Sequence[int]) -> dict[int, Article]:
        """Return articles by row."""
        marks = ",".join("?" * len(rows))
        found = self._db().execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE row IN ({marks})", list(rows))
        return {row[0]: article_of_row(row) for row in found}

    def titles(self) -> Iterator[tuple[int, str]]:
        """Yield every article's row and title, in no order."""
        yield from self._db().execute("SELECT row, title FROM articles")

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

    def neighbours(self, passage: Passage, count: int) -> tuple[list[Passage], list[Passage]]:
        """Return what stands around a passage in its article, both in reading order.

        Args:
            passage: Of this store.
            count: Most passages on either side, at least 0.
        """
        rows = self._db().execute(
            'SELECT p.start, p."end", a.text FROM articles a JOIN passages p'
            " ON p.row >= a.first_passage AND p.row < a.first_passage + a.passages WHERE a.id = ? ORDER BY p.row",
            (passage.article_id,),
        )
        around = [
            Passage(passage_id(passage.article_id, start, end), passage.article_id, start, end, text[start:end])
            for start, end, text in rows
        ]
        before = [one for one in around if one.end <= passage.start]
        behind = [one for one in around if one.start >= passage.end]
        return before[max(0, len(before) - count) :], behind[:count]

    def story(self, number: int) -> list[tuple[Article, str]]:
        """Return the members of a near-duplicate group with the kind of each, in row order."""
        columns = ARTICLE_COLUMNS + ", story_kind"
        rows = self._db().execute(f"SELECT {columns} FROM articles WHERE story = ? ORDER BY row", (number,))
        return [(article_of_row(row), row[-1]) for row in rows]

    def article_id_of(self, outside_id: str) -> str | None:
        """Return the article for one of the archive's own ids; None when there is none or it is ambiguous."""
        found = (
            self._db()
            .execute("SELECT DISTINCT article_id FROM outside_ids WHERE outside_id = ? LIMIT 2", (outside_id,))
            .fetchall()
        )
        return found[0][0] if len(found) == 1 else None

    def ledger(
        self, state: str | None = None, place: str | None = None, reason: str | None = None
    ) -> Iterator[LedgerEntry]:
        """Yield what became of each record, in input order, as far as it passes the filters, each None for all.

        Args:
            state: Only records in this state.
            place: Only records whose place matches this pattern, with `*` and `?`, or begins with it.
            reason: Only records whose reason holds this text, compared without case.
        """
        rows = self._db().execute(
            "SELECT place, state, reason, article_id FROM ledger"
            " WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR place GLOB ?2 OR substr(place, 1, length(?2)) = ?2)"
            " AND (?3 IS NULL OR instr(lower(reason), lower(?3))) ORDER BY record",
            (state, place, reason),
        )
        for row in rows:
            yield LedgerEntry(*row)

    def ledger_entries(self, records: Sequence[int]) -> list[LedgerEntry]:
        """Return the entries of some records, numbered from 0, in input order."""
        marks = ",".join("?" * len(records))
        columns = "place, state, reason, article_id"
        rows = self._db().execute(f"SELECT {columns} FROM ledger WHERE record IN ({marks}) ORDER BY record", records)
        return [LedgerEntry(*row) for row in rows]

    def ledger_places(self) -> Iterator[str]:
        """Yield every record's place, in input order."""
        yield from (place for (place,) in self._db().execute("SELECT place FROM ledger ORDER BY record"))

    def ledger_counts(self) -> dict[str, int]:
        """Return the number of records in each state, and `records`, their sum counted by itself."""
        counts = {"indexed": 0, "duplicate": 0, "rejected": 0, "failed": 0}
        counts.update(self._db().execute("SELECT state, count(*) FROM ledger GROUP BY state"))
        return {"records": self._db().execute("SELECT count(*) FROM ledger").fetchone()[0], **counts}

    def date_orders(self) -> list[DateOrder]:
        """Return how each source with dates of two readings was found to write them, most dates first."""
        rows = self._db().execute('SELECT source, "order", dates, evidence FROM date_orders ORDER BY rowid')
        return [DateOrder(*row) for row in rows]

    def passage_count(self) -> int:
        """Return the number of passages."""
        return int(self._db().execute("SELECT count(*) FROM passages").fetchone()[0])

    def date_origins(self) -> dict[str, int]:
        """Return how many articles have their date from where, most first; `unknown` counts those without one."""
        counted = "SELECT coalesce(origin, 'unknown'), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._db().execute(counted))

    def text_bytes(self) -> int:
        """Return how many bytes of UTF-8 the titles and texts take."""
        sums = "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(text AS BLOB))) FROM articles"
        return int(self._db().execute(sums).fetchone()[0] or 0)

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
            with self._lock:
                # A server answers each question in a thread of its own: what an ended one has left is used again,
                # or a connection, half a megabyte, would be kept for every question ever asked.
                ended = (one for one, thread in self._connections.items() if not thread.is_alive())
                # Each thread uses only its own connection; the check is off so that close() may close them all.
                connection = next(ended, None) or sqlite3.connect(self._uri, uri=True, check_same_thread=False)
                self._connections[connection] = threading.current_thread()
            self._local.connection = connection
        return connection


def article_of_row(row: Sequence) -> Article:
    """Return the article of a row that begins with `ARTICLE_COLUMNS`."""
    _, name, title, text, first, last, precision, origin, source, authors, url, language, section, place, outside = row[
        :15
    ]
    span = None
    if first is not None:
        span = DateSpan(date.fromordinal(first), date.fromordinal(last), precision, origin)
    return Article(name, title, text, span, source, tuple(json.loads(authors)), url, language, section, place, outside)


def article_as_json(article: Article) -> dict[str, Any]:
    """Return an article as JSON can hold it."""
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    if span := article.published:
        values["published"] = [span.first.toordinal(), span.last.toordinal(), span.precision, span.origin]
    return values


def article_from_json(values: dict[str, Any]) -> Article:
    """Return the article that `article_as_json` was given."""
    span = None
    if values["published"]:
        first, last, precision, origin = values["published"]
        span = DateSpan(date.fromordinal(first), date.fromordinal(last), precision, origin)
    return Article(**{**values, "published": span, "authors": tuple(values["authors"])})
