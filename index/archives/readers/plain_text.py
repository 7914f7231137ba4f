"""Plain text: one file, one article, its headline on the first line where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from index.archives.boilerplate import without_boilerplate
from index.archives.encoding import resolve_entities
from index.archives.layout import paragraphs_of, split_headline
from index.archives.printed import join_pages
from index.archives.streams import ArchiveFile
from index.archives.text_date import date_in_text
from index.archives.urls import canonical_url, site_of
from index.dates import date_in_path
from index.types import Record, Reject


def read_plain_text(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the one article of a text file; its section is the folder it lies in, its date may be in its name."""
    text = resolve_entities(file.whole_text())
    if "\f" in text:  # a printer's page ends; programs that take the text out of PDFs keep them
        headline, paragraphs = join_pages([page.splitlines() for page in text.split("\f")])
    else:
        headline, paragraphs = split_headline(without_boilerplate(paragraphs_of(text)), blank_line=False)
    if not paragraphs:
        yield Reject(file.place, "empty")
        return
    yield Record(
        place=file.place,
        text="\n\n".join(paragraphs),
        title=headline,
        published=date_in_path(file.path) or date_in_text(text),
        source=site_of(file.url),
        url=canonical_url(file.url or ""),
        section=None if file.url else section_of(file.path),
    )


def section_of(path: str) -> str | None:
    """Return the name of the folder that a file lies in, None for the archive's own."""
    name = PurePosixPath(path.replace("\\", "/")).parent.name
    return name if name not in ("", ".", "..") else None
