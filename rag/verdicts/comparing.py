"""What a claim says that one sentence of its source does not: every rule behind a verdict, one after the other. Pure.

A rule returns differences; none means that it has nothing against the claim. They are few and can be told to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.reading.figures import Figure, agrees, comparable
from rag.verdicts.belonging import belongs, dates_belong, leads, numbers_swapped
from rag.verdicts.copied import edited, is_copied
from rag.verdicts.dates_in_text import date_agrees, year_agrees
from rag.verdicts.names import is_name
from rag.verdicts.pairs import Difference, DifferenceKind, Pair
from rag.verdicts.polarity import denials, hedges, opposites, sweeping
from rag.verdicts.roles import directed, moved, swapped, told_of
from rag.verdicts.statements import Statement


def differences(two: Pair) -> list[Difference]:
    """Return what speaks against a claim, what is gravest first; nothing when its source bears it out."""
    return list(_found(two))


def is_borne_out(two: Pair) -> bool:
    """Tell whether `differences` finds nothing, without looking for more than the first."""
    return next(_found(two), None) is None


def _found(two: Pair) -> Iterator[Difference]:
    rules = [figures, dates, opposites, denials, hedges, words, sweeping, edited, leads, swapped]
    rules += [numbers_swapped, directed]
    if not is_copied(two):  # a copy keeps who does what, and what `edited` finds changed is all that is
        rules += [belongs, dates_belong, told_of, moved]
    for rule in rules:
        yield from rule(two)


def figures(two: Pair) -> Iterator[Difference]:
    """Find numbers that the source does not have."""
    source = two.source.figures
    units = {one.unit for one in source}
    for own in two.claim.figures:
        if any(agrees(own, other) for other in source):
            continue
        if any(own.value == o.value and own.bound == o.bound and o.unit is None for o in source) and own.unit in units:
            continue  # "between 3 and 5 per cent"
        if own.is_year and year_agrees(int(own.value), list(two.source.dates), two.source.text, two.published):
            continue
        if (
            own.value == 1
            and own.text.lower() in ("one", "eins")
            and re.search(r"\b(?:an?|ein\w*|one)\b", two.source.text)
        ):
            continue
        yield Difference("number", own.text, _instead(own, two.claim, source))


def dates(two: Pair) -> Iterator[Difference]:
    """Find dates that the source does not have."""
    for own in two.claim.dates:
        if not date_agrees(own, list(two.source.dates), two.source.text, two.published):
            said = two.source.dates[0] if len(two.source.dates) == 1 else None
            yield Difference(
                "date", two.claim.text[own.start : own.end], two.source.text[said.start : said.end] if said else None
            )


def words(two: Pair) -> Iterator[Difference]:
    """Find words that the source does not have, in any form, nor another word for the same."""
    for n, word in enumerate(two.claim.words):
        if word.plain and not two.matches[n] and not _is_joined(two, n):
            kind: DifferenceKind = "name" if is_name(two.claim, n) else "word"
            yield Difference(kind, word.text)


def _instead(own: Figure, claim: Statement, source: Sequence[Figure]) -> str | None:
    """Return the number that the source has in the place of one that it has not, when there is only one such."""
    missing = [o for o in source if comparable(own, o) and not any(agrees(mine, o) for mine in claim.figures)]
    return missing[0].text if len(missing) == 1 else None


def _is_joined(two: Pair, n: int) -> bool:
    """Tell whether a German compound of the claim is made of words of the source ("Amt des Bürgermeisters")."""
    word = two.claim.words[n].text.lower()
    if two.claim.language != "de" or not two.claim.words[n].capital:
        return False
    parts = [one.text.lower() for one in two.source.words if one.capital and len(one.text) >= 4]
    for first in parts:
        if word.startswith(first) and len(word) > len(first):
            rest = word[len(first) :].removeprefix("s")
            if any(len(rest) >= 4 and part.startswith(rest[:-1]) and abs(len(part) - len(rest)) <= 2 for part in parts):
                return True
    return False
