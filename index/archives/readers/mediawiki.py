"""MediaWiki XML dumps: one page, one article, in the words of its last revision and with that revision's date.

A dump is cut into its pages at their tags, which stand on lines of their own in every dump, so that a damaged page
costs only itself and memory does not grow with a page's history. Wikitext is mwparserfromhell's to read.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from index.archives.encoding import decode_western
from index.archives.extras import needs
from index.archives.fields import language_of
from index.archives.guarded import BrokenFileError
from index.archives.layout import paragraphs_of
from index.archives.streams import ArchiveFile
from index.archives.xml import first_text, named, parse_xml
from index.dates import parse_date
from index.types import DateSpan, Record, Reject

if TYPE_CHECKING:
    from lxml.etree import _Element

# Wikinews states the day of its news in a template; every other wiki's pages are as old as their last revision.
_DATE_TEMPLATES = ("date", "datum", "date de publication", "fecha", "data")
_CATEGORY = re.compile(r"^\s*:?\s*(?:category|kategorie|catégorie|categoría|categoria)\s*:", re.IGNORECASE)
_NO_WORDS = re.compile(
    r"^\s*(?:file|image|datei|bild|fichier|archivo|immagine|category|kategorie|catégorie|categoría|categoria|[a-z-]{2,12})\s*:",
    re.IGNORECASE,
)
_REMOVED_TAGS = ("ref", "gallery", "table", "timeline", "math", "score", "syntaxhighlight", "imagemap")
_SITE_LINES = 2_000


def read_mediawiki(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each page of a dump; redirects and pages that are no articles are rejected with what they are."""
    needs("mwparserfromhell", "mediawiki", "a MediaWiki dump")
    site = _Site()
    for number, page in _pages(file, site):
        place = f"{file.place}:{number}"
        if page is None:
            yield Reject(place, f"the page is longer than {file.limits.record_bytes:,} bytes")
            continue
        try:
            yield _record(parse_xml(page), site, place)
        except BrokenFileError as error:
            yield Reject(place, error.what, error.retryable)


class _Site:
    """What a dump says of its wiki before its first page."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.base: str | None = None
        self.language: str | None = None
        self._lines: list[str] = []

    def line(self, line: bytes) -> None:
        """Look at one line before the first page."""
        text = decode_western(line)
        if found := re.search(r"<mediawiki[^>]*xml:lang=\"([\w-]+)\"", text):
            self.language = found[1]
        if found := re.search(r"<sitename>([^<]*)</sitename>", text):
            self.name = found[1].strip() or None
        if found := re.search(r"<base>([^<]*)</base>", text):
            self.base = found[1].strip() or None

    def url(self, title: str) -> str | None:
        """Return a page's address, made from the address of the wiki's main page."""
        if not self.base or not urlsplit(self.base).hostname:
            return None
        return self.base.rpartition("/")[0] + "/" + quote(title.replace(" ", "_"), safe="/:(),")


def _pages(file: ArchiveFile, site: _Site) -> Iterator[tuple[int, bytes | None]]:
    """Yield each page without all revisions but its last, with the number of its first line; None past the limit."""
    head: list[bytes] = []
    revision: list[bytes] = []
    inside = in_revision = False
    first = size = 0
    for number, line in file.lines():
        tag = b"" if line is None else line.strip()
        if tag.startswith(b"<page>"):
            if inside:
                yield first, b"".join([*head, *revision])  # its end is missing, which the parser says
            head, revision, inside, in_revision, first, size = [], [], True, False, number, 0
        if not inside:
            if line is not None and number <= _SITE_LINES:
                site.line(line)
            continue
        if tag.startswith(b"<revision>"):
            revision, in_revision, size = [], True, 0
        size += file.limits.record_bytes if line is None else len(line)
        if size < file.limits.record_bytes:
            (revision if in_revision else head).append(line or b"")
        if tag.endswith(b"</page>"):
            closing = [] if in_revision else [b"</page>"] * (not head[-1].strip().endswith(b"</page>"))
            yield first, b"".join([*head, *revision, *closing]) if size < file.limits.record_bytes else None
            inside = False
    if inside:
        yield first, b"".join([*head, *revision])


def _record(page: _Element, site: _Site, place: str) -> Record | Reject:
    title = first_text(page, "title") or ""
    redirect = next(named(page, "redirect"), None)
    if redirect is not None:
        return Reject(place, f'"{title}" is a redirect to "{redirect.get("title") or "?"}", not an article')
    space = first_text(page, "ns") or "0"
    if space != "0":
        return Reject(place, f'"{title}" is a page of the namespace {space}, not an article')
    model = first_text(page, "model") or "wikitext"
    written = next(("".join(found.itertext()) for found in named(page, "text")), "")
    if model != "wikitext":
        return Reject(place, f'"{title}" is {model}, not an article')
    words, stated, category = _words(written)
    if not words:
        return Reject(place, f'"{title}" has no text of its own')
    return Record(
        place=place,
        text=words,
        title=title or None,
        published=stated or parse_date(first_text(page, "timestamp") or "", "markup"),
        source=site.name,
        url=site.url(title) if title else None,
        language=language_of(site.language),
        section=category,
        outside_id=first_text(page, "id"),
    )


def _words(wikitext: str) -> tuple[str, DateSpan | None, str | None]:
    """Return a page's running text, the date that a template states, and its first category."""
    from mwparserfromhell import parse

    code = parse(wikitext, skip_style_tags=False)
    published = next((span for found in code.ifilter_templates(recursive=False) if (span := _date_in(found))), None)
    category = None
    for link in code.filter_wikilinks(recursive=False):
        target = str(link.title)
        if category is None and _CATEGORY.match(target):
            category = target.partition(":")[2].strip() or None
        if _NO_WORDS.match(target):
            _remove(code, link)
    for tag in code.filter_tags(recursive=False):
        if str(tag.tag).strip().lower() in _REMOVED_TAGS:
            _remove(code, tag)
    text = code.strip_code(normalize=True, collapse=True, keep_template_params=False)
    return "\n\n".join(paragraphs_of(text.replace("\u00a0", " "))), published, category


def _date_in(template: Any) -> DateSpan | None:
    if str(template.name).strip().lower() not in _DATE_TEMPLATES or not template.params:
        return None
    return parse_date(str(template.params[0].value).strip(), "markup")


def _remove(code: Any, node: Any) -> None:
    with contextlib.suppress(ValueError):  # it may have gone with a table or a tag around it
        code.remove(node)
