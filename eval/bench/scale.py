"""How search grows: synthetic indices of rising size, each opened and searched by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.bench.report import BenchReport, BenchRow
from eval.bench.synthetic import Model, build_synthetic, learn, questions_of
from index.generation import current_generation
from index.manifest import Manifest
from index.search import ArticleIndex

_QUESTIONS = 100
_STEPS = (100, 10, 1)  # the curve: a hundredth, a tenth, all

Probe = dict[str, float]


def run(folder: Path, passages: int, work: Path | None = None) -> BenchReport:
    """Measure at three sizes, and say what ten times the largest would take.

    Args:
        folder: A real index, whose vectors and words the synthetic ones are like.
        passages: Of the largest index.
        work: Where the indices are made and left; None makes them in a folder that is removed.
    """
    with ArticleIndex.open(folder) as index:
        model, like = learn(index), index.manifest
    sizes = sorted({max(1, passages // step) for step in _STEPS})
    with tempfile.TemporaryDirectory() as made:
        probes = [_probe(model, like, (work or Path(made)) / str(size), size) for size in sizes]
    rows = [
        BenchRow(f"{size:,} passages: {name}", value, unit)
        for size, probe in zip(sizes, probes, strict=True)
        for name, unit, value in _told(probe)
    ]
    rows += [
        BenchRow(f"{10 * sizes[-1]:,} passages, by the arithmetic: {n}", v, u) for n, u, v in ten_times(probes[-1])
    ]
    origin = f"vectors perturbed from {len(model.vectors):,} real ones, {len(model.words):,} words"
    what = f"{origin}; {_QUESTIONS} questions, the best of 3 tries each"
    return BenchReport("scale", tuple(rows), what)


def ten_times(probe: Probe) -> list[tuple[str, str, float]]:
    """Return what an index of ten times the size would take.

    Disk and the article table grow by ten, memory that is mapped with them. Cells number the root of the passages, and
    a share of them is searched: vectors compared grow by ten. So do the postings of a word of a given frequency; what
    does not grow is the question's embedding and the fusion, which see as many candidates.
    """
    fixed = probe["embedding_ms"]
    return [
        ("hybrid search, p50", "ms", fixed + 10 * (probe["hybrid_p50_ms"] - fixed)),
        ("opening", "ms", 10 * probe["open_ms"]),
        ("memory", "GB", 10 * probe["memory_mb"] / 1000),
        ("disk beyond the text", "GB", 10 * probe["disk_beyond_text_bytes"] / 1e9),
    ]


def _told(probe: Probe) -> list[tuple[str, str, float]]:
    return [
        ("dense recall@10 against exact", "", probe["recall"]),
        ("hybrid search, p50", "ms", probe["hybrid_p50_ms"]),
        ("hybrid search, p95", "ms", probe["hybrid_p95_ms"]),
        ("of which the question's embedding, p50", "ms", probe["embedding_ms"]),
        ("of which the nearest vectors, p50", "ms", probe["dense_ms"]),
        ("of which the words, p50", "ms", probe["words_ms"]),
        ("processor time of a hybrid search, mean", "ms", probe["processor_ms"]),
        ("opening", "ms", probe["open_ms"]),
        ("memory after all questions", "MB", probe["memory_mb"]),
        ("disk beyond the text, a passage", "kB", probe["disk_beyond_text_bytes"] / probe["passages"] / 1000),
        ("made in", "s", probe["made_s"]),
    ]


def _probe(model: Model, like: Manifest, folder: Path, passages: int) -> Probe:
    started = time.monotonic()
    if not (folder / "CURRENT").exists():
        build_synthetic(model, folder, passages, like)
    made = time.monotonic() - started
    questions, vectors = questions_of(model, _QUESTIONS)
    np.save(folder / "questions.npy", vectors)
    command = [sys.executable, "-m", "eval.bench.scale_probe", str(folder)]
    done = subprocess.run(
        command, input=json.dumps(questions), capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    return {**json.loads(done.stdout), "passages": passages, "made_s": made, **_disk(folder)}


def _disk(folder: Path) -> Probe:
    generation = current_generation(folder)
    whole = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file())
    with ArticleIndex.open(folder) as index:
        text = index.text_bytes()
    return {"disk_beyond_text_bytes": whole - text}


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Return p50 and p95."""
    low, high = np.percentile(times, [50, 95]).tolist()
    return low, high
