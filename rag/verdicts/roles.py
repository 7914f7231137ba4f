"""Who does what to whom: names and nouns that a claim has moved about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.reading.word_sets import word_set
from rag.verdicts.names import (
    PREPOSITIONS,
    RELATIVE,
    bare_names,
    beside_name,
    ends_run,
    is_led,
    is_name,
    lead,
    named_in,
    run_of,
)
from rag.verdicts.pairs import Difference, Pair
from rag.verdicts.statements import Statement

_DIRECTED = frozenset({"from", "to", "against", "gegen", "an"})
_ARTICLES = word_set("the a an der die das den dem des ein eine einen einem einer")
_ATTRIBUTED = {"laut": ""}
_ATTRIBUTES = re.compile(r"\b(?:laut|zufolge|angaben|sagte|erklärte|berichtet\w*|teilte)\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:wurden?|wird|werden|worden)\b|"
    r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+\s+)?\w+(?:ed|en|wn|ne|ld|nd|ght|nt|lt|ut|ost|ung|id)\b",
    re.IGNORECASE,
)
# So many words of a claim's clause from one clause of its source make that its home.
_AT_HOME = 2


def swapped(two: Pair) -> Iterator[Difference]:
    """Find two names that changed places while the words around them did not."""
    if _turns(two):
        return
    named = [n for n in _participants(two.claim) if len(two.matches[n]) == 1]
    bare = set(bare_names(two.source)) | {
        m for m, word in enumerate(two.source.words) if word.plain and not word.capital and not is_led(two.source, m)
    }
    for left, right in pairwise(named):
        (first,), (second,) = two.matches[left], two.matches[right]
        if first <= second or (not is_name(two.claim, left) and _apart(two, (left, right), (first, second))):
            continue
        if {first, second} <= bare or _leads_swapped(two, (left, right), (first, second)):
            yield Difference("swapped", two.claim.words[left].text, two.claim.words[right].text)
            return


def _turns(two: Pair) -> bool:
    """Tell whether one of the two is in the passive and the other is not, where names change places rightly."""
    return bool(_PASSIVE.search(two.claim.text)) != bool(_PASSIVE.search(two.source.text))


def _apart(two: Pair, own: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two words stand in two clauses, where their order says nothing of who does it."""
    return any(
        statement.words[one].clause != statement.words[next_one].clause
        for statement, (one, next_one) in ((two.claim, own), (two.source, other))
    )


def _participants(statement: Statement) -> list[int]:
    """Return the places of the names, and in English of the first noun, where word order tells who does it."""
    named = [n for n in range(len(statement.words)) if is_name(statement, n) and ends_run(statement, n)]
    plain = [n for n, word in enumerate(statement.words) if word.plain]
    if statement.language == "en" and plain and not is_led(statement, plain[0]):
        named = sorted({*named, plain[0]})
    return named


