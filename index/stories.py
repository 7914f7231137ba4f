"""Articles that print one story form a group: reprints, excerpts, updates and corrections of its original.

Articles flow in one by one, groups flow out at the end. Candidates share a sample of their shingles, eight bytes each;
each pair is then compared in full (`duplicates`), and pairs join to groups best first.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from math import fsum

import numpy as np
from numpy.typing import NDArray

from index.duplicates import (
    EXCERPT_WORDS,
    MIN_WORDS,
    SHINGLE_WORDS,
    Facts,
    Hashes,
    Printing,
    containment,
    kind_of,
    print_same_story,
    shingles_of,
)

# What every member shares with the shortest one: two edits of one story share 0.48 to 0.6, two stories of one round-up
# nothing.
MIN_KINSHIP = 0.4
# One shingle in four is kept of each article, as eight bytes. A text of 40 words leaves about ten.
_SAMPLED = 4
# Of the sample of the shorter article, candidates share two, and this share: half of what MIN_CONTAINMENT asks for,
# since a sample scatters.
_MIN_SHARED = 2
_MIN_SHARED_SHARE = 0.3
# Articles with one shingle in common are all paired, up to so many; of more, each is paired with its neighbour and
# with the first, or a phrase of the trade would make millions of pairs.
_MAX_ALL_PAIRED = 16
_SLICE = 1 << 16  # shingles looked at together: bounds the memory of the last step
# Centres kept of a story: more make a story of a thousand reprints slow and no better.
_MAX_CENTRES = 8
# Texts kept in memory, as hashes, while candidates are compared.
_TEXTS_KEPT = 1024

Sample = NDArray[np.uint32]


def sample_of(text: str) -> Sample:
    """Return the upper halves of the hashes of a fourth of a text's shingles, `(n,)`; none of a text too short."""
    shingles = shingles_of(text)
    if len(shingles) + SHINGLE_WORDS - 1 < MIN_WORDS:
        return np.empty(0, dtype=np.uint32)
    return (shingles[shingles % np.uint64(_SAMPLED) == 0] >> np.uint64(32)).astype(np.uint32)


class StoryFinder:
    """Collects articles one by one, then groups those that print the same story."""

    def __init__(self, load: Callable[[int], Printing]) -> None:
        """Start empty.

        Args:
            load: Returns an article by row; texts are compared in full and not kept in memory meanwhile.
        """
        self._load = load
        # Each sampled shingle of each article: the upper half of its hash, then the article's row.
        self._keys = array("Q")

    def add(self, row: int, sample: Sample) -> None:
        """Take what `sample_of` gives of the next article's text."""
        keys = (sample.astype(np.uint64) << np.uint64(32)) | np.uint64(row)
        self._keys.frombytes(keys.tobytes())

    def groups(self) -> Iterator[tuple[int, int, str]]:
        """Yield (article row, group number, kind) for every member of a group of two or more, the original first.

        The earliest printing is the `original`; of those of one day, and of the undated, the first that is not an
        excerpt of another. The others are a `reprint`, an `excerpt`, an `update` or a `correction` of it.
        """
        facts_of = lru_cache(maxsize=_TEXTS_KEPT)(lambda row: Facts.of(self._load(row)))
        stories: dict[int, _Story] = {}
        matches = []
        for one, other in _candidates(np.frombuffer(self._keys, dtype=np.uint64)):
            left, right = facts_of(one), facts_of(other)
            if print_same_story(left, right):
                same = containment(left, right)
                matches.append((-same, -same * min(left.length, right.length), one, other))
                for facts in (left, right):
                    stories.setdefault(facts.row, _Story([facts.row], [facts.row], facts.row, facts.length))
        # Best first, then longest: an excerpt that matches two stories goes to the one that it is from.
        for _, _, one, other in sorted(matches):
            _meet(stories, one, other, facts_of)
        found = (
            kept
            for story in {min(s.members): s for s in stories.values()}.values()
            for kept in _settle(story, facts_of)
        )
        for number, (original, *others) in enumerate(sorted(found, key=min)):
            first = self._load(original)
            yield original, number, kind_of(first, first)
            for printing in sorted(map(self._load, others), key=lambda one: (one.first or date.max, one.row)):
                yield printing.row, number, kind_of(printing, first)


@dataclass(frozen=True, slots=True)
class _Story:
    """Articles that print one story, so far, by row.

    Args:
        centres: Some members that match all others.
        longest: Words of the longest member.
    """

    members: list[int]
    centres: list[int]
    shortest: int
    longest: int


