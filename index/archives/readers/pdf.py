"""PDF: one file, one article, by PDFium, the engine of Chrome.

What a file says of its own making is no date of publication: a page of 1998 is scanned today. Only its name may hold
one.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.archives.extras import needs
from index.archives.guarded import BrokenFileError
from index.archives.printed import join_pages
from index.archives.streams import ArchiveFile
from index.archives.text_date import date_in_text
from index.dates import date_in_path
from index.types import Record, Reject

_MOST_PAGES = 5_000
_ENCRYPTED = ("password", "security")
# What programs put where a title belongs.
_NO_TITLES = ("untitled", "microsoft word", "powerpoint", "unbenannt", "document", "dokument", ".doc", ".indd", ".qxd")


def read_pdf(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the one article of a PDF: its lines joined to paragraphs, without page numbers and running heads."""
    needs("pypdfium2", "pdf", "PDF")
    from pypdfium2 import PdfDocument, PdfiumError

    with file.seekable() as opened:
        try:
            document = PdfDocument(opened)
        except PdfiumError as error:
            reason = str(error)
            if any(word in reason.lower() for word in _ENCRYPTED):
                yield Reject(file.place, "a PDF with a password; save a copy without it")
                return
            raise BrokenFileError(f"not a PDF that can be read: {reason}", retryable=True) from error
        try:
            if len(document) > _MOST_PAGES:
                yield Reject(file.place, f"a PDF of {len(document):,} pages; the most is {_MOST_PAGES:,}")
                return
            pages = [_lines(document, number) for number in range(len(document))]
            stated = document.get_metadata_dict(skip_empty=True)
        finally:
            document.close()
    yield _record(file, pages, stated)


def _lines(document: object, number: int) -> list[str]:
    page = document[number]  # type: ignore[index]
    words = page.get_textpage()
    try:
        # PDFium marks a hyphen at a line's end with U+FFFE, older ones with U+0002.
        return words.get_text_bounded().replace("\ufffe", "\u00ad").replace("\x02", "\u00ad").splitlines()
    finally:
        words.close()
        page.close()


def _record(file: ArchiveFile, pages: list[list[str]], stated: dict[str, str]) -> Record | Reject:
    title = " ".join(stated.get("Title", "").split())
    kept = title and not any(word in title.lower() for word in _NO_TITLES)
    headline, paragraphs = join_pages(pages, title if kept else None)
    if not paragraphs and not headline:
        reason = f"{len(pages)} pages of pictures without text; recognise it first, with ocrmypdf for example"
        return Reject(file.place, reason)
    if kept and headline and headline.casefold() != title.casefold():
        paragraphs = [headline, *paragraphs]
    author = stated.get("Author", "").strip()
    return Record(
        place=file.place,
        text="\n\n".join(paragraphs),
        title=title if kept else headline,
        published=date_in_path(file.path) or date_in_text("\n".join(lines for page in pages for lines in page)),
        authors=(author,) if author else (),
        url=file.url,
    )
