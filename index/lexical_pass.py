"""The words of a generation: every article and passage of the store goes into the two BM25 indices, in row order.

A pass of its own, behind the reading: an article's date may only be settled by a record that is read after it.
"""

from __future__ import annotations

from pathlib import Path

from index.chunking import encoder_text
from index.lexical import LEXICAL_FOLDER, LexicalFacts, LexicalWriter, index_terms
from index.progress import BuildProgress, OnProgress
from index.store_writer import StoreWriter
from index.types import Article

_REPORT_EVERY = 100  # articles


def index_words(store: StoreWriter, aside: Path, report: OnProgress) -> None:
    """Write the lexical indices of passages and of whole articles."""
    (aside / LEXICAL_FOLDER).mkdir()
    passages = LexicalWriter(aside / LEXICAL_FOLDER / "passages")
    articles = LexicalWriter(aside / LEXICAL_FOLDER / "articles")
    numbers = _Numbers()
    for row, article, first_passage, spans in store.written():
        facts = numbers.facts(row, article)
        for n, (start, end) in enumerate(spans):
            text = encoder_text(article.title, article.text[start:end])
            passages.add(first_passage + n, index_terms(text, article.language), facts)
        articles.add(row, index_terms(encoder_text(article.title, article.text), article.language), facts)
        if row % _REPORT_EVERY == 0:
            report(BuildProgress("indexing words", row, store.articles, "articles"))
    passages.close()
    articles.close()


class _Numbers:
    """Numbers sources and languages in the order in which articles name them, as filters do."""

    def __init__(self) -> None:
        self._sources: dict[str, int] = {}
        self._languages: dict[str, int] = {}

    def facts(self, row: int, article: Article) -> LexicalFacts:
        span = article.published
        source = article.source.casefold() if article.source else None
        return LexicalFacts(
            article=row,
            first=span.first.toordinal() if span else None,
            last=span.last.toordinal() if span else None,
            source=self._sources.setdefault(source, len(self._sources)) if source else None,
            language=self._languages.setdefault(article.language, len(self._languages)),
        )
