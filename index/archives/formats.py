"""Which reader a file gets: told by its first bytes, and by its name where they say nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Literal

from index.archives.dateline_text import is_header, read_dateline_text
from index.archives.encoding import decoder_for, utf16_of
from index.archives.html_page import read_html_page
from index.archives.json_file import read_json_file
from index.archives.json_lines import read_json_lines
from index.archives.markdown import read_markdown
from index.archives.newswire import read_newswire
from index.archives.plain_text import read_plain_text
from index.archives.streams import ArchiveFile
from index.archives.tables import read_table
from index.types import Record, Reject

Format = Literal[
    "empty",
    "dateline text",
    "JSON lines",
    "JSON",
    "CSV",
    "Markdown",
    "HTML",
    "SGML newswire",
    "plain text",
]

KNOWN_FORMATS = (
    "dateline text",
    "JSON lines (also BEIR's corpus.jsonl)",
    "JSON (also SQuAD)",
    "CSV and TSV",
    "Markdown",
    "HTML",
    "SGML newswire (Reuters-21578)",
    "plain text",
)

# Readers whose records have named fields, which a mapping can rename, and readers of everything else.
_READERS_OF_FIELDS: dict[Format, Callable[[ArchiveFile, Mapping[str, str]], Iterator[Record | Reject]]] = {
    "JSON lines": read_json_lines,
    "JSON": read_json_file,
    "CSV": read_table,
    "Markdown": read_markdown,
}
_READERS_OF_TEXT: dict[Format, Callable[[ArchiveFile], Iterator[Record | Reject]]] = {
    "HTML": read_html_page,
    "SGML newswire": read_newswire,
    "dateline text": read_dateline_text,
    "plain text": read_plain_text,
}

_BY_SUFFIX: dict[str, Format] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), "JSON lines"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "CSV"),
    **dict.fromkeys((".md", ".markdown", ".mdown"), "Markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "HTML"),
    **dict.fromkeys((".txt", ".text", ""), "plain text"),
}

# Told by their first bytes; their readers are to come, so they are refused by name rather than read as noise.
_NOT_READ_YET = (
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"WARC/", "WARC"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"From ", "mbox"),
    (b"SQLite format 3", "SQLite"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
)
_NOT_READ_YET_SUFFIXES = {
    **{".docx": "DOCX", ".epub": "EPUB", ".wacz": "WACZ", ".odt": "ODT", ".xlsx": "Excel", ".pptx": "PowerPoint"},
    **{".rss": "RSS", ".atom": "Atom", ".xml": "XML", ".parquet": "Parquet", ".pdf": "PDF", ".mbox": "mbox"},
}
_WITHIN_XML = (
    ("<rss", "RSS"),
    ("<feed", "Atom"),
    ("<mediawiki", "a MediaWiki dump"),
    ("<mets", "METS"),
    ("<alto", "ALTO"),
)
_MAIL = re.compile(rb"From \S+@?\S* +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")
_BEIR_QUESTIONS = "queries.jsonl"
_ZERO_SHARE = 0.01  # of the bytes: a text damaged on a disk has a few, a program or a picture far more
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_WORD_SUFFIX = re.compile(r"\.[a-z]\w*")  # `20news/talk.53` and `report.2` have none


def read_file(file: ArchiveFile, mapping: Mapping[str, str]) -> Iterator[Record | Reject]:
    """Yield the records of one file, or the one reject that says why it has none."""
    held = False
    for one in _read_as(format_of(file), file, mapping):
        held = True
        yield one
    if not held:
        yield Reject(file.place, "holds no record")


def _read_as(found: Format | None, file: ArchiveFile, mapping: Mapping[str, str]) -> Iterator[Record | Reject]:
    if PurePosixPath(file.path).name == _BEIR_QUESTIONS:
        yield Reject(file.place, "the questions of a BEIR suite, which are no articles; they are for dateline eval")
    elif found is None:
        yield Reject(file.place, unknown_format(file))
    elif found == "empty":
        yield Reject(file.place, "empty" if file.is_blank() else "not an article: its first 64 kB are blank")
    elif found in _READERS_OF_FIELDS:
        yield from _READERS_OF_FIELDS[found](file, mapping)
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
    if _not_read_yet(file):
        return None
    head = _head_text(file)
    if named in ("CSV", "Markdown"):
        return named
    return _by_content(head, suffix) or (None if _is_binary(file) else named)


def unknown_format(file: ArchiveFile) -> str:
    """Return the reason against a file that has no reader."""
    kind = _not_read_yet(file) or _within_xml(_head_text(file))
    known = f"the formats read are {', '.join(KNOWN_FORMATS)}"
    return f"{kind}, which this version does not read; {known}" if kind else f"of an unknown format; {known}"


def _by_content(head: str, suffix: str) -> Format | None:
    if "<REUTERS" in head:
        return "SGML newswire"
    if any(is_header(line) for line in head.split("\n") if line[:4].lower() == "date"):
        return "dateline text"
    start = head.lstrip("\ufeff \t\r\n")
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


def _not_read_yet(file: ArchiveFile) -> str | None:
    for magic, name in _NOT_READ_YET:
        if file.head.startswith(magic) and (name != "mbox" or _MAIL.match(file.head)):
            return name
    kind = _NOT_READ_YET_SUFFIXES.get(_suffix(file.path))
    return kind if kind != "XML" else None


def _within_xml(head: str) -> str | None:
    return next((kind for tag, kind in _WITHIN_XML if tag in head.lower()), None)


def _is_binary(file: ArchiveFile) -> bool:
    return utf16_of(file.head) is None and file.head.count(0) > len(file.head) * _ZERO_SHARE


def _suffix(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if _WORD_SUFFIX.fullmatch(suffix) else ""


def _head_text(file: ArchiveFile) -> str:
    wide = utf16_of(file.head)
    return file.head.decode(wide, "ignore") if wide else decoder_for(file.head)(file.head)
