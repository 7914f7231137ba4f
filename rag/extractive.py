"""The sentences of the hits that answer a question best, verbatim: the extractive answer, and a model's evidence.

No language model, no torch: the encoder that found the passages also ranks their sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.lexical import Word, index_terms, question_words
from index.search import ArticleIndex
from index.sentences import split_sentences
from index.types import Article, Hit
from rag.conflicts.fitting import holds_what_is_asked
from rag.conflicts.slots import slot_of
from rag.reranking import SENTENCE_DEPTH
from rag.sentence_vectors import SentenceVectors

# By a grid over 500 questions each of XQuAD, German, English, Spanish, German on English: the first sentence then holds
# the gold answer for 0.82, 0.87, 0.84, 0.78 of them, one of the first two for 0.92, 0.95, 0.92, 0.88; by the vectors of
# whole sentences alone, without their tokens, for 0.80, 0.84, 0.80, 0.75 and 0.91, 0.94, 0.91, 0.85.
_TOKENS_WEIGHT = 1.0
_COSINE_WEIGHT = 0.35
_LEXICAL_WEIGHT = 0.25
_PASSAGE_WEIGHT = 1.5
# More for a following sentence would crowd out other articles.
_FOLLOWING_WEIGHT = 0.3
# Of a sentence that has a number, a time or a name, where the question asks for one.
_FITTING_WEIGHT = 0.3
_LOOKED_AT = 20  # sentences, best first, of which it is told whether they fit; the others are too far behind
_FOLLOWED = 1  # sentences picked first whose followers gain: a third one may come from elsewhere
# A sentence this far behind the best one (of about 3 that can be reached) is left out. Of German questions of XQuAD one
# of at most three sentences then holds the gold answer for 0.94, and half of the sentences do; else 0.95 and a third.
_FAR_BEHIND = 0.6
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


def near_the_best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that are not far behind the best one, which comes first."""
    return [one for one in evidence if one.score >= evidence[0].score - _FAR_BEHIND]


def by_article(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the sentences of each article, the article of the best one first."""
    articles: dict[str, list[Evidence]] = {}
    for one in evidence:
        articles.setdefault(one.article.id, []).append(one)
    return list(articles.values())


def sentences_of_passage(one: Evidence) -> list[Evidence]:
    """Return all sentences of the passage that one was taken from: of a long article few are near the question."""
    passage = one.hit.passage
    spans = split_sentences(passage.text, one.article.language)
    return [replace(one, start=passage.start + start, end=passage.start + end) for start, end in spans]


def _candidates(
    index: ArticleIndex, question: str, language: str, hits: Sequence[Hit], sentences: SentenceVectors
) -> list[Evidence]:
    """Return the sentences of the first hits with their scores, in the order of hits and text."""
    looked_at = hits[:SENTENCE_DEPTH]
    near = [(hit, one) for hit, one in zip(looked_at, sentences.near(question, looked_at), strict=True) if one]
    spans = [(hit, span) for hit, one in near for span in one.spans]
    if not spans:
        return []
    cosines = np.concatenate([one.cosines for _, one in near])
    tokens = np.concatenate([one.by_token for _, one in near])
    words = question_words(question, language, sorted({hit.article.language for hit, _ in spans}))
    matched = np.array([_matched(words, hit.article, *span) for hit, span in spans], dtype=np.float32)
    scores = _TOKENS_WEIGHT * _spread(tokens) + _COSINE_WEIGHT * _spread(cosines) + _LEXICAL_WEIGHT * matched
    scores += _PASSAGE_WEIGHT * np.array([hit.score for hit, _ in spans], dtype=np.float32)
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


def _spread(near: np.ndarray) -> np.ndarray:
    """Scale the encoder's narrow range to [0, 1] over the candidates."""
    low, high = near.min(), near.max()
    return (near - low) / (high - low) if high > low else np.ones_like(near)
