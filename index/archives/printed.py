"""Lines of printed pages become paragraphs: running heads and page numbers taken out, hyphens at line ends resolved.

Pure. For text that was set in columns and pages: PDF, recognised scans, typescripts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.archives.boilerplate import is_page_number
from index.archives.hyphens import join_words, words_of
from index.archives.layout import is_headline

_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2  # at the top and at the bottom of a page, where running heads stand
_LEAST_PAGES = 3
_TITLE_LINES = 4
_REPEATED = 0.5  # of the pages
_SHORT_LINE = 0.75  # of the widest lines' length: a line that ends there ends a paragraph
_WIDE_QUANTILE = 0.8


def without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each page without page numbers and without lines that stand at the edge of half of them.

    Blank lines within a page stay, for they part paragraphs.
    """
    stripped = [[line.strip() for line in page] for page in pages]
    seen: Counter[str] = Counter()
    for page in stripped:
        printed = [line for line in page if line]
        seen.update({_masked(line) for line in [*printed[:_EDGE_LINES], *printed[-_EDGE_LINES:]]})
    least = max(_LEAST_PAGES, _REPEATED * len(stripped))
    repeated = {line for line, count in seen.items() if count >= least}
    return [_without_edge(_without_edge(page, repeated)[::-1], repeated)[::-1] for page in stripped]


def _without_edge(page: list[str], repeated: set[str]) -> list[str]:
    """Return a page without the running heads among its first lines."""
    first = taken = 0
    while first < len(page) and (not page[first] or (taken < _EDGE_LINES and _goes(page[first], repeated))):
        taken += bool(page[first])
        first += 1
    return page[first:]


def _goes(line: str, repeated: set[str]) -> bool:
    return is_page_number(line) or _masked(line) in repeated


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
    while lines and not lines[0]:
        lines = lines[1:]
    headline = None
    for count in range(1, min(_TITLE_LINES, len(lines)) + 1):
        if title and " ".join(lines[:count]).casefold() == title.casefold():
            headline, lines = title, lines[count:]
    if headline is None and len(lines) > 1 and is_headline(lines[0]) and not lines[1][:1].islower():
        headline, lines = lines[0], lines[1:]
    return headline, join_lines(lines)


def join_lines(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs that some lines of a column make, words that were broken at line ends made whole."""
    if not any(lines):
        return []
    width = sorted(map(len, lines))[int(_WIDE_QUANTILE * (len(lines) - 1))]
    known = words_of(lines)
    paragraphs = [lines[0]]
    for before, line in pairwise(lines):
        ended = len(before) < _SHORT_LINE * width and _ENDS_SENTENCE.search(before)
        if ended or not before:
            paragraphs.append(line)
        elif line:
            paragraphs[-1] = join_words(paragraphs[-1], line, known)
    return [paragraph.replace("\u00ad", "") for paragraph in paragraphs if paragraph]
