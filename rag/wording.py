"""A language model's text as an answer: markers resolved, each sentence judged by what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.embedding import Embedder
from rag.citations import resolve, split_marked
from rag.coverage import not_found_text
from rag.extractive import Evidence
from rag.prompts import says_not_found
from rag.types import Answer, Sentence
from rag.verdicts.judging import Cited, judge


def judged(
    text: str,
    draft: Answer,
    evidence: Sequence[Evidence],
    language: str,
    embedder: Embedder,
    timings: dict[str, float],
) -> Answer:
    """Return the answer that a model's text makes.

    Args:
        text: As the model wrote it.
        draft: The extractive answer, whose question, filters and coverage it shares.
        evidence: What the model was shown, number 1 first.
        language: Of the question.
        embedder: Compares a sentence with what it cites in another language.
        timings: Of this answer, in milliseconds by step.
    """
    citations, unknown = resolve(text, evidence)
    abstained = says_not_found(text) or not text
    sentences = []
    for sentence in [] if abstained else split_marked(text, language):
        cited = [evidence[marker - 1] for marker in sentence.markers if 1 <= marker <= len(evidence)]
        sources = [Cited(one.text, one.article.language, one.article.published) for one in cited]
        cosine = _cosine_across_languages(sentence.text, cited, language, embedder)
        ruling = judge(sentence.text, sources, language, cosine)
        sentences.append(Sentence(sentence.text, sentence.markers, ruling.verdict, ruling.reason))
    return replace(
        draft,
        text=not_found_text(draft.coverage, draft.filters, language) if abstained else text,
        sentences=tuple(sentences),
        citations=() if abstained else citations,
        conflicts=() if abstained else draft.conflicts,
        timeline=() if abstained else draft.timeline,
        unknown_markers=unknown,
        abstained=abstained,
        answerer="llm",
        timings_ms=timings,
    )


def _cosine_across_languages(
    sentence: str, cited: Sequence[Evidence], language: str, embedder: Embedder
) -> float | None:
    """Return the best cosine of a sentence with what it cites in other languages; None when all is in one."""
    if not cited or any(one.article.language == language for one in cited):
        return None
    vectors = embedder.embed_passages([sentence, *(one.text for one in cited)])
    return float((vectors[1:] @ vectors[0]).max())
