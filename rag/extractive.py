"""The sentences of the hits that answer a question best, verbatim: the extractive answer, and a model's evidence.

No language model, no torch: the encoder that found the passages also ranks their sentences, in about 0.1 s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.lexical import Word, index_terms, question_words
from index.search import ArticleIndex
from index.types import Article, Hit
from rag.conflicts.fitting import holds_what_is_asked
from rag.conflicts.slots import slot_of
from rag.reranking import SENTENCE_DEPTH
from rag.sentence_vectors import SentenceVectors

# By a grid over xquad.de: one of the first two sentences then holds the gold answer for 0.90 of the questions, without
# what fits for 0.895. A following sentence that gains 0.4 crowds out other articles.
_COSINE_WEIGHT = 0.7
_LEXICAL_WEIGHT = 0.5
_PASSAGE_WEIGHT = 1.5
_FOLLOWING_WEIGHT = 0.3
# Of a sentence that has a number, a time or a name, where the question asks for one.
_FITTING_WEIGHT = 0.3
_LOOKED_AT = 20  # sentences, best first, of which it is told whether they fit; the others are too far behind
_FOLLOWED = 1  # sentences picked first whose followers gain: a third one may come from elsewhere
# A sentence this far behind the best one (of about 3 that can be reached) is left out. On xquad.de one of at most three
# sentences then holds the gold answer for 0.932 of the questions, and 0.52 of them do; at 0.8 it is 0.935 and 0.39.
_FAR_BEHIND = 0.5
# A model is shown less, for what it reads takes its time: 2.2 sentences, of which one holds the gold for 0.933.
_FAR_BEHIND_FOR_MODEL = 0.4
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one article: `article.text[start:end]`, with how well it fits the question.

    Args:
        score: Decides the order; comparable within one question only.
        cosine: Of the sentence with the question, in [-1, 1].
        matched: Share of the question's words, weighed by their length, that the sentence or its title holds.
        hit: The passage it was taken from.
    """

    article: Article
    start: int
    end: int
    score: float
    cosine: float
    matched: float
    hit: Hit

    @property
    def text(self) -> str:
        """Return the sentence as printed."""
        return self.article.text[self.start : self.end]


def pick_sentences(
    index: ArticleIndex,
    question: str,
    language: str,
    hits: Sequence[Hit],
    count: int,
    sentences: SentenceVectors | None = None,
) -> list[Evidence]:
    """Return the sentences that answer the question best, best first; the same words are never shown twice.

    Args:
        language: Of the question.
        hits: Best first.
        count: Most sentences to return.
        sentences: What keeps sentences' vectors between questions; None keeps none.
    """
    candidates = _candidates(index, question, language, hits, sentences or SentenceVectors(index.embedder))
    found: list[Evidence] = []
    seen: set[str] = set()
    while candidates and len(found) < count:
        best = max(candidates, key=lambda one: one.score + _follows(one, found))  # the first of equals
        candidates.remove(best)
        best = replace(best, score=best.score + _follows(best, found))
        # Figures count: "84 million" and "127 million" in the same words are what a reader must see side by side.
        same = _PUNCTUATION.sub("", best.text.casefold())
        if same not in seen:
            seen.add(same)
            found.append(best)
    return found


def near_the_best(evidence: Sequence[Evidence], *, for_model: bool = False) -> list[Evidence]:
    """Return the sentences that are not far behind the best one, which comes first."""
    most = _FAR_BEHIND_FOR_MODEL if for_model else _FAR_BEHIND
    return [one for one in evidence if one.score >= evidence[0].score - most]


def _candidates(
    index: ArticleIndex, question: str, language: str, hits: Sequence[Hit], sentences: SentenceVectors
) -> list[Evidence]:
    """Return the sentences of the first hits with their scores, in the order of hits and text."""
    read = list(zip(hits[:SENTENCE_DEPTH], sentences.of(hits[:SENTENCE_DEPTH]), strict=True))
    spans = [(hit, span) for hit, some in read for span in some.spans]
    if not spans:
        return []
    query = sentences.query(question)
    cosines = np.concatenate([some.vectors @ query for _, some in read])
    words = question_words(question, language, sorted({hit.article.language for hit, _ in spans}))
    matched = np.array([_matched(words, hit.article, *span) for hit, span in spans], dtype=np.float32)
    hit_scores = np.array([hit.score for hit, _ in spans], dtype=np.float32)
    scores = _COSINE_WEIGHT * _spread(cosines) + _LEXICAL_WEIGHT * matched + _PASSAGE_WEIGHT * hit_scores
    if slot := slot_of(question, language):
        for n in np.argsort(-scores, kind="stable")[:_LOOKED_AT]:
            hit, (start, end) = spans[n]
            if holds_what_is_asked(hit.article.text[start:end], slot, hit.article.language):
                scores[n] += _FITTING_WEIGHT
    return [
        Evidence(hit.article, *span, float(score), float(cosine), float(share), hit)
        for (hit, span), score, cosine, share in zip(spans, scores, cosines, matched, strict=True)
    ]


def _follows(one: Evidence, found: Sequence[Evidence]) -> float:
    """Return what a sentence gains by standing directly behind one that was picked already.

    "It lay in a locker" answers where the violin was found, behind the sentence that speaks of the violin.
    """
    gap = (
        one.article.text[first.end : one.start]
        for first in found[:_FOLLOWED]
        if first.article.id == one.article.id and first.end <= one.start
    )
    return _FOLLOWING_WEIGHT if any(not between.strip() for between in gap) else 0.0


def _matched(words: Sequence[Word], article: Article, start: int, end: int) -> float:
    # Long words are rare words; a rough weight that needs no index.
    terms = set(index_terms(article.text[start:end], article.language))
    total = sum(len(word[0]) for word in words)
    return sum(len(word[0]) for word in words if terms.intersection(word)) / total if total else 0.0


def _spread(cosines: np.ndarray) -> np.ndarray:
    """Scale the encoder's narrow range of cosines to [0, 1] over the candidates."""
    low, high = cosines.min(), cosines.max()
    return (cosines - low) / (high - low) if high > low else np.ones_like(cosines)