def _leads_swapped(two: Pair, own: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two names have exchanged their prepositions: "for Turin … near Aosta", "for Aosta … near Turin"."""
    table = dict.fromkeys(PREPOSITIONS, "")
    mine = [lead(two.claim, n, table) for n in own]
    theirs = [lead(two.source, m, table) for m in other]
    return None not in mine and mine == theirs[::-1] and mine[0] != mine[1]


def directed(two: Pair) -> Iterator[Difference]:
    """Find who does it in the claim and has it done to them in the source: "from the family", "Greece's request"."""
    if _turns(two):
        return
    for n, word in enumerate(two.claim.words):
        content = [m for m in two.claim.clause(word.clause) if two.claim.words[m].plain]
        if not content or n != content[0] or not word.capital or len(two.matches[n]) != 1:
            continue
        (m,) = two.matches[n]
        theirs = two.source.words[m]
        opens = next((p for p in two.source.clause(theirs.clause) if two.source.words[p].plain), m)
        said = lead(two.source, m, _ATTRIBUTED) is not None and not _ATTRIBUTES.search(two.claim.text)
        # Directly, but for an article: "to sell its Irish arm" leads no arm.
        near = [one.text.lower() for one in two.source.words[max(0, m - 2) : m]]
        led = bool(near) and (near[-1] in _DIRECTED or (near[0] in _DIRECTED and near[-1] in _ARTICLES))
        owned = theirs.text in (f"{word.text}s", f"{word.text}'s", f"{word.text}’s")
        if (said or (opens != m and (led or owned))) and lead(two.claim, n, dict.fromkeys(PREPOSITIONS, "")) is None:
            yield Difference("swapped", word.text, two.source.words[opens].text)
            return


def told_of(two: Pair) -> Iterator[Difference]:
    """Find what the claim says of one name and the source, in another clause, of another name."""
    for n in range(len(two.claim.words)):
        if not is_name(two.claim, n) or len(two.matches[n]) != 1:
            continue
        home = two.source.words[next(iter(two.matches[n]))].clause
        for step in (-1, 1):
            beside = beside_name(two.claim, n, step)
            if beside is None or len(two.matches[beside]) != 1:
                continue
            clause = two.source.words[next(iter(two.matches[beside]))].clause
            used = {m for found in two.matches for m in found}
            rivals = [m for m in named_in(two.source, clause) if not used & run_of(two.source, m)]
            if clause != home and rivals:
                yield Difference("belongs", two.claim.words[n].text, two.source.words[rivals[-1]].text)
                return


def moved(two: Pair) -> Iterator[Difference]:
    """Find a noun from another clause in the place of one: "the police arrested her sister" for "… arrested a man"."""
    for clause in range(two.claim.clauses):
        places = [n for n in two.claim.clause(clause) if two.claim.words[n].content and two.matches[n]]
        home = two.home(places)
        if home is None:
            continue
        inside = [n for n in places if any(two.source.words[m].clause == home for m in two.matches[n])]
        left = _unused(two, home, places)
        shared = _shared_subject(two.source, home)
        for n in sorted(set(places) - set(inside)):
            if two.matches[n] & shared:
                continue
            word = two.claim.words[n]
            away = {two.source.words[m].clause for m in two.matches[n]}
            noun = word.plain and (word.capital or two.claim.language != "de")
            if noun and left and len(inside) >= _AT_HOME and not any(_contrasts(two.source, one) for one in away):
                yield Difference("belongs", word.text, two.source.words[left[0]].text)
                return


def _shared_subject(source: Statement, clause: int) -> frozenset[int]:
    """Return the places of the nouns that a clause without a subject of its own is about.

    "Who" speaks of the noun before it, "and took" of the subject of its sentence.
    """
    first = source.clause(clause)[0]
    word = source.words[first]
    if word.text.lower() in RELATIVE and clause:
        return _antecedent(source, clause)
    elided = word.text.lower() in ("und", "and", "but", "aber") or (word.content and not word.capital)
    plain = [m for m, one in enumerate(source.words) if one.plain and (one.capital or source.language != "de")]
    if not elided or not plain:
        return frozenset()
    run = {m for m in plain if m - plain[0] == plain.index(m)}
    return frozenset(run if source.language == "de" else list(run)[:2])


def _antecedent(source: Statement, clause: int) -> frozenset[int]:
    """Return the places of the noun or the name before a "who"."""
    before = clause - 1
    denied = {source.words[cue.place].clause for cue in source.denials if cue.kind == "verb"}
    while before in denied and before:  # "the minister, not her deputy, who"
        before -= 1
    plain = [m for m in source.clause(before) if source.words[m].plain]
    if not plain:
        return frozenset()
    if source.words[plain[-1]].capital:
        return frozenset(run_of(source, plain[-1]))
    return frozenset(plain[-2:])


def _unused(two: Pair, clause: int, places: Sequence[int]) -> list[int]:
    """Return the nouns of a clause of the source that some words of the claim leave out; in English its first word."""
    if clause and two.source.words[two.source.clause(clause)[0]].text.lower() in RELATIVE:
        meant = _antecedent(two.source, clause)
        return [] if any(two.matches[n] & meant for n in places) else sorted(meant)
    plain = [m for m in two.source.clause(clause) if two.source.words[m].plain]
    nouns = [m for m in plain if two.source.words[m].capital] if two.source.language == "de" else plain[:1]
    return [m for m in nouns if not any(m in two.matches[n] for n in places)]


def _contrasts(statement: Statement, clause: int) -> bool:
    return statement.words[statement.clause(clause)[0]].text.lower() in ("sondern", "but")
