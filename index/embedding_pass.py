"""The second pass of a build: every passage gets its vector, from the index before, from the cache, or from the model.

Vectors are kept in half precision, whose error in a cosine (below 0.0003) decides no rank that means anything. So what
an index holds is exactly what was computed, and the next build takes its vectors from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.chunking import encoder_text
from index.embedding import Embedder
from index.embedding_cache import CACHE_FILE, EmbeddingCache, text_digest
from index.known_vectors import DIGESTS_FILE, digest_rows
from index.progress import BuildProgress, OnProgress
from index.store import STORE_FILE, StoreReader
from index.types import Article, Passage
from index.vector_files import VectorWriter, write_nearest

# Passages looked up in the cache and sorted by length together; 4,096 vectors are 3 MB.
_BLOCK = 4096
# Passages embedded before their vectors are kept: what a killed build loses, some ten seconds of work.
_KEPT_TOGETHER = 256

Half = NDArray[np.float16]


class VectorSource(Protocol):
    """Vectors that need not be computed."""

    def get(self, digests: Sequence[bytes]) -> Mapping[bytes, Half]:
        """Return the vectors that are known, by digest of the text."""


def embed_all(
    aside: Path,
    folder: Path,
    embedder: Embedder,
    kind: str,
    passages: int,
    report: OnProgress,
    before: VectorSource | None = None,
) -> int:
    """Write the vectors of all passages, and the digests that the next build knows them by.

    Args:
        aside: The generation's folder.
        folder: The index's, with the cache.
        kind: An `index_factory` string.
        before: Vectors of the generation before.

    Returns:
        How many were computed.
    """
    cache = EmbeddingCache(folder / "cache" / CACHE_FILE, embedder.fingerprint, embedder.dim)
    store = StoreReader(aside / STORE_FILE)
    fresh = 0
    report(BuildProgress("embedding", 0, passages, "passages"))
    try:
        with VectorWriter(aside, embedder.dim) as vectors, (aside / DIGESTS_FILE).open("wb") as file:
            for first in range(0, passages, _BLOCK):
                rows = range(first, min(first + _BLOCK, passages))
                texts = [encoder_text(article.title, p.text) for article, p in _in_order(store, rows)]
                digests = [text_digest(text) for text in texts]
                target = np.empty((len(rows), embedder.dim), dtype="<f2")
                known = _known(digests, before, cache)
                fresh += _embed_block(texts, digests, target, known, cache, embedder, first, passages, report)
                vectors.write(target)
                file.write(digest_rows(digests, target).tobytes())
        write_nearest(aside, kind, embedder.dim)
    finally:
        store.close()
        cache.close()
    return fresh


def _in_order(store: StoreReader, rows: range) -> Iterator[tuple[Article, Passage]]:
    for start in range(rows.start, rows.stop, _KEPT_TOGETHER):
        some = range(start, min(start + _KEPT_TOGETHER, rows.stop))
        found = store.passages(some)
        for row in some:
            yield found[row]


def _known(digests: Sequence[bytes], before: VectorSource | None, cache: EmbeddingCache) -> dict[bytes, Half]:
    """Return the vectors that need not be computed."""
    known = dict(before.get(digests)) if before else {}
    return known | cache.get([digest for digest in set(digests) if digest not in known])


def _embed_block(
    texts: Sequence[str],
    digests: Sequence[bytes],
    target: Half,
    known: dict[bytes, Half],
    cache: EmbeddingCache,
    embedder: Embedder,
    before: int,
    total: int,
    report: OnProgress,
) -> int:
    """Fill the rows of one block; return how many vectors were computed."""
    unknown = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    done = before + len(texts) - len(unknown)
    report(BuildProgress("embedding", done, total, "passages"))

    def on_batch(count: int) -> None:
        nonlocal done
        done += count
        report(BuildProgress("embedding", done, total, "passages"))

    # Longest first, so that texts of like length meet in a batch and the largest batch comes before the others.
    waiting = sorted(unknown, key=lambda digest: -len(unknown[digest]))
    for start in range(0, len(waiting), _KEPT_TOGETHER):
        some = waiting[start : start + _KEPT_TOGETHER]
        vectors = embedder.embed_passages([unknown[digest] for digest in some], on_batch).astype("<f2")
        computed = dict(zip(some, vectors, strict=True))
        cache.put(computed)
        known.update(computed)
    for row, digest in enumerate(digests):
        target[row] = known[digest]
    return len(unknown)
