"""The sentences that answer a question, one an article, with the numbers, dates or names that it asks for. Pure.

What is no answer must not become a side of a conflict: a sentence about something else, a number that counts or
measures another thing, a name that the question itself has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.lexical import tokens_of
from rag.conflicts.aboutness import SENTENCE_BEFORE, is_about
from rag.conflicts.concepts import FATES, HARMS, MONEY, concepts_in, concepts_of, folded
from rag.conflicts.counting import counts
from rag.conflicts.likeness import is_among, words_of
from rag.conflicts.names import NameMention, find_names, find_places
from rag.conflicts.quantities import Quantity, as_weight, find_quantities
from rag.conflicts.slots import Slot
from rag.extractive import Evidence
from rag.reading.days import DateMention, find_days
from rag.reading.word_sets import word_set

Mention = Quantity | DateMention | NameMention

# A sentence whose cosine is so far below the best one answers another question.
_COSINE_BEHIND = 0.12
# A reprint shares so many of its words with another text, its numbers being the same.
_REPRINT = 0.75
_CLAUSE_BORDERS = re.compile(r"[;:–]|,\s|\s(?:und|and|while|während|aber|but)\s")
_NEAR = 50  # characters on either side
_EXTENTS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"lang\w*|Länge|long|length",
        r"hoch|hohe\w*|Höhe|high|tall|height",
        r"tief\w*|Tiefe|deep|depth|below",
        r"breit\w*|Breite|wide|width",
        r"entfernt\w*|Entfernung|weit|away|far|distance",
    )
)
_ASKS_YEAR = re.compile(r"\b(?:welche[mns]|which|what) (?:Jahr|year)\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_PRONOUNS = word_set("er sie Er Sie he she He She")
# What follows is a part of another count: "darunter 48 Kinder".
IS_PART = re.compile(
    r"\b(?:darunter|davon|unter (?:den|ihnen)|among (?:the|them|those)|of (?:them|whom|our|its|their)|including)\b",
    re.IGNORECASE,
)
# An age that is said of one of these is that of the one who was named before.
_ANYONE = word_set(
    "mann mannes frau junge mädchen man woman boy girl person jugendliche jugendlicher teenager rentner rentnerin"
)
# "The headmistress of Crane School": a name behind one of these is not that of the one who is asked about.
_BELONGS = re.compile(r"\b(?:of|at|in|on|auf|from|von|vom|de[rs]|bei|aus)(?: the)? $")
_TELLING = r"(?:said|says|told|added|sagt|sagte|sagten|erklärt|erklärte|meinte|betonte|kritisierte|erinnert|erinnerte)"
_TOLD_BY = re.compile(rf"\b(?:{_TELLING}|laut|according to|nach Angaben von|so)\b(?:\s+[\w-]+){{0,3}}\s+$")
_OF_WHOM = re.compile(r",\s+(?:the |die |der )?(\w+) (?:of|von|de[rs])\b")
_TELLS = re.compile(rf"\s+{_TELLING}\b")


@dataclass(frozen=True, slots=True)
class Side:
    """One sentence that answers.

    Args:
        mentions: The values in it that fit the slot; offsets count from the sentence's beginning.
    """

    evidence: Evidence
    mentions: tuple[Mention, ...]

    @property
    def context(self) -> str:
        """Return title and sentence."""
        return f"{self.evidence.article.title}\n{self.evidence.text}"

    @property
    def day(self) -> date | None:
        """Return the first day on which its article may have been printed; None when that is unknown."""
        published = self.evidence.article.published
        return published.first if published else None

    @property
    def clause(self) -> str:
        """Return the clause in which the first value stands."""
        return clause_of(self.evidence.text, self.mentions[0].start, self.mentions[0].end)

    def about_value(self, slot: Slot) -> str:
        """Return what tells of the first value: the sentence from its clause on, and a title on what is asked about."""
        text, title = self.evidence.text, self.evidence.article.title
        said = text[text.index(self.clause) :]
        return f"{title}\n{said}" if any(is_among(word, words_of(title)) for word in slot.words) else said


def sides_of(slot: Slot, language: str, evidence: Sequence[Evidence]) -> list[Side]:
    """Return the sentence of each article that answers in the question's words, reprints left out."""
    least = max(one.cosine for one in evidence) - _COSINE_BEHIND
    found: list[Side] = []
    for one in evidence:
        if _cosine_in_context(one, evidence) < least:
            continue
        if any(side.evidence.article.id == one.article.id for side in found):
            continue
        mentions = _mentions_of(slot, one, language) if is_about(slot, one, language) else ()
        if mentions:
            side = Side(one, mentions)
            if not any(is_reprint(side, other) for other in found):
                found.append(side)
    return found


