"""Which questions ask how something went, and what they are about. Pure; German and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.compounds import parts_of
from index.lexical import tokens_of
from rag.conflicts.likeness import words_of

_ASKED = re.compile(
    r"\bwie (?:hat|haben) sich\b.*\bentwickelt\b|\bwie (?:entwickelte|entwickelten|entwickelt) sich\b|\bchronologie\b|"
    r"\bchronik de[rs]\b|\bzeitleiste\b|\bzeitlicher (?:ablauf|verlauf)\b|\bder reihe nach\b|\bverlauf de[rs]\b|"
    r"\bwie verlief\b|\btime ?line\b|\bchronology\b|\bhow did\b.*\b(?:develop|evolve|unfold)\b|\bhistory of\b|"
    r"\bsequence of events\b|\bstep by step\b|\bhow has\b.*\b(?:developed|evolved)\b",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\b(?:der reihe nach|step by step|sequence of events|wie|hat|haben|sich|entwickel\w*|chronologie|chronik|"
    r"zeitleiste|zeitlich\w*|ablauf|verlauf|verlief|was|geschah|geschichte|time ?line|chronology|how|did|has|have|"
    r"develop\w*|evolve\w*|unfold|history|what|happened|show|give|me|zeige?|mir|gib)\b",
    re.IGNORECASE,
)
_GENRES = (
    "dispute", "row", "debate", "case", "affair", "story", "saga", "conflict", "controversy", "scandal",
    "streit", "debatte", "fall", "konflikt", "affäre", "skandal",
)  # fmt: skip
# "The dispute over the bridge": articles on the bridge seldom call it one.
_GENRE = re.compile(rf"\b(?:{'|'.join(_GENRES)})\s+(?:over|about|of|around|um|über|de[rs])\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:of|over|about|on|to|with|in|at|the|de[mnrs]|die|das|um|über|mit|bei|beim|im|vo[nm]|zu[rm]?)\s+)+|[\s?!.:,;]+$",
    re.IGNORECASE,
)
# What leads to where a thing is; "of" and "for" lead to what it is.
_PLACE = re.compile(
    r"\b(?:in|im|ins|auf|am|an|bei|beim|zwischen|vor|nach|aus|at|on|near|off|around|along|between|beside|outside|"
    r"inside|from|to)\s+",
    re.IGNORECASE,
)
# Where the first noun phrase ends: "the trial of Tobias Wren", "the plan for a school".
_PHRASE_END = re.compile(r",|\b(?:of|for|with|against|over|about|by)\s+", re.IGNORECASE)
# "of Manchester United", "von Lüttoog", "Arsenal's".
_OWNER = re.compile(
    r"(?<=\bof )[A-Z][\w-]*(?: [A-Z][\w-]*)*|(?<=\bvon )[A-ZÄÖÜ][\w-]*(?: [A-ZÄÖÜ][\w-]*)*|"
    r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*(?=['’])"
)
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")
# Before these a German name stands without an article.
_BARE = ("von", "in", "auf", "bei", "nach", "aus", "zwischen", "und", "vor")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question for a timeline is about.

    Args:
        head: The noun that the other words say more of: "Zoo" in "Zoo in Norderhaven", "festival" in "film festival";
            None for a topic of stop words alone.
        core: The words of the thing itself, with its head.
        places: Those of where it is.
        names: Those of them that are names: they have a capital, in German where another noun would have an article.
        owners: Those names whose the thing is: "Manchester United" in "takeover of Manchester United".
        runs: In English, the words that stand side by side and so belong together: "Iraq election".
        phrases: All words, those together that another language may say in one: "harbour bridge", "Hafenbrücke".
    """

    head: str | None
    core: tuple[str, ...]
    places: tuple[str, ...]
    names: frozenset[str]
    owners: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Return all words that say something."""
        return (*self.core, *self.places)


def asks_for_timeline(question: str) -> bool:
    """Tell whether a question asks how something went, in German or English."""
    return bool(_ASKED.search(question))


def topic_of(question: str) -> str:
    """Return what a question for a timeline is about: without "wie entwickelte sich", "timeline of the" and the like.

    The whole question when nothing else is in it.
    """
    topic = _LEAD.sub("", " ".join(_GENRE.sub(" ", _FRAME.sub(" ", question)).split()).lstrip(" :,"))
    return topic or question


def parsed(topic: str, language: str) -> Topic:
    """Return the words of a topic by what they say.

    Args:
        topic: From `topic_of`.
        language: Of the question.
    """
    owners = {word for found in _OWNER.finditer(topic) for word in words_of(found[0])}
    topic = _POSSESSIVE.sub("", topic)
    place = _PLACE.search(topic)
    thing, rest = (topic[: place.start()], topic[place.end() :]) if place else (topic, "")
    core = _content(thing, language)
    if not core:
        core, rest = _content(topic, language), ""
    places = _content(rest, language)
    content = (*core, *places)
    return Topic(
        head=_head(thing, core, language),
        core=core,
        places=places,
        names=_names(topic, content, language),
        owners=frozenset(owners.intersection(core)),
        runs=() if language == "de" else _runs(topic, content, lambda word: True),
        phrases=tuple((word,) for word in content) if language == "de" else _runs(topic, content, str.islower),
    )


def _content(text: str, language: str) -> tuple[str, ...]:
    """Return the words of a text that say something, without what only says that there is a story."""
    words = [word for word in words_of(text) if tokens_of(word, language)]
    return tuple(plain for word in words if (plain := _without_genre(word)))


def _without_genre(word: str) -> str | None:
    """Return a word without the "streit" of a "Brückenstreit"; None for "Streit" itself."""
    if word.casefold() in _GENRES:
        return None
    modifier, kind = parts_of(word) or (word, "")
    return modifier.capitalize() if kind in _GENRES else word


def _head(thing: str, core: tuple[str, ...], language: str) -> str | None:
    """Return the head of the first noun phrase: its first noun in German, its last word in English."""
    if language == "de":
        return next((word for word in core if word[0].isupper()), core[0] if core else None)
    end = _PHRASE_END.search(thing)
    phrase = words_of(thing[: end.start()] if end else thing)
    return next((word for word in reversed(core) if word in phrase), core[-1] if core else None)


def _names(topic: str, content: Sequence[str], language: str) -> frozenset[str]:
    capitals = [word for word in content if word[0].isupper()]
    if language != "de":
        return frozenset(capitals)
    before = dict(pairwise(reversed(words_of(topic))))
    return frozenset(word for word in capitals if (one := before.get(word)) and (one[0].isupper() or one in _BARE))


def _runs(topic: str, content: Sequence[str], joins: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
    """Return the words of a topic, those together that stand side by side and may be joined."""
    runs: list[tuple[str, ...]] = []
    before = False
    for word in words_of(topic):
        if word in content:
            joined = before and joins(word)
            runs[-1:] = [(*runs[-1], word)] if joined else [*runs[-1:], (word,)]
        before = word in content and joins(word)
    return tuple(runs)
