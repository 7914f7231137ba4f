"""EPUB: one chapter, one article; title, date and author are the book's. Read by zipfile and lxml.

The library that its field trusts for EPUB is under the AGPL; a book is but XHTML pages in a zip, with a list of
their order.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.archives.encoding import decode_western
from index.archives.fields import language_of
from index.archives.guarded import BrokenFileError
from index.archives.markup import text_of_markup
from index.archives.streams import ArchiveFile
from index.archives.xml import attribute, first_text, name_of, named, parse_xml
from index.archives.zipped import open_zipped
from index.dates import date_in_path, parse_date
from index.types import Record, Reject

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/encryption.xml"
_HEADINGS = ("h1", "h2", "h3")
_MOST_TITLE = 160  # characters; a longer first heading is a sentence


def read_epub(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each document of a book's reading order; one that is damaged is rejected and the others are read."""
    with file.seekable() as opened, open_zipped(opened, file.limits) as book:
        package, folder = _package(book)
        if _RIGHTS in book.namelist() and b"idpf.org/2008/embedding" not in book.read(_RIGHTS):
            yield Reject(file.place, "a book under rights management, which only its own reader can open")
            return
        facts = _facts(package, file)
        for number, name in enumerate(_reading_order(package, folder), start=1):
            place = f"{file.place}#{number}"
            try:
                data = book.read(name)
            except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError) as error:
                yield Reject(place, f"the chapter {name} cannot be read: {error}", retryable=True)
                continue
            record = _chapter(data, facts, place)
            if record is not None:
                yield record


def _package(book: zipfile.ZipFile) -> tuple[_Element, str]:
    try:
        root = parse_xml(book.read(_CONTAINER))
        path = next((found.get("full-path") for found in named(root, "rootfile")), None) or ""
        return parse_xml(book.read(path)), posixpath.dirname(path)
    except KeyError as error:
        raise BrokenFileError(f"no book: {error.args[0]}", retryable=True) from error


def _facts(package: _Element, file: ArchiveFile) -> Record:
    """Return what holds for all chapters, as a record without a text."""
    metadata = next(named(package, "metadata"), package)
    dates = [found for found in named(metadata, "date") if found.text]
    # EPUB 2 marks what kind of date it is; a date of conversion or change is not that of publication.
    published = [found for found in dates if (attribute(found, "event") or "publication") in ("publication", "issued")]
    span = next((span for found in published if (span := parse_date((found.text or "").strip(), "markup"))), None)
    creators = dict.fromkeys(" ".join("".join(found.itertext()).split()) for found in named(metadata, "creator"))
    return Record(
        place=file.place,
        text="",
        title=first_text(metadata, "title"),
        published=span or date_in_path(file.path),
        source=first_text(metadata, "publisher") or first_text(metadata, "title"),
        authors=tuple(name for name in creators if name),
        language=language_of(first_text(metadata, "language")),
    )


def _reading_order(package: _Element, folder: str) -> Iterator[str]:
    items = {item.get("id"): item for item in named(package, "item")}
    for reference in named(package, "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        if "html" in (item.get("media-type") or ""):
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _chapter(data: bytes, facts: Record, place: str) -> Record | None:
    """Return a chapter; None for a page without words, such as a cover."""
    heading = _heading(data)
    text = text_of_markup(decode_western(data).partition("</head>")[2] or decode_western(data))
    if heading:
        text = text.removeprefix(heading).lstrip()
    if not text.strip() and not heading:
        return None
    return Record(
        place=place,
        text=text,
        title=heading or facts.title,
        published=facts.published,
        source=facts.source,
        authors=facts.authors,
        language=facts.language,
        section=facts.title if heading else None,
    )


def _heading(data: bytes) -> str | None:
    try:
        root = parse_xml(data)
    except BrokenFileError:
        return None
    for element in root.iter():
        if name_of(element) in _HEADINGS:
            words = " ".join("".join(element.itertext()).split())
            return words if 0 < len(words) <= _MOST_TITLE else None
    return None
