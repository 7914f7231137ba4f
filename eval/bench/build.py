"""How fast an archive is built and updated, beside the encoder alone and sentence-transformers as LangChain has it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random

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
_NEW_SHARE = 0.01  # of the articles, for the update
_SEED = 3


def run(archives: Sequence[Path]) -> BenchReport:
    """Build the archives into a new folder, add some stories to it, and let the peers embed a sample."""
    embedder = open_embedder()
    embedder.embed_queries(["warm"])
    with tempfile.TemporaryDirectory() as folder:
        summary = build_index(archives, Path(folder) / "index", embedder=embedder)
        texts = _texts(Path(folder) / "index", summary.passages)
        fresh = _write_new_stories(Path(folder) / "new.jsonl", texts, max(1, round(_NEW_SHARE * summary.indexed)))
        updated = build_index([fresh], Path(folder) / "index", embedder=embedder, update=True)
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
        BenchRow("whole build, seconds", summary.seconds, "s"),
        BenchRow("update with 1 % of new stories", updated.seconds, "s", summary.seconds / updated.seconds),
    )
    sample = f"peers: {len(texts)} of them, {tokens:.0f} tokens each"
    return BenchReport("build", rows, f"{summary.records:,} records, {summary.passages:,} passages; {sample}")


def _texts(folder: Path, passages: int) -> list[str]:
    """Return the texts of passages spread evenly over the archive."""
    with ArticleIndex.open(folder) as index:
        step = max(1, passages // _PEER_PASSAGES)
        found = islice(index.passages(), 0, None, step)
        return [encoder_text(article.title, passage.text) for article, passage in found][:_PEER_PASSAGES]


def _write_new_stories(path: Path, texts: Sequence[str], count: int) -> Path:
    """Write stories of the archive's own words that it does not hold, so that they are embedded like others."""
    random = Random(_SEED)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            words = random.choice(texts).split()
            random.shuffle(words)
            file.write(json.dumps({"headline": f"New story {n}", "articleBody": " ".join(words)}) + "\n")
    return path


def _sentence_transformers(texts: list[str]) -> float:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_path(DEFAULT_EMBEDDING)), device="cpu")
    model.encode(["warm"])
    started = time.perf_counter()
    model.encode([f"passage: {text}" for text in texts], batch_size=_PEER_BATCH, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - started)
