"""Which reader a file gets: told by its first bytes, and by its name where they say nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Literal

from index.archives.encoding import decoder_for, utf16_of
from index.archives.profile import Profile
from index.archives.readers.alto import read_alto
from index.archives.readers.dateline_text import is_header, read_dateline_text
from index.archives.readers.docx import read_docx
from index.archives.readers.epub import read_epub
from index.archives.readers.feed import read_feed
from index.archives.readers.html_page import read_html_page
from index.archives.readers.json_document import read_json_document
from index.archives.readers.json_lines import read_json_lines
from index.archives.readers.mail import is_mailbox, read_mailbox, read_message
from index.archives.readers.markdown import read_markdown
from index.archives.readers.mediawiki import read_mediawiki
from index.archives.readers.mets import read_mets
from index.archives.readers.newswire import read_newswire
from index.archives.readers.parquet import read_parquet
from index.archives.readers.pdf import read_pdf
from index.archives.readers.plain_text import read_plain_text
from index.archives.readers.table import read_table
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

Format = Literal[
    "empty",
    "dateline text",
    "JSON lines",
    "JSON",
    "CSV",
    "Parquet",
    "Markdown",
    "HTML",
    "SGML newswire",
    "plain text",
    "MediaWiki dump",
    "RSS or Atom",
    "METS",
    "ALTO",
    "PDF",
    "Word",
    "EPUB",
    "mbox",
    "mail",
]

KNOWN_FORMATS = (
    "dateline text",
    "JSON lines (also BEIR's corpus.jsonl)",
    "JSON (also SQuAD)",
    "CSV and TSV",
    "Parquet",
    "Markdown",
    "HTML",
    "SGML newswire (Reuters-21578)",
    "WARC and WACZ",
    "MediaWiki dumps",
    "RSS and Atom",
    "METS and ALTO",
    "PDF",
    "Word (docx)",
    "EPUB",
    "mail (mbox, eml)",
    "plain text",
)

# Readers whose records have named fields, which a profile can rename, and readers of everything else.
_READERS_OF_FIELDS: dict[Format, Callable[[ArchiveFile, Profile], Iterator[Record | Reject]]] = {
    "JSON lines": read_json_lines,
    "JSON": read_json_document,
    "CSV": read_table,
    "Parquet": read_parquet,
    "Markdown": read_markdown,
}
_READERS_OF_TEXT: dict[Format, Callable[[ArchiveFile], Iterator[Record | Reject]]] = {
    "HTML": read_html_page,
    "SGML newswire": read_newswire,
    "MediaWiki dump": read_mediawiki,
    "RSS or Atom": read_feed,
    "METS": read_mets,
    "ALTO": read_alto,
    "PDF": read_pdf,
    "Word": read_docx,
    "EPUB": read_epub,
    "mbox": read_mailbox,
    "mail": read_message,
    "dateline text": read_dateline_text,
    "plain text": read_plain_text,
}

_BY_SUFFIX: dict[str, Format] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), "JSON lines"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "CSV"),
    **dict.fromkeys((".md", ".markdown", ".mdown"), "Markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "HTML"),
    **dict.fromkeys((".txt", ".text", ""), "plain text"),
    ".eml": "mail",
}
_BY_MAGIC: tuple[tuple[bytes, Format], ...] = ((b"%PDF", "PDF"), (b"PAR1", "Parquet"))
# Documents that are zip files, told by their suffix or by the first member's name and content, at byte 30.
_ZIPPED: tuple[tuple[str, bytes, Format], ...] = (
    (".epub", b"mimetypeapplication/epub+zip", "EPUB"),
    (".docx", b"[Content_Types].xml", "Word"),
)
_BY_ROOT: dict[str, Format] = {
    **dict.fromkeys(("rss", "feed", "rdf"), "RSS or Atom"),
    **{"mediawiki": "MediaWiki dump", "mets": "METS", "alto": "ALTO", "html": "HTML"},
}

# Told by their first bytes and refused by name, rather than read as noise.
_NOT_READ = (
    (b"{\\rtf", "RTF; save it as docx"),
    (b"\xd0\xcf\x11\xe0", "Word 97; save it as docx"),
    (b"SQLite format 3", "SQLite; export its table as CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"7z\xbc\xaf", "7z; pack it anew as zip or tar"),
    (b"Rar!", "RAR; pack it anew as zip or tar"),
)
_NOT_READ_SUFFIXES = {".odt": "ODT; save it as docx", ".xlsx": "Excel; save it as CSV", ".pptx": "PowerPoint"}
# The first element behind declarations and comments; atomic, so that a hostile head cannot make the search long.
_ROOT = re.compile(
    r"\s*(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)\s*)*+<(?:[\w.-]+:)?(\w+)", re.DOTALL
)
_BEIR_QUESTIONS = "queries.jsonl"
_ZERO_SHARE = 0.01  # of the bytes: a text damaged on a disk has a few, a program or a picture far more
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_WORD_SUFFIX = re.compile(r"\.[a-z]\w*")  # `20news/talk.53` and `report.2` have none


def read_file(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield the records of one file, or the one reject that says why it has none."""
    held = False
    for one in _read_as(format_of(file), file, profile):
        held = True
        yield profile.complete(one) if isinstance(one, Record) else one
    if not held:
        yield Reject(file.place, "holds no record")


