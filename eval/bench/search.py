"""How long a warm search takes, beside comparing every vector with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from eval.bench.report import BenchReport, BenchRow, milliseconds_of, percentile
from index.retrieval import Mode
from index.search import ArticleIndex

_ROUNDS = 5


def run(folder: Path, questions: Sequence[str]) -> BenchReport:
    """Search with every question several times in each mode."""
    with ArticleIndex.open(folder) as index:
        index.search(questions[0])
        rows = []
        modes: tuple[Mode, ...] = ("hybrid", "dense", "lexical")
        for mode in modes:
            times = [
                milliseconds_of(partial(index.search, question, mode=mode))
                for question in questions
                for _ in range(_ROUNDS)
            ]
            rows += [BenchRow(f"{mode} search, p{p}", percentile(times, p), "ms") for p in (50, 95)]
        embedding = [milliseconds_of(partial(index.embedder.embed_queries, [question])) for question in questions]
        rows.append(BenchRow("of which the question's embedding, p50", percentile(embedding, 50), "ms"))
        matrix = index.vector_matrix()
        query = index.embedder.embed_queries([questions[0]])[0]
        brute = [milliseconds_of(lambda: np.argsort(-(matrix @ query))[:10]) for _ in range(20)]
        rows.append(BenchRow("numpy over every vector, p50", percentile(brute, 50), "ms"))
        what = f"{index.manifest.counts['passages']:,} passages, {len(questions)} questions"
    return BenchReport("search", tuple(rows), what)
