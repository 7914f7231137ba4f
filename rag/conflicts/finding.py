"""Where articles disagree on the number, date or name that a question asks for: value, source, date, quote by side.

Evidence flows in, conflicts flow out; the newest is never chosen silently. Not a conflict: rounding, the same figure
in another format, figures that measure another thing, place or year, a plan and its result, and a development that
one of the articles calls one by its own words ("inzwischen", "has risen to"). Those are left out here, not labelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from rag.conflicts.aboutness import may_be_about, names_all
from rag.conflicts.changes import is_plan_and_result, tells_of_change
from rag.conflicts.disagreement import Conflict, ConflictKind, ConflictValue
from rag.conflicts.names import NameMention
from rag.conflicts.occasions import is_other_occasion
from rag.conflicts.possible import (
    is_of_person,
    is_written,
    only_side,
    possible_sides,
    side_given_by,
    values_of,
)
from rag.conflicts.quantities import Quantity
from rag.conflicts.scopes import another_thing, is_part
from rag.conflicts.sides import Mention, Side, agree, is_reprint, sides_of
from rag.conflicts.slots import Slot, slot_of
from rag.extractive import Evidence, by_article, sentences_of_passage
from rag.reading.days import DateMention

# The words with which an article answers, read out of sentences of it; None where it does not answer.
Read = Callable[[Sequence[Evidence]], str | None]

# Two figures that are further apart measure two things.
_LARGEST_RATIO = 3.0
_MOST_READ = 3  # articles, at two seconds each on two cores
# Share of a question's words that an article must have where the question names nothing, and nobody reads it.
_LEAST_UNNAMED = 0.5
# Cosine behind the best sentence; of articles that are further away none is read.
_NEAR_ENOUGH = 0.08
_RATE = re.compile(
    r"\s*(?:a|an|per|each|every|pro|je|im|am)\s+(?:\w+\s)?(?:year|month|week|day|head|person|night|hour|ticket|Jahr|"
    r"Monat|Woche|Tag|Kopf|Person|Nacht|Stunde|Karte)\b|\s*(?:jährlich|monatlich|täglich|apiece|each)\b",
    re.IGNORECASE,
)

_RATE_BEFORE = re.compile(
    r"\b(?:jährlich|monatlich|wöchentlich|täglich|yearly|annually|monthly|weekly|daily|(?:pro|im) (?:Jahr|Monat))"
    r"(?: \w+){0,2}\s+$",
    re.IGNORECASE,
)


def find_conflicts(
    question: str, language: str, evidence: Sequence[Evidence], read: Read | None = None
) -> tuple[Conflict, ...]:
    """Return where articles contradict each other on what a question asks for; at most one conflict a question.

    Args:
        question: Plain text, German or English; other languages only where their question words are the same.
        language: Of the question.
        evidence: The sentences that answer it best, of several articles, best first; a dozen is better than six.
        read: Gives the words with which an article answers, out of some sentences of it; asked of the articles nearest
            to the question that may contradict each other. What it says of an article counts, not what rules say.
    """
    slot = slot_of(question, language)
    if slot is None or not evidence:
        return ()
    told = [side for side in sides_of(slot, language, evidence) if not _is_of_printing(side, slot)]
    by_rules = _with_untold_sides(slot, language, evidence, told)
    sides = by_rules if read is None else _sides_as_read(slot, language, evidence, told, read)
    rivals = _rivals(sides, slot, language)
    if not rivals:
        return ()
    # Those that agree with one of the rivals are listed beside it.
    listed = [side for side in sides if side in rivals or any(agree(side, rival) for rival in rivals)]
    values = [_value_of(side, slot.kind) for side in listed]
    values.sort(key=lambda one: (one.published is None, one.published.first if one.published else date.max))
    is_read = not all(any(_is_same(rival, side) for side in by_rules) for rival in rivals)
    return (Conflict(slot.kind, tuple(values), read_by_model=is_read),)


def _with_untold_sides(slot: Slot, language: str, evidence: Sequence[Evidence], told: Sequence[Side]) -> Sequence[Side]:
    """Return the sides that answer in the question's words, else those of articles with only one value that may too."""
    # Of names an article always has others than the one that answers.
    if is_of_person(slot) or _rivals(told, slot, language):
        return told
    sides = _of_one_measure(told, slot)
    return [*sides, *_untold_sides(slot, evidence, sides)]


def _sides_as_read(
    slot: Slot, language: str, evidence: Sequence[Evidence], told: Sequence[Side], read: Read
) -> list[Side]:
    """Return the sides that are read out of the articles nearest to the question, and those that others tell.

    Args:
        told: The sides that answer in the question's words.
    """
    named = [some for some in by_article(evidence) if names_all(slot, some[0].article, language)]
    least = max(one.cosine for one in evidence) - _NEAR_ENOUGH
    near = [some for some in named if max(one.cosine for one in some) >= least]
    passages = [sentences_of_passage(some[0]) for some in near]
    values = [values_of(slot, passage) for passage in passages]
    found: list[Side] = []
    asked: set[str] = set()
    for n, (some, mine) in enumerate(zip(near, values, strict=True)):
        if len(asked) == _MOST_READ:
            break
        others = [*(side for m, sides in enumerate(values) if m != n for side in sides), *told]
        # Nobody is asked what contradicts nothing, whatever the answer is; of names rules see too few to tell.
        if slot.kind == "name":
            may_contradict = len(near) > 1 or any(one.evidence.article != some[0].article for one in told)
        else:
            may_contradict = any(_contradict(one, other, slot, language) for one in mine for other in others)
        if not may_contradict:
            continue
        asked.add(some[0].article.id)
        words = read(some)
        side = side_given_by(words, mine, passages[n], slot) if words else None
        if side and not any(is_reprint(side, other) for other in found):
            found.append(side)
    left = {some[0].article.id for some in named} - asked
    return [*found, *(side for side in told if side.evidence.article.id in left)]


