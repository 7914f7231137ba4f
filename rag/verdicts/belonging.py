"""What a number or a date belongs to: those that a claim gives to something else than its source does. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rag.reading.figures import comparable
from rag.verdicts.names import PREPOSITIONS, is_name, lead
from rag.verdicts.pairs import Difference, Pair
from rag.verdicts.statements import Statement

_NUMBER_LEADS = {"auf": "to", "to": "to", "um": "by", "by": "by", "von": "from", "from": "from"}
_NAME_LEADS = {"from": "from", "aus": "from", "to": "to", "nach": "to", "für": "for", "for": "for", "gegen": "against",
               "against": "against"}  # fmt: skip
# Words around a number within which the thing that it counts must stand.
_BEFORE, _BEHIND = 4, 8


def leads(two: Pair) -> Iterator[Difference]:
    """Find a number or a name that another preposition leads: "by 127 million", "to 127 million"; "from", "to"."""
    for n, word in enumerate(two.claim.words):
        if len(two.matches[n]) != 1 or not (word.figure or word.capital):
            continue
        (m,) = two.matches[n]
        table = _NUMBER_LEADS if word.figure else _NAME_LEADS
        own, other = lead(two.claim, n, table), lead(two.source, m, table)
        if own and other and table[own] != table[other]:
            yield Difference("opposite", f"{own} {word.text}", f"{other} {two.source.words[m].text}")
            return


def numbers_swapped(two: Pair) -> Iterator[Difference]:
    """Find two numbers that changed places while the words around them did not."""
    numbered = [n for n, word in enumerate(two.claim.words) if word.figure is not None and len(two.matches[n]) == 1]
    for left, right in pairwise(numbered):
        (first,), (second,) = two.matches[left], two.matches[right]
        beside = right - left == 1 and first - second == 1
        if first > second and (beside or _alike(two.source, first, second)):
            yield Difference("swapped", two.claim.words[left].text, two.claim.words[right].text)
            return


def belongs(two: Pair) -> Iterator[Difference]:
    """Find a number that the source gives for something else: another clause, with its own number, fits better."""
    for n, word in enumerate(two.claim.words):
        if word.figure is None or not two.matches[n]:
            continue
        own = {two.source.words[m].clause for m in two.matches[n]}
        fits, named = _fits(two, n), _named_elsewhere(two, word.clause, own)
        for other in two.source.words:
            rival = other.figure
            if rival is None or other.clause in own or not comparable(rival, word.figure):
                continue
            if fits[other.clause] > max(fits[c] for c in own) or other.clause in named:
                yield Difference("belongs", word.figure.text, rival.text)
                return
        yield from _counted(two, n)


def dates_belong(two: Pair) -> Iterator[Difference]:
    """Find a date that the source gives for something else."""
    for date in two.claim.dates:
        place = next((n for n, word in enumerate(two.claim.words) if word.start >= date.start), None)
        alike = [o for o in two.source.dates if (o.month, date.day or o.day) == (date.month, o.day)]
        own = {_clause_at(two.source, one.start) for one in alike}
        if place is None or not own:
            continue
        fits = _fits(two, place)
        for rival in two.source.dates:
            clause = _clause_at(two.source, rival.start)
            if rival not in alike and clause not in own and fits[clause] > max(fits[c] for c in own):
                said = two.source.text[rival.start : rival.end]
                yield Difference("belongs", two.claim.text[date.start : date.end], said)
                return


def _named_elsewhere(two: Pair, clause: int, own: set[int]) -> set[int]:
    """Return the clauses of the source that names in a clause of the claim stand in, where they stand in no other."""
    found: set[int] = set()
    for n in two.claim.clause(clause):
        word = two.claim.words[n]
        led = n > 0 and two.claim.words[n - 1].text.lower() in PREPOSITIONS
        if word.plain and word.capital and two.matches[n] and (led or (is_name(two.claim, n) and not word.first)):
            clauses = {two.source.words[m].clause for m in two.matches[n]}
            found |= set() if clauses & own else clauses
    return found


def _fits(two: Pair, n: int) -> dict[int, int]:
    """Return for each clause of the source how many words it shares with the words around one of the claim."""
    clause = two.claim.words[n].clause
    around = [m for m in two.claim.clause(clause) if m != n and two.claim.words[m].plain and two.matches[m]]
    return {
        c: sum(any(two.source.words[p].clause == c for p in two.matches[m]) for m in around)
        for c in range(two.source.clauses)
    }


def _clause_at(statement: Statement, start: int) -> int:
    return next((word.clause for word in statement.words if word.start >= start), statement.clauses - 1)


def _counted(two: Pair, n: int) -> Iterator[Difference]:
    """Find a number that counts one thing in the claim and another in the source ("40,000 pumps", "40,000 files")."""
    if n + 1 >= len(two.claim.words):
        return
    thing = two.claim.words[n + 1]
    figure = two.claim.words[n].figure
    if (
        figure is None
        or figure.is_year
        or not thing.plain
        or not two.matches[n + 1]
        or two.claim.words[n].clause != thing.clause
    ):
        return
    if two.claim.language == "de" and not thing.capital:
        return
    near = any(-_BEFORE <= at - place <= _BEHIND for place in two.matches[n] for at in two.matches[n + 1])
    if not near:
        yield Difference("belongs", f"{figure.text} {thing.text}")


def _alike(source: Statement, first: int, second: int) -> bool:
    """Tell whether two numbers could be taken for each other: in one clause, or side by side."""
    one, other = source.words[first], source.words[second]
    near = one.clause == other.clause or abs(first - second) <= 2
    return bool(near and one.figure and other.figure and comparable(one.figure, other.figure))
