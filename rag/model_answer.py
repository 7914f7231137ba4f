"""A language model's part of an answer: asked, streamed, and held against the evidence that it was shown."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.embedding import Embedder
from index.errors import AnswerError, ModelError
from rag.conflicts.disagreement import Conflict
from rag.conflicts.finding import find_conflicts
from rag.conflicts.model_reading import reader
from rag.extractive import Evidence
from rag.llm import LanguageModel
from rag.pointing import pointed, pointing_grammar_for, pointing_prompt_for
from rag.prompts import grammar_for, prompt_for
from rag.standing import above_quotes, why_not
from rag.types import Answer, AnswerEvent, Answering, Final, Token
from rag.wording import judged


def model_events(
    llm: LanguageModel,
    draft: Answer,
    evidence: Sequence[Evidence],
    compared: Sequence[Evidence],
    language: str,
    answering: Answering,
    embedder: Embedder,
    started: float,
) -> Iterator[AnswerEvent]:
    """Yield that a model has begun, its words as they come, and last the answer that stands.

    What a model points at is looked up before anybody sees it, so its words are not yielded.

    Args:
        draft: The extractive answer, which stays where the model's does not stand.
        evidence: The sentences that the model is shown, best first.
        compared: The sentences in which articles may contradict each other.
        language: Of the question.
        answering: `llm` or `auto`.
        embedder: Compares a sentence with what it cites in another language.
        started: When the question was asked, by `time.perf_counter`.

    Raises:
        AnswerError: `answering` is `llm`, and the model did not answer.
        ModelError: `answering` is `llm`, and the model cannot be loaded.
    """
    asked = time.perf_counter()
    timings = dict(draft.timings_ms)
    pieces: list[str] = []
    # What stands in another language has to be put into words of the question's.
    points = llm.points and all(one.article.language == language for one in evidence)
    messages = (pointing_prompt_for if points else prompt_for)(draft.question, evidence, language)
    grammar = (pointing_grammar_for if points else grammar_for)(len(evidence), language)
    yield Token("")
    try:
        with contextlib.closing(llm.stream(messages, grammar)) as stream:  # type: ignore[type-var]  # a generator
            for piece in stream:
                if piece:
                    timings.setdefault("llm_first_token", ms_since(asked))
                    pieces.append(piece)
                    if not points:
                        yield Token(piece)
    except (AnswerError, ModelError) as error:
        if answering == "llm":
            raise
        yield Final(replace(draft, note=f"{error.what}; quoted sentences instead"))
        return
    timings |= {"llm": ms_since(asked), "total": ms_since(started)}
    text = "".join(pieces).strip()
    answer = pointed(text, draft, evidence, language, timings) if points else None
    answer = answer or judged(text, draft, evidence, language, embedder, timings)
    if answering == "auto":
        note = why_not(answer, language)
        answer = replace(draft, timings_ms=timings, note=note) if note else above_quotes(answer, draft)
    yield Final(_with_conflicts(answer, llm, draft, compared, language, started))


def conflicts_read(
    llm: LanguageModel, draft: Answer, compared: Sequence[Evidence], language: str
) -> tuple[Conflict, ...]:
    """Return where articles contradict each other, as a language model reads those nearest to the question.

    Args:
        draft: An extractive answer that quotes.

    Raises:
        AnswerError: The model did not answer.
        ModelError: It cannot be loaded.
    """
    return find_conflicts(draft.question, language, compared, reader(llm, draft.question, language))


def _with_conflicts(
    answer: Answer, llm: LanguageModel, draft: Answer, compared: Sequence[Evidence], language: str, started: float
) -> Answer:
    asked = time.perf_counter()
    try:
        conflicts = conflicts_read(llm, draft, compared, language)
    except (AnswerError, ModelError):
        return answer  # what the rules found stays
    timings = {**answer.timings_ms, "conflicts": ms_since(asked), "total": ms_since(started)}
    return replace(answer, conflicts=conflicts, timings_ms=timings)


def ms_since(started: float) -> float:
    """Return the milliseconds since a moment of `time.perf_counter`."""
    return round(1000 * (time.perf_counter() - started), 1)
