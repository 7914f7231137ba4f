"""Whether near-duplicates are found: reprints and excerpts planted among an archive's own stories, grouped and scored.

Archives flow in, figures out. The planted copies are drawn by seed; what the archives' own stories are to each other
is not judged, since nobody has read them all.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random

from eval.bench.report import BenchReport, BenchRow
from index.archives import read_archives
from index.articles import article_from
from index.duplicates import Printing
from index.stories import StoryFinder, sample_of
from index.types import Article, Record

# Words: a story with fewer leaves no excerpt worth the name.
_MIN_STORY_WORDS = 60
_COPIES = 2  # of each story that is planted
_EDITED = 0.1  # share of the words that an edit changes
_KEPT = (0.72, 0.92)  # share of the words before a cut ending
_EXCERPT = (0.3, 0.6)  # share of the words in an excerpt
_EXCERPT_PARAGRAPHS = (2, 4)
_SAME_SOURCE = 0.3  # share of the copies that the story's own source prints
_UNDATED = 0.1
_DAYS_LATER = 3  # at most
_MANNERS = ("edited", "cut", "headline", "edited, cut", "edited, headline", "all three", "excerpt", "excerpt, headline")
_EXCERPT_MANNERS = ("excerpt", "excerpt, headline")


@dataclass(frozen=True, slots=True)
class Planted:
    """Copies of some stories, shuffled among all the others.

    Args:
        printings: Everything, `row` being the place in this tuple.
        story_of: Row of a planted story or of one of its copies -> row of the story.
        manner_of: Row of a copy -> how it was made.
        row_of: Place of an original among those given -> its row here.
    """

    printings: tuple[Printing, ...]
    story_of: dict[int, int]
    manner_of: dict[int, str]
    row_of: tuple[int, ...]


def run(archives: Sequence[Path], stories: int = 500, seed: int = 13) -> BenchReport:
    """Group the archives as they are and with copies of some of their stories planted, and score the second grouping.

    Pairs of a story and its copies, and of two copies of one story, should be grouped; pairs of a copy and any other
    article should not. Pairs of two originals are not scored, nor are copies with a story that was grouped with theirs
    before anything was planted.

    Args:
        archives: Files with stories of at least 60 words; shorter ones are grouped with the rest, never copied.
        stories: Number of stories to copy; all of them when the archives hold fewer.
        seed: Of the choice, the edits and the order.

    Returns:
        Figures of the pairs, of the groups, of the kinds named, and of the speed, which is that of the archives as
        they are.
    """
    originals = read_printings(archives)
    started = time.perf_counter()
    before = group(originals)
    seconds = time.perf_counter() - started
    planted = plant(originals, stories, seed)
    alike = {planted.row_of[row]: {planted.row_of[other] for other in members} for row, members in _mates(before)}
    rows = tuple(score(planted, group(planted.printings), alike))
    speed = BenchRow("articles grouped", len(originals) / seconds, "articles/s")
    sizes = [len(members) for members in _by_number(before).values()]
    own = (
        BenchRow("groups of the archives' own", len(sizes), "groups"),
        BenchRow("largest of them", max(sizes, default=0), "articles"),
    )
    copies = len(planted.manner_of)
    what = f"{len(originals):,} articles, {copies:,} copies of {copies // _COPIES:,} of them, seed {seed}"
    return BenchReport("duplicates", (*rows, *own, speed), what)


def read_printings(archives: Sequence[Path]) -> tuple[Printing, ...]:
    """Return the articles of some archives, exact duplicates once."""
    found: dict[str, Article] = {}
    for record in read_archives(archives, {}):
        article = article_from(record) if isinstance(record, Record) else None
        if isinstance(article, Article):
            found.setdefault(article.id, article)
    return tuple(
        Printing(row, one.title, one.text, one.source, one.published.first if one.published else None)
        for row, one in enumerate(found.values())
    )


def group(printings: Sequence[Printing]) -> dict[int, tuple[int, str]]:
    """Return (group number, kind) by row for every article that is in a group."""
    finder = StoryFinder(printings.__getitem__)
    for printing in printings:
        finder.add(printing.row, sample_of(printing.text))
    return {row: (number, kind) for row, number, kind in finder.groups()}


def plant(originals: Sequence[Printing], stories: int, seed: int) -> Planted:
    """Copy some stories, each in two manners, and shuffle the copies among all the originals.

    Args:
        originals: With `row` their place in the sequence.
        stories: Number of stories to copy; all that are long enough when there are fewer.
        seed: The same seed plants the same copies.
    """
    draw = Random(seed)
    long_enough = [one for one in originals if len(one.text.split()) >= _MIN_STORY_WORDS]
    chosen = draw.sample(long_enough, min(stories, len(long_enough)))
    # (what is printed, row of its original among the originals, manner of the copy)
    mixed: list[tuple[Printing, int, str | None]] = [(one, one.row, None) for one in originals]
    for story in chosen:
        for manner in draw.sample(_MANNERS, _COPIES):
            mixed.append((_copy(story, manner, originals, draw), story.row, manner))
    draw.shuffle(mixed)
    row_of = {original: row for row, (_, original, manner) in enumerate(mixed) if manner is None}
    copied = {story.row for story in chosen}
    return Planted(
        printings=tuple(replace(one, row=row) for row, (one, _, _) in enumerate(mixed)),
        story_of={row: row_of[original] for row, (_, original, _) in enumerate(mixed) if original in copied},
        manner_of={row: manner for row, (_, _, manner) in enumerate(mixed) if manner is not None},
        row_of=tuple(row_of[original] for original in range(len(originals))),
    )


def score(planted: Planted, found: dict[int, tuple[int, str]], alike: dict[int, set[int]]) -> Iterator[BenchRow]:
    """Yield the figures of one grouping.

    Args:
        found: (group number, kind) by row.
        alike: Row of an original -> the originals grouped with it when nothing was planted.
    """
    groups = _by_number(found)
    right = sum(_is_copy_pair(planted, *pair) for rows in groups.values() for pair in combinations(rows, 2))
    strangers = [
        sum(_is_wrong_pair(planted, alike, *pair) for pair in combinations(rows, 2)) for rows in groups.values()
    ]
    sizes = Counter(planted.story_of.values())
    wanted = sum(size * (size - 1) // 2 for size in sizes.values())
    precision = right / (right + sum(strangers)) if right else 0.0
    recall = right / wanted if wanted else 0.0
    yield BenchRow("pairs, precision", 100 * precision, "%")
    yield BenchRow("pairs, recall", 100 * recall, "%")
    yield BenchRow("pairs, F1", 200 * precision * recall / (precision + recall) if right else 0.0, "%")
    yield BenchRow("groups in which two different stories meet", sum(map(bool, strangers)), "groups")
    own = sum(len(rows) > 1 and not set(rows) & planted.manner_of.keys() for rows in groups.values())
    yield BenchRow("groups of originals only, not scored", own, "groups")
    for manner in _MANNERS:
        copies = [row for row, how in planted.manner_of.items() if how == manner]
        met = sum(planted.story_of[row] in groups.get(found.get(row, (-1, ""))[0], ()) for row in copies)
        if copies:
            yield BenchRow(f"copies that meet their story: {manner}", 100 * met / len(copies), "%")
    yield from _score_kinds(planted, found)


def _score_kinds(planted: Planted, found: dict[int, tuple[int, str]]) -> Iterator[BenchRow]:
    """Yield how often the copies that were grouped are named excerpts, and rightly."""
    kinds = [
        (manner in _EXCERPT_MANNERS, found[row][1] == "excerpt")
        for row, manner in planted.manner_of.items()
        if row in found and found[row][1] != "original"
    ]
    is_excerpt = sum(truth for truth, _ in kinds)
    named = sum(name for _, name in kinds)
    both = sum(truth and name for truth, name in kinds)
    yield BenchRow("excerpts grouped that are named so", 100 * both / is_excerpt if is_excerpt else 0.0, "%")
    yield BenchRow("copies named excerpt that are one", 100 * both / named if named else 0.0, "%")


def _is_copy_pair(planted: Planted, one: int, other: int) -> bool:
    story = planted.story_of.get(one)
    return story is not None and story == planted.story_of.get(other)


def _is_wrong_pair(planted: Planted, alike: dict[int, set[int]], one: int, other: int) -> bool:
    """Tell whether a group joins what it should not: a copy, and an article that is neither its story nor like it."""
    if one not in planted.manner_of and other not in planted.manner_of:
        return False
    left, right = planted.story_of.get(one, one), planted.story_of.get(other, other)
    return left != right and right not in alike.get(left, ())


def _by_number(found: dict[int, tuple[int, str]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for row, (number, _) in found.items():
        groups[number].append(row)
    return groups


def _mates(found: dict[int, tuple[int, str]]) -> Iterator[tuple[int, list[int]]]:
    """Yield every row that is in a group, with all rows of its group."""
    for rows in _by_number(found).values():
        for row in rows:
            yield row, rows


def _copy(story: Printing, manner: str, originals: Sequence[Printing], draw: Random) -> Printing:
    """Return a copy of a story, printed on its day or up to three days later, by another source or its own."""
    text, title = story.text, story.title
    if manner in _EXCERPT_MANNERS:
        text = _excerpt(text, draw)
    if "cut" in manner or manner == "all three":
        text = _first_words(text, draw.uniform(*_KEPT))
    if "edited" in manner or manner == "all three":
        text = _edit(text, draw.choice(originals).text.split(), draw)
    if "headline" in manner or manner == "all three":
        title = draw.choice(originals).title
    source = story.source if draw.random() < _SAME_SOURCE else "another source"
    first = story.first
    if first is not None:
        first = None if draw.random() < _UNDATED else first + timedelta(days=draw.randint(0, _DAYS_LATER))
    return replace(story, title=title, text=text, source=source, first=first)


def _edit(text: str, others: Sequence[str], draw: Random) -> str:
    """Return a text with a tenth of its words replaced by others, dropped, or preceded by another."""
    pieces = re.split(r"(\s+)", text)  # words at even places, the white space after each at odd ones
    places = range(0, len(pieces), 2)
    for place in draw.sample(places, round(_EDITED * len(places))):
        other = draw.choice(others)
        pieces[place] = draw.choice((other, "", f"{other} {pieces[place]}"))
    return "".join(pieces).strip()


def _excerpt(text: str, draw: Random) -> str:
    """Return the first two to four paragraphs, where these are at most 60 % of the words, or the first 30 to 60 %."""
    paragraphs = text.split("\n\n")
    opening = "\n\n".join(paragraphs[: draw.randint(*_EXCERPT_PARAGRAPHS)])
    low, high = _EXCERPT
    if draw.random() < 0.5 and low <= len(opening.split()) / len(text.split()) <= high:
        return opening
    return _first_words(text, draw.uniform(low, high))


def _first_words(text: str, share: float) -> str:
    """Return the beginning of a text, in whole words."""
    words = list(re.finditer(r"\S+", text))
    return text[: words[max(1, round(share * len(words))) - 1].end()]
