"""How long an answer takes: quotes at once, then the language model's first word and last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow, percentile
from index.models import DEFAULT_LLM, is_pulled
from rag.answer import open_answerer
from rag.settings import Settings


def run(folder: Path, questions: Sequence[str]) -> BenchReport:
    """Ask every question once, warm."""
    with_model = is_pulled(DEFAULT_LLM)
    answerer = open_answerer(folder, Settings(answering="llm" if with_model else "extractive"))
    try:
        answerer.ask(questions[0])
        timings = [answerer.ask(question).timings_ms for question in questions]
    finally:
        answerer.close()
    quotes = [one["search"] + one["extractive"] for one in timings]
    rows = [BenchRow(f"answer in quotes, p{p}", percentile(quotes, p), "ms") for p in (50, 95)]
    first = [one["llm_first_token"] for one in timings if "llm_first_token" in one]
    whole = [one["total"] for one in timings if "llm" in one]
    if first:
        rows.append(BenchRow("language model's first word, p50", percentile(first, 50), "ms"))
        rows.append(BenchRow("language model's whole answer, p50", percentile(whole, 50), "ms"))
    model = "with the local language model" if first else "no language model here"
    return BenchReport("ask", tuple(rows), f"{len(questions)} questions, {model}")