def _candidates(keys: Hashes) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows, the lower first, whose samples have much in common.

    Args:
        keys: (n,) uint64, a shingle in the upper half and a row in the lower; sorted in place.
    """
    keys.sort()
    rows = keys.astype(np.uint32)  # the lower half
    sizes = np.bincount(rows) if len(rows) else np.empty(0, dtype=np.int64)
    found = list(_paired(keys, rows))
    pairs, shared = np.unique(np.concatenate(found), return_counts=True) if found else (keys[:0], sizes[:0])
    one, other = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
    fewer = np.minimum(sizes[one.astype(np.int64)], sizes[other.astype(np.int64)])
    good = shared >= np.maximum(_MIN_SHARED, _MIN_SHARED_SHARE * fewer)
    yield from zip(one[good].tolist(), other[good].tolist(), strict=True)


def _paired(keys: Hashes, rows: NDArray[np.uint32]) -> Iterator[Hashes]:
    """Yield arrays of pairs of rows that have a shingle in common, the lower row in the upper half, once a shingle."""
    shingles = (keys >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.diff(shingles, prepend=np.uint32(~shingles[0]) if len(shingles) else 0))
    lengths = np.diff(starts, append=len(keys))
    for n in range(0, len(starts), _SLICE):
        start, length = starts[n : n + _SLICE], lengths[n : n + _SLICE]
        for size in range(2, _MAX_ALL_PAIRED + 1):
            block = rows[start[length == size][:, None] + np.arange(size)].astype(np.uint64)
            left, right = np.triu_indices(size, k=1)
            yield ((block[:, left] << np.uint64(32)) | block[:, right]).ravel()
        for at, size in zip(start[length > _MAX_ALL_PAIRED], length[length > _MAX_ALL_PAIRED], strict=True):
            run = rows[at : at + size].astype(np.uint64)
            yield (run[0] << np.uint64(32)) | run[1:]
            yield (run[1:-1] << np.uint64(32)) | run[2:]


def _meet(stories: dict[int, _Story], one: int, other: int, facts_of: Callable[[int], Facts]) -> None:
    """Join the stories of two articles that match, unless that would join two different stories.

    A pair of texts may match by what two stories have in common: an excerpt that leaves out what tells them apart, or
    a round-up that prints both. So the whole must have a centre, a text that is no excerpt and matches all others; and
    all must be akin to the shortest member, as two stories of one round-up are not.
    """
    left, right = sorted((stories[one], stories[other]), key=lambda story: -len(story.members))
    if left is right:
        return
    shortest, rest = left.shortest, right
    if facts_of(right.shortest).length < facts_of(left.shortest).length:
        shortest, rest = right.shortest, left
    if any(containment(facts_of(shortest), facts_of(row)) < MIN_KINSHIP for row in rest.members):
        return
    longest = max(left.longest, right.longest)
    centres = (
        centre
        for story, others in ((left, right), (right, left))
        for centre in story.centres
        if facts_of(centre).length > EXCERPT_WORDS * longest
        and all(print_same_story(facts_of(centre), facts_of(row)) for row in others.members)
    )
    # One is looked for after the other, and no more than are kept.
    if kept := list(islice(centres, _MAX_CENTRES)):
        joined = _Story([*left.members, *right.members], kept, shortest, longest)
        stories.update(dict.fromkeys(joined.members, joined))


def _settle(story: _Story, facts_of: Callable[[int], Facts]) -> Iterator[list[int]]:
    """Yield the rows of a story, its original first; members that do not match the original are a story of their own.

    A cut copy holds fewer facts than its story, so it may match, as a centre, what its story does not.
    """
    left = [facts_of(row) for row in sorted(story.members)]
    while len(left) > 1:
        original = _original_of(left, story.centres)
        same = [one for one in left if one is not original and print_same_story(one, original)]
        if same:
            yield [original.row, *(one.row for one in same)]
        left = [one for one in left if one is not original and one not in same]


def _original_of(members: list[Facts], centres: list[int]) -> Facts:
    """Return the earliest printing of a story.

    Undated ones may be as early as any. Of those that may be the earliest, a correction is not the original, nor is a
    text that has clearly fewer words than another; of the rest it is the one that shares most with all members.

    Args:
        members: By row.
        centres: Rows of those that are rated, beside the first: rating all would take long for a thousand reprints.
    """
    earliest = min((one.first for one in members if one.first is not None), default=None)
    early = [one for one in members if one.first in (None, earliest)]
    early = [one for one in early if not one.correction] or early
    least = EXCERPT_WORDS * max(one.length for one in early)
    full = [one for one in early if one.length > least]
    rated = [one for one in full if one is full[0] or one.row in centres]
    return max(rated, key=lambda one: (fsum(containment(one, other) for other in members), -one.row))
