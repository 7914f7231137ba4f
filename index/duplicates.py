"""Near-duplicates: reprints, updates and corrections of one story form a group.

Candidates come from MinHash (datasketch); each pair is then compared word for word, because two wire stories made
from one template (a dividend, an earnings table) share most words and are not the same story.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

# A story shorter than this is mostly template; two of them are never grouped.
MIN_WORDS = 40
# Jaccard similarity of three-word shingles: a tenth of the words edited leaves about 0.6.
MIN_JACCARD = 0.55
# Share of the shorter text's shingles that the longer one holds: a cut ending keeps nearly all.
MIN_CONTAINMENT = 0.8
# Share of names and numbers in common: what tells two filled-in forms apart.
MIN_FACTS = 0.6
# Share of numbers alone: a central bank's daily notice changes nothing else. In 10,000 newswire stories this parts the
# notices of one group, and hardly another.
MIN_NUMBERS = 0.6
_CANDIDATE_JACCARD = 0.4
_PERMUTATIONS = 128
_SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")
_FACT = re.compile(r"\d[\d.,:]*|\b[^\W\d_a-zß-öø-ÿ]\w{2,}")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
_CORRECTION = re.compile(
    r"\b(korrektur|berichtigung|berichtigt|richtigstellung|korrigiert|correction|corrected|corrects|erratum)\b",
    re.IGNORECASE,
)


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


class StoryFinder:
    """Collects articles one by one, then groups those that print the same story."""

    def __init__(self, load: Callable[[int], Printing]) -> None:
        """Start empty.

        Args:
            load: Returns an article by row; texts are compared in full and not kept in memory meanwhile.
        """
        from datasketch import MinHashLSH

        self._load = load
        self._lsh: Any = MinHashLSH(threshold=_CANDIDATE_JACCARD, num_perm=_PERMUTATIONS)
        self._parent: dict[int, int] = {}

    def add(self, printing: Printing) -> None:
        """Add the next article and join it to the stories that it prints."""
        from datasketch import MinHash

        shingles = shingles_of(printing.text)
        if len(shingles) + _SHINGLE_WORDS - 1 < MIN_WORDS:
            return
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in shingles])
        for row in self._lsh.query(sketch):
            if self._root(row) != self._root(printing.row) and is_same_story(self._load(row), printing):
                self._parent[self._root(printing.row)] = self._root(row)
        self._lsh.insert(printing.row, sketch)

    def groups(self) -> Iterator[tuple[int, int, str]]:
        """Yield (article row, group number, kind) for every member of a group of two or more.

        The earliest printing is the `original`; the others are a `reprint`, an `update` or a `correction` of it.
        """
        members: dict[int, list[int]] = {}
        for row in sorted(self._parent):
            members.setdefault(self._root(row), []).append(row)
        for number, root in enumerate(sorted(members)):
            rows = sorted({root, *members[root]})
            printings = sorted((self._load(row) for row in rows), key=lambda p: (p.first or date.max, p.row))
            for printing in printings:
                yield printing.row, number, kind_of(printing, printings[0])

    def _root(self, row: int) -> int:
        while self._parent.get(row, row) != row:
            row = self._parent[row]
        return row


def shingles_of(text: str) -> set[str]:
    """Return the runs of three words of a text, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[n : n + _SHINGLE_WORDS]) for n in range(len(words) - _SHINGLE_WORDS + 1)}


def is_same_story(one: Printing, other: Printing) -> bool:
    """Tell whether two articles print the same story: nearly the same words, and the same names and numbers."""
    left, right = shingles_of(one.text), shingles_of(other.text)
    common = len(left & right)
    if not common:
        return False
    jaccard = common / len(left | right)
    containment = common / min(len(left), len(right))
    if jaccard < MIN_JACCARD and containment < MIN_CONTAINMENT:
        return False
    if not _agree(_FACT, one.text, other.text, MIN_FACTS):
        return False
    return _agree(_NUMBER, one.text, other.text, MIN_NUMBERS)


def _agree(pattern: re.Pattern[str], one: str, other: str, least: float) -> bool:
    """Tell whether two texts have enough of what a pattern finds in common, by the text that has less of it.

    One such thing decides nothing: a correction may change the only figure of a story.
    """
    left, right = set(pattern.findall(one)), set(pattern.findall(other))
    fewer = min(len(left), len(right))
    return fewer < 2 or len(left & right) / fewer >= least


def kind_of(printing: Printing, original: Printing) -> str:
    """Name what a printing is to the earliest one of its story."""
    if printing.row == original.row:
        return "original"
    if _CORRECTION.search(printing.title) or _CORRECTION.search(printing.text[:200]):
        return "correction"
    if printing.source == original.source and printing.first != original.first:
        return "update"
    return "reprint"
