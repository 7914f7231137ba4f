"""From process start to a printed answer, beside a cold start of sentence-transformers and FAISS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow, milliseconds_of, percentile
from index.models import DEFAULT_EMBEDDING, model_path

_RUNS = 5
_PEER_RUNS = 2
# The least that a quick start does before it can search: import, load, embed the question.
_PEER = (
    "import sys, faiss; from sentence_transformers import SentenceTransformer;"
    "print(SentenceTransformer(sys.argv[1], device='cpu').encode('query: ' + sys.argv[2]).shape)"
)


def run(index: Path, question: str) -> BenchReport:
    """Start each as a new process, several times, and take the median."""
    ours = [sys.executable, "-c", "from ui.cli import main; main()", "ask", question, "--index", str(index)]
    theirs = [sys.executable, "-c", _PEER, str(model_path(DEFAULT_EMBEDDING)), question]
    cold = _median([*ours, "--answerer", "extractive"], _RUNS)
    peer = _median(theirs, _PEER_RUNS)
    rows = (
        BenchRow("cold question, answered in quotes", cold, "ms"),
        BenchRow("sentence-transformers: the question embedded, nothing else", peer, "ms", peer / cold),
    )
    return BenchReport("cold", rows, f"median of {_RUNS} and {_PEER_RUNS} new processes")


def _median(command: list[str], runs: int) -> float:
    def once() -> None:
        subprocess.run(command, check=True, capture_output=True)

    return percentile([milliseconds_of(once) for _ in range(runs)], 50)
