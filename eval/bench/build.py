"""How fast an archive is built: the whole build, the encoder alone, and sentence-transformers as LangChain calls it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow
from index.build import build_index
from index.chunking import encoder_text
from index.embedding import open_embedder
from index.models import DEFAULT_EMBEDDING, model_path
from index.search import ArticleIndex

# Passages that the two peers embed; the whole archive would take them minutes.
_PEER_PASSAGES = 400
# What LangChain's HuggingFaceEmbeddings leaves to sentence-transformers, which takes this by default.
_PEER_BATCH = 32


def run(archives: Sequence[Path]) -> BenchReport:
    """Build the archives into a new folder, then let the peers embed a sample of the same passages."""
    embedder = open_embedder()
    embedder.embed_queries(["warm"])
    with tempfile.TemporaryDirectory() as folder:
        summary = build_index(archives, Path(folder) / "index", embedder=embedder)
        texts = _texts(Path(folder) / "index", summary.passages)
    whole = summary.embedded / summary.seconds
    started = time.perf_counter()
    embedder.embed_passages(texts)
    alone = len(texts) / (time.perf_counter() - started)
    peer = _sentence_transformers(texts)
    tokens = sum(embedder.count_tokens(texts)) / len(texts)
    rows = (
        BenchRow("whole build", whole, "passages/s"),
        BenchRow("Dateline's encoder alone", alone, "passages/s", whole / alone),
        BenchRow("sentence-transformers as LangChain calls it", peer, "passages/s", whole / peer),
    )
    sample = f"peers: {len(texts)} of them, {tokens:.0f} tokens each"
    return BenchReport("build", rows, f"{summary.records:,} records, {summary.passages:,} passages; {sample}")


def _texts(folder: Path, passages: int) -> list[str]:
    """Return the texts of passages spread evenly over the archive."""
    with ArticleIndex.open(folder) as index:
        step = max(1, passages // _PEER_PASSAGES)
        found = islice(index.passages(), 0, None, step)
        return [encoder_text(article.title, passage.text) for article, passage in found][:_PEER_PASSAGES]


def _sentence_transformers(texts: list[str]) -> float:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_path(DEFAULT_EMBEDDING)), device="cpu")
    model.encode(["warm"])
    started = time.perf_counter()
    model.encode([f"passage: {text}" for text in texts], batch_size=_PEER_BATCH, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)
