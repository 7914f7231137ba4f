"""The sentences of hits as vectors, whole and by token: computed once, and kept while they are asked about again."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.sentences import Span, split_sentences
from index.token_vectors import TokenVectors
from index.types import Article, Hit
from rag.late_interaction import nearest_of_tokens, nearness

# Tokens whose vectors are kept, 77 MB: those of some 80 questions, for each looks at five passages.
_KEPT_TOKENS = 100_000
# Questions whose vectors are kept: one is searched, reranked and picked by, and by then others have come.
_KEPT_QUESTIONS = 64
# Shorter ones are headlines of sections, datelines, bylines.
_FEWEST_LETTERS = 12
# A passage has five or six sentences; one with more is a table, whose lines would take seconds.
_MOST_SENTENCES = 16

Floats = NDArray[np.float32]
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the sentences of one passage, at least one, are to a question.

    Args:
        spans: Of each sentence in its article's text.
        cosines: Of each sentence as a whole with the question, `(sentences,)`.
        by_token: Of each sentence, token by token, in [-1, 1], `(sentences,)`.
        together: Token by token, of all sentences together: one may name who, and the next say what.
    """

    spans: tuple[Span, ...]
    cosines: Floats
    by_token: Floats
    together: float

    @property
    def of_passage(self) -> float:
        """Return that of the passage token by token, between its best sentence and all of them together."""
        return (float(self.by_token.max()) + self.together) / 2


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of one passage, as the model reads them behind their article's title."""

    spans: tuple[Span, ...]
    read: tuple[TokenVectors, ...]

    def nearness(self, question: TokenVectors) -> Nearness:
        nearest = [nearest_of_tokens(question, one) for one in self.read]
        return Nearness(
            self.spans,
            cosines=np.array([one.whole @ question.whole for one in self.read], dtype=np.float32),
            by_token=np.array([nearness(question, some) for some in nearest], dtype=np.float32),
            together=nearness(question, np.max(nearest, axis=0)),
        )


class SentenceVectors:
    """Reads questions and sentences through the index's own model; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, _Sentences] = OrderedDict()
        self._tokens = 0
        self._lock = threading.Lock()
        self._question = lru_cache(_KEPT_QUESTIONS)(self._read_question)

    def query(self, question: str) -> Floats:
        """Return a question's vector as a whole, `(dim,)`, of length 1."""
        return self._question(question).whole

    def near(self, question: str, hits: Sequence[Hit]) -> list[Nearness | None]:
        """Return how near each hit's sentences are to a question; None for a passage without any."""
        read = self._question(question)
        return [one.nearness(read) if one.read else None for one in self._of(hits)]

    def _read_question(self, question: str) -> TokenVectors:
        """Read a question once: it is searched for, and its hits are looked at three times."""
        return self._embedder.read_queries([question])[0]

    def _of(self, hits: Sequence[Hit]) -> list[_Sentences]:
        """Return the sentences of each hit's passage, those not yet known read in one go."""
        with self._lock:
            known = {hit.passage.id: self._known[hit.passage.id] for hit in hits if hit.passage.id in self._known}
        missing = {hit.passage.id: hit for hit in hits if hit.passage.id not in known}
        known |= dict(zip(missing, self._read(list(missing.values())), strict=True))
        with self._lock:
            for name, sentences in known.items():
                if name not in self._known:
                    self._known[name] = sentences
                    self._tokens += _tokens_in(sentences)
                self._known.move_to_end(name)
            while self._tokens > _KEPT_TOKENS:
                self._tokens -= _tokens_in(self._known.popitem(last=False)[1])
        return [known[hit.passage.id] for hit in hits]

    def _read(self, hits: Sequence[Hit]) -> list[_Sentences]:
        spans = [_spans_of(hit) for hit in hits]
        texts = [_in_context(hit.article, span) for hit, some in zip(hits, spans, strict=True) for span in some]
        read = iter(self._embedder.read_passages(texts) if texts else [])
        return [_Sentences(some, tuple(islice(read, len(some)))) for some in spans]


def _tokens_in(sentences: _Sentences) -> int:
    """Return what a passage takes of what is kept; one without any sentence takes a little too."""
    return 1 + sum(len(one.tokens) for one in sentences.read)


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