def _cosine_in_context(one: Evidence, evidence: Sequence[Evidence]) -> float:
    """Return the cosine of a sentence, or of the one right before it, from which "Founded in 1894, it is …" goes on."""
    text = one.article.text
    before = (
        other.cosine
        for other in evidence
        if other.article.id == one.article.id and other.end <= one.start and not text[other.end : one.start].strip()
    )
    return max([one.cosine, *before])


def _mentions_of(slot: Slot, one: Evidence, language: str) -> tuple[Mention, ...]:
    """Return the values of a sentence that fit the slot."""
    text, own = one.text, one.article.language
    if slot.kind == "date" and "clock" not in slot.dimensions:
        return _nearest_dates(slot, text, dates_of(slot, one))
    if slot.kind == "name":
        known = [folded(part) for word in slot.words for part in (word, f"{word}s", *word.split("-"))]
        places = find_places(text, own, known)
        names = places
        if "place" not in slot.dimensions:
            behind = {place.start for place in places}
            names = [name for name in find_names(text, own, known) if name.start not in behind]
        found = [
            name
            for name in names
            if not any(is_among(word, name.words[-1:]) for word in slot.words)
            and not ("place" not in slot.dimensions and _is_beside(name, text))
        ]
        return tuple(found) if len(found) <= 3 else ()
    fitting = [quantity for quantity in quantities_of(slot, one) if fits(quantity, slot, one)]
    # "Wie hoch": three painters on a tower of 46 metres do not answer.
    measured = [quantity for quantity in fitting if quantity.dimension != "count"]
    return tuple(measured if len(slot.dimensions) > 1 and measured else fitting)


def _is_beside(name: NameMention, text: str) -> bool:
    """Tell whether a name is only beside the one asked for: ", said engineer Karl Vogt", "Sue, daughter of …"."""
    kin = _OF_WHOM.match(text, name.end)
    tells = _TOLD_BY.search(text[: name.start]) or _TELLS.match(text, name.end)
    return bool(tells) or (kin is not None and "kin" in concepts_of(kin[1]))


def dates_of(slot: Slot, one: Evidence) -> list[DateMention]:
    """Return the dates in a sentence that can answer: where the year is asked for, those whose year is written."""
    asks_year = _ASKS_YEAR.search(slot.question)
    dates = find_days(one.text, one.article.published)
    return [date for date in dates if not asks_year or _YEAR.search(one.text[date.start : date.end])]


def quantities_of(slot: Slot, one: Evidence) -> list[Quantity]:
    """Return the numbers in a sentence that are no part of a date; pounds are a weight where one is asked for."""
    dates = find_days(one.text, one.article.published)
    taken = [(date.start, date.end) for date in dates if date.precision != "year"]
    found = find_quantities(one.text, one.article.language, taken)
    if "mass" not in slot.dimensions or "money" in slot.dimensions:
        return found
    return [as_weight(each, one.article.language) if each.dimension == "money:GBP" else each for each in found]


def _nearest_dates(slot: Slot, text: str, dates: Sequence[DateMention]) -> tuple[DateMention, ...]:
    """Return the date that stands nearest to what the question asks about; weekdays only where no other date is."""
    exact = [mention for mention in dates if mention.precision != "weekday"] or list(dates)
    acts = [
        match.start()
        for match in re.finditer(r"\w+", text)
        if any(word[0].islower() and is_among(word, [match[0]]) for word in slot.words)
    ]
    if len(exact) > 1 and acts:
        exact = [min(exact, key=lambda one: min(abs(one.start - at) for at in acts))]
    return tuple(exact)


