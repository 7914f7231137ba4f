"""An embedder that embeds each text once: the same few hundred passages are asked about a thousand times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.token_vectors import TokenVectors

# Texts whose tokens are kept, the first that come: 50 kB each.
_KEPT_READINGS = 5_000

Vectors = NDArray[np.float32]


class RememberingEmbedder:
    """Gives what another embedder gives and keeps it in memory; for measuring, not for timing."""

    def __init__(self, inner: Embedder) -> None:
        """Wrap an embedder."""
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self.dim = inner.dim
        self.query_prefix = inner.query_prefix
        self.passage_prefix = inner.passage_prefix
        self.count_tokens = inner.count_tokens
        self.read_queries = inner.read_queries
        self._inner = inner
        self._queries: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}
        self._read: dict[str, TokenVectors] = {}

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, `(n, dim)`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._queries]
        if new:
            self._queries.update(zip(new, self._inner.embed_queries(new), strict=True))
        return np.stack([self._queries[text] for text in texts])

    def embed_passages(self, texts: Sequence[str], on_batch: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of passages, `(n, dim)`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if new:
            self._passages.update(zip(new, self._inner.embed_passages(new, on_batch), strict=True))
        if on_batch:
            on_batch(len(texts) - len(new))
        return np.stack([self._passages[text] for text in texts])

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return passages with the vectors of their tokens."""
        new = [text for text in dict.fromkeys(texts) if text not in self._read]
        found = dict(zip(new, self._inner.read_passages(new), strict=True))
        known = found | {text: self._read[text] for text in texts if text in self._read}
        self._read.update(list(found.items())[: max(0, _KEPT_READINGS - len(self._read))])
        return [known[text] for text in texts]
