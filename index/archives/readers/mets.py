"""METS: a digitised newspaper issue. It says which blocks of which scanned pages (ALTO) make up each article.

One article, one record; what belongs to no article is a record a page, so that nothing of an issue is lost. An issue
that was never divided gives its pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from index.archives.fields import language_of
from index.archives.guarded import BrokenFileError
from index.archives.layout import split_headline
from index.archives.readers.alto import Block, blocks_of
from index.archives.streams import ArchiveFile
from index.archives.xml import attribute, first_text, name_of, named, parse_xml
from index.dates import date_in_path, parse_date
from index.types import DateSpan, Record, Reject

if TYPE_CHECKING:
    from lxml.etree import _Element

_ARTICLES = ("article", "advertisement", "advert", "obituary", "review", "letter", "poem", "illustrated_article")
_HEADINGS = ("heading", "headline", "title", "title_of_article", "overline", "subheadline")
_ISSUE = ("issue", "newspaper", "periodical", "volume")


@dataclass(slots=True)
class _Issue:
    """What a METS file says of the whole issue, and its pages by the ids of their files."""

    source: str | None
    published: DateSpan | None
    language: str | None
    pages: dict[str, dict[str | None, Block]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Reject] = field(default_factory=dict)
    used: set[tuple[str, str | None]] = field(default_factory=set)


def read_mets(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each article of an issue; its pages are read from beside it."""
    root = parse_xml(file.whole())
    issue = _issue(root, file)
    if not issue.pages and not issue.faults:
        yield Reject(file.place, "names no page with recognised text (ALTO)")
        return
    yield from issue.faults.values()
    for number, article in enumerate(_article_divisions(root), start=1):
        yield _article(root, article, issue, f"{file.place}#{number}")
    for name, blocks in issue.pages.items():
        rest = [block.text for key, block in blocks.items() if (name, key) not in issue.used]
        if rest:
            headline, paragraphs = split_headline(rest)
            yield _record(issue, issue.places[name], headline, paragraphs)


def _issue(root: _Element, file: ArchiveFile) -> _Issue:
    described = _metadata_of_issue(root)
    stated = first_text(described, "dateIssued", "date", "issued") if described is not None else None
    published = parse_date(stated, "markup") if stated else None
    issue = _Issue(
        source=first_text(described, "title") if described is not None else None,
        published=published or date_in_path(file.path),
        language=first_text(described, "languageTerm", "language") if described is not None else None,
    )
    for element in named(root, "file"):
        href = next((attribute(found, "href") for found in named(element, "FLocat")), None)
        if href and _is_text(element, href):
            _read_page(issue, str(element.get("ID")), href, file)
    return issue


def _metadata_of_issue(root: _Element) -> _Element | None:
    """Return the description of the issue: that of its division, else the first one with a title."""
    by_id = {section.get("ID"): section for section in named(root, "dmdSec")}
    for division in named(root, "div"):
        if (division.get("TYPE") or "").lower() in _ISSUE:
            for name in (division.get("DMDID") or "").split():
                if name in by_id and first_text(by_id[name], "title"):
                    return by_id[name]
    return next((section for section in by_id.values() if first_text(section, "title")), None)


def _is_text(element: _Element, href: str) -> bool:
    """Tell whether a file of the issue is a page's recognised text, by its group, type or name."""
    parent = element.getparent()
    use = f"{parent.get('USE') or ''} {parent.get('ID') or ''}" if parent is not None else ""
    return any(word in f"{use} {href}".upper() for word in ("ALTO", "FULLTEXT", "OCR")) and href.lower().endswith(
        ".xml"
    )


def _read_page(issue: _Issue, name: str, href: str, file: ArchiveFile) -> None:
    path = unquote(urlsplit(href).path if "://" in href else href).removeprefix("./").lstrip("/")
    if href.startswith("file://"):
        path = unquote(href.removeprefix("file://")).removeprefix("./").lstrip("/")
    issue.places[name] = f"{file.place}!{path}"
    page = file.neighbour(path) if file.neighbour else None
    if page is None:
        reason = f"the page {path} cannot be found beside it"
        if file.neighbour is None:
            reason = f"the page {path} cannot be reached from within this archive; unpack it and name the folder"
        issue.faults[name] = Reject(issue.places[name], reason, retryable=True)
        return
    try:
        blocks = blocks_of(page)
    except BrokenFileError as error:
        issue.faults[name] = Reject(issue.places[name], error.what, error.retryable)
        return
    issue.pages[name] = {block.id if block.id else f"#{n}": block for n, block in enumerate(blocks)}


def _article_divisions(root: _Element) -> Iterator[_Element]:
    """Yield the outermost divisions that are articles, of the logical map where there is one."""
    maps = [found for found in named(root, "structMap") if (found.get("TYPE") or "").upper().startswith("LOGICAL")]
    waiting = list(reversed(maps or list(named(root, "structMap"))))
    while waiting:
        element = waiting.pop()
        if name_of(element) == "div" and (element.get("TYPE") or "").lower() in _ARTICLES:
            yield element
        else:
            waiting.extend(reversed(list(element)))


def _article(root: _Element, division: _Element, issue: _Issue, place: str) -> Record | Reject:
    paragraphs: list[str] = []
    heading: list[str] = []
    missing = 0
    for area in named(division, "area"):
        name, begin = str(area.get("FILEID")), area.get("BEGIN")
        found = issue.pages.get(name, {}).get(begin)
        if found is None:
            missing += 1
            continue
        if (name, begin) in issue.used:
            continue
        issue.used.add((name, begin))
        (heading if _is_heading(area, division) and not paragraphs else paragraphs).append(found.text)
    title = division.get("LABEL") or _described_title(root, division) or " ".join(heading) or None
    if heading and title != " ".join(heading):
        paragraphs = [" ".join(heading), *paragraphs]
    if missing:
        return Reject(place, f"{missing} of its blocks stand on no page that could be read", retryable=True)
    if not paragraphs and not title:
        return Reject(place, "an article without recognised text")
    return _record(issue, place, title, paragraphs)


def _is_heading(area: _Element, division: _Element) -> bool:
    element = area.getparent()
    while element is not None and element is not division:
        if name_of(element) == "div" and (element.get("TYPE") or "").lower() in _HEADINGS:
            return True
        element = element.getparent()
    return False


def _described_title(root: _Element, division: _Element) -> str | None:
    wanted = (division.get("DMDID") or "").split()
    for section in named(root, "dmdSec"):
        if section.get("ID") in wanted and (title := first_text(section, "title")):
            return title
    return None


def _record(issue: _Issue, place: str, title: str | None, paragraphs: list[str]) -> Record:
    return Record(
        place=place,
        text="\n\n".join(paragraphs),
        title=title,
        published=issue.published,
        source=issue.source,
        language=language_of(issue.language),
    )
