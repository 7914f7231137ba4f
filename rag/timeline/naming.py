"""Which words of an article name what is asked about: in the question's language by their forms, in another by vectors.

Topic and hits flow in, for each hit its words that name words of the topic flow out. Pure, but for the model's vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from index.lexical import tokens_of
from index.types import Hit
from rag.conflicts.concepts import folded
from rag.conflicts.likeness import is_alike, is_among, words_of
from rag.timeline.asking import Topic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Vectors of texts, rows of length 1; with the prefix of questions, for both sides are single words.
Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
# For a word of an article, the words of the topic that it names: 1 wholly, less in part ("Brücke" for "Hafenbrücke").
Naming = Mapping[str, Mapping[str, float]]

_IN_PART = 0.5
# A whole passage's vector is drawn by the town that it names; single words tell better. Among all words of some
# passages "Brücke" stands 5 to 7 standard deviations nearer to "bridge" than their mean; to "zoo", where there is none,
# the nearest stands 3.5 above it at most.
_LEAST_ABOVE = 4.5
_FEWEST_WORDS = 50  # to tell what is far above the others
_FEWEST_LETTERS = 3


def naming_in(hit: Hit, topic: Topic) -> Naming:
    """Return what the words of a hit's article name, where it is in the question's language."""
    words = set(words_of(f"{hit.article.title}\n{hit.article.text}"))
    found = {word: {asked: part for asked in topic.words if (part := _names(asked, word))} for word in words}
    return {word: parts for word, parts in found.items() if parts}


def _names(asked: str, word: str) -> float:
    """Tell how far a word names another; a kind of it does wholly, but a "Brücke" alone is no "Hafenbrücke"."""
    if not is_among(asked, (word,)):
        return 0.0
    plain, other = folded(asked), folded(word)
    return 1.0 if plain == other or not plain.endswith(other) else _IN_PART


def naming_across(hits: Sequence[Hit], topic: Topic, embed: Embed | None) -> list[Naming]:
    """Return what the words of each hit's title and passage name, where these are in other languages.

    Names are compared as they are written, things by the model's vectors, where it is given.
    """
    found = [_nouns(hit) for hit in hits]
    nouns = sorted({noun for some in found for noun in some.values()})
    meant = {noun: dict.fromkeys(_same_names(noun, topic), 1.0) for noun in nouns}
    texts = {text: words for phrase in topic.phrases for text, words in _to_translate(phrase).items()}
    if embed and len(nouns) >= _FEWEST_WORDS and texts:
        cosines = embed(nouns) @ embed(list(texts)).T
        far = cosines > cosines.mean(axis=0) + _LEAST_ABOVE * cosines.std(axis=0)
        for noun, row in zip(nouns, far, strict=True):
            for words, is_far in zip(texts.values(), row, strict=True):
                meant[noun] |= dict.fromkeys(words if is_far else (), 1.0)
    return [{word: meant[noun] for word, noun in some.items() if meant[noun]} for some in found]


def _to_translate(phrase: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return what to look for, with the words that it stands for: a phrase as a whole, and each of its words."""
    return {" ".join(phrase): phrase} | {word: (word,) for word in phrase}


def _nouns(hit: Hit) -> dict[str, str]:
    """Return the words of a hit that may name a thing, in German those with a capital, as they are and as compared."""
    language = hit.article.language
    words = [word for word in words_of(f"{hit.article.title}\n{hit.passage.text}") if len(word) >= _FEWEST_LETTERS]
    # Newswire prints headlines in capitals.
    plain = {word: word.title() if word.isupper() else word for word in words}
    return {
        word: noun
        for word, noun in plain.items()
        if tokens_of(noun, language) and (noun[0].isupper() or (language != "de" and noun.isalpha()))
    }


def _same_names(noun: str, topic: Topic) -> list[str]:
    """Return the words of a topic with a capital that are written the same, but for an ending."""
    if not noun[0].isupper():
        return []
    return [word for word in topic.words if word[0].isupper() and is_alike(folded(word), folded(noun), compounds=False)]


def named_by(words: Iterable[str], naming: Naming) -> dict[str, float]:
    """Return the words of the topic that some words of an article name, and how far."""
    found: dict[str, float] = {}
    for word in words:
        for asked, part in naming.get(word, {}).items():
            found[asked] = max(part, found.get(asked, 0.0))
    return found


def wholly_named(words: Iterable[str], naming: Naming) -> frozenset[str]:
    """Return the words of the topic that some words of an article name wholly."""
    return frozenset(asked for asked, part in named_by(words, naming).items() if part == 1.0)
