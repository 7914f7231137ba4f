"""The sentences of hits as vectors: embedded once each, and kept while they are asked about again."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.sentences import Span, split_sentences
from index.types import Article, Hit

# Passages whose sentences are kept: 1.5 kB a sentence, some 30 MB in all.
_KEPT_PASSAGES = 4096
# Questions whose vectors are kept: one is searched, reranked and picked by, and by then others have come.
_KEPT_QUESTIONS = 64
# Shorter ones are headlines of sections, datelines, bylines.
_FEWEST_LETTERS = 12
# A passage has five or six sentences; one with more is a table, whose lines would take seconds.
_MOST_SENTENCES = 16
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class PassageSentences:
    """The sentences of one passage.

    Args:
        spans: Of each sentence in its article's text.
        vectors: `(len(spans), dim)` float32, rows of length 1.
    """

    spans: tuple[Span, ...]
    vectors: NDArray[np.float32]

    def best_cosine(self, query: NDArray[np.float32]) -> float | None:
        """Return the cosine of the nearest sentence with a question's vector; None for a passage without any."""
        return float((self.vectors @ query).max()) if self.spans else None


class SentenceVectors:
    """Embeds questions and sentences through the index's own model; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, PassageSentences] = OrderedDict()
        self._lock = threading.Lock()
        self.query = lru_cache(_KEPT_QUESTIONS)(self._query)

    def _query(self, question: str) -> NDArray[np.float32]:
        """Return a question's vector, of length 1; embedded once, for a question is looked at three times."""
        return self._embedder.embed_queries([question])[0]

    def of(self, hits: Sequence[Hit]) -> list[PassageSentences]:
        """Return the sentences of each hit's passage, those not yet known embedded in one go."""
        with self._lock:
            known = {hit.passage.id: self._known[hit.passage.id] for hit in hits if hit.passage.id in self._known}
        missing = {hit.passage.id: hit for hit in hits if hit.passage.id not in known}
        known |= dict(zip(missing, self._embedded(list(missing.values())), strict=True))
        with self._lock:
            for name, sentences in known.items():
                self._known[name] = sentences
                self._known.move_to_end(name)
            while len(self._known) > _KEPT_PASSAGES:
                self._known.popitem(last=False)
        return [known[hit.passage.id] for hit in hits]

    def _embedded(self, hits: Sequence[Hit]) -> list[PassageSentences]:
        spans = [_spans_of(hit) for hit in hits]
        texts = [_in_context(hit.article, span) for hit, some in zip(hits, spans, strict=True) for span in some]
        vectors = self._embedder.embed_passages(texts) if texts else np.empty((0, self._embedder.dim), np.float32)
        found, start = [], 0
        for some in spans:
            found.append(PassageSentences(some, vectors[start : start + len(some)]))
            start += len(some)
        return found


def _spans_of(hit: Hit) -> tuple[Span, ...]:
    text, offset = hit.passage.text, hit.passage.start
    spans = (
        (offset + start, offset + end)
        for start, end in split_sentences(text, hit.article.language)
        if len(_NOT_LETTERS.sub("", text[start:end])) >= _FEWEST_LETTERS
    )
    return tuple(spans)[:_MOST_SENTENCES]


def _in_context(article: Article, span: Span) -> str:
    """Return a sentence after its article's title, which tells who "he" and what "there" is."""
    return f"{article.title}\n{article.text[span[0] : span[1]]}"
