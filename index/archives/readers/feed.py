"""RSS and Atom: one entry, one article, by feedparser, which has met every feed there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.archives.extras import needs
from index.archives.fields import FieldNames
from index.archives.markup import text_of_markup
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

_ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
_END_BYTES = 4096


def read_feed(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each entry; its date is that of publication, of change only where there is no other.

    A feed that is cut off gives its entries, and a reject that says that the last one may not be whole.
    """
    needs("feedparser", "feeds", "RSS or Atom")
    import feedparser

    data = file.whole()
    parsed = feedparser.parse(data, sanitize_html=True, resolve_relative_uris=False)
    names = FieldNames()
    for number, entry in enumerate(parsed.entries, start=1):
        yield names.record(_fields(entry, parsed.feed), f"{file.place}#{number}")
    if parsed.bozo and not _ROOT_END.search(data[-_END_BYTES:]):
        yield Reject(file.place, f"the feed is cut off after {len(parsed.entries)} entries", retryable=True)
    elif not parsed.entries:
        yield Reject(file.place, "a feed without entries")


def _title(entry: Mapping[str, Any]) -> str | None:
    title = entry.get("title")
    stated = entry.get("title_detail") or {}
    return text_of_markup(title) if title and stated.get("type") in ("text/html", "application/xhtml+xml") else title


def _fields(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    bodies = [str(part.get("value") or "") for part in entry.get("content") or ()] or [str(entry.get("summary") or "")]
    languages = [part.get("language") for part in entry.get("content") or () if part.get("language")]
    authors = [author.get("name") for author in entry.get("authors") or () if author.get("name")]
    source = entry.get("source") or {}
    return {
        "title": _title(entry),
        "text": max(bodies, key=len),
        "published": entry.get("published") or entry.get("created") or entry.get("updated"),
        "source": source.get("title") or entry.get("publisher") or feed.get("title"),
        "authors": authors or entry.get("author"),
        "url": entry.get("link"),
        "language": next(iter(languages), None) or feed.get("language"),
        "section": next((tag.get("term") for tag in entry.get("tags") or () if tag.get("term")), None),
        "id": entry.get("id"),
    }
