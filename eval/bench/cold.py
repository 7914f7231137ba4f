"""From process start to a printed answer, beside a cold start of LangChain's quick start and of its parts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from eval.bench import langchain
from eval.bench.report import BenchReport, BenchRow, milliseconds_of, percentile
from index.models import DEFAULT_EMBEDDING, model_path
from index.search import ArticleIndex

_RUNS = 5
_PEER_RUNS = 2
# Articles in LangChain's index: embedding all of a large one would take it hours, and loading grows little with them.
_PEER_ARTICLES = 200
# The least that a quick start does before it can search: import, load, embed the question.
_PEER = (
    "import sys, faiss; from sentence_transformers import SentenceTransformer;"
    "print(SentenceTransformer(sys.argv[1], device='cpu').encode('query: ' + sys.argv[2]).shape)"
)


def run(index: Path, question: str) -> BenchReport:
    """Start each as a new process, several times, and take the median."""
    model = str(model_path(DEFAULT_EMBEDDING))
    ours = [sys.executable, "-c", "from ui.cli import main; main()", "ask", question, "--index", str(index)]
    cold = _median([*ours, "--answerer", "extractive"], _RUNS)
    peer = _median([sys.executable, "-c", _PEER, model, question], _PEER_RUNS)
    rows = (
        BenchRow("cold question, answered in quotes", cold, "ms"),
        BenchRow("sentence-transformers: the question embedded, nothing else", peer, "ms", peer / cold),
        _langchain(index, model, question, cold),
    )
    return BenchReport("cold", rows, f"median of {_RUNS} and {_PEER_RUNS} new processes")


def _langchain(index: Path, model: str, question: str, cold: float) -> BenchRow:
    """Let LangChain index and save some of the articles, then ask that index from new processes."""
    if not langchain.is_installed():
        return BenchRow(f"LangChain's quick start ({langchain.INSTALL})", None, "not installed")
    with ArticleIndex.open(index) as opened:
        articles = [opened.article(name) for name in islice(opened.article_ids(), _PEER_ARTICLES)]
    with tempfile.TemporaryDirectory() as folder:
        langchain.index_articles(articles, Path(folder))
        peer = _median([sys.executable, "-c", langchain.COLD, model, folder, question], _PEER_RUNS)
    what = f"LangChain's quick start: {len(articles)} saved articles loaded, the nearest passage printed"
    return BenchRow(what, peer, "ms", peer / cold)


def _median(command: list[str], runs: int) -> float:
    def once() -> None:
        subprocess.run(command, check=True, capture_output=True)

    return percentile([milliseconds_of(once) for _ in range(runs)], 50)