def _read_as(found: Format | None, file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    if PurePosixPath(file.path).name == _BEIR_QUESTIONS:
        yield Reject(file.place, "the questions of a BEIR suite, which are no articles; they are for dateline eval")
    elif found is None:
        yield Reject(file.place, unknown_format(file))
    elif found == "empty":
        yield Reject(file.place, "empty" if file.is_blank() else "not an article: its first 64 kB are blank")
    elif found in _READERS_OF_FIELDS:
        yield from _READERS_OF_FIELDS[found](file, profile)
    else:
        yield from _READERS_OF_TEXT[found](file)


def format_of(file: ArchiveFile) -> Format | None:
    """Return the name of a file's format, `empty`, or None when it is none that is known."""
    if not file.head.strip():
        return "empty"
    suffix = _suffix(file.path)
    named = _BY_SUFFIX.get(suffix)
    if named == "JSON lines":
        return named  # a damaged first line must not cost the others, whatever it looks like
    if binary := _by_bytes(file, suffix):
        return binary
    if _not_read(file):
        return None
    head = _head_text(file)
    if named in ("CSV", "Markdown", "mail"):
        return named
    return _by_content(head, suffix) or (None if _is_binary(file) else named)


def unknown_format(file: ArchiveFile) -> str:
    """Return the reason against a file that has no reader."""
    kind, _, advice = (_not_read(file) or "").partition("; ")
    root = _ROOT.match(_head_text(file)) if _suffix(file.path) == ".xml" else None
    kind = kind or (f"XML with the root <{root[1]}>" if root else "")
    advice = advice or f"the formats read are {', '.join(KNOWN_FORMATS)}"
    return f"{kind}, which is not read; {advice}" if kind else f"of an unknown format; {advice}"


def _by_bytes(file: ArchiveFile, suffix: str) -> Format | None:
    for magic, found in _BY_MAGIC:
        if file.head.startswith(magic):
            return found
    if file.head.startswith(b"PK"):
        return next((found for end, first, found in _ZIPPED if suffix == end or file.head[30:].startswith(first)), None)
    return "mbox" if is_mailbox(file.head) else None


def _by_content(head: str, suffix: str) -> Format | None:
    start = head.lstrip("\ufeff \t\r\n")
    # The root first: an article within may hold anything, another format's tags too.
    if start.startswith("<") and (root := _ROOT.match(start)) and (found := _BY_ROOT.get(root[1].lower())):
        return found
    for line in head.split("\n"):
        if line.lstrip(" \t\ufeff").startswith("<REUTERS"):
            return "SGML newswire"
        if line[:4].lower() == "date" and is_header(line):
            return "dateline text"
    if start.startswith("{") or (start.startswith("[") and suffix == ".json"):
        return _json_or_lines(start, suffix)
    return "HTML" if _HTML.match(start) or (suffix != ".txt" and _HTML.search(start[:1024])) else None


def _json_or_lines(start: str, suffix: str) -> Format | None:
    first, _, rest = start.partition("\n")
    try:
        one_a_line = isinstance(json.loads(first), dict) and rest.lstrip().startswith("{")
    except (ValueError, RecursionError):
        one_a_line = False
    if one_a_line:
        return "JSON lines"
    # A text may begin with a brace; a file that says it is JSON is read as JSON even where it is damaged.
    return "JSON" if suffix == ".json" or re.match(r'\{\s*"', start) else None


def _not_read(file: ArchiveFile) -> str | None:
    kind = next((name for magic, name in _NOT_READ if file.head.startswith(magic)), None)
    return kind or (_NOT_READ_SUFFIXES.get(_suffix(file.path)) if file.head.startswith(b"PK") else None)


def _is_binary(file: ArchiveFile) -> bool:
    return utf16_of(file.head) is None and file.head.count(0) > len(file.head) * _ZERO_SHARE


def _suffix(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if _WORD_SUFFIX.fullmatch(suffix) else ""


def _head_text(file: ArchiveFile) -> str:
    wide = utf16_of(file.head)
    return file.head.decode(wide, "ignore") if wide else decoder_for(file.head)(file.head)
