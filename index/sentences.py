"""Sentence borders as offsets into a text, by sentencex (rules and abbreviations for some 300 languages, in Rust).

Text flows in, spans flow out; nothing is changed, trimmed or joined, so that every quote stays exact.
"""

from __future__ import annotations

from itertools import pairwise

Span = tuple[int, int]


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the sentences of a text as spans, in order, without the white space around them.

    A line break ends a sentence: headlines, list items and table rows have no full stop.

    Args:
        text: Any text; may be empty.
        language: BCP-47 primary language; `und` and unknown ones fall back to the rules for English.

    Returns:
        Spans `(start, end)` with `text[start:end]` non-empty, not overlapping, covering every character that is
        not white space.
    """
    import sentencex

    spans: list[Span] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            pieces = sentencex.segment("en" if language == "und" else language, line)
            spans.extend(_spans_of(pieces, text, line_start, line_start + len(line)))
        line_start += len(line)
    return spans


def _spans_of(pieces: list[str], text: str, start: int, end: int) -> list[Span]:
    """Find the pieces of one line again in the text; what the splitter left out joins the sentence before it."""
    borders = [start]
    for piece in pieces[:-1]:
        core = piece.strip()
        found = text.find(core, borders[-1], end) if core else -1
        if found >= 0:
            borders.append(found + len(core))
    borders.append(end)
    spans = []
    for left, right in pairwise(borders):
        stretch = text[left:right]
        if stretch.strip():
            first = left + len(stretch) - len(stretch.lstrip())
            spans.append((first, left + len(stretch.rstrip())))
    return spans
