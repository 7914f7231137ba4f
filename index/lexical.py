"""BM25 over passages and over whole articles, by tantivy; each text is stemmed by the rules of its own language.

Tokens are made here and stored in one field whatever their language, so that a name or a number counts the same in
every language; a question is stemmed by every language that the index holds.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.compounds import parts_of
from index.errors import IndexFolderError

LEXICAL_FOLDER = "lexical"

# Snowball stemmers and stop words that tantivy brings, by BCP-47; other languages are matched word for word.
_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_STOP_WORDS = {"da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ru", "sv"}
# Scripts without spaces between words are matched by pairs of characters.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_WORD = re.compile(r"\w+")
_WRITER_BYTES = 64 << 20
# How much a term can count for at most, k1 + 1 in tantivy's BM25 (k1 = 1.2), when it fills a short text.
_BM25_CEILING = 2.2

# The forms of one word of a question, one or more index terms that are not counted as different words.
Word = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LexicalFilter:
    """Which articles a lexical search may find; every part that is not None must hold.

    Args:
        first_from: Smallest ordinal of the article's last day.
        last_to: Largest ordinal of the article's first day.
        last_before: Largest ordinal of the article's last day.
        sources: Numbers of the sources.
        languages: Numbers of the languages.
        articles: Article rows.
    """

    first_from: int | None = None
    last_to: int | None = None
    last_before: int | None = None
    sources: tuple[int, ...] | None = None
    languages: tuple[int, ...] | None = None
    articles: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class LexicalFacts:
    """The fields of an article that a filter may name; None where unknown."""

    article: int
    first: int | None
    last: int | None
    source: int | None
    language: int


def tokens_of(text: str, language: str) -> list[str]:
    """Return the index terms of a text: lower case, stop words out, stemmed, without diacritics."""
    if _UNSPACED.search(text):
        text = _UNSPACED.sub(
            lambda run: " " + " ".join(a + b for a, b in zip(run[0], run[0][1:], strict=False)) + " ", text
        )
    tokens: list[str] = _analyzer(language).analyze(text)
    return tokens


def index_terms(text: str, language: str) -> list[str]:
    """Return the terms that a text is found by: its own, and those of the parts of its German compounds."""
    terms = tokens_of(text, language)
    if language == "de":
        for word in _WORD.findall(text):
            for part in parts_of(word):
                terms.extend(tokens_of(part, language))
    return terms


def question_words(question: str, own_language: str, languages: Sequence[str]) -> list[Word]:
    """Return the words of a question, each with its index terms under each of some languages.

    The parts of a German compound are words of their own behind it: what only holds a part is found by that part.

    Args:
        question: Plain text.
        own_language: Of the question; its stop words are left out and no others: "die" goes from a German question
            and stays in an English one, though an index holds both.
        languages: Those of the index.
    """
    result: list[Word] = []
    for word in _WORD.findall(question):
        own = tokens_of(word, own_language)
        terms = _forms(word, languages)
        if own and terms:
            # A run of text without spaces is many words; forms of one word stay together.
            result.extend([(term,) for term in terms] if len(own) > 1 else [terms])
            if "de" in languages:
                result.extend(part for found in parts_of(word) if (part := _forms(found, ["de"])))
    return result


def _forms(word: str, languages: Sequence[str]) -> Word:
    return tuple(dict.fromkeys(term for language in languages for term in _kept_tokens(word, language)))


def _kept_tokens(word: str, language: str) -> list[str]:
    return tokens_of(word, language) or tokens_of(word, "und")


@lru_cache(maxsize=64)
def _analyzer(language: str) -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    if language in _STOP_WORDS:
        builder = builder.filter(Filter.stopword(_SNOWBALL[language]))
    if language in _SNOWBALL:
        builder = builder.filter(Filter.stemmer(_SNOWBALL[language]))
    return builder.filter(Filter.ascii_fold()).build()


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder().add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder = builder.add_unsigned_field("row", fast=True)
    for field in ("article", "first", "last", "source", "language"):
        builder = builder.add_unsigned_field(field, indexed=True, fast=True)
    return builder.build()


class LexicalWriter:
    """Writes one BM25 index; rows must come in order, so that ties are found in order."""

    def __init__(self, folder: Path) -> None:
        """Create the folder and an empty index in it."""
        import tantivy

        folder.mkdir(parents=True)
        with _disk_errors():
            self._index = tantivy.Index(_schema(), path=str(folder))
            # One thread writes one run of segments: the same input gives the same scores and the same order.
            self._writer: Any = self._index.writer(_WRITER_BYTES, 1)

    def add(self, row: int, tokens: Sequence[str], facts: LexicalFacts) -> None:
        """Add one text by its terms."""
        import tantivy

        document = tantivy.Document(terms=" ".join(tokens))
        document.add_unsigned("row", row)
        document.add_unsigned("article", facts.article)
        document.add_unsigned("language", facts.language)
        for field, value in (("first", facts.first), ("last", facts.last), ("source", facts.source)):
            if value is not None:
                document.add_unsigned(field, value)
        with _disk_errors():
            self._writer.add_document(document)

    def close(self) -> None:
        """Finish the index."""
        with _disk_errors():
            self._writer.commit()
            self._writer.wait_merging_threads()


@contextlib.contextmanager
def _lockable(folder: Path) -> Iterator[Path]:
    """Give a folder in which tantivy can make its lock: where it may not write, one of links to the index's files."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    # Tantivy may still be writing in it when it is open, on a thread of its own.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as links:
        for path in folder.resolve().iterdir():
            if not path.name.endswith(".lock"):
                (Path(links) / path.name).symlink_to(path)
        yield Path(links)


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise tantivy's way of saying that a disk is full, a ValueError, as what it is."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EIO, f"tantivy cannot write: {error}") from error


