"""The sentences of the hits that answer a question best, verbatim: the extractive answer, and a model's evidence.

No language model, no torch: the encoder that found the passages also ranks their sentences, in about 0.1 s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.lexical import Word, question_words, tokens_of
from index.search import ArticleIndex
from index.sentences import split_sentences
from index.types import Article, Hit

# Sentences are taken from so many passages: the answer stands in the first four for 97 of 100 questions.
_PASSAGES = 5
# A page of figures would otherwise be embedded line by line; about a second's work on two cores.
_MOST_CANDIDATES = 60
# Shorter ones are headlines of sections, datelines, bylines.
_FEWEST_LETTERS = 12
# By a grid over 300 questions of xquad.de: one of the first two sentences then holds the gold answer for 0.89 of them,
# one of the first six for 0.96.
_LEXICAL_WEIGHT = 0.5
_PASSAGE_WEIGHT = 1.0
_NOT_LETTERS = re.compile(r"[\W\d_]+")
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
    index: ArticleIndex, question: str, language: str, hits: Sequence[Hit], count: int
) -> list[Evidence]:
    """Return the sentences that answer the question best, best first; the same words are never shown twice.

    Args:
        language: Of the question.
        hits: Best first.
        count: Most sentences to return.
    """
    candidates = _candidates(hits)
    if not candidates:
        return []
    texts = [_in_context(hit.article, start, end) for hit, start, end in candidates]
    query = index.embedder.embed_queries([question])[0]
    cosines = index.embedder.embed_passages(texts) @ query
    words = question_words(question, language, sorted({hit.article.language for hit, _, _ in candidates}))
    matched = np.array([_matched(words, hit.article, start, end) for hit, start, end in candidates], dtype=np.float32)
    hit_scores = np.array([hit.score for hit, _, _ in candidates], dtype=np.float32)
    scores = _spread(cosines) + _LEXICAL_WEIGHT * matched + _PASSAGE_WEIGHT * hit_scores
    order = np.argsort(-scores, kind="stable").tolist()
    found: list[Evidence] = []
    seen: set[str] = set()
    for n in order:
        hit, start, end = candidates[n]
        evidence = Evidence(hit.article, start, end, float(scores[n]), float(cosines[n]), float(matched[n]), hit)
        # Figures count: "84 million" and "127 million" in the same words are what a reader must see side by side.
        same = _PUNCTUATION.sub("", evidence.text.casefold())
        if same not in seen:
            seen.add(same)
            found.append(evidence)
        if len(found) == count:
            break
    return found


def _candidates(hits: Sequence[Hit]) -> list[tuple[Hit, int, int]]:
    found = []
    for hit in hits[:_PASSAGES]:
        for start, end in split_sentences(hit.passage.text, hit.article.language):
            text = hit.passage.text[start:end]
            if len(_NOT_LETTERS.sub("", text)) >= _FEWEST_LETTERS:
                found.append((hit, hit.passage.start + start, hit.passage.start + end))
    return found[:_MOST_CANDIDATES]


def _in_context(article: Article, start: int, end: int) -> str:
    """Return a sentence after its article's title, which tells who "he" and what "there" is."""
    return f"{article.title}\n{article.text[start:end]}"


def _matched(words: Sequence[Word], article: Article, start: int, end: int) -> float:
    # Long words are rare words; a rough weight that needs no index.
    terms = set(tokens_of(article.text[start:end], article.language))
    total = sum(len(word[0]) for word in words)
    return sum(len(word[0]) for word in words if terms.intersection(word)) / total if total else 0.0


def _spread(cosines: np.ndarray) -> np.ndarray:
    """Scale the encoder's narrow range of cosines to [0, 1] over the candidates."""
    low, high = cosines.min(), cosines.max()
    return (cosines - low) / (high - low) if high > low else np.ones_like(cosines)
