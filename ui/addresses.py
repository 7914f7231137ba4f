"""Addresses of articles, on this server and outside, as they may stand in a page. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode, urlsplit

from index.types import Article
from rag.types import Citation
from ui.words import words_for


def article_address(article_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address, on this server, of an article with a stretch of it marked; not yet escaped."""
    stretch = f"?{urlencode({'start': start, 'end': end})}" if start is not None and end is not None else ""
    return f"article/{quote(article_id, safe='')}{stretch}"


def citation_address(citation: Citation) -> str:
    """Return the address of an article with a citation's quote marked; not yet escaped."""
    return article_address(citation.article_id, citation.start, citation.end)


def safe_url(url: str | None) -> str | None:
    """Return a web address that may be linked, escaped; None for any other scheme, so that no article runs a script."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return escape(url.strip()) if parts.scheme in ("http", "https") and parts.netloc else None


def outside_link(article: Article, language: str) -> str:
    """Return a link to an article's own address; one that is no web address is shown as text, and dead."""
    url = safe_url(article.url)
    if url:
        told = escape(words_for(language)["open"])
        return f'<a href="{url}" rel="noopener noreferrer nofollow" target="_blank">{told} ↗</a>'
    return f'<span class="dead">{escape(article.url)}</span>' if article.url else ""
