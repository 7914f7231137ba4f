"""Lines of printed pages become paragraphs: running heads and page numbers taken out, hyphens at line ends resolved.

Pure. For text that was set in columns and pages: PDF, recognised scans, typescripts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from index.archives.layout import is_headline

_HYPHENS = "-\u00ad\u2010\u00ac⸗"
_SOFT = "\u00ad\u00ac⸗"  # never printed within a line: a hyphen of the typesetter's, or of the old German one
_BROKEN = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_BEGINS = re.compile(r"[^\W\d_]+")
_JOINERS = {"und", "oder", "bzw", "bis", "sowie", "als", "and", "or", "to"}  # "Nord- und Südkorea"
_PAGE_NUMBER = re.compile(
    r"(?:[-–—\[(]\s*)?(?:(?:page|seite|p\.|s\.)\s*)?\d{1,3}(?:\s*(?:/|of|von)\s*\d{1,4})?(?:\s*[-–—\])])?",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2  # at the top and at the bottom of a page, where running heads stand
_LEAST_PAGES = 3
_TITLE_LINES = 4
_REPEATED = 0.5  # of the pages
_SHORT_LINE = 0.75  # of the widest lines' length: a line that ends there ends a paragraph
_WIDE_QUANTILE = 0.8


def is_page_number(line: str) -> bool:
    """Tell whether a line is nothing but a page's number: `- 3 -`, `Seite 3 von 10`."""
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each page without page numbers and without lines that stand at the edge of half of them."""
    stripped = [[line.strip() for line in page if line.strip()] for page in pages]
    seen: Counter[str] = Counter()
    for page in stripped:
        seen.update({_masked(line) for line in [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]})
    least = max(_LEAST_PAGES, _REPEATED * len(stripped))
    repeated = {line for line, count in seen.items() if count >= least}
    return [_without_edges(page, repeated) for page in stripped]


def _without_edges(page: list[str], repeated: set[str]) -> list[str]:
    def goes(line: str) -> bool:
        return is_page_number(line) or _masked(line) in repeated

    first, last = 0, len(page)
    while first < min(_EDGE_LINES, last) and goes(page[first]):
        first += 1
    while last > max(first, len(page) - _EDGE_LINES) and goes(page[last - 1]):
        last -= 1
    return page[first:last]


def _masked(line: str) -> str:
    return _DIGITS.sub("#", line.casefold())


def join_pages(pages: Sequence[Sequence[str]], title: str | None = None) -> tuple[str | None, list[str]]:
    """Return the headline, None where there is none, and the paragraphs of printed pages.

    A paragraph ends at a line that is clearly shorter than the column and ends a sentence.

    Args:
        pages: The lines of each page.
        title: The title as the file states it, None when it states none; printed at the top over some lines, these
            are the headline.
    """
    lines = [line for page in without_running_heads(pages) for line in page]
    headline = None
    for count in range(1, min(_TITLE_LINES, len(lines)) + 1):
        if title and " ".join(lines[:count]).casefold() == title.casefold():
            headline, lines = title, lines[count:]
    if headline is None and len(lines) > 1 and is_headline(lines[0]) and not lines[1][:1].islower():
        headline, lines = lines[0], lines[1:]
    return headline, join_lines(lines)


def join_lines(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs that some lines of a column make, words that were broken at line ends made whole."""
    if not lines:
        return []
    width = sorted(map(len, lines))[int(_WIDE_QUANTILE * (len(lines) - 1))]
    known = words_of(lines)
    paragraphs = [lines[0]]
    for before, line in pairwise(lines):
        if len(before) < _SHORT_LINE * width and _ENDS_SENTENCE.search(before):
            paragraphs.append(line)
        else:
            paragraphs[-1] = join_words(paragraphs[-1], line, known)
    return [paragraph.replace("\u00ad", "") for paragraph in paragraphs]


def words_of(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word stands within the lines, those with hyphens whole, those at line ends left out."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(word.casefold() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line)[:-1])
    return counts


def join_words(before: str, after: str, known: Mapping[str, int] | None = None) -> str:
    """Join two lines, and the word that was broken between them.

    A hyphen at a line's end is dropped where the next line goes on in small letters, kept where a compound goes on
    ("Nord-" and "Süd-Dialog", "well-" and "known" when the text has "well-known" elsewhere), and left with its blank
    before "und" or "and".

    Args:
        known: How often the text has each word, from `words_of`; decides between "wellknown" and "well-known".
    """
    broken, begins = _BROKEN.search(before), _BEGINS.match(after)
    if not broken or not begins:
        return f"{before} {after}"
    head, tail = broken[1], begins[0]
    soft = before[-1] in _SOFT
    if not soft and tail.casefold() in _JOINERS:
        return f"{before} {after}"
    whole, compound = f"{head}{tail}".casefold(), f"{head}-{tail}".casefold()
    counts = known or {}
    keeps = not soft and (tail[:1].isupper() or counts.get(compound, 0) > counts.get(whole, 0))
    return before[:-1] + ("-" if keeps else "") + after
