"""An embedder that embeds each text once: the same few hundred passages are asked about a thousand times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder

Vectors = NDArray[np.float32]


class RememberingEmbedder:
    """Gives the vectors of another embedder and keeps them in memory; for measuring, not for timing."""

    def __init__(self, inner: Embedder) -> None:
        """Wrap an embedder."""
        self._inner = inner
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self.dim = inner.dim
        self.query_prefix = inner.query_prefix
        self.passage_prefix = inner.passage_prefix
        self._queries: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, `(n, dim)`."""
        return _remembered(texts, self._queries, self._inner.embed_queries)

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of passages, `(n, dim)`."""
        if on_batch is not None:  # a build, which keeps its own
            return self._inner.embed_passages(texts, on_batch)
        return _remembered(texts, self._passages, self._inner.embed_passages)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in tokens."""
        return self._inner.count_tokens(texts)


def _remembered(texts: Sequence[str], known: dict[str, Vectors], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(zip(new, embed(new), strict=True))
    return np.stack([known[text] for text in texts])
