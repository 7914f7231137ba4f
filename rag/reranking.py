"""A second look at the hits: token by token, or by a cross-encoder that reads question and passage.

A passage's vector is about all that it says; a question asks for one sentence of it, and for just this year and that
name. Looking at the sentences of the first five hits takes no torch and, on two cores, from 50 ms for short passages to
half a second for long ones; what is asked next from the same passages takes nothing. A cross-encoder takes seconds on
two cores and is for those who have a GPU.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.models import model_path
from index.types import Hit
from rag.reading.question_words import names_a_topic
from rag.sentence_vectors import Nearness, SentenceVectors
from rag.settings import BY_SENTENCES, NO_RERANKER

# Hits that a cross-encoder reads again.
_CROSS_ENCODER_DEPTH = 20
# Hits whose sentences are looked at: more find no more, five are what the answer is taken from anyway.
SENTENCE_DEPTH = 5
# What the passage nearest by its tokens gains on its score of at most 1, where something is asked. Measured on 500
# questions each of XQuAD, recall@1 of German questions on English paragraphs, of German, English and Spanish: 0.870,
# 0.958, 0.970, 0.966 without; 0.926, 0.974, 0.986, 0.978 at 0.5; 0.940, 0.974, 0.984, 0.976 at 0.7; the same at 1.
_TOKENS_WEIGHT_ASKED = 0.7
# Where a topic is only named, less, and what its vectors as a whole say counts too: of its best sentence, and of its
# article's opening, for news says at its head what it is about. Measured on 400 headlines each of the BBC and of a
# newswire, recall@1: 0.873 and 0.675 without, 0.883 and 0.693 by the vectors alone, 0.893 and 0.703 with both.
_TOKENS_WEIGHT_NAMED = 0.3
_SENTENCE_WEIGHT_NAMED = 0.2
_OPENING_SHARE = 0.4


class Reranker(Protocol):
    """What orders hits anew.

    Attributes:
        depth: How many hits it wants to see, however few are asked for.
    """

    depth: int

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits in their new order, `rank` and `score` anew, what decided in `parts`."""


def open_reranker(name: str, sentences: SentenceVectors) -> Reranker | None:
    """Return what a name means: None for `none`, the sentences' vectors, or a cross-encoder; nothing is fetched.

    Args:
        name: `none`, `sentences`, or a cross-encoder's name or folder.

    Raises:
        ModelError: The cross-encoder is not on this machine, or is none.
    """
    if name == NO_RERANKER:
        return None
    if name == BY_SENTENCES:
        return SentenceReranker(sentences)
    return CrossEncoderReranker(name)


class SentenceReranker:
    """Orders the first hits by their score and by their sentences, token by token."""

    depth = SENTENCE_DEPTH

    def __init__(self, sentences: SentenceVectors) -> None:
        self._sentences = sentences

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits, the first `depth` of them ordered anew; the others gain nothing, so they stay behind.

        Scores stay in [0, 1]. `parts["tokens"]` is how near a passage is token by token, `parts["sentence"]` the cosine
        of its best sentence.
        """
        looked_at = hits[: self.depth]
        if len(looked_at) < 2:
            return list(hits)
        parts = [_parts(near) for near in self._sentences.near(question, looked_at)]
        tokens = _gains([one.get("tokens") for one in parts])
        if names_a_topic(question):
            wholes = _gains(
                [_with_opening(one.get("sentence"), hit) for one, hit in zip(parts, looked_at, strict=True)]
            )
            most = _TOKENS_WEIGHT_NAMED + _SENTENCE_WEIGHT_NAMED
            gains = _TOKENS_WEIGHT_NAMED * tokens + _SENTENCE_WEIGHT_NAMED * wholes
        else:
            most = _TOKENS_WEIGHT_ASKED
            gains = _TOKENS_WEIGHT_ASKED * tokens
        behind = len(hits) - len(looked_at)
        scores = [
            (hit.score + float(gain)) / (1 + most) for hit, gain in zip(hits, [*gains, *[0.0] * behind], strict=True)
        ]
        return _ordered(hits, scores, parts + [{}] * behind)


def _parts(near: Nearness | None) -> dict[str, float]:
    return {"tokens": near.of_passage, "sentence": float(near.cosines.max())} if near else {}


def _with_opening(cosine: float | None, hit: Hit) -> float | None:
    opening = hit.parts.get("opening")
    if cosine is None or opening is None:
        return cosine
    return (1 - _OPENING_SHARE) * cosine + _OPENING_SHARE * opening


def _gains(near: Sequence[float | None]) -> NDArray[np.float64]:
    """Return how far each is ahead of the least, in [0, 1]; how far they lie apart is the model's own."""
    known = [one for one in near if one is not None]
    least, spread = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    return np.array([0.0 if one is None or spread <= 0 else (one - least) / spread for one in near])


def _ordered(hits: Sequence[Hit], scores: Sequence[float], parts: Sequence[dict[str, float]]) -> list[Hit]:
    """Return hits by falling score, ties in the order given."""
    order = sorted(range(len(hits)), key=lambda n: -scores[n])
    return [
        replace(hits[n], rank=rank, score=scores[n], parts={**hits[n].parts, **parts[n]})
        for rank, n in enumerate(order, start=1)
    ]


class CrossEncoderReranker:
    """Any cross-encoder of sentence-transformers; on a GPU where there is one; safe to share between threads."""

    depth = _CROSS_ENCODER_DEPTH

    def __init__(self, name: str) -> None:
        """Load the model from this machine.

        Raises:
            ModelError: It is not here, or gives more than one score for a pair.
        """
        from sentence_transformers import CrossEncoder

        fix = "name a cross-encoder of sentence-transformers or its folder, or set reranker to none"
        try:
            self._model: Any = CrossEncoder(str(model_path(name)), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f'the reranker "{name}" cannot be loaded: {error}', where="reranker", fix=fix) from error
        if self._model.num_labels != 1:
            what = f'the reranker "{name}" gives {self._model.num_labels} scores for a pair, not one'
            raise ModelError(what, where="reranker", fix=fix)
        self._lock = threading.Lock()

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits by the model's score, in [0, 1] by its own last layer, which is `parts["rerank"]` too.

        All that are given are read, each with its title; `depth` is how many it wants at least.
        """
        if not hits:
            return []
        pairs = [(question, f"{hit.article.title}\n{hit.passage.text}") for hit in hits]
        with self._lock:
            scores = [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
        return _ordered(hits, scores, [{"rerank": score} for score in scores])
