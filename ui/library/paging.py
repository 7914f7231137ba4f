"""Long lists, a page at a time. Pure."""

from __future__ import annotations

from html import escape

from ui.library.place import Place
from ui.library.words import library_words
from ui.words import number_text


def page_of(place: Place, size: int) -> slice:
    """Return what of a list stands on the page of a place, counted from 0."""
    return slice((place.page - 1) * size, place.page * size)


def pager_html(place: Place, total: int, size: int, language: str) -> str:
    """Return which part of a list is shown, with links to the pages before and after it; nothing for an empty list.

    Args:
        total: Of what is listed.
        size: Of a page.
    """
    if not total:
        return ""
    words, here = library_words(language), page_of(place, size)
    first, last = min(here.start + 1, total), min(here.stop, total)
    shown = words["shown"].format(
        first=number_text(first, language), last=number_text(last, language), total=number_text(total, language)
    )
    before = _link(place, min(place.page - 1, -(-total // size)), words["before"]) if place.page > 1 else ""
    after = _link(place, place.page + 1, words["after"]) if here.stop < total else ""
    return (
        f'<nav class="pager" aria-label="{escape(words["pages"])}">{before}'
        f'<span role="status">{escape(shown)}</span>{after}</nav>'
    )


def _link(place: Place, page: int, shown: str) -> str:
    return f'<a data-go href="{escape(place.address(page=page))}">{escape(shown)}</a>'
