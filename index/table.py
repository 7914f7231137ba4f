"""What filters and groups need to know of every article, as arrays in one small file: opening reads no text.

A million passages of 400,000 articles take 15 MB and 20 ms, where reading the rows of the store takes seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFolderError
from index.store import ArticleFacts

TABLE_FILE = "articles.npz"
# Articles in a language, of all, from which on a question is stemmed in it.
_LANGUAGE_SHARE = 0.01
UNKNOWN = -1  # an article without a date, without a source, without a story

_COLUMNS = ("first", "last", "source", "language", "story")


@dataclass(frozen=True, slots=True)
class ArticleTable:
    """One row an article, in the order of the store.

    Args:
        ids: `(n,)` fixed-length bytes.
        first: `(n,)` int32, ordinal of the first day, -1 when undated.
        last: `(n,)` int32, ordinal of the last day.
        source: `(n,)` int32, number of the source, -1 when unknown; sources are compared without case.
        language: `(n,)` int32, number of the language.
        story: `(n,)` int32, number of the near-duplicate group, -1 when alone.
        passage_article: `(passages,)` int32, the article of each passage.
        sources: The spelling met first of each source, by number.
        languages: By number.
    """

    ids: NDArray[np.bytes_]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    source: NDArray[np.int32]
    language: NDArray[np.int32]
    story: NDArray[np.int32]
    passage_article: NDArray[np.int32]
    sources: list[str]
    languages: list[str]

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.ids)

    def rows_of(self, article_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of some articles, in row order; ids that the index does not hold are passed over."""
        names = np.array([name.encode() for name in article_ids], dtype=np.bytes_)
        return np.flatnonzero(np.isin(self.ids, names))


def table_of(facts: Iterable[ArticleFacts]) -> ArticleTable:
    """Read the facts of all articles into arrays; numbers are given in order of appearance, as the build gave them."""
    ids, numbers, lengths = [], [], []
    source_numbers: dict[str, int] = {}
    languages: dict[str, int] = {}
    spellings: list[str] = []
    for fact in facts:
        ids.append(fact.id.encode())
        source = UNKNOWN
        if fact.source is not None:
            source = source_numbers.setdefault(fact.source.casefold(), len(source_numbers))
            if source == len(spellings):
                spellings.append(fact.source)
        first, last = (fact.first, fact.last) if fact.first is not None else (UNKNOWN, UNKNOWN)
        story = UNKNOWN if fact.story is None else fact.story
        numbers.append((first, last, source, languages.setdefault(fact.language, len(languages)), story))
        lengths.append(fact.passages)
    columns = np.ascontiguousarray(np.array(numbers, dtype=np.int32).reshape(-1, len(_COLUMNS)).T)
    return ArticleTable(
        ids=np.array(ids, dtype=np.bytes_),
        **dict(zip(_COLUMNS, columns, strict=True)),
        passage_article=np.repeat(np.arange(len(ids), dtype=np.int32), lengths),
        sources=spellings,
        languages=list(languages),
    )


def write_table(path: Path, table: ArticleTable) -> None:
    """Write the table of a new generation."""
    lengths = np.bincount(table.passage_article, minlength=len(table)).astype(np.int32)
    names = json.dumps([table.sources, table.languages], ensure_ascii=False).encode("utf-8", "surrogatepass")
    columns: dict[str, Any] = {name: getattr(table, name) for name in _COLUMNS}
    with path.open("wb") as file:
        np.savez(file, ids=table.ids, lengths=lengths, names=np.frombuffer(names, dtype=np.uint8), **columns)


def read_table(path: Path) -> ArticleTable:
    """Read the table of a generation.

    Raises:
        IndexFolderError: It is missing or broken.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            columns = {name: arrays[name] for name in _COLUMNS}
            ids, lengths, names = arrays["ids"], arrays["lengths"], arrays["names"]
        sources, languages = json.loads(names.tobytes().decode("utf-8", "surrogatepass"))
        passage_article = np.repeat(np.arange(len(ids), dtype=np.int32), lengths)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        fix = "build the index again, or run: dateline doctor --index DIR"
        raise IndexFolderError(f"the table of articles cannot be read: {error}", where=str(path), fix=fix) from error
    return ArticleTable(ids, **columns, passage_article=passage_article, sources=sources, languages=languages)


def common_languages(table: ArticleTable) -> list[str]:
    """Return the languages that a question may be in: endings of a rare one would only add wrong terms."""
    if not len(table):
        return []
    counts = np.bincount(table.language, minlength=len(table.languages))
    least = _LANGUAGE_SHARE * len(table)
    return [language for language, count in zip(table.languages, counts.tolist(), strict=True) if count >= least]
