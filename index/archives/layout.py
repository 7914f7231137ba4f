"""Lines as they were printed become paragraphs: wrapped lines joined, headlines told from text.

Pure. A sentence must not end where a line of a typescript did, for a quote would then end there too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from index.archives.hyphens import join_words, words_of

_WIDEST_WRAP = 132  # characters: line printers'; longer lines were not broken to fit a page
_NARROWEST_WRAP = 30  # a narrow newspaper column in typescript
_HEADLINE_CHARACTERS = 160
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"'”’»)\]]*$")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_COLUMNS = re.compile(r"\S {3,}\S|\.{4,}|\t")


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs that blank lines part, without white space around them, wrapped lines joined."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    known = words_of(text.split("\n"))
    return [join_wrapped(part.rstrip(), known) for part in _BLANK.split(text) if part.strip()]


def join_wrapped(paragraph: str, known: Mapping[str, int] | None = None) -> str:
    """Join a paragraph's lines where they were broken only because the page ended; keep all other line ends.

    A line was broken to fit when the next line's first word would not have fitted into the widest line, or when the
    sentence goes on in small letters. Lines with columns (three blanks, dots or a tab within) are a table's rows.

    Args:
        paragraph: Its lines, not empty.
        known: The words of the whole text, as `words_of` counts them, for words that were broken at a line's end.
    """
    lines = [line.rstrip() for line in paragraph.split("\n")]
    width = max(map(len, lines))
    wrapped = _NARROWEST_WRAP <= width <= _WIDEST_WRAP
    joined = lines[0].strip()
    for line, following in pairwise(lines):
        first_word = following.strip().split(" ", 1)[0]
        full = wrapped and len(line) + 1 + len(first_word) > width
        goes_on = first_word[:1].islower() and not _ENDS_SENTENCE.search(line)
        table = _COLUMNS.search(line.strip()) or _COLUMNS.search(following.strip())
        if (full or goes_on) and not table:
            joined = join_words(joined, following.strip(), known)
        else:
            joined += f"\n{following.strip()}"
    return joined


def is_headline(line: str) -> bool:
    """Tell whether a line that stands by itself above a text reads as its headline."""
    return 0 < len(line) <= _HEADLINE_CHARACTERS and not _ENDS_SENTENCE.search(line.replace("...", "").rstrip("?!"))


def split_headline(paragraphs: list[str], *, blank_line: bool = True) -> tuple[str | None, list[str]]:
    """Return the headline, None when the first line is none, and the other paragraphs.

    A headline is short, has no full stop at its end, and more text follows it.

    Args:
        paragraphs: As `paragraphs_of` gives them.
        blank_line: Whether a blank line must part the headline from the text; else a longer line may follow at once.
    """
    first, _, rest = paragraphs[0].partition("\n") if paragraphs else ("", "", "")
    if not is_headline(first) or _COLUMNS.search(first):
        return None, paragraphs
    if not rest:
        return (first, paragraphs[1:]) if len(paragraphs) > 1 else (None, paragraphs)
    if not blank_line and len(rest.split("\n", 1)[0]) > len(first):
        return first, [rest, *paragraphs[1:]]
    return None, paragraphs
