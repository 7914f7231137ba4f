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
# The encoder puts the question's own language first: so far behind the best row in it may be one in another that names
# what is asked about, and so far one that is only near to it. Where it has no row, the cosine itself tells: right
# articles had 0.82 to 0.91, wrong ones on the same town up to 0.86.
_BEHIND_OWN = 0.06
_NEAR_OWN = 0.045
_NEAR = 0.865
# Hits of another language are compared among themselves: what is about the same has nearly the cosine of the best.
_NEAR_THE_BEST = 0.015


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
        return _cosine(self.hit)


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
        embed: The index's own model, to compare words across languages; None compares names and whole passages only.
    """
    own = [_telling(hit, naming_in(hit, topic), topic) for hit in hits if hit.article.language in ("und", language)]
    others = [hit for hit in hits if hit.article.language not in ("und", language)]
    story = _story(topic, topic.words, own)
    return story, _across(topic, others, story.tellings, embed)


def _cosine(hit: Hit) -> float:
    return hit.parts.get("dense", 0.0)


def _telling(hit: Hit, naming: Naming, topic: Topic) -> Telling:
    article = hit.article
    title = words_of(article.title)
    sentences = (words_of(article.text[start:end]) for start, end in split_sentences(article.text, article.language))
    lines = tuple(wholly_named([*title, *words], naming) for words in (*sentences, ()))
    named = frozenset().union(*lines)
    apart = (run for run in topic.runs if named.issuperset(run) and not any(one.issuperset(run) for one in lines))
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
        and len(topic.owners & one.named) >= len(topic.owners) / 2
    ]
    whole = {topic.head, *(word for word in topic.places if word[0].isupper())}
    return Story(tuple(rows) if any(whole <= one.named for one in rows) else (), weights)


def _across(topic: Topic, others: Sequence[Hit], own: Sequence[Telling], embed: Embed | None) -> Story:
    """Return the hits in other languages that name what is asked about, or are as near to it as what does.

    Args:
        own: The rows in the question's language.
    """
    least = max((one.cosine for one in own), default=0.0) - _BEHIND_OWN
    near = sorted((hit for hit in others if _cosine(hit) >= least), key=_cosine, reverse=True)[:_ACROSS_HITS]
    if not near:
        return Story((), {})
    namings = naming_across(near, topic, embed)
    tellings = [_telling(hit, naming, topic) for hit, naming in zip(near, namings, strict=True)]
    # A thing that none of them names may be one that the model cannot translate; a name is not there.
    known = topic.names.union({topic.head}, *(one.named for one in tellings))
    story = _story(topic, [word for word in topic.words if word in known], tellings)
    nearest = _nearest(topic, tellings, max(one.cosine for one in own) - _NEAR_OWN if own else _NEAR)
    return Story((*story.tellings, *(one for one in nearest if one not in story.tellings)), story.weights)


def _nearest(topic: Topic, tellings: Sequence[Telling], least: float) -> list[Telling]:
    """Return those nearest to a topic, where they are as near as they must be; with a name of it, where it has any."""
    best = tellings[0].cosine
    near = [one for one in tellings if best >= least and one.cosine >= best - _NEAR_THE_BEST]
    return [one for one in near if not topic.names or topic.names & one.named]


def _weights(asked: Collection[str], tellings: Sequence[Telling]) -> dict[str, float]:
    """Return what each word asked about weighs: the town that every article names tells little, a long word much."""
    having = {word: sum(word in one.named for one in tellings) for word in asked}
    return {word: len(word) * math.log((len(tellings) + 2) / (count + 1)) for word, count in having.items()}


def _share(weights: Mapping[str, float], named: Collection[str]) -> float:
    """Return the share of some words that is named, by weight; 0 for no words."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in named) / total if total else 0.0
