"""Articles to look through, a page at a time: by words in their titles, source, language and year."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.search import ArticleIndex
from index.types import Article, Coverage
from ui.library.paging import page_of, pager_html
from ui.library.place import UNDATED, Place
from ui.library.words import library_words
from ui.panels.filters import language_name
from ui.rendering import article_address, origin_html
from ui.years import bars_of, years_of

_A_PAGE = 25
# Choices of a box; of more sources, those with fewest articles are found by the words of their titles.
_MOST_CHOICES = 500

Choice = tuple[str, str]


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
    words = library_words(language)
    sources = [(name, name) for name in coverage.sources if name][:_MOST_CHOICES]
    languages = [(name, language_name(name, language)) for name in coverage.languages]
    years = [(name, name.replace("-", "–")) for name, count in bars_of(years_of(coverage)) if count]
    if coverage.undated:
        years.append((UNDATED, words["undated"]))
    boxes = "".join(
        _choice_html(name, chosen, choices, language)
        for name, chosen, choices in (
            ("source", place.source, sources),
            ("language", place.language, languages),
            ("year", place.year, years),
        )
    )
    reset = "" if place == Place("articles", page=place.page) else _reset_html(language)
    return (
        f'<form class="narrow" data-go action="library"><input type="hidden" name="view" value="articles">'
        f'<label class="wide">{escape(words["words"])}<input type="search" id="words" name="words" maxlength="200"'
        f' value="{escape(place.words)}"></label>{boxes}'
        f'<button class="main">{escape(words["show"])}</button>{reset}</form>'
    )


def _reset_html(language: str) -> str:
    return f'<a class="quiet" data-go href="library?view=articles">{escape(library_words(language)["reset"])}</a>'


def _choice_html(name: str, chosen: str, choices: Sequence[Choice], language: str) -> str:
    words = library_words(language)
    # What was chosen by an address stays chosen, though the index may no longer hold it.
    known = [*choices] if not chosen or chosen in dict(choices) else [(chosen, chosen), *choices]
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in [("", words["any"]), *known]
    )
    return f'<label>{escape(words[name])}<select name="{name}" id="by-{name}">{options}</select></label>'


def _article_html(article: Article, number: int, language: str) -> str:
    return (
        f'<li class="source"><a class="open head" href="{escape(article_address(article.id))}">'
        f'<span class="rank">{number}</span><span class="title" lang="{escape(article.language)}">'
        f"{escape(article.title)}</span></a>{origin_html(article.source, article.published, language)}</li>"
    )
