"""One index, opened and searched in a process of its own, so that its memory is its own; prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.bench.report import milliseconds_of
from index.embedding import Embedder, open_embedder
from index.search import ArticleIndex
from index.token_vectors import TokenVectors

_BLOCK = 20_000
_K = 10
_TRIES = 3
_CANDIDATES = 100  # what a hybrid search asks its vectors for


class PlacedQuestions:
    """Embeds each question with the real model, for its time, and places it among the synthetic passages."""

    def __init__(self, embedder: Embedder, questions: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vector of each question."""
        self._embedder = embedder
        self._placed = dict(zip(questions, vectors, strict=True))
        self.name, self.fingerprint, self.dim = embedder.name, embedder.fingerprint, embedder.dim
        self.query_prefix, self.passage_prefix = embedder.query_prefix, embedder.passage_prefix

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors that the questions were given."""
        self._embedder.embed_queries(texts)
        return np.stack([self._placed[text] for text in texts])

    def embed_passages(
        self, texts: Sequence[str], on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed passages as the model does."""
        return self._embedder.embed_passages(texts, on_batch)

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Read questions as the model does, each placed where it was."""
        read = self._embedder.read_queries(texts)
        return [replace(one, whole=self._placed[text]) for one, text in zip(read, texts, strict=True)]

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Read passages as the model does."""
        return self._embedder.read_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count tokens as the model does."""
        return self._embedder.count_tokens(texts)


def probe(folder: Path, questions: list[str]) -> dict[str, float]:
    """Measure one index."""
    vectors = np.load(folder / "questions.npy")
    embedder = PlacedQuestions(open_embedder(), questions, vectors)
    embedder.embed_queries(questions[:1])
    started = time.perf_counter()
    index = ArticleIndex.open(folder, embedder)
    opened = 1000 * (time.perf_counter() - started)
    for question in questions:  # once, so that what is measured is not the disk
        index.search(question)
    hybrid = [_quickest(partial(index.search, question)) for question in questions]
    memory = _resident_mb()
    embedding = [_quickest(partial(embedder.embed_queries, [question])) for question in questions]
    dense = [_quickest(partial(index.nearest, vector, _CANDIDATES)) for vector in vectors]
    words = [_quickest(partial(index.search, question, mode="lexical")) for question in questions]
    started = time.process_time()
    for question in questions:
        index.search(question)
    processor = 1000 * (time.process_time() - started) / len(questions)
    found = [set(index.nearest(vector, _K)[0].tolist()) for vector in vectors]
    right = [len(mine & exact) for mine, exact in zip(found, _exact(index, vectors), strict=True)]
    low, high = np.percentile(hybrid, [50, 95]).tolist()
    return {
        "recall": sum(right) / (_K * len(right)),
        "hybrid_p50_ms": low,
        "hybrid_p95_ms": high,
        "processor_ms": processor,
        "embedding_ms": float(np.median(embedding)),
        "dense_ms": float(np.median(dense)),
        "words_ms": float(np.median(words)),
        "open_ms": opened,
        "memory_mb": memory,
    }


def _quickest(action: Callable[[], object]) -> float:
    """Return the best of a few tries: what the machine does beside is no part of the figure."""
    return min(milliseconds_of(action) for _ in range(_TRIES))


def _exact(index: ArticleIndex, vectors: NDArray[np.float32]) -> list[set[int]]:
    """Return the rows of the ten nearest of all vectors, for each question."""
    passages = index.manifest.counts["passages"]
    best = np.full((len(vectors), _K), -2, dtype=np.float32)
    rows = np.full((len(vectors), _K), -1, dtype=np.int64)
    for first in range(0, passages, _BLOCK):
        block = index.vector_matrix(range(first, min(first + _BLOCK, passages)))
        scores = np.hstack([best, vectors @ block.T])
        names = np.hstack([rows, np.broadcast_to(np.arange(first, first + len(block)), (len(vectors), len(block)))])
        top = np.argpartition(-scores, _K, axis=1)[:, :_K]
        best, rows = np.take_along_axis(scores, top, 1), np.take_along_axis(names, top, 1)
    return [set(some.tolist()) for some in rows]


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    json.dump(probe(Path(sys.argv[1]), json.load(sys.stdin)), sys.stdout)
