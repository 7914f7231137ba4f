"""How fast an archive is built and updated, beside the encoder alone and what most people would take instead."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from eval.bench import langchain
from eval.bench.report import BenchReport, BenchRow
from index.build import BuildSummary, build_index
from index.chunking import encoder_text
from index.embedding import Embedder, open_embedder
from index.models import DEFAULT_EMBEDDING, model_path
from index.search import ArticleIndex
from index.types import Article

# Passages that sentence-transformers embeds.
_PEER_PASSAGES = 400
# What LangChain's HuggingFaceEmbeddings leaves to sentence-transformers, which takes this by default.
_PEER_BATCH = 32
_NEW_SHARE = 0.01  # of the articles, for the update
_SEED = 3


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some stories of the archive, and what building an index of them alone took."""

    articles: Sequence[Article]
    texts: Sequence[str]
    built: BuildSummary


def run(archives: Sequence[Path], peer_stories: int) -> BenchReport:
    """Build the archives into a new folder, add some stories to it, and let the peers index a sample of them.

    Args:
        peer_stories: How many stories, spread evenly over the archives, Dateline and its peers index to be compared.
    """
    embedder = open_embedder()
    embedder.embed_queries(["warm"])
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        summary = build_index(archives, folder / "index", embedder=embedder)
        sample = _sample(folder, peer_stories, embedder)
        fresh = _write_new_stories(folder / "new.jsonl", sample.texts, max(1, round(_NEW_SHARE * summary.indexed)))
        updated = build_index([fresh], folder / "index", embedder=embedder, update=True)
    tokens = sum(embedder.count_tokens(sample.texts)) / len(sample.texts)
    rows = (
        BenchRow("whole build", summary.embedded / summary.seconds, "passages/s"),
        BenchRow("whole build", summary.seconds, "s"),
        BenchRow("update with 1 % of new stories", updated.seconds, "s", summary.seconds / updated.seconds),
        BenchRow("update, as a share of the build", 100 * updated.seconds / summary.seconds, "%"),
        *_beside_peers(sample, embedder),
    )
    measured_on = (
        f"{summary.records:,} records, {summary.passages:,} passages; "
        f"sample: {len(sample.articles):,} stories, {len(sample.texts):,} passages of {tokens:.0f} tokens"
    )
    return BenchReport("build", rows, measured_on)


def _beside_peers(sample: _Sample, embedder: Embedder) -> Iterator[BenchRow]:
    seconds = sample.built.seconds
    ours = sample.built.embedded / seconds
    yield BenchRow("sample: whole build", ours, "passages/s")
    yield BenchRow("sample: whole build", seconds, "s")
    started = time.perf_counter()
    # All at once, so that they are sorted by length and next to nothing of a batch is padding.
    embedder.embed_passages(sample.texts)
    alone = len(sample.texts) / (time.perf_counter() - started)
    yield BenchRow("sample: the encoder alone, the same passages", alone, "passages/s", ours / alone)
    peer = _sentence_transformers(sample.texts[:: max(1, len(sample.texts) // _PEER_PASSAGES)][:_PEER_PASSAGES])
    yield BenchRow("sample: sentence-transformers as LangChain calls it", peer, "passages/s", ours / peer)
    if not langchain.is_installed():
        yield BenchRow(f"sample: LangChain's quick start ({langchain.INSTALL})", None, "not installed")
        return
    passages, theirs = langchain.index_articles(sample.articles)
    rate = passages / theirs
    yield BenchRow(f"sample: LangChain's quick start, {passages:,} passages", rate, "passages/s", ours / rate)
    yield BenchRow("sample: LangChain's quick start, the same stories", theirs, "s", theirs / seconds)


def _sample(folder: Path, stories: int, embedder: Embedder) -> _Sample:
    """Build an index of some stories of the index in `folder`, spread evenly over it."""
    with ArticleIndex.open(folder / "index") as index:
        names = index.article_ids()
        articles = [index.article(name) for name in names[:: max(1, len(names) // stories)][:stories]]
    archive = folder / "sample.jsonl"
    _write_stories(archive, ((one.title, one.text) for one in articles))
    built = build_index([archive], folder / "sample", embedder=embedder)
    with ArticleIndex.open(folder / "sample") as index:
        texts = [encoder_text(article.title, passage.text) for article, passage in index.passages()]
    return _Sample(articles, texts, built)


def _write_new_stories(path: Path, texts: Sequence[str], count: int) -> Path:
    """Write stories of the archive's own words that it does not hold, so that they are embedded like others."""
    random = Random(_SEED)
    chosen = [random.choice(texts).split() for _ in range(count)]
    for words in chosen:
        random.shuffle(words)
    _write_stories(path, ((f"New story {n}", " ".join(words)) for n, words in enumerate(chosen)))
    return path


def _write_stories(path: Path, stories: Iterator[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for title, text in stories:
            file.write(json.dumps({"headline": title, "articleBody": text}) + "\n")


def _sentence_transformers(texts: Sequence[str]) -> float:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_path(DEFAULT_EMBEDDING)), device="cpu")
    model.encode(["warm"])
    started = time.perf_counter()
    model.encode([f"passage: {text}" for text in texts], batch_size=_PEER_BATCH, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)