def _is_same(one: Side, other: Side) -> bool:
    return one.evidence.article.id == other.evidence.article.id and agree(one, other)


def _rivals(sides: Sequence[Side], slot: Slot, language: str) -> list[Side]:
    return [side for side in sides if any(_contradict(side, other, slot, language) for other in sides)]


def _is_of_printing(side: Side, slot: Slot) -> bool:
    """Tell whether a date is but "heute" or "Monday", and its passage writes out one with its year or yet to come."""
    if slot.kind != "date" or "clock" in slot.dimensions or is_written(side):
        return False
    other = only_side(slot, possible_sides(slot, sentences_of_passage(side.evidence)))
    if other is None or not isinstance(day := other.mentions[0], DateMention) or not is_written(other):
        return False
    has_year = str(day.may_be[0][0].year) in other.evidence.text[day.start : day.end]
    return has_year or (other.day is not None and day.may_be[-1][0] > other.day)


def _untold_sides(slot: Slot, evidence: Sequence[Evidence], told: Sequence[Side]) -> list[Side]:
    """Return the sides of articles that tell it in words of their own, and have only one value that may answer.

    Args:
        told: The sides of other articles.
    """
    everything = by_article(evidence)
    possible = [possible_sides(slot, sentences_of_passage(some[0])) for some in everything]
    known = {side.evidence.article.id for side in told}
    found: list[Side] = []
    for n, some in enumerate(everything):
        article = some[0].article
        if article.id in known or not may_be_about(slot, article, _LEAST_UNNAMED, by_town=False):
            continue
        if len(possible[n]) > 1 and any(agree(side, other) for side in possible[n] for other in told):
            continue  # it may answer as another article does
        # What another article gives as well, here and there the votes for the loser, is no contradiction.
        others = [side for m, sides in enumerate(possible) if m != n for side in sides]
        alone = [side for side in possible[n] if not any(agree(side, other) for other in others)]
        side = only_side(slot, alone or possible[n])
        if side and not any(is_reprint(side, other) for other in (*told, *found)):
            found.append(side)
    return found


def _of_one_measure(sides: Sequence[Side], slot: Slot) -> list[Side]:
    """Return the sides that can be compared with another one: of "93 metres" and "four roofers" none."""
    if len(sides) < 2:
        return list(sides)
    return [one for one in sides if any(one is not other and _comparable(one, other, slot) for other in sides)]


def _contradict(one: Side, other: Side, slot: Slot, language: str) -> bool:
    if one is other or one.evidence.article.id == other.evidence.article.id or agree(one, other):
        return False
    earlier, later = sorted((one, other), key=lambda side: side.day or date.max)
    return (
        _comparable(one, other, slot)
        and not tells_of_change(earlier, later, slot)
        and not is_plan_and_result(earlier, later, slot)
        and not is_other_occasion(earlier, later, slot)
        and not another_thing(one, other, slot, language)
    )


def _comparable(one: Side, other: Side, slot: Slot) -> bool:
    """Tell whether two sides measure in the same dimension, and not a total here and a rate there."""
    left, right = one.mentions[0], other.mentions[0]
    if not isinstance(left, Quantity) or not isinstance(right, Quantity):
        return True
    if left.dimension == "count" and is_part(one) != is_part(other):
        return False
    rates = [_is_rate(side) for side in (one, other)]
    least, most = sorted((left.value, right.value))
    return left.dimension == right.dimension and rates[0] == rates[1] and most <= _LARGEST_RATIO * max(least, 0.05)


def _is_rate(side: Side) -> bool:
    """Tell whether a value is one a year, a head or the like: "140.000 Euro im Jahr", "jährlich 168.000 Euro"."""
    text, value = side.evidence.text, side.mentions[0]
    return bool(_RATE.match(text, value.end) or _RATE_BEFORE.search(text[: value.start]))


def _value_of(side: Side, kind: ConflictKind) -> ConflictValue:
    one, mention = side.evidence, side.mentions[0]
    start = one.start + mention.start
    end = one.start + mention.end
    return ConflictValue(
        value=one.article.text[start:end],
        normalised=_normalised(mention),
        article_id=one.article.id,
        title=one.article.title,
        source=one.article.source,
        published=one.article.published,
        quote=one.text,
        start=one.start,
        end=one.end,
        value_start=start,
        value_end=end,
    )


def _normalised(mention: Mention) -> str:
    if isinstance(mention, NameMention):
        return " ".join(mention.words)
    if isinstance(mention, DateMention):
        first, last = mention.may_be[0]
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    if mention.dimension == "score":
        return f"{int(mention.value // 1000)}:{int(mention.value % 1000)}"
    if mention.dimension == "clock":
        return f"{int(mention.value // 60):02d}:{int(mention.value % 60):02d}"
    unit = _BASE_UNITS.get(mention.dimension, mention.dimension.partition(":")[2])
    return f"{mention.value:.10g} {unit}".strip()


_BASE_UNITS = {
    "length": "m", "mass": "kg", "area": "m²", "volume": "l", "speed": "km/h", "temperature": "°C", "power": "W",
    "energy": "kWh", "duration": "s", "percent": "%", "points": "points", "age": "years",
}  # fmt: skip
