"""The words of a generation: every article and passage of the store goes into the two BM25 indices, in row order.

A pass of its own, behind the reading: an article's date may only be settled by a record that is read after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.chunking import begins_with_title
from index.lexical import LEXICAL_FOLDER, LexicalFacts, LexicalWriter, index_terms
from index.progress import BuildProgress, OnProgress
from index.sentences import Span
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
        of_passages, of_article = terms_of(article, spans)
        for n, terms in enumerate(of_passages):
            passages.add(first_passage + n, terms, facts)
        articles.add(row, of_article, facts)
        if row % _REPORT_EVERY == 0:
            report(BuildProgress("indexing words", row, store.articles, "articles"))
    passages.close()
    articles.close()


def terms_of(article: Article, spans: Sequence[Span]) -> tuple[list[list[str]], list[str]]:
    """Return the terms of each passage, with those of the title, and the terms of the whole article.

    Passages leave out white space only, so the article's terms are theirs: no word is looked at twice.
    """
    title = index_terms(article.title, article.language)
    of_passages, of_article = [], []
    for n, (start, end) in enumerate(spans):
        text = article.text[start:end]
        terms = index_terms(text, article.language)
        titled = terms if begins_with_title(article.title, text) else title + terms
        of_passages.append(titled)
        of_article.extend(terms if n else titled)
    return of_passages, of_article


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
