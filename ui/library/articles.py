"""Articles to look through, a page at a time: by words in their titles, source, language and year."""

from __future__ import annotations

from html import escape

from index.search import ArticleIndex
from index.types import Article, Coverage
from ui.addresses import article_address
from ui.library.narrowing import MOST_CHOICES, Choice, narrow_html
from ui.library.paging import page_of, pager_html
from ui.library.place import UNDATED, Place
from ui.library.words import library_words
from ui.panels.filters import language_name
from ui.rendering import origin_html
from ui.years import bars_of, years_of

_A_PAGE = 25


def articles_html(index: ArticleIndex, coverage: Coverage, place: Place, language: str) -> str:
    """Return the form that narrows the articles, and a page of those that it leaves.

    Args:
        coverage: Of the whole index.
        place: What is asked for.
    """
    found = index.browse(place.filters(), page_of(place, _A_PAGE), place.words, undated=place.undated)
    first = page_of(place, _A_PAGE).start + 1
    rows = "".join(_article_html(article, first + n, language) for n, article in enumerate(found.articles))
    listed = (
        f'<div id="sources" class="sources"><ol>{rows}</ol></div>'
        if rows
        else f'<p class="about">{escape(library_words(language)["nothing"])}</p>'
    )
    return f"{_form_html(coverage, place, language)}{listed}{pager_html(place, found.total, _A_PAGE, language)}"


def _form_html(coverage: Coverage, place: Place, language: str) -> str:
    years = [(name, name.replace("-", "–")) for name, count in bars_of(years_of(coverage)) if count]
    if coverage.undated:
        years.append((UNDATED, library_words(language)["undated"]))
    boxes: dict[str, list[Choice]] = {
        "source": [(name, name) for name in coverage.sources if name][:MOST_CHOICES],
        "language": [(name, language_name(name, language)) for name in coverage.languages],
        "year": years,
    }
    return narrow_html(place, boxes, language)


def _article_html(article: Article, number: int, language: str) -> str:
    return (
        f'<li class="source"><a class="open head" href="{escape(article_address(article.id))}">'
        f'<span class="rank">{number}</span><span class="title" lang="{escape(article.language)}">'
        f"{escape(article.title)}</span></a>{origin_html(article.source, article.published, language)}</li>"
    )
