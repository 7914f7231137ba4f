"""Conversations in one SQLite file of the user's data folder: they outlive reloads, browsers and restarts.

Kept by the server and not by the browser: a shared link, an export and a case for the evaluation are made here, and a
browser's own storage holds 5 MB and is lost with its history. Each row has an owner: the name that logged in, or
else a random name that the browser keeps. A conversation's id is random as well, so that nobody guesses another's.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, changed TEXT NOT NULL, shared TEXT UNIQUE,
    archive TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_owner ON conversations (owner, changed);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    number INTEGER NOT NULL, answer TEXT NOT NULL, verdict TEXT, comment TEXT,
    PRIMARY KEY (conversation, number)
);
"""
# Conversations named in the list; older ones are kept, and found again when newer ones are deleted.
_LISTED = 100
_NAME_CHARACTERS = 80
_COMMENT_CHARACTERS = 2000
_BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation.

    Args:
        shared: The secret in the address of its read-only page; None when it is not shared.
    """

    id: str
    name: str
    changed: str
    shared: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Args:
        number: Counts from 1 in its conversation.
        answer: As `snapshot.kept` made it.
        verdict: `good`, `bad` or `absent`, as a reader judged it; None when nobody did.
    """

    number: int
    answer: dict[str, Any]
    verdict: str | None = None
    comment: str | None = None


class ConversationStore:
    """Reads and writes the conversations about one archive; safe to share between threads."""

    def __init__(self, file: Path, archive: str) -> None:
        """Open or create the file.

        Args:
            file: Its folder is made when missing; only this user may read it.
            archive: The index's folder: conversations about others are not listed.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        self._file = file
        self._archive = archive
        self._lock = threading.Lock()
        with self._open() as database:
            database.executescript(_SCHEMA)

    def listed(self, owner: str) -> list[Conversation]:
        """Return an owner's conversations, the one changed last first."""
        return self._conversations("owner = ? AND archive = ? ORDER BY changed DESC", (owner, self._archive))

    def conversation(self, owner: str, conversation: str) -> Conversation | None:
        """Return an owner's conversation; None when there is none of that id, or it is another's."""
        found = self._conversations("owner = ? AND id = ?", (owner, conversation))
        return found[0] if found else None

    def shared(self, secret: str) -> Conversation | None:
        """Return the conversation that is shared under a secret."""
        found = self._conversations("shared = ?", (secret,))
        return found[0] if found else None

    def turns(self, conversation: str) -> list[Turn]:
        """Return the turns of a conversation in order."""
        with self._open() as database:
            rows = database.execute(
                "SELECT number, answer, verdict, comment FROM turns WHERE conversation = ? ORDER BY number",
                (conversation,),
            ).fetchall()
        return [Turn(number, json.loads(answer), verdict, comment) for number, answer, verdict, comment in rows]

    def append(self, owner: str, conversation: str | None, answer: dict[str, Any]) -> tuple[str, int]:
        """Add a turn; return the conversation's id and the turn's number.

        Args:
            conversation: None, or one that is not the owner's, begins a new one, named after the question.
        """
        with self._open() as database:
            held = database.execute(
                "SELECT 1 FROM conversations WHERE id = ? AND owner = ?", (conversation, owner)
            ).fetchone()
            if not held:
                conversation = secrets.token_urlsafe(16)
                name = str(answer["question"])[:_NAME_CHARACTERS]
                database.execute(
                    "INSERT INTO conversations VALUES (?, ?, ?, ?, NULL, ?)",
                    (conversation, owner, name, _now(), self._archive),
                )
            (last,) = database.execute(
                "SELECT coalesce(max(number), 0) FROM turns WHERE conversation = ?", (conversation,)
            ).fetchone()
            written = json.dumps(answer, ensure_ascii=False)
            database.execute("INSERT INTO turns VALUES (?, ?, ?, NULL, NULL)", (conversation, last + 1, written))
            database.execute("UPDATE conversations SET changed = ? WHERE id = ?", (_now(), conversation))
        return str(conversation), last + 1

    def rename(self, owner: str, conversation: str, name: str) -> None:
        """Give a conversation another name; a blank one is ignored."""
        if name.strip():
            self._change("UPDATE conversations SET name = ?", (name.strip()[:_NAME_CHARACTERS],), owner, conversation)

    def delete(self, owner: str, conversation: str) -> None:
        """Remove a conversation with its turns and its shared page."""
        self._change("DELETE FROM conversations", (), owner, conversation)

    def share(self, owner: str, conversation: str, *, shared: bool) -> None:
        """Give a conversation a read-only page of a secret address, or take it away."""
        secret = secrets.token_urlsafe(16) if shared else None
        self._change("UPDATE conversations SET shared = ?", (secret,), owner, conversation)

    def judge(self, owner: str, conversation: str, number: int, verdict: str, comment: str) -> None:
        """Keep what a reader thinks of an answer; the last judgement stands."""
        with self._open() as database:
            database.execute(
                "UPDATE turns SET verdict = ?, comment = ? WHERE conversation = ? AND number = ?"
                " AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (verdict, comment.strip()[:_COMMENT_CHARACTERS] or None, conversation, number, owner),
            )

    def judged(self) -> Iterator[tuple[str, Turn]]:
        """Yield each judged turn of the archive with its conversation's id, in a stable order."""
        with self._open() as database:
            rows = database.execute(
                "SELECT conversation, number, answer, verdict, comment FROM turns"
                " JOIN conversations ON id = conversation"
                " WHERE verdict IS NOT NULL AND archive = ? ORDER BY conversation, number",
                (self._archive,),
            ).fetchall()
        for conversation, number, answer, verdict, comment in rows:
            yield conversation, Turn(number, json.loads(answer), verdict, comment)

    def _conversations(self, where: str, values: tuple[str, ...]) -> list[Conversation]:
        with self._open() as database:
            rows = database.execute(
                f"SELECT id, name, changed, shared FROM conversations WHERE {where} LIMIT {_LISTED}", values
            ).fetchall()
        return [Conversation(*row) for row in rows]

    def _change(self, statement: str, values: tuple[str | None, ...], owner: str, conversation: str) -> None:
        with self._open() as database:
            database.execute(f"{statement} WHERE owner = ? AND id = ?", (*values, owner, conversation))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # A connection for each use: a shared one fails in the worker threads of a web server, and opening costs 0.1 ms.
        with self._lock:
            database = sqlite3.connect(self._file, timeout=_BUSY_SECONDS)
            try:
                database.execute("PRAGMA foreign_keys = ON")
                with database:
                    yield database
            finally:
                database.close()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
