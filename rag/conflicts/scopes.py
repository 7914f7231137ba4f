"""Whether two values are of the same thing: not of another place, of another thing of its kind, or of a part. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.conflicts.aboutness import words_with_town
from rag.conflicts.concepts import concepts_of, folded
from rag.conflicts.likeness import is_alike, is_among, words_of
from rag.conflicts.names import NameMention, find_names, find_places
from rag.conflicts.quantities import Quantity
from rag.conflicts.sides import Side
from rag.conflicts.slots import TIMES, Slot

# Those who were badly hurt are a part of those who were hurt, and the old town one of the town.
_PART = re.compile(
    r"\b(?:serious\w*|critical\w*|severe\w*|slight\w*|minor|(?:schwer|leicht)\w* ?(?:verletz|verwund|erkrank)\w*|"
    r"lebensgefährlich\w*|life-threatening|"
    r"allein|alone|old town|city cent(?:re|er)|suburbs?|districts?|quarters?(?! of an hour)|altstadt|"
    r"innenstadt|stadtteil\w*|"
    r"ortsteil\w*|vororte?n?|\w+viertel|\w*standort\w*|stammwerk\w*|headquarters|"
    r"ermäßigt\w*|concessions?|reduced)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\b(?:allein|alone)\b,", re.IGNORECASE)
# "Aus Ulm" and "of Leeds" tell of a person, these of what happened.
_SET_IN = re.compile(r"\b(?:in|bei|at|near)\s+$", re.IGNORECASE)
_MEANT_FOR = re.compile(
    r"\b([Pp]rize|[Aa]ward|[Mm]edal|[Tt]itle|record|\w*[Pp]reis|Titel|\w*[Mm]edaille) "
    r"(?:for|in|für) (?:the |d\w\w )?(\w+)"
)
# "Der Komponist starb in Meiningen": the one who was named before.
_DEFINITE = re.compile(
    r"\W*(?:der|die|das|es|the|it|his|her|its|their|sein\w*|ihre?\w*)\b|.*\b(?:er|sie|he|she)\b", re.IGNORECASE
)
_THERE = re.compile(r"\b(?:dort|there)\b(?! (?:was|were|is|are|has|had)\b)", re.IGNORECASE)
_SAME_NAME = re.compile(
    r"\b(?:namens(?:gleich\w*|vetter\w*)|gleichen Namens|namesakes?|same name|not related|no relation|"
    r"nicht (?:verwandt|zu verwechseln)|weder verwandt|not to be confused)\b",
    re.IGNORECASE,
)
_NAMED_THING = re.compile(r"\b(\w{4,}) (?:von|of|in|bei|at|near|im|am) (?:the )?([^\W\d_a-zäöüß]\w+)")


def is_part(side: Side) -> bool:
    """Tell whether a value is one of a part, by the words of its clause or of what stands before it."""
    return bool(_PART.search(side.clause) or _ALONE.search(side.evidence.text[: side.mentions[0].start]))


def another_thing(one: Side, other: Side, slot: Slot, language: str) -> bool:
    """Tell whether two sides speak of two places or things, and the question names none that both have."""
    if "place" in slot.dimensions:
        return False
    if any(
        _SAME_NAME.search(side.evidence.text)
        or _is_elsewhere(side, slot)
        or _is_namesake(side, slot, language)
        or _is_of_kin(side, slot)
        for side in (one, other)
    ):
        return True
    shared = [words_with_town(slot, side.evidence.article) for side in (one, other)]
    if any(all(is_among(word, words) for words in shared) for word in slot.names):
        return False
    places = [_places_in(side.context, side) for side in (one, other)]
    return bool(places[0] and places[1]) and not places[0] & places[1]


def _is_elsewhere(side: Side, slot: Slot) -> bool:
    """Tell whether a value is set in a place, in a sentence without any name of the question: "exploded at Dunmore"."""
    text = side.evidence.text
    if not slot.names or _DEFINITE.match(text) or any(is_among(word, words_of(text)) for word in slot.names):
        return False
    language = side.evidence.article.language
    # Behind the name of another place; else it is that of the sentence before. "Nine Houses" is no name, but the value.
    value, there = side.mentions[0], _THERE.search(text)
    before = find_names(text[: there.start()], language) if there else ()
    if any(name.end <= value.start or value.end <= name.start for name in before):
        return True
    places = find_places(side.clause, language)
    return any(_SET_IN.search(side.clause[: place.start]) for place in places)


def _is_of_kin(side: Side, slot: Slot) -> bool:
    """Tell whether a value may be that of a brother or a daughter of the one in question: "Ada Wren's sister"."""
    if slot.kind == "name" or "kin" in slot.concepts:
        return False
    words = words_of(side.evidence.text)
    beside = [words[max(0, at - 2) : at + 4] for at, word in enumerate(words) if "kin" in concepts_of(word)]
    return any(is_among(name, near) for near in beside for name in slot.names)


def _is_namesake(side: Side, slot: Slot, language: str) -> bool:
    """Tell whether a value is of a thing like the one in question, with another name: "the mine of Tarn"."""
    value = side.mentions[0]
    # An age behind a comma is that of the one before it: "Werner Hecht, 57".
    whole = side.evidence.text
    clause = whole if isinstance(value, Quantity) and value.dimension == "age" else side.clause
    spoken = [folded(word) for word in words_of(slot.question)]
    # What a prize is for stands behind the one who has won it: "Idris Penbury, 81, is winner of the prize for poetry".
    for pairs, text in ((_placed_things, clause), (_named_things, clause), (_meant_for, whole)):
        words = [folded(word) for word in words_of(text)]
        asked = list(pairs(slot.question, language))
        for thing, given in pairs(text, side.evidence.article.language):
            names = [name for like, name in asked if is_alike(like, thing)]
            answers = isinstance(value, NameMention) and thing in value.words  # a Garrod drove the Garrods' car
            # "Der Zoll in Brunsbek" is "der Zoll im Hafen von Brunsbek".
            known = any(is_alike(given, word) for word in spoken)
            if (
                names
                and not answers
                and not known
                and not any(is_alike(name, word) for name in names for word in words)
            ):
                return True
    return False


def _placed_things(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield what is told apart by a name behind it, with the name: "die Grube von Tarn"."""
    names = find_names(text, language)
    for match in _NAMED_THING.finditer(text):
        if match[2].casefold() in TIMES:
            continue  # "des Stollens am Mittwoch"
        # "Bishop Croft at St Anne's": a name is no thing of which another tells which. German nouns all look like one.
        if language == "de" or not any(name.start <= match.start(1) < name.end for name in names):
            yield folded(match[1]), folded(match[2])


def _named_things(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield what a name is the name of, with the name: "the Hill Race" is a race."""
    for name in find_names(text, language):
        yield from ((name.words[-1], first) for first in name.words[:-1])


def _meant_for(text: str, _language: str) -> Iterator[tuple[str, str]]:
    """Yield what something is given for: "the prize for fiction"."""
    for match in _MEANT_FOR.finditer(text):
        yield folded(match[1]), folded(match[2])


def _places_in(text: str, side: Side) -> set[str]:
    return {name.words[-1] for name in find_places(text, side.evidence.article.language)}
