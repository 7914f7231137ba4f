"""Records become articles: normalised text, a title, a language, an id that survives rebuilds.

Pure: what a reader found flows in, an article or the reason against it flows out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from index.language import detect_language
from index.types import Article, Record, Reject

# A title made from the text is cut at a word near this many characters, about one printed headline.
TITLE_CHARACTERS = 90

_ID_HEX_DIGITS = 16  # 64 bits: at 100 million articles two share an id with a chance of 3 in 10,000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
# Shows where a word may be broken and is no part of it; where a line was broken there, the word goes on.
_SOFT_HYPHEN = re.compile(r"\u00ad(?:[ \t]*\n[ \t]*(?=\w))?")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_WHITE = re.compile(r"\s+")


def article_from(record: Record) -> Article | Reject:
    """Return the article that a record holds, or why it holds none.

    A record with a title and no text keeps its title as its text: a headline is all that many newswire records
    have, and it is evidence like any other sentence.

    Args:
        record: As a reader found it.

    Returns:
        An article whose text is NFC, without control characters, its lines ended by line feeds; or a reject
        for a record without any text.
    """
    text = clean_text(record.text)
    title = _WHITE.sub(" ", clean_text(record.title or "")).strip()
    text = text or title
    if not text:
        return Reject(record.place, "neither text nor title")
    title = title or title_from(text)
    source = _WHITE.sub(" ", clean_text(record.source or "")).strip() or None
    return Article(
        id=article_id(source, record.published.edtf if record.published else None, title, text),
        title=title,
        text=text,
        published=record.published,
        source=source,
        authors=record.authors,
        url=record.url,
        language=record.language.split("-")[0].lower() if record.language else detect_language(text),
        section=record.section,
        place=record.place,
        outside_id=record.outside_id,
    )


def clean_text(text: str) -> str:
    """Return the text as all offsets count it: NFC, line feeds, no control characters, no runs of blank lines.

    Soft hyphens are taken out: a word that has one is found, and quoted, as it reads.
    """
    text = _CONTROL.sub("", _SOFT_HYPHEN.sub("", _LINE_ENDS.sub("\n", text)))
    text = unicodedata.normalize("NFC", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def title_from(text: str) -> str:
    """Return the first words of a text, to stand where the archive gives no title."""
    line = _WHITE.sub(" ", text.strip().split("\n", 1)[0])
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:-") + " …"


def article_id(source: str | None, published: str | None, title: str, text: str) -> str:
    """Return an id made from what the article says and who printed it when, in any file and any white space.

    Two records with the same id are the same article printed twice: an exact duplicate.

    Args:
        source: None when unknown.
        published: EDTF; None when unknown.
    """
    parts = (source or "", published or "", title, text)
    normalised = "\x1f".join(_WHITE.sub(" ", part).strip() for part in parts)
    return hashlib.sha256(normalised.encode()).hexdigest()[:_ID_HEX_DIGITS]
