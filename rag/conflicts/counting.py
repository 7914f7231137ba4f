"""Whether a number counts what a question counts, by the nouns behind it, and which of them it counts. Pure."""

from __future__ import annotations

from rag.conflicts.concepts import ANIMALS, HARMS, PEOPLE, concepts_of, folded
from rag.conflicts.likeness import is_alike
from rag.conflicts.quantities import Quantity
from rag.conflicts.slots import Slot
from rag.reading.word_sets import word_set

_SUBSET = word_set(
    "first-year new young foreign female male further other more additional extra junior senior weitere "
    "weiteren andere anderen neue neuen junge jungen ausländische zusätzliche zusätzlichen mehr local weniger "
    "fewer less"
)
_ADJECTIVES = word_set("dead injured missing wounded")
_SHORTEST_PART = 4  # letters of a part of a compound


def counts(quantity: Quantity, slot: Slot) -> bool:
    """Tell whether a count is one of what the question counts."""
    if slot.noun is None:
        return bool(quantity.nouns)
    wanted = concepts_of(slot.noun)
    for place, noun in enumerate(quantity.nouns):
        given = _counted_concepts(noun)
        # "140 tote Seehunde", "140 dead seals": seals are counted, not the dead. A German noun has a capital.
        rest = quantity.nouns[place + 1 :]
        if noun[0].islower() and given & HARMS and rest and (rest[0][0].isupper() or noun.casefold() in _ADJECTIVES):
            continue
        # "Parkplätze" are no "Plätze": a compound is a kind, so only its own forms count.
        alike = is_alike(slot.noun, folded(noun), compounds=False)
        if not alike and "person" in wanted | given:
            alike = bool(wanted & PEOPLE) and bool(given & PEOPLE)
        alike = alike or ("animal" in wanted and bool(given & ANIMALS))  # not the other way: a cow is no sheep
        if alike or wanted & given:
            return not _SUBSET.intersection(word.casefold() for word in quantity.nouns[:place])
    return False


def _counted_concepts(noun: str) -> frozenset[str]:
    """Return the concepts of a noun; a German compound is of the kind of its end: "Flüchtlingskinder" are children."""
    own = concepts_of(noun)
    for border in range(_SHORTEST_PART, len(noun) - _SHORTEST_PART + 1) if own else ():
        kind = concepts_of(noun[border:])
        if kind and not kind & own and own <= concepts_of(noun[:border]):
            return kind - {"person"}
    return own