def fits(quantity: Quantity, slot: Slot, one: Evidence) -> bool:
    """Tell whether a number of a sentence measures or counts what is asked for, as its own words have it."""
    clause = clause_of(one.text, quantity.start, quantity.end)
    near, wide = concepts_in(clause), concepts_in(f"{one.article.title}\n{one.text}")
    kind = quantity.dimension.partition(":")[0]
    if slot.dimensions and not (slot.dimensions == {"count"} and kind == "count"):
        if kind not in slot.dimensions:
            return False
        if kind == "age":
            return _is_own_age(quantity, slot, one)
        if kind == "money":
            wanted = slot.concepts & MONEY or frozenset({"cost"})
            given = near & MONEY or wide & MONEY
            return not given or bool(given & wanted)
        if kind == "length" and _is_another_extent(clause, slot):
            return False
        return kind != "count" or bool(quantity.nouns)
    if kind != "count" or not counts(quantity, slot) or IS_PART.search(clause):
        return False
    fates = slot.concepts & FATES
    own = frozenset().union(*(concepts_of(noun) for noun in quantity.nouns)) & FATES or near & FATES
    if fates:
        return bool(own & fates) if own else bool(wide & fates) or not fates & HARMS
    return not own & HARMS


def _is_another_extent(clause: str, slot: Slot) -> bool:
    """Tell whether a length is a height where the question asks for a depth, and the like."""
    asked, given = ({n for n, one in enumerate(_EXTENTS) if one.search(text)} for text in (slot.question, clause))
    return bool(asked and given and not asked & given)


def _is_own_age(quantity: Quantity, slot: Slot, one: Evidence) -> bool:
    """Tell whether an age stands near the word for the person whose age is asked, or near a pronoun.

    "Die 27-jährige Frau" is the one that the sentence before speaks of.
    """
    roles = [word for word in slot.words if word not in slot.names]
    # The one who is asked about is named first; in German by a word with a capital.
    roles = [word for word in roles if word[0].isupper()][:1] or roles[:2]
    text, at = one.article.text, one.start + quantity.start
    anyone = bool(_ANYONE.intersection(word.casefold() for word in quantity.nouns))
    # "Der 79 Jahre alte Maler" is not the "Schauspielerin" who is asked about.
    behind = [noun for noun in quantity.nouns if noun in words_of(text[at : one.end])]
    if behind and not anyone and roles and not any(is_among(word, behind) for word in roles):
        return False
    far = SENTENCE_BEFORE if anyone else 0
    first = max(one.start - far, at - max(far, _NEAR), 0)
    # "The caretaker Bob Frith, 64, …": an age behind a comma is that of the one before it.
    last = at if text[first:at].endswith(", ") else min(one.end, one.start + quantity.end + _NEAR)
    near = words_of(text[first:last])
    if not roles or any(is_among(word, near) for word in roles) or _PRONOUNS.intersection(near):
        return True
    is_named = bool(slot.names) and not _BELONGS.search(slot.question[: slot.question.index(slot.names[0])])
    return is_named and any(is_among(name, words_of(one.text)) for name in slot.names)


def agree(one: Side, other: Side) -> bool:
    """Tell whether two sides give the same value, as far as their wording and rounding let one tell."""
    return any(same_value(left, right) for left in one.mentions for right in other.mentions)


def same_value(left: Mention, right: Mention) -> bool:
    """Tell whether two mentions may be one value."""
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return left.dimension == right.dimension and left.agrees_with(right)
    if isinstance(left, DateMention) and isinstance(right, DateMention):
        return left.agrees_with(right)
    return isinstance(left, NameMention) and isinstance(right, NameMention) and left.agrees_with(right)


def is_reprint(one: Side, other: Side) -> bool:
    """Tell whether two sentences are one text, printed twice: the same values in nearly the same words."""
    if one.evidence.article.id in {also.article_id for also in other.evidence.hit.also_in}:
        return True
    mine, others = (set(tokens_of(side.evidence.text, side.evidence.article.language)) for side in (one, other))
    return agree(one, other) and len(mine & others) >= _REPRINT * max(1, len(mine), len(others))


def clause_of(text: str, start: int, end: int) -> str:
    """Return the part of a sentence, between commas and the like, in which a stretch stands."""
    left = max((found.end() for found in _CLAUSE_BORDERS.finditer(text) if found.end() <= start), default=0)
    right = min((found.start() for found in _CLAUSE_BORDERS.finditer(text) if found.start() >= end), default=len(text))
    return text[left:right]
