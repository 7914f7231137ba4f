"""Word documents: one file, one article, by python-docx.

The day on which the file was made or saved is no date of publication; only its name may hold one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.archives.extras import needs
from index.archives.fields import language_of
from index.archives.guarded import BrokenFileError
from index.archives.layout import split_headline
from index.archives.streams import ArchiveFile
from index.archives.text_date import date_in_text
from index.archives.zipped import check_size
from index.dates import date_in_path
from index.types import Record, Reject

_TITLE_STYLES = ("title", "titel", "heading 1", "überschrift 1")


def read_docx(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the one article of a document: a paragraph a paragraph, a line a row of a table."""
    needs("docx", "docx", "a Word document")
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    with file.seekable() as opened:
        check_size(opened, file.limits)
        try:
            document = Document(opened)
        except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
            raise BrokenFileError(f"not a Word document that can be read: {error}", retryable=True) from error
        yield _record(file, document)


def _record(file: ArchiveFile, document: Any) -> Record | Reject:
    title: str | None = None
    paragraphs: list[str] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            rows = (" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows)
            text = "\n".join(row for row in rows if row.strip(" |"))
        else:
            text = block.text.strip()
            style = (block.style.name if block.style is not None else "") or ""
            if text and title is None and not paragraphs and style.lower() in _TITLE_STYLES:
                title = text
                continue
        if text:
            paragraphs.append(text)
    stated = document.core_properties
    title = title or (stated.title or "").strip() or None
    if title is None:
        title, paragraphs = split_headline(paragraphs)
    if not paragraphs and not title:
        return Reject(file.place, "a Word document without text")
    author = (stated.author or "").strip()
    return Record(
        place=file.place,
        text="\n\n".join(paragraphs),
        title=title,
        published=date_in_path(file.path) or date_in_text("\n".join(paragraphs)),
        authors=(author,) if author and author != "python-docx" else (),
        language=language_of(stated.language),
        url=file.url,
    )
