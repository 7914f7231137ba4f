"""Which hits are about what a timeline is asked of, and not merely about its place or its people. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.sentences import split_sentences
from index.types import Hit
from rag.conflicts.likeness import words_of
from rag.timeline.asking import Topic
from rag.timeline.naming import Embed, Naming, naming_across, naming_in, wholly_named

# Share of the words asked about that an article must hold, weighed by length and rarity.
_LEAST_SHARED = 0.6
# Share of the words of the thing itself, without its place, that one sentence must hold with the title: in a long
# article "harbour" and "bridge" may both stand and have nothing to do with each other.
_LEAST_TOGETHER = 0.6
_ACROSS_HITS = 8  # best hits that count in another language
# The encoder puts the question's own language first: so far behind the best row in it another may be.
_ACROSS_BEHIND_OWN = 0.06
# Without a model to compare words by, hits of another language are compared among themselves.
_NEAR_THE_BEST = 0.015
_NEAR_OWN = 0.045
_NEAR_HITS = 5


@dataclass(frozen=True, slots=True)
class Telling:
    """A hit that may tell of the topic.

    Args:
        naming: Which of its words name words of the topic.
        lines: The words of the topic that each sentence names together with the title.
        named: The words of the topic that the article names.
    """

    hit: Hit
    naming: Naming
    lines: tuple[frozenset[str], ...]
    named: frozenset[str]

    @property
    def cosine(self) -> float:
        """Return the cosine of its passage with the topic."""
        return self.hit.parts.get("dense", 0.0)


@dataclass(frozen=True, slots=True)
class Story:
    """The hits in one language that tell of a topic, and what each of its words weighs among them."""

    tellings: tuple[Telling, ...]
    weights: Mapping[str, float]


def stories_of(topic: Topic, language: str, hits: Sequence[Hit], embed: Embed | None) -> tuple[Story, Story]:
    """Return the hits that tell of a topic: those in the question's language, and those in others.

    Args:
        topic: What is asked about.
        language: Of the question.
        hits: Best first.
        embed: The index's own model, to compare words across languages; None compares whole passages.
    """
    own = [_telling(hit, naming_in(hit, topic), topic) for hit in hits if hit.article.language in ("und", language)]
    others = [hit for hit in hits if hit.article.language not in ("und", language)]
    story = _story(topic, topic.words, own)
    if embed is None:
        return story, Story(
            _near_across([_telling(hit, {}, topic) for hit in others], story.tellings, own), story.weights
        )
    return story, _across(topic, others, story.tellings, embed)


def _telling(hit: Hit, naming: Naming, topic: Topic) -> Telling:
    article = hit.article
    title = words_of(article.title)
    sentences = (words_of(article.text[start:end]) for start, end in split_sentences(article.text, article.language))
    lines = tuple(wholly_named([*title, *words], naming) for words in (*sentences, ()))
    named = frozenset().union(*lines)
    apart = (
        phrase
        for phrase in topic.phrases
        if named.issuperset(phrase) and not any(one.issuperset(phrase) for one in lines)
    )
    return Telling(hit, naming, lines, named.difference(*apart))


def _story(topic: Topic, asked: Collection[str], tellings: Sequence[Telling]) -> Story:
    """Return those of some articles that name what is asked about.

    The story is known by an article that names the head and the place together: where none does, those that share the
    rest tell of something else that is there, or of the same somewhere else.
    """
    weights = _weights(asked, tellings)
    core = {word: weights[word] for word in topic.core if word in weights}
    rows = [
        one
        for one in tellings
        if _share(weights, one.named) >= _LEAST_SHARED
        and max(_share(core, line) for line in one.lines) >= _LEAST_TOGETHER
    ]
    whole = {topic.head, *(word for word in topic.places if word[0].isupper())}
    return Story(tuple(rows) if any(whole <= one.named for one in rows) else (), weights)


def _across(topic: Topic, others: Sequence[Hit], own: Sequence[Telling], embed: Embed) -> Story:
    """Return the hits in other languages that name what is asked about.

    A thing that none of them names may be one that the model cannot translate; a name is not there.
    """
    best = max((one.cosine for one in own), default=0.0)
    near = sorted(others, key=lambda hit: hit.parts.get("dense", 0.0), reverse=True)[:_ACROSS_HITS]
    near = [hit for hit in near if hit.parts.get("dense", 0.0) >= best - _ACROSS_BEHIND_OWN]
    if not near:
        return Story((), {})
    namings = naming_across(near, topic, embed)
    tellings = [_telling(hit, naming, topic) for hit, naming in zip(near, namings, strict=True)]
    known = topic.names.union({topic.head}, *(one.named for one in tellings))
    return _story(topic, [word for word in topic.words if word in known], tellings)


def _near_across(others: Sequence[Telling], named: Sequence[Telling], own: Sequence[Telling]) -> tuple[Telling, ...]:
    """Return the hits in other languages that are about what is asked, as far as cosines tell.

    What is about the same has nearly the cosine of the best of them, and that comes near the best row in the question's
    language; where that has no row, it is above all of that language.
    """
    best = max((one.cosine for one in others), default=0.0)
    if best < (
        max(one.cosine for one in named) - _NEAR_OWN if named else max((one.cosine for one in own), default=0.0)
    ):
        return ()
    near = [one for one in others if one.cosine >= best - _NEAR_THE_BEST]
    return tuple(sorted(near, key=lambda one: one.cosine, reverse=True)[:_NEAR_HITS])


def _weights(asked: Collection[str], tellings: Sequence[Telling]) -> dict[str, float]:
    """Return what each word asked about weighs: the town that every article names tells little, a long word much."""
    having = {word: sum(word in one.named for one in tellings) for word in asked}
    return {word: len(word) * math.log((len(tellings) + 2) / (count + 1)) for word, count in having.items()}


def _share(weights: Mapping[str, float], named: Collection[str]) -> float:
    """Return the share of some words that is named, by weight; 0 for no words."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in named) / total if total else 0.0
