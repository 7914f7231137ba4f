"""The second pass of a build: every passage gets its vector, from the cache or from the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chunking import encoder_text
from index.embedding import Embedder
from index.embedding_cache import CACHE_FILE, EmbeddingCache, text_digest
from index.progress import BuildProgress, OnProgress
from index.store import STORE_FILE, StoreReader
from index.types import Article, Passage
from index.vectors import VECTORS_FILE, write_vectors

# Passages looked up in the cache and sorted by length together; 4,096 vectors are 6 MB.
_BLOCK = 4096
# Passages embedded before their vectors are kept: what a killed build loses, some ten seconds of work.
_KEPT_TOGETHER = 256


def embed_all(
    aside: Path, folder: Path, embedder: Embedder, kind: str, passages: int, report: OnProgress
) -> tuple[int, list[bytes]]:
    """Write the vectors of all passages; return how many were computed, and the digests of all texts."""
    cache = EmbeddingCache(folder / "cache" / CACHE_FILE, embedder.fingerprint, embedder.dim)
    raw = aside / "vectors.raw"
    matrix = np.memmap(raw, dtype="<f4", mode="w+", shape=(passages, embedder.dim))
    store = StoreReader(aside / STORE_FILE)
    fresh, digests = 0, []
    report(BuildProgress("embedding", 0, passages, "passages"))
    try:
        for first in range(0, passages, _BLOCK):
            rows = range(first, min(first + _BLOCK, passages))
            texts = [encoder_text(article.title, p.text) for article, p in _in_order(store, rows)]
            block = [text_digest(text) for text in texts]
            fresh += _embed_block(
                texts, block, matrix[first : first + len(rows)], cache, embedder, first, passages, report
            )
            digests.extend(block)
        blocks = (np.asarray(matrix[n : n + _BLOCK]) for n in range(0, passages, _BLOCK))
        sample = matrix[:: max(1, passages // 100_000)]
        write_vectors(aside / VECTORS_FILE, blocks, embedder.dim, kind, np.asarray(sample))
    finally:
        store.close()
        cache.close()
    del matrix
    raw.unlink()
    return fresh, digests


def _in_order(store: StoreReader, rows: range) -> Iterator[tuple[Article, Passage]]:
    for start in range(rows.start, rows.stop, _KEPT_TOGETHER):
        some = range(start, min(start + _KEPT_TOGETHER, rows.stop))
        found = store.passages(some)
        for row in some:
            yield found[row]


def _embed_block(
    texts: Sequence[str],
    digests: Sequence[bytes],
    target: NDArray[np.float32],
    cache: EmbeddingCache,
    embedder: Embedder,
    before: int,
    total: int,
    report: OnProgress,
) -> int:
    """Fill the rows of one block from the cache and the model; return how many vectors were computed."""
    known = cache.get(list(set(digests)))
    unknown = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    done = before + len(texts) - len(unknown)
    report(BuildProgress("embedding", done, total, "passages"))
    # Longest first, so that texts of like length meet in a batch and the largest batch comes before the others.
    waiting = sorted(unknown, key=lambda digest: -len(unknown[digest]))
    for start in range(0, len(waiting), _KEPT_TOGETHER):
        some = waiting[start : start + _KEPT_TOGETHER]
        vectors = embedder.embed_passages([unknown[digest] for digest in some])
        computed = dict(zip(some, vectors, strict=True))
        cache.put(computed)
        known.update(computed)
        done += len(some)
        report(BuildProgress("embedding", done, total, "passages"))
    for row, digest in enumerate(digests):
        target[row] = known[digest]
    return len(unknown)


def prune_cache(folder: Path, embedder: Embedder, needed: Sequence[bytes]) -> None:
    """Forget the vectors that the index just published does not hold."""
    cache = EmbeddingCache(folder / "cache" / CACHE_FILE, embedder.fingerprint, embedder.dim)
    try:
        cache.prune(needed)
    finally:
        cache.close()
