"""The best passages for a question: what the encoder and the words find under the filters, fused, each story once.

A question and its vector flow in, passage rows with their scores flow out; no text is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.filtering import allowed_articles, lexical_filter
from index.fusion import fuse
from index.language import detect_language
from index.lexical import Lexical, Word, question_words
from index.table import ArticleTable, common_languages
from index.types import Filters
from index.vectors import Vectors

Mode = Literal["hybrid", "dense", "lexical"]

# Candidates that each side brings to the fusion, at least; ten pages of hits.
_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """One passage that may answer.

    Args:
        row: Of the passage.
        score: Higher is better; comparable within one question and one mode.
        parts: What made the score, by name.
    """

    row: int
    score: float
    parts: dict[str, float]


class Retriever:
    """Ranks the passages of one generation; safe to share between threads."""

    def __init__(self, table: ArticleTable, vectors: Vectors, passages: Lexical, articles: Lexical) -> None:
        """Take the open parts of a generation.

        Args:
            passages: BM25 over passages, by passage row.
            articles: BM25 over whole articles, by article row.
        """
        self._table = table
        self._vectors = vectors
        self._passages = passages
        self._articles = articles
        self._languages = common_languages(table)

    def best(
        self, question: str, query: NDArray[np.float32] | None, filters: Filters, k: int, mode: Mode
    ) -> list[Candidate]:
        """Return the k best passages, best first, ties by row; of each story those of one article.

        Args:
            query: The question's vector; None in lexical mode only.
            k: At least 1.
        """
        wanted = max(k, _CANDIDATES)
        while True:
            candidates = self._candidates(question, query, filters, wanted, mode)
            kept = self._one_printing_each(candidates, k)
            # Groups shrink the list: look further while there is further to look.
            if len(kept) >= k or len(candidates) < wanted:
                return kept
            wanted *= 2

    def words(self, question: str, filters: Filters) -> list[Word]:
        """Return the question's words in the languages that the filters let through."""
        languages = [language for language in filters.languages if language in self._table.languages]
        return question_words(question, detect_language(question), languages or self._languages)

    def _candidates(
        self, question: str, query: NDArray[np.float32] | None, filters: Filters, wanted: int, mode: Mode
    ) -> list[Candidate]:
        allowed = None
        if not filters.is_open:
            allowed = allowed_articles(self._table, filters)[self._table.passage_article]
            if not allowed.any():
                return []
        if mode == "lexical" or query is None:
            found = self._by_words(self._passages, self.words(question, filters), filters, wanted)
            return [Candidate(row, score, {"lexical": score}) for row, score in found.items()]
        rows, cosines = self._vectors.search(query, wanted, allowed)
        if mode == "dense":
            pairs = zip(rows.tolist(), cosines.tolist(), strict=True)
            return [Candidate(row, score, {"dense": score}) for row, score in pairs]
        return self._fused(self.words(question, filters), query, rows, filters, wanted)

    def _fused(
        self,
        words: list[Word],
        query: NDArray[np.float32],
        dense_rows: NDArray[np.int64],
        filters: Filters,
        wanted: int,
    ) -> list[Candidate]:
        lexical = self._by_words(self._passages, words, filters, wanted)
        whole = self._by_words(self._articles, words, filters, wanted)
        rows = np.union1d(dense_rows, np.fromiter(lexical, dtype=np.int64, count=len(lexical)))
        if not len(rows):
            return []
        articles = self._table.passage_article[rows]
        openings = np.searchsorted(self._table.passage_article, articles)  # passages lie in the order of their articles
        read = np.union1d(rows, openings)
        cosines = self._vectors.cosines(query, read)
        ceiling = self._passages.ceiling(words)
        passage_bm25 = np.array([lexical.get(row, 0.0) for row in rows.tolist()], dtype=np.float32)
        parts = {
            "dense": cosines[np.searchsorted(read, rows)],
            "opening": cosines[np.searchsorted(read, openings)],
            "lexical": passage_bm25,
            "article": np.array([whole.get(article, 0.0) for article in articles.tolist()], dtype=np.float32),
        }
        scores = fuse(parts["dense"], parts["opening"], passage_bm25, parts["article"], ceiling)
        parts["matched"] = passage_bm25 / ceiling if ceiling else np.zeros_like(passage_bm25)
        return [
            Candidate(int(rows[n]), float(scores[n]), {name: float(part[n]) for name, part in parts.items()})
            for n in np.lexsort((rows, -scores))
        ]

    def _by_words(self, lexical: Lexical, words: list[Word], filters: Filters, wanted: int) -> dict[int, float]:
        """Return the BM25 of the rows that share most with a question, best first."""
        limit = None if filters.is_open else lexical_filter(self._table, filters)
        return dict(lexical.search(words, wanted, limit))

    def _one_printing_each(self, candidates: list[Candidate], k: int) -> list[Candidate]:
        """Keep the candidates of one article a story: that of the story's best passage."""
        shown: dict[int, int] = {}
        kept = []
        for candidate in candidates:
            article = int(self._table.passage_article[candidate.row])
            story = int(self._table.story[article])
            if story < 0 or shown.setdefault(story, article) == article:
                kept.append(candidate)
                if len(kept) == k:
                    break
        return kept
