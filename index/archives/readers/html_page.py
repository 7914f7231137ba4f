"""HTML: one page, one article; main text, title, author and site by trafilatura, dates from what the page states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from index.archives.encoding import decode_western
from index.archives.fields import FieldNames, date_of
from index.archives.markup import text_of_markup
from index.archives.streams import ArchiveFile
from index.archives.urls import canonical_url
from index.dates import date_in_path, parse_date
from index.types import DateSpan, Record, Reject

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MOST_EXTRACTED = 4_000_000  # characters
_DEPTH = 4  # lists and graphs within one another
_DECLARED_WITHIN = 4096  # bytes; the standard says 1,024, pages do not keep to it
_LINE_BREAK = re.compile(r"\n(?![\n|-])")  # trafilatura writes a paragraph a line; rows and list items stay together
_XML_HEADER = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_TEXT = ("script", "style", "noscript", "svg", "iframe", "template")
_ARTICLE_TYPES = ("Article", "BlogPosting")  # also the ends of NewsArticle, ReportageNewsArticle, LiveBlogPosting …
# Best first. A page's date of change is not its date of publication.
_DATE_NAMES = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued"),
    *("dcterms.created", "dcterms.issued", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate"),
    *("publish-date", "publication_date", "citation_publication_date", "article.published"),
    *("originalpublicationdate", "cxenseparse:recs:publishtime"),
)


def read_html_page(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the one article of a page.

    Its date is what the page states for machines (JSON-LD, meta, `<time>`), else what its address or file name holds,
    else what trafilatura finds in the text. That may be a month without saying so: a first of the month is then taken
    as the month.
    """
    from lxml import etree
    from lxml.html import document_fromstring

    text = _decode(file.whole()).replace("\x00", "")
    try:
        page = document_fromstring(_XML_HEADER.sub("", text))
    except (etree.ParserError, ValueError) as error:
        yield Reject(file.place, f"no page that can be read: {error}")
        return
    stated = {**_meta(page), **_linked_data(page)}
    url = _canonical(page) or stated.get("url") or stated.get("og:url") or file.url
    published = _stated_date(stated, page) or date_in_path(str(url or "")) or date_in_path(file.path)
    headline = stated.get("headline") or stated.get("og:title")
    site = stated.get("publisher") or stated.get("og:site_name")
    complete = all((headline, published, site, stated.get("author")))
    # Finding the main text takes more than twice as long for twice the page; a page this long is nearly all text.
    found = _extracted(page, metadata=not complete) if len(text) <= _MOST_EXTRACTED else {"text": text_of_markup(text)}
    title = headline or found.get("title") or page.findtext(".//title")
    url = url or found.get("url")
    fields = {
        "title": title,
        "text": _without_title(found.get("text") or str(stated.get("articleBody") or ""), title),
        "published": published or _guess(found.get("date")),
        "source": site or found.get("sitename") or found.get("hostname"),
        "author": stated.get("author") or found.get("author"),
        "url": url,
        "language": page.get("lang") or stated.get("inLanguage"),
        "section": stated.get("articleSection") or stated.get("article:section"),
    }
    yield FieldNames().record(fields, file.place)


def _decode(data: bytes) -> str:
    """Return a page's text: UTF-8 where it is valid, else what the page says of itself, else Windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:_DECLARED_WITHIN])
        try:
            return data.decode(declared[1].decode("ascii"), "replace") if declared else decode_western(data)
        except LookupError:
            return decode_western(data)


def _extracted(page: HtmlElement, *, metadata: bool) -> dict[str, Any]:
    """Return what trafilatura finds in a page: its main text, and its title, author, site and date where asked.

    Looking for those takes as long as the text does, and a page that states them needs no looking.
    """
    from trafilatura import bare_extraction

    # Half of what newspapers send is script, which would be copied with the page again and again.
    for element in list(page.iter(*_NOT_TEXT)):
        if not _is_linked_data(element):
            element.drop_tree()
    found = bare_extraction(
        page,
        with_metadata=metadata,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None:
        return {}
    return found if isinstance(found, dict) else dict(found.as_dict())


def _canonical(page: HtmlElement) -> str | None:
    """Return the address that a page gives as its own; None when it gives none with a host."""
    for element in page.iter("link"):
        if (element.get("rel") or "").strip().lower() == "canonical":
            return canonical_url(element.get("href") or "")
    return None


def _meta(page: HtmlElement) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content"):
            found.setdefault(name.strip().lower(), element.get("content").strip())
    return found


def _linked_data(page: HtmlElement) -> dict[str, Any]:
    """Return the fields of the article that the page describes in JSON-LD, empty when it describes none."""
    for script in page.iter("script"):
        if _is_linked_data(script):
            try:
                held = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            if article := _article_in(held):
                return article
    return {}


def _is_linked_data(element: HtmlElement) -> bool:
    return (element.get("type") or "").strip().lower() == "application/ld+json"


def _article_in(held: Any, depth: int = _DEPTH) -> dict[str, Any] | None:
    if isinstance(held, list) and depth:
        return next((article for part in held if (article := _article_in(part, depth - 1))), None)
    if not isinstance(held, dict) or not depth:
        return None
    types = held.get("@type")
    if any(str(kind).endswith(_ARTICLE_TYPES) for kind in (types if isinstance(types, list) else [types])):
        return held
    return _article_in(held.get("@graph"), depth - 1)


def _stated_date(stated: Mapping[str, Any], page: HtmlElement) -> Any:
    """Return the first date that a page states for machines, as it is written there."""
    candidates = [stated.get("datePublished"), *(stated.get(name) for name in _DATE_NAMES)]
    candidates.extend(element.get("datetime") for element in page.iter("time"))
    return next((value for value in candidates if value and date_of(value)), None)


def _guess(found: str | None) -> DateSpan | None:
    if not found:
        return None
    return parse_date(found.removesuffix("-01"), "text")


def _without_title(text: str, title: Any) -> str:
    """Return the text without the headline above it, which short pages come with; blank lines part paragraphs."""
    stripped = _LINE_BREAK.sub("\n\n", text.strip())
    return stripped.removeprefix(str(title)).lstrip() if title and len(stripped) > len(str(title)) else stripped
