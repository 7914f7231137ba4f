"""Is a sentence, in its article, about what a question asks? By the question's words, names, acts and years. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Article
from rag.conflicts.concepts import FATES, VARIABLE, concepts_of, folded
from rag.conflicts.likeness import is_among, share, words_of
from rag.conflicts.names import find_names
from rag.conflicts.slots import Slot
from rag.extractive import Evidence
from rag.reading.days import years_of
from rag.reading.word_sets import word_set

# Characters of an article in which the sentence before stands, about.
SENTENCE_BEFORE = 160
# Shares of the question's words that must be found, in the article and in the sentence with its title.
_LEAST_IN_ARTICLE = 0.6
_LEAST_IN_SENTENCE = 0.34
_LEAST_WITHOUT_ACT = 0.5
# The same where the question has no name and the sentence words of its own.
_LEAST_UNNAMED = 0.2
# Share of the question's names that must stand in the article, which shows that it is about the same thing.
_LEAST_OF_NAMES = 0.5
# "Das gestohlene Gemälde": what it is like, not what was done to it.
_QUALITY = re.compile(r"\b(?:der|die|das|den|dem|des) ([a-zäöüß]+e[nrms]?)(?= [A-ZÄÖÜ])")
# What these mean is said in the sentence before.
_GOES_ON = re.compile(r"\b(?:er|sie|es|ihn|ihm|dort|he|she|it|him|they|them|there)\b", re.IGNORECASE)
_ANY_PEOPLE = word_set("people menschen personen leute persons")
# "Quellingen" is the town of the "Quellinger Tageblatt".
_TOWN_ENDING = re.compile(r"(?<=\w{4})e?n?$")
_SHORTEST_STEM = 4
# An article that takes a figure back does not give it.
_RETRACTED = re.compile(
    r"\b(?:an? earlier (?:report|version|article)|earlier reports?|früherer Bericht|frühere Berichte|ersten Berichten|"
    r"irrtümlich\w*|fälschlich\w*|dementier\w*|Gerücht\w*|rumou?rs?|"
    r"denie[sd] (?:that|reports?|claims?)|mistakenly|wrongly|incorrectly|erroneously|falsch)\b",
    re.IGNORECASE,
)


def is_about(slot: Slot, one: Evidence, language: str) -> bool:
    """Tell whether a sentence and its article say in the question's words that they are about the same.

    Args:
        language: Of the question.
    """
    return not speaks_against(slot, one) and _says_so(slot, one, language)


def _says_so(slot: Slot, one: Evidence, language: str) -> bool:
    whole = words_with_town(slot, one.article)
    across = one.article.language not in ("und", language)
    words = slot.names if across else slot.words
    # "Er ist 168 Meter hoch" speaks of what the sentence before names.
    before = one.article.text[max(0, one.start - SENTENCE_BEFORE) : one.start]
    near = [*words_of(f"{one.article.title}\n{before}\n{one.text}"), *_names_of_town(slot, one.article)]
    if words:
        if across:
            # Only what is spelled alike in both languages can be looked for.
            if not any(is_among(word, whole) for word in words):
                return False
        elif (
            share(words, whole) < _LEAST_IN_ARTICLE
            or share(words, near) < _LEAST_IN_SENTENCE
            # A fire in another village shares every word of the question but its name.
            or not _is_named(slot, whole)
        ):
            return False
    # "How many people can it hold": what they do tells them from those who watched a play there.
    anyone = slot.noun in _ANY_PEOPLE and not slot.concepts & (FATES | VARIABLE)
    if (slot.kind != "number" or anyone) and not across:
        acts = acts_of(slot, language)
        sentence = words_of(one.text[:1].lower() + one.text[1:])  # "Gerettet hat ihn …": the capital is the sentence's
        if acts and not any(is_among(word, sentence) for word in acts):
            return False
        # "Wer ist Vorsitzende der Partei": nothing is done, so the sentence itself must say it, or "sie" or "es".
        told = near if _GOES_ON.search(one.text) else sentence
        if not acts and words and share(words, told) < _LEAST_WITHOUT_ACT:
            return False
    return True


def speaks_against(slot: Slot, one: Evidence) -> bool:
    """Tell whether a sentence takes back what it tells, or tells of other years than those asked about."""
    return bool(_RETRACTED.search(one.text)) or not _is_of_years(slot, one)


def may_be_about(slot: Slot, article: Article, least: float = _LEAST_UNNAMED, by_town: bool = True) -> bool:
    """Tell whether an article names what the question is about, in whatever words it tells of it.

    Args:
        least: Share of the question's words that it must have where the question names nothing.
        by_town: Whether it is enough that the newspaper bears the name.
    """
    whole = words_with_town(slot, article) if by_town else words_of(f"{article.title}\n{article.text}")
    return _is_named(slot, whole) if slot.names else share(slot.words, whole) >= least


def names_all(slot: Slot, article: Article, language: str) -> bool:
    """Tell whether an article has a word of each name of a question: another branch of the bank is another bank."""
    words = words_with_town(slot, article)
    known = {folded(name) for name in slot.names}
    groups = [[part for part in name.words if part in known] for name in find_names(slot.question, language)]
    return all(any(is_among(part, words) for part in group) for group in groups if group)


def words_with_town(slot: Slot, article: Article) -> list[str]:
    """Return the words of an article with its title, and the names of a question that its newspaper bears."""
    return [*words_of(f"{article.title}\n{article.text}"), *_names_of_town(slot, article)]


def _names_of_town(slot: Slot, article: Article) -> list[str]:
    """Return the names of a question that the newspaper bears: the "Altenrieder Bote" need not say which town it means.

    Addresses count too: `altenrieder-bote.example`, `leedsmercury.example`.
    """
    source = _as_in_address(article.source or "")
    stems = ((name, _TOWN_ENDING.sub("", _as_in_address(name))) for name in slot.names)
    return [name for name, stem in stems if len(stem) >= _SHORTEST_STEM and re.search(rf"\b{re.escape(stem)}", source)]


def _as_in_address(text: str) -> str:
    return folded(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def acts_of(slot: Slot, language: str) -> list[str]:
    """Return the words of a question of which one must stand in an answering sentence: what was done or happened."""
    acts = [word for word in slot.words if word[0].islower()]
    if language == "de" or not acts:
        qualities = {found[1] for found in _QUALITY.finditer(slot.question)}
        return [word for word in acts if word not in qualities]
    # "Who wrote the opera", "How many people signed up": in English the word behind "who" or "people" is what was done;
    # else a verb that is known, or the last.
    if slot.kind in ("name", "number") and acts[0] == slot.words[0] and not slot.inverted:
        return acts[:1]
    return [word for word in acts if concepts_of(word)] or acts[-1:]


def _is_named(slot: Slot, words: Sequence[str]) -> bool:
    """Tell whether words hold the name of what a question is about; of a person the surname, which stands last."""
    return not slot.names or is_among(slot.names[-1], words) or share(slot.names, words) >= _LEAST_OF_NAMES


def _is_of_years(slot: Slot, one: Evidence) -> bool:
    """Tell whether a sentence may be about the years that the question names."""
    years = years_of(one.text, one.article.published)
    if slot.years and slot.kind != "date":
        if years:
            return bool(years & slot.years)
        published = one.article.published
        return published is None or published.last.year >= min(slot.years)
    return True
