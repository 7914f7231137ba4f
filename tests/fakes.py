"""Stand-ins at the seams: an embedder whose vectors can be predicted by eye."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.token_vectors import TokenVectors, as_one_token

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Counts words in 64 buckets: texts that share words are near, others are not."""

    name = "word-hash-64"
    fingerprint = "f" * 64
    dim = 64
    query_prefix = ""
    passage_prefix = ""

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.read: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def embed_passages(
        self, texts: Sequence[str], on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.embedded.extend(texts)
        if on_batch:
            on_batch(len(texts))
        return np.stack([self._vector(text) for text in texts])

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [as_one_token(whole) for whole in self.embed_queries(texts)]

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.read.extend(texts)
        return [as_one_token(self._vector(text)) for text in texts]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dim, dtype=np.float32)
        for word in _WORD.findall(text.casefold()):
            vector[hashlib.md5(word.encode()).digest()[0] % self.dim] += 1
        norm = np.linalg.norm(vector)
        return vector / norm if norm else np.full(self.dim, self.dim**-0.5, dtype=np.float32)
