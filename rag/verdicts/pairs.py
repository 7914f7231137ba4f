"""A claim beside one sentence of its source: which words stand for which, and what speaks against the claim. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.types import DateSpan
from rag.verdicts.lexicon import same_word, signs_of
from rag.verdicts.statements import Statement

DifferenceKind = Literal[
    "quote", "number", "date", "opposite", "denies", "does not deny", "hedged", "name", "sweeping", "swapped",
    "belongs", "word", "joined", "omission", "far", "no source",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a claim and its source do not share.

    Args:
        claimed: The words of the claim.
        said: What the source has in their place, None when nothing stands there.
    """

    kind: DifferenceKind
    claimed: str
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside one sentence of its source; `matches[n]` are the places in the source of word n of the claim."""

    claim: Statement
    source: Statement
    matches: tuple[frozenset[int], ...]
    published: DateSpan | None

    def taken_from(self, places: frozenset[int], within: Sequence[int]) -> list[int]:
        """Return those words of the claim that the source has at some places and nowhere else."""
        return [n for n in within if self.matches[n] and self.matches[n] <= places]

    def home(self, places: Sequence[int]) -> int | None:
        """Return the clause of the source that shares most with some words of the claim; None when none does."""
        shared: dict[int, float] = {}
        for n in places:
            for clause in {self.source.words[m].clause for m in self.matches[n]}:
                # At a tie, what is done says more than who does it.
                shared[clause] = shared.get(clause, 0.0) + (0.9 if self.claim.words[n].capital else 1.0)
        return max(shared, key=lambda clause: (shared[clause], -clause)) if shared else None


def pair(claim: Statement, source: Statement, published: DateSpan | None = None) -> Pair:
    """Return a claim beside a sentence of its source, in the same language."""
    figures = [(n, word.figure) for n, word in enumerate(source.words) if word.figure is not None]
    places = _places(tuple(word.text for word in source.words), claim.language)
    matches = []
    for word in claim.words:
        if word.figure is not None:
            found = {n for n, other in figures if other.value == word.figure.value}
        else:
            found = {n for n, other in figures if word.text in other.text}
            near = {n for sign in signs_of(word.text, claim.language) for n in places.get(sign, ())}
            found |= {
                n
                for n in near
                if source.words[n].figure is None and same_word(word.text, source.words[n].text, claim.language)
            }
        matches.append(frozenset(found))
    return Pair(claim, source, tuple(matches), published)


@lru_cache(maxsize=512)
def _places(words: tuple[str, ...], language: str) -> Mapping[str, Sequence[int]]:
    """Return by sign the places of the words of a sentence that have it."""
    found: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        for sign in signs_of(word, language):
            found.setdefault(sign, []).append(n)
    return found
