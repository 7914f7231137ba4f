"""A second look at the hits: by the vectors of their sentences, or by a cross-encoder that reads question and passage.

A passage's vector is about all that it says; a question asks for one sentence of it. Looking at the sentences of the
first five hits takes no torch and, on two cores, from 50 ms for short passages to half a second for long ones; what is
asked next from the same passages takes nothing. A cross-encoder takes seconds on two cores and is for those who have a
GPU.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from index.errors import ModelError
from index.models import model_path
from index.types import Hit
from rag.reading.question_words import names_a_topic
from rag.sentence_vectors import SentenceVectors
from rag.settings import BY_SENTENCES, NO_RERANKER

# Hits that a cross-encoder reads again.
_CROSS_ENCODER_DEPTH = 20
# Hits whose sentences are looked at: more find no more, five are what the answer is taken from anyway.
SENTENCE_DEPTH = 5
# What the best sentence of the five adds to its passage's score of at most 1. Measured on XQuAD, recall@1 of German,
# English, and German questions on English paragraphs: 0.956, 0.971, 0.850 without; 0.966, 0.971, 0.872 at 0.1; 0.963,
# 0.970, 0.883 at 0.2; 0.963, 0.971, 0.887 at 0.3; 0.962, 0.972, 0.883 at 0.4.
_SENTENCE_WEIGHT = 0.3

# Of what the best sentence is worth, the share of its article's opening, where a topic is only named. A sentence that
# answers may stand anywhere, but news says at its head what it is about. Measured on headlines of the BBC and of a
# newswire, recall@1: 0.898 and 0.749 without, 0.903 and 0.758 with it.
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
    """Orders the first hits by their score and by their best sentence."""

    depth = SENTENCE_DEPTH

    def __init__(self, sentences: SentenceVectors) -> None:
        self._sentences = sentences

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits, the first `depth` of them ordered anew; the others gain nothing, so they stay behind.

        Scores stay in [0, 1]. `parts["sentence"]` is the cosine of a passage's best sentence with the question.
        """
        looked_at = hits[: self.depth]
        if len(looked_at) < 2:
            return list(hits)
        query = self._sentences.query(question)
        cosines = [sentences.best_cosine(query) for sentences in self._sentences.of(looked_at)]
        near = cosines
        if names_a_topic(question):
            near = [_with_opening(cosine, hit) for cosine, hit in zip(cosines, looked_at, strict=True)]
        gains = _gains(near) + [0.0] * len(hits[self.depth :])
        scores = [
            (hit.score + _SENTENCE_WEIGHT * gain) / (1 + _SENTENCE_WEIGHT)
            for hit, gain in zip(hits, gains, strict=True)
        ]
        parts = [{} if cosine is None else {"sentence": cosine} for cosine in cosines]
        return _ordered(hits, scores, parts + [{} for _ in hits[self.depth :]])


def _with_opening(cosine: float | None, hit: Hit) -> float | None:
    opening = hit.parts.get("opening")
    if cosine is None or opening is None:
        return cosine
    return (1 - _OPENING_SHARE) * cosine + _OPENING_SHARE * opening


def _gains(cosines: Sequence[float | None]) -> list[float]:
    """Return how far each is ahead of the least, in [0, 1]; how far cosines lie apart is the model's own."""
    known = [cosine for cosine in cosines if cosine is not None]
    least, spread = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    return [0.0 if cosine is None or spread <= 0 else (cosine - least) / spread for cosine in cosines]


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
