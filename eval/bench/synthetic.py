"""Indices of any size with the shape of a real one: its vectors perturbed, its words drawn anew.

A passage's vector stands as near to the real one that it is made from as real passages stand to their nearest
neighbours, in directions in which real vectors differ. Built through the writers that `build` uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generation import building, publish
from index.known_vectors import DIGESTS_FILE, digest_rows
from index.lexical import LEXICAL_FOLDER, LexicalFacts, LexicalWriter, tokens_of
from index.manifest import Manifest, digest_parts, write_manifest
from index.search import ArticleIndex
from index.store import STORE_FILE, LedgerEntry, StoreReader
from index.store_writer import StoreWriter
from index.stories import sample_of
from index.table import TABLE_FILE, table_of, write_table
from index.types import Article, DateSpan
from index.vector_files import VectorWriter, kind_for, write_nearest

Vectors = NDArray[np.float32]
_SEED = 20
_BLOCK = 8192
_PASSAGES_AN_ARTICLE = (1, 2, 2, 3, 5)  # in turn; newswire has 1.2, magazines 4
_SOURCES = 40
_FIRST_DAY = date(1990, 1, 1)
_DAYS = 12_000
_QUESTION_WORDS = 7
# An archive ten times as large uses more words: Heaps' law, with the share of words met once that newswire has.
_RARE_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Model:
    """What the synthetic passages are drawn from.

    Args:
        vectors: `(n, dim)`, of real passages.
        nearness: Cosine of each of them with its nearest neighbour.
        spread: `(dim, dim)`; a normal row times this varies as real vectors do.
        words: Index terms, most frequent first.
        odds: Cumulated share of each word.
        lengths: Words of each real passage.
    """

    vectors: Vectors
    nearness: NDArray[np.float32]
    spread: Vectors
    words: list[str]
    odds: NDArray[np.float64]
    lengths: NDArray[np.int64]


def learn(index: ArticleIndex) -> Model:
    """Learn vectors and words of a real index."""
    vectors = index.vector_matrix()
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    values, axes = np.linalg.eigh(np.cov(vectors.T))
    counts: Counter[str] = Counter()
    lengths = []
    for article, passage in index.passages():
        tokens = tokens_of(passage.text, article.language)
        counts.update(tokens)
        lengths.append(len(tokens))
    words, seen = zip(*counts.most_common(), strict=True)
    odds = np.cumsum(np.array(seen, dtype=np.float64))
    return Model(
        vectors=vectors,
        # Copies are nearer than different passages are.
        nearness=np.minimum(cosines.max(axis=1), 0.98),
        spread=(axes * np.sqrt(np.maximum(values, 0))).T.astype(np.float32),
        words=list(words),
        odds=odds / odds[-1],
        lengths=np.maximum(1, np.array(lengths)),
    )


def perturbed(model: Model, rows: int, random: np.random.Generator) -> Vectors:
    """Return vectors like the real ones, rows of length 1."""
    origin = random.integers(len(model.vectors), size=rows)
    base = model.vectors[origin]
    noise = random.standard_normal((rows, model.spread.shape[0]), dtype=np.float32) @ model.spread
    noise -= (noise * base).sum(axis=1, keepdims=True) * base
    noise /= np.maximum(np.linalg.norm(noise, axis=1, keepdims=True), 1e-9)
    near = model.nearness[random.integers(len(model.nearness), size=rows)][:, None]
    return (near * base + np.sqrt(1 - near**2) * noise).astype("<f2").astype(np.float32)


def build_synthetic(model: Model, folder: Path, passages: int, like: Manifest) -> None:
    """Publish an index of so many passages in `folder`."""
    random = np.random.default_rng(_SEED)
    with building(folder) as aside:
        _write_texts(model, aside, passages, random)
        with closing(StoreReader(aside / STORE_FILE)) as store:
            write_table(aside / TABLE_FILE, table_of(store.facts()))
        with VectorWriter(aside, like.dim) as vectors, (aside / DIGESTS_FILE).open("wb") as digests:
            for first in range(0, passages, _BLOCK):
                block = perturbed(model, min(_BLOCK, passages - first), random).astype("<f2")
                vectors.write(block)
                digests.write(digest_rows([random.bytes(16) for _ in block], block).tobytes())
        write_nearest(aside, kind_for(passages), like.dim)
        write_manifest(aside, _manifest(aside, like, passages))
        publish(aside)


def questions_of(model: Model, count: int) -> tuple[list[str], Vectors]:
    """Return questions of words that archives hold, common ones and rare ones, and vectors for them."""
    random = np.random.default_rng(_SEED + 1)
    told = [" ".join(_drawn(model, _QUESTION_WORDS, random)) for _ in range(count)]
    return told, perturbed(model, count, random)


def _drawn(model: Model, count: int, random: np.random.Generator) -> list[str]:
    drawn = np.searchsorted(model.odds, random.random(count)).tolist()
    rare = random.random(count) < _RARE_SHARE
    numbers = random.integers(1_000_000, size=count)
    return [
        f"{model.words[word]}{number}" if is_rare else model.words[word]
        for word, is_rare, number in zip(drawn, rare.tolist(), numbers.tolist(), strict=True)
    ]


def _write_texts(model: Model, aside: Path, passages: int, random: np.random.Generator) -> None:
    (aside / LEXICAL_FOLDER).mkdir()
    store = StoreWriter(aside / STORE_FILE)
    lexical = [LexicalWriter(aside / LEXICAL_FOLDER / name) for name in ("passages", "articles")]
    first_passage = 0
    for row, count in enumerate(_articles(passages)):
        words = [_drawn(model, int(model.lengths[random.integers(len(model.lengths))]), random) for _ in range(count)]
        texts = [" ".join(some) for some in words]
        day = _FIRST_DAY + timedelta(days=int(random.integers(_DAYS)))
        source = int(random.integers(_SOURCES))
        article = Article(
            f"{row:016x}", texts[0][:60], "\n".join(texts), DateSpan(day, day, "day", "markup"),
            f"source {source}", (), None, "en", None, f"synthetic:{row}",
        )  # fmt: skip
        ends = np.cumsum([len(text) + 1 for text in texts]).tolist()
        spans = [(end - 1 - len(text), end - 1) for text, end in zip(texts, ends, strict=True)]
        store.add_article(article, spans, sample_of(article.text))
        store.add_entry(LedgerEntry(article.place, "indexed", None, article.id))
        facts = LexicalFacts(row, day.toordinal(), day.toordinal(), source, 0)
        for n, some in enumerate(words):
            lexical[0].add(first_passage + n, some, facts)
        lexical[1].add(row, [word for some in words for word in some], facts)
        first_passage += count
    store.close()
    for writer in lexical:
        writer.close()


def _articles(passages: int) -> Iterator[int]:
    """Yield how many passages each article has, so many in all."""
    row = 0
    while passages:
        count = min(passages, _PASSAGES_AN_ARTICLE[row % len(_PASSAGES_AN_ARTICLE)])
        yield count
        passages -= count
        row += 1


def _manifest(aside: Path, like: Manifest, passages: int) -> Manifest:
    articles = sum(1 for _ in _articles(passages))
    return Manifest(
        format=like.format,
        generation=aside.name.removeprefix("."),
        created=like.created,
        model=like.model,
        model_fingerprint=like.model_fingerprint,
        dim=like.dim,
        query_prefix=like.query_prefix,
        passage_prefix=like.passage_prefix,
        target_tokens=like.target_tokens,
        index_kind=kind_for(passages),
        archives=(),
        archives_digest="",
        mapping={},
        counts={"records": articles, "indexed": articles, "duplicate": 0, "rejected": 0, "failed": 0,
                "passages": passages, "groups": 0},
        parts=digest_parts(aside),
    )  # fmt: skip
