"""Near-duplicates: whether two articles print one story, and what the one is to the other.

Pure. Two texts are compared word for word, because two wire stories made from one template share most words and are not
the same story.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

# A text shorter than this is a headline or a form; it is never grouped.
MIN_WORDS = 20
# Share of the shorter text's shingles that the longer one holds. A tenth of the words edited leaves 0.65 to 0.8 of
# them, whatever else is cut. Of the pairs of newswire stories that share 0.5 to 0.65, two in five were two stories.
MIN_CONTAINMENT = 0.65
# The same for a text of fewer than 40 words, which is mostly template: dividends of sister funds share 0.92.
MIN_CONTAINMENT_SHORT = 0.95
SHORT_WORDS = 40
# Share of names and numbers in common: what tells two filled-in forms apart.
MIN_FACTS = 0.7
# Share of numbers alone, two of three: a central bank's daily notice changes nothing else.
MIN_NUMBERS = 0.66
# The same where one word in sixty differs at most: a story sent again on the next day has another date line, and may
# have one number besides. Notices share less: 0.88 for those of the Federal Reserve, 0.93
# for excerpts of those of the Bank of England.
MIN_NUMBERS_VERBATIM = 0.5
VERBATIM_CONTAINMENT = 0.95
# An excerpt: nearly all of its shingles are the original's, and it has clearly fewer words.
EXCERPT_CONTAINMENT = 0.9
EXCERPT_WORDS = 0.7

SHINGLE_WORDS = 3
# A story names its subject in its first words, which the date line is one of.
_OPENING_WORDS = 15
_WORD = re.compile(r"\w+")
# A number or a name; no name begins with a digit.
_FACT = re.compile(r"\d+(?:[.,:]\d+)*|\b[^\W\d_a-zß-öø-ÿ]\w{2,}")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_CORRECTION = re.compile(
    r"\b(korrektur|berichtigung|berichtigt|richtigstellung|korrigiert|correction|corrected|corrects|erratum)\b",
    re.IGNORECASE,
)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Printing:
    """What grouping needs to know of one article.

    Args:
        row: Its row in the store.
        first: First day on which it may have appeared; None when undated.
    """

    row: int
    title: str
    text: str
    source: str | None
    first: date | None


def shingles_of(text: str) -> Hashes:
    """Return the hashes of the runs of three words of a text, without case and punctuation, each once, in order."""
    return _shingles(_WORD.findall(text.casefold()))


def _shingles(told: Sequence[str]) -> Hashes:
    words = np.array([crc32(word.encode()) for word in told], dtype=np.uint64)
    if len(words) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    runs = len(words) - SHINGLE_WORDS + 1
    hashes = np.zeros(runs, dtype=np.uint64)
    # Multiply and fold with the constants of splitmix64, which spread every bit of a word over the whole hash.
    for n in range(SHINGLE_WORDS):
        hashes = (hashes + words[n : n + runs]) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    return np.unique(hashes)


def is_same_story(one: Printing, other: Printing) -> bool:
    """Tell whether two articles print the same story: mostly the same words, and the same names and numbers.

    Both are measured by the article that has less, so that an excerpt is the same story.
    """
    return print_same_story(Facts.of(one), Facts.of(other))


def kind_of(printing: Printing, original: Printing) -> str:
    """Name what a printing is to the original of its story, where its text or the dates show it.

    Returns:
        `original`; `correction` when it says so; `excerpt` when it is little but a part of the original; `update`
        when the same source printed it on a later day in other words; else `reprint`.
    """
    if printing.row == original.row:
        return "original"
    if _says_correction(printing):
        return "correction"
    ours, whole = shingles_of(printing.text), shingles_of(original.text)
    fewer = len(_WORD.findall(printing.text)) <= EXCERPT_WORDS * len(_WORD.findall(original.text))
    common = len(np.intersect1d(ours, whole, assume_unique=True))
    if fewer and common >= EXCERPT_CONTAINMENT * len(ours):
        return "excerpt"
    same_source = printing.source is not None and printing.source == original.source
    later = printing.first is not None and original.first is not None and printing.first > original.first
    return "update" if same_source and later and common < len(ours) else "reprint"


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What of an article is compared."""

    row: int
    words: frozenset[str]
    length: int  # words
    shingles: Hashes
    facts: frozenset[str]
    numbers: frozenset[str]
    subjects: frozenset[str]
    correction: bool
    first: date | None

    @staticmethod
    def of(printing: Printing) -> Facts:
        """Return what is compared of an article."""
        text = printing.text
        words = _WORD.findall(text.casefold())
        facts = _FACT.findall(text)
        names = Counter(fact.casefold() for fact in facts if not fact[0].isdecimal())
        return Facts(
            row=printing.row,
            words=frozenset(words),
            length=len(words),
            shingles=_shingles(words),
            facts=frozenset(facts),
            numbers=frozenset(_NUMBER.findall(text)),
            subjects=frozenset(word for word in words[:_OPENING_WORDS] if names[word] > 1),
            correction=_says_correction(printing),
            first=printing.first,
        )


def _says_correction(printing: Printing) -> bool:
    return bool(_CORRECTION.search(printing.title) or _CORRECTION.search(printing.text[:200]))


def print_same_story(one: Facts, other: Facts) -> bool:
    """Tell what `is_same_story` tells, of articles whose facts are known already."""
    short = min(one.length, other.length)
    same = containment(one, other)
    if short < MIN_WORDS or same < (MIN_CONTAINMENT_SHORT if short < SHORT_WORDS else MIN_CONTAINMENT):
        return False
    least = MIN_NUMBERS_VERBATIM if same >= VERBATIM_CONTAINMENT else MIN_NUMBERS
    if not _agree(one.facts, other.facts, MIN_FACTS) or not _agree(one.numbers, other.numbers, least):
        return False
    # Two firms that did the same thing on one day: each story names its own again and again, and not the other's.
    return one.subjects <= other.words or other.subjects <= one.words


def containment(one: Facts, other: Facts) -> float:
    """Return the share of the shingles of the text that has fewer which the other holds."""
    fewer = min(len(one.shingles), len(other.shingles))
    return len(np.intersect1d(one.shingles, other.shingles, assume_unique=True)) / fewer if fewer else 0.0


def _agree(left: frozenset[str], right: frozenset[str], least: float) -> bool:
    """Tell whether two texts have enough facts in common, by the text that has fewer.

    One fact decides nothing: a correction may change the only figure of a story.
    """
    fewer = min(len(left), len(right))
    return fewer < 2 or len(left & right) / fewer >= least
