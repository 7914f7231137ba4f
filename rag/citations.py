"""Markers in an answer's text, and the quotes that they stand for. Pure.

A marker that matches no evidence is kept and reported; none is ever added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import split_sentences
from rag.extractive import Evidence
from rag.types import Citation

# [1]  [1, 2]  [1-3]  [1][2]  【1】; models write all of them.
_MARKER = re.compile(r"\s*[\[【]\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*[\]】]")
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
_ONLY_MARKS = re.compile(r"^[\s.,;:!?()\[\]\"'»«“”„-]*$")
_MOST_IN_A_RANGE = 20


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence of an answer, its markers taken out of its text."""

    text: str
    markers: tuple[int, ...]


def citation_of(marker: int, evidence: Evidence) -> Citation:
    """Return the citation of one piece of evidence under a marker."""
    article = evidence.article
    return Citation(
        marker=marker,
        article_id=article.id,
        title=article.title,
        published=article.published,
        source=article.source,
        url=article.url,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
    )


def split_marked(text: str, language: str) -> list[MarkedSentence]:
    """Split an answer into sentences with their markers.

    Markers belong to the sentence that they stand in or directly behind, before or after its full stop.

    Args:
        text: As written, with markers.
        language: Of the answer, for the sentence rules.
    """
    plain: list[str] = []
    marks: list[tuple[int, tuple[int, ...]]] = []  # (position in the plain text, numbers)
    at = position = 0
    for found in _MARKER.finditer(text):
        plain.append(text[at : found.start()])
        position += found.start() - at
        marks.append((position, _numbers(found[1])))
        at = found.end()
    plain.append(text[at:])
    clean = "".join(plain)
    spans = [(a, b) for a, b in split_sentences(clean, language) if not _ONLY_MARKS.match(clean[a:b])]
    markers: list[list[int]] = [[] for _ in spans]
    for position, numbers in marks:
        # The last sentence that begins before the marker: one behind a full stop belongs to what it follows.
        owner = max((n for n, (start, _) in enumerate(spans) if start < position), default=0)
        if spans:
            markers[owner].extend(number for number in numbers if number not in markers[owner])
    return [MarkedSentence(clean[a:b], tuple(found)) for (a, b), found in zip(spans, markers, strict=True)]


def all_markers(text: str) -> tuple[int, ...]:
    """Return every marker number in a text, each once, in order of appearance."""
    return tuple(dict.fromkeys(number for found in _MARKER.finditer(text) for number in _numbers(found[1])))


def resolve(text: str, evidence: Sequence[Evidence]) -> tuple[tuple[Citation, ...], tuple[int, ...]]:
    """Return the citations that a text's markers stand for, and the markers that stand for nothing.

    Args:
        text: With markers; number n means the n-th piece of evidence.
        evidence: In the order in which it was numbered, from 1.
    """
    citations, unknown = [], []
    for marker in all_markers(text):
        if 1 <= marker <= len(evidence):
            citations.append(citation_of(marker, evidence[marker - 1]))
        else:
            unknown.append(marker)
    return tuple(citations), tuple(unknown)


def _numbers(inside: str) -> tuple[int, ...]:
    spread = _RANGE.sub(_spread_range, inside)
    return tuple(int(number) for number in re.findall(r"\d+", spread))


def _spread_range(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    if not first <= last < first + _MOST_IN_A_RANGE:
        return f"{first}, {last}"
    return ", ".join(str(number) for number in range(first, last + 1))
