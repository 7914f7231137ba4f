"""The values by which an article may answer, where its own words do not tell which one does. Pure.

"Lady Isobel took to the water on 20 April" has no word for a launch. Rules cannot tell that it answers when she was
launched, only that it may; a language model that has read the article can, and says with which value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conflicts.aboutness import may_be_about, speaks_against
from rag.conflicts.concepts import ANIMALS, HARMS, PEOPLE, concepts_in, concepts_of, folded
from rag.conflicts.counting import counts
from rag.conflicts.likeness import words_of
from rag.conflicts.names import NameMention, find_names, find_places, is_role
from rag.conflicts.quantities import Quantity
from rag.conflicts.sides import IS_PART, Mention, Side, agree, clause_of, dates_of, fits, quantities_of
from rag.conflicts.slots import Slot
from rag.extractive import Evidence
from rag.reading.days import DateMention, find_days
from rag.reading.figures import find_figures

# Letters by which the first part of a compound is known, and the least of its second part.
_LONGEST_STEM = 6
_SHORTEST_PART = 4


def possible_sides(slot: Slot, told: Sequence[Evidence]) -> list[Side]:
    """Return the values of an article that names what is asked about; none of another article."""
    return values_of(slot, told) if may_be_about(slot, told[0].article) else []


def values_of(slot: Slot, told: Sequence[Evidence]) -> list[Side]:
    """Return a side for each value of the kind asked for, in some sentences of one article."""
    return [
        Side(one, (mention,))
        for one in told
        if not speaks_against(slot, one)
        for mention in _mentions(slot, one)
        if not _is_of_another_kind(mention, slot, one)
    ]


def is_of_person(slot: Slot) -> bool:
    """Tell whether a question asks for a person, a firm or the like by name."""
    return slot.kind == "name" and "place" not in slot.dimensions


def only_side(slot: Slot, possible: Sequence[Side]) -> Side | None:
    """Return the side whose value is the only one of the kind asked for that an article gives; None where it has more.

    An article that names what is asked about and has one sum of money in it tells with it what the thing cost, in
    whatever words.

    Args:
        possible: Sides of one article.
    """
    exact = _most_exact(possible) if slot.kind == "date" else possible
    sides = [side for side in exact if _is_of_the_thing(side, slot)]
    # "1,180 sheep on four farms": of those that count what is asked for, there is one.
    counting = [side for side in sides if isinstance(side.mentions[0], Quantity) and counts(side.mentions[0], slot)]
    sides = counting if slot.noun and counting else sides
    return sides[0] if sides and all(agree(sides[0], other) for other in sides) else None


def _most_exact(dates: Sequence[Side]) -> Sequence[Side]:
    """Return the days that are written out; else all that is written out, else all: "am 3. Mai 1911, 1958 umgebaut"."""
    written = [side for side in dates if is_written(side)]
    days = [
        side for side in written if isinstance(side.mentions[0], DateMention) and side.mentions[0].precision == "day"
    ]
    return days or written or dates


def is_written(side: Side) -> bool:
    """Tell whether a value has digits: beside a date that is written out, "heute" is the day of the article."""
    return any(sign.isdigit() for sign in _printed(side))


def _is_of_the_thing(side: Side, slot: Slot) -> bool:
    """Tell whether a number is that of the one asked about: a story has several people, things, dead and injured."""
    value = side.mentions[0]
    if not isinstance(value, Quantity):
        return True
    if value.dimension in ("age", "length"):
        return fits(value, slot, side.evidence)
    befell = concepts_in(side.clause) & HARMS
    if befell and slot.concepts & HARMS and not befell & slot.concepts:
        return False
    # "34 Flüchtlingskinder" are not all who fled.
    return slot.noun is None or not any(_is_compound_with(slot.noun, folded(noun)) for noun in value.nouns)


def _is_compound_with(noun: str, other: str) -> bool:
    return len(other) >= len(noun) + _SHORTEST_PART and other.startswith(noun[:_LONGEST_STEM])


def side_given_by(words: str, possible: Sequence[Side], told: Sequence[Evidence], slot: Slot) -> Side | None:
    """Return the side whose value some words give: "19" gives "Nineteen workers"; a name is looked up as it stands.

    Args:
        words: As a language model wrote them.
        possible: The values of one article.
        told: Sentences of it.
    """
    if slot.kind == "name":
        return _side_named(words, told, slot)
    best = max(possible, key=lambda side: _fit(words, side, slot), default=None)  # the first of equals
    return best if best and _fit(words, best, slot) > 0 else None


def _side_named(words: str, told: Sequence[Evidence], slot: Slot) -> Side | None:
    """Return the side of the first sentence in which a name stands as a language model wrote it.

    Of single surnames rules find only some; whom a model names is looked up.

    Args:
        words: As a language model wrote them.
        told: Sentences of one article.
    """
    name = words.strip(" .,;:!?\"'“”„‘’»«")
    parts, last = _parts_of(name), (words_of(name) or [""])[-1]
    if not last or {folded(word) for word in words_of(slot.question)}.issuperset(parts):
        return None
    # A small model takes an ending off, or misspells a first name.
    for wanted in (rf"{re.escape(name)}\w{{0,2}}", rf"(?:[^\W\d_a-zäöüß][\w.]* )?{re.escape(last)}"):
        for one in told:
            found = re.search(rf"(?<!\w){wanted}(?!\w)", one.text)
            if found and not speaks_against(slot, one):
                return Side(one, (NameMention(found.start(), found.end(), _parts_of(found[0])),))
    return None


def _parts_of(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without roles: "Professor Lindqvist" may be Ingrid Lindqvist."""
    *first, last = words_of(name) or [""]
    return tuple(folded(part) for part in (*(part for part in first if not is_role(part)), last))