class Lexical:
    """Searches one BM25 index; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the folder.

        Raises:
            IndexFolderError: It is missing or no lexical index.
        """
        import tantivy

        try:
            with _lockable(folder) as place:
                self._index = tantivy.Index.open(str(place))
                self._searcher: Any = self._index.searcher()
        except (ValueError, OSError) as error:
            fix = "build the index again, or run: dateline doctor --index DIR"
            raise IndexFolderError(f"the lexical index cannot be read: {error}", where=str(folder), fix=fix) from error
        self._schema = self._index.schema

    @property
    def count(self) -> int:
        """Return the number of texts."""
        return int(self._searcher.num_docs)

    def ceiling(self, words: Sequence[Word]) -> float:
        """Return a score that no text can pass: every word found, as often as could count.

        A word that the index does not hold counts like one found once, so a question in a language that the index
        does not hold stays far below its ceiling.
        """
        return sum(_BM25_CEILING * max(self._idf(term) for term in self._known(word)) for word in words)

    def _known(self, word: Word) -> Word:
        known = tuple(term for term in word if self._searcher.doc_freq("terms", term))
        return known or word[:1]

    def _idf(self, term: str) -> float:
        """Return tantivy's inverse document frequency (Robertson and Zaragoza 2009, never below 0)."""
        found = self._searcher.doc_freq("terms", term)
        return math.log(1 + (self.count - found + 0.5) / (found + 0.5))

    def search(self, words: Sequence[Word], k: int, allowed: LexicalFilter | None = None) -> list[tuple[int, float]]:
        """Return the rows with the best BM25 scores, best first, ties by row.

        Args:
            words: From `question_words`; none finds nothing.
            k: At least 1.
            allowed: None allows every row. Statistics are always those of the whole index.

        Returns:
            At most k pairs of row and score above 0.
        """
        from tantivy import Occur, Query

        tokens = dict.fromkeys(term for word in words for term in word)
        if not tokens:
            return []
        terms = [(Occur.Should, Query.term_query(self._schema, "terms", token, "freq")) for token in tokens]
        query = Query.boolean_query(terms)
        limits = self._limits(allowed) if allowed else []
        if limits:
            # A limit decides what may be found and adds nothing to the score.
            unscored = [(Occur.Must, Query.const_score_query(limit, 0.0)) for limit in limits]
            query = Query.boolean_query([(Occur.Must, query), *unscored])
        hits = self._searcher.search(query, k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _limits(self, allowed: LexicalFilter) -> list[Any]:
        from tantivy import FieldType, Query

        def span(field: str, low: int | None, high: int | None) -> Any:
            return Query.range_query(self._schema, field, FieldType.Unsigned, low, high)

        limits = []
        if allowed.first_from is not None:
            limits.append(span("last", allowed.first_from, None))
        if allowed.last_to is not None:
            limits.append(span("first", None, allowed.last_to))
        if allowed.last_before is not None:
            limits.append(span("last", None, allowed.last_before))
        for field, values in (
            ("source", allowed.sources),
            ("language", allowed.languages),
            ("article", allowed.articles),
        ):
            if values is not None:
                limits.append(Query.term_set_query(self._schema, field, list(values)))
        return limits
