"""Which words of a sentence are names, what leads them, and what stands beside them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from rag.reading.word_sets import word_set
from rag.verdicts.statements import Statement

PREPOSITIONS = word_set(
    "in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter gegen für um durch ohne seit bis zwischen "
    "neben at on of to from by for with against near over under between into through off via"
)
RELATIVE = word_set("who which whose whom der die das dem den dessen deren")


def is_name(statement: Statement, place: int) -> bool:
    """Tell whether a word is likely a name: a capital inside a sentence, in German beside another capital."""
    word = statement.words[place]
    if not word.capital or word.figure is not None or word.dated:
        return False
    if statement.language != "de":
        return not word.first
    before = statement.words[place - 1] if place else None
    after = statement.words[place + 1] if place + 1 < len(statement.words) else None
    beside = (before and before.capital and before.content and _touch(statement, before.end, word.start)) or (
        after and after.capital and _touch(statement, word.end, after.start)
    )
    opens = before is None or before.clause != word.clause
    return bool(beside) or (opens and word.content)


def lead(statement: Statement, place: int, table: Mapping[str, str]) -> str | None:
    """Return the word of a table that leads a noun, articles and adjectives between them aside."""
    clause = statement.words[place].clause
    for before in range(place - 1, max(-1, place - 4), -1):
        word = statement.words[before]
        if word.clause != clause or word.figure is not None:
            return None
        if word.text.lower() in table:
            return word.text.lower()
        if word.text.lower() in PREPOSITIONS:
            return None
    return None


def is_led(statement: Statement, place: int) -> bool:
    """Tell whether a preposition stands before a noun."""
    return lead(statement, place, dict.fromkeys(PREPOSITIONS, "")) is not None


def run_of(statement: Statement, place: int) -> set[int]:
    """Return the places of the capitals in a row that a name is part of."""
    words = statement.words
    first = last = place
    while first and words[first - 1].capital and _touch(statement, words[first - 1].end, words[first].start):
        first -= 1
    while (
        last + 1 < len(words) and words[last + 1].capital and _touch(statement, words[last].end, words[last + 1].start)
    ):
        last += 1
    return set(range(first, last + 1))


def ends_run(statement: Statement, place: int) -> bool:
    """Tell whether a name is the last of some in a row: the surname of a person."""
    return place + 1 == len(statement.words) or not is_name(statement, place + 1)


def bare_names(statement: Statement) -> list[int]:
    """Return the places of names that no preposition stands before: who does, and to whom it is done."""
    found = []
    for n in range(len(statement.words)):
        if is_name(statement, n):
            first = n
            while first and statement.words[first - 1].capital and not statement.words[first - 1].first:
                first -= 1
            before = statement.words[first - 1].text.lower() if first else ""
            last = n + 1 == len(statement.words) or not is_name(statement, n + 1)
            if last and before not in PREPOSITIONS:
                found.append(n)
    return found


def beside_name(statement: Statement, place: int, step: int) -> int | None:
    """Return the nearest word on one side of a name, in its clause, that says something and is no name."""
    clause = statement.words[place].clause
    at = place + step
    while 0 <= at < len(statement.words) and statement.words[at].clause == clause:
        if statement.words[at].plain and not is_name(statement, at):
            return at
        at += step
    return None


def named_in(statement: Statement, clause: int) -> list[int]:
    """Return the places of the names of a clause; one that begins with "who" is about the last name before it."""
    places = statement.clause(clause)
    named = [n for n in places if is_name(statement, n)]
    if named or not clause or statement.words[places[0]].text.lower() not in RELATIVE:
        return named
    return [n for n in statement.clause(clause - 1) if is_name(statement, n)]


def _touch(statement: Statement, end: int, start: int) -> bool:
    return statement.text[end:start] in (" ", "-")
