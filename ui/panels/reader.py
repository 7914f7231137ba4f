"""One article to read: beside the answer, or as a page of its own that needs no script. Pure."""

from __future__ import annotations

from html import escape

from index.types import Article
from ui.addresses import article_address, outside_link
from ui.rendering import origin_html
from ui.words import words_for

# Of a text on each side of the quote; a book in one record would otherwise stop the browser.
_AROUND = 100_000


def article_html(article: Article, start: int | None, end: int | None, language: str) -> str:
    """Return an article whole, one stretch of it marked and the rest dimmed.

    Args:
        start: First character of the stretch; None, or a stretch outside the text, marks nothing.
        end: The character after its last.
    """
    words = words_for(language)
    by = f"{escape(words['from'])} {escape(', '.join(article.authors))}" if article.authors else ""
    known = words[article.published.precision] if article.published else words["no_date"]
    facts = " · ".join(part for part in (by, escape(known), outside_link(article, language)) if part)
    return (
        f'<article class="reading" lang="{escape(article.language)}"><header lang="{escape(language)}">'
        f"{origin_html(article.source, article.published, language)}"
        f'<h2 class="title" lang="{escape(article.language)}">{escape(article.title)}</h2>'
        f'<p class="facts">{facts}</p></header>{_body_html(article.text, start, end)}'
        f'<footer lang="{escape(language)}"><span class="place">{escape(article.place)}</span> · '
        f'<a class="own" href="{escape(article_address(article.id, start, end))}">{escape(words["own_page"])}</a>'
        "</footer></article>"
    )


def _body_html(text: str, start: int | None, end: int | None) -> str:
    if start is None or end is None or not 0 <= start < end <= len(text):
        return f'<div class="body whole">{escape(text[: 2 * _AROUND])}</div>'
    before, after = text[:start], text[end:]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].split(" ", 1)[-1]
    if len(after) > _AROUND:
        after = after[:_AROUND].rsplit(" ", 1)[0] + " …"
    return f'<div class="body">{escape(before)}<mark id="quote">{escape(text[start:end])}</mark>{escape(after)}</div>'


def document_html(title: str, inside: str, language: str) -> str:
    """Return a page of its own around markup of ours: no script, one style sheet."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<base href="/"><title>{escape(title)} · Dateline</title>'
        '<link rel="stylesheet" href="page/page.css"></head>'
        f'<body class="own-page"><header class="head"><a class="wordmark" href="./">Dateline</a></header>'
        f"<main>{inside}</main></body></html>"
    )
