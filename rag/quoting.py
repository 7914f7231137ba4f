"""The quoted answer: the sentences that answer best, word for word, and what contradicts them; or that none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.types import Coverage, Filters, Hit
from rag.citations import citation_of
from rag.conflicts.finding import find_conflicts
from rag.coverage import not_found_text
from rag.extractive import Evidence, near_the_best
from rag.types import Answer, Sentence

# The third helps where the first two tell the same fact twice.
_SHOWN_SENTENCES = 3


def not_found(
    question: str,
    filters: Filters,
    hits: tuple[Hit, ...],
    coverage: Coverage,
    language: str,
    timings_ms: dict[str, float],
) -> Answer:
    """Return the answer that the archive has none, with what was searched; arguments as of `Answer`."""
    return Answer(
        question=question,
        text=not_found_text(coverage, filters, language),
        sentences=(),
        citations=(),
        hits=hits,
        filters=filters,
        coverage=coverage,
        abstained=True,
        unknown_markers=(),
        answerer="extractive",
        timings_ms=timings_ms,
    )


def quoted(nothing: Answer, evidence: Sequence[Evidence], language: str) -> Answer:
    """Return the answer that quotes its evidence.

    Args:
        nothing: From `not_found`, to the same question.
        evidence: Best first, at least one.
        language: Of the question.
    """
    shown = near_the_best(evidence)[:_SHOWN_SENTENCES]
    return replace(
        nothing,
        text=" ".join(f"{one.text} [{n}]" for n, one in enumerate(shown, start=1)),
        sentences=tuple(Sentence(one.text, (n,), "verbatim") for n, one in enumerate(shown, start=1)),
        citations=tuple(citation_of(n, one) for n, one in enumerate(shown, start=1)),
        abstained=False,
        conflicts=find_conflicts(nothing.question, language, evidence),
    )
