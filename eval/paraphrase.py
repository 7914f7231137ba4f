"""Cloze questions in a language model's own words, kept only where they can still be answered."""

from __future__ import annotations

from typing import Any

from eval.metrics import contains
from index.language import detect_language
from index.types import Article
from rag.llm import LanguageModel
from rag.prompts import Message

_ASK = (
    "Write one question in the language of the sentence. Its answer must be exactly: {answer}. The question must not "
    "contain the answer, and must be understood without the sentence. Write the question only."
)
_CHECK = "Answer the question from the sentence, in as few words as possible. If the sentence does not answer it: no."


class Paraphraser:
    """Asks a model for a question, then asks it that question: what it cannot answer is thrown away."""

    def __init__(self, llm: LanguageModel) -> None:
        """Take the model."""
        self._llm = llm

    def __call__(self, article: Article, case: dict[str, Any], sentence: str) -> str | None:
        """Return a question for the answer of a cloze case; None when the model found none that holds.

        Args:
            case: With the answer.
            sentence: Which holds it.
        """
        answer = str(case["answers"][0])
        ask = _ASK.format(answer=answer)
        question = self._said(ask, f"<sentence>{sentence}</sentence>").strip().strip('"„“”')
        if not question.endswith("?") or "\n" in question or contains(question, [answer], article.language):
            return None
        if detect_language(question) != article.language:
            return None
        told = self._said(_CHECK, f"<sentence>{sentence}</sentence>\n{question}")
        return question if contains(told, [answer], article.language) else None

    def _said(self, order: str, text: str) -> str:
        return "".join(self._llm.stream([Message("system", order), Message("user", text)]))