def _mentions(slot: Slot, one: Evidence) -> Sequence[Mention]:
    text, language = one.text, one.article.language
    if slot.kind == "date" and "clock" not in slot.dimensions:
        return dates_of(slot, one)
    if slot.kind == "name":
        known = [folded(word) for word in words_of(slot.question)]
        return (find_places if "place" in slot.dimensions else find_names)(text, language, known)
    return quantities_of(slot, one)


def _is_of_another_kind(mention: Mention, slot: Slot, one: Evidence) -> bool:
    """Tell whether a number measures or counts something else than what is asked for: 90 cars are no passengers."""
    if not isinstance(mention, Quantity):
        return False
    if IS_PART.search(clause_of(one.text, mention.start, mention.end)):
        return True
    kind = mention.dimension.partition(":")[0]
    if slot.dimensions and slot.dimensions != {"count"}:
        return kind not in slot.dimensions
    wanted = concepts_of(slot.noun) if slot.noun else frozenset()
    given = frozenset().union(*(concepts_of(noun) for noun in mention.nouns))
    alike = wanted & given or any(wanted & beings and given & beings for beings in (PEOPLE, ANIMALS | {"animal"}))
    return kind != "count" or bool(wanted and given and not alike)


def _fit(words: str, side: Side, slot: Slot) -> float:
    """Return how well words give a side's value, 0 for not at all."""
    mention, one, printed = side.mentions[0], side.evidence, _printed(side)
    if isinstance(mention, DateMention):
        # "16 February" of an article of 1978 is "16 February 1928" where that stands in it.
        if any(sign.isdigit() for sign in words) and (words in printed or printed in words):
            return 1 + min(len(words), len(printed)) / max(len(words), len(printed))
        return float(any(mention.agrees_with(day) for day in find_days(words, one.article.published)))
    if slot.dimensions & {"score", "clock"}:
        return float(printed in words or words in printed)
    language = one.article.language
    figures = {figure.value for figure in find_figures(printed, language)}
    return float(any(figure.value in figures for figure in find_figures(words, language)))


def _printed(side: Side) -> str:
    mention = side.mentions[0]
    return side.evidence.text[mention.start : mention.end]
