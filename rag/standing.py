"""May a language model's answer stand above the quoted sentences? Rules, in the order in which they speak. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.lexical import tokens_of
from rag.conflicts.fitting import holds_what_is_asked
from rag.conflicts.slots import slot_of
from rag.types import Answer

_REASONS = {
    "de": {
        "not found": "Das Sprachmodell fand in diesen Sätzen keine Antwort.",
        "unknown": "Die Antwort des Sprachmodells nannte {marks}, keine Quelle.",
        "unsupported": "Die Antwort des Sprachmodells war durch ihre Quellen nicht gedeckt.",
        "short": "Die Antwort des Sprachmodells ging zu wenig auf die Frage ein.",
        "repeats": "Die Antwort des Sprachmodells wiederholte nur die Frage.",
        "number": "Die Antwort des Sprachmodells nannte keine Zahl.",
        "date": "Die Antwort des Sprachmodells nannte keine Zeit.",
        "elsewhere": "Das Sprachmodell stützte sich nicht auf den besten Beleg.",
    },
    "en": {
        "not found": "the language model found no answer in these sentences",
        "unknown": "the language model's answer cites {marks}, which is no source",
        "unsupported": "the language model's answer is not borne out by what it cites",
        "short": "the language model's answer says too little of what was asked",
        "repeats": "the language model's answer only repeats the question",
        "number": "the language model's answer gives no number",
        "date": "the language model's answer gives no time",
        "elsewhere": "the language model's answer does not rest on the best evidence",
    },
}
_BEST = 1  # the marker of the sentence that the encoder ranked first


def why_not(answer: Answer, language: str) -> str | None:
    """Return why a model's answer may not stand above the quoted sentences; None when it may.

    Args:
        answer: The model's, judged.
        language: Of the question, and of the reason.
    """
    reasons = _REASONS["de" if language == "de" else "en"]
    if answer.abstained:
        return reasons["not found"]
    if answer.unknown_markers:
        return reasons["unknown"].format(marks=", ".join(f"[{marker}]" for marker in answer.unknown_markers))
    if not answer.sentences or any(sentence.verdict == "unsupported" for sentence in answer.sentences):
        return reasons["unsupported"]
    said = list(_said(answer))
    asked = frozenset(tokens_of(answer.question, language))
    terms = [tokens_of(text, language) for text in said]
    if all(asked.issuperset(some) for some in terms):
        return reasons["repeats"]
    slot = slot_of(answer.question, language)
    # What is a name cannot be told well enough to hold it against an answer.
    if slot and slot.kind != "name" and not any(holds_what_is_asked(text, slot, language) for text in said):
        return reasons[slot.kind]
    if any(citation.focus for citation in answer.citations):
        return None  # a whole quote, with the words marked that the model pointed at
    # A name alone is in its source, and may be that of somebody else: what the source has of the question must be said.
    held = asked & {term for one in answer.citations for term in tokens_of(one.quote, language)}
    if 2 * len(held & {term for some in terms for term in some}) < len(held):
        return reasons["short"]
    # The encoder and the model agree on where the answer stands; where they do not, a reader should see the quotes.
    if any(_BEST not in sentence.markers for sentence in answer.sentences):
        return reasons["elsewhere"]
    return None


def above_quotes(answer: Answer, draft: Answer) -> Answer:
    """Return a model's answer that stands with the quotes below it that it does not cite: what was shown stays.

    Args:
        answer: The model's.
        draft: The extractive answer to the same question; both number the same evidence.
    """
    cited = {citation.marker for citation in answer.citations}
    others = [one for one in draft.sentences if not cited.intersection(one.markers)]
    below = [f"{one.text} [{one.markers[0]}]" for one in others]
    return replace(
        answer,
        text=" ".join([answer.text, *below]),
        sentences=(*answer.sentences, *others),
        citations=(*answer.citations, *(one for one in draft.citations if one.marker not in cited)),
    )


def _said(answer: Answer) -> Iterator[str]:
    """Yield what a model says: the words that it points at, or its sentences."""
    for citation in answer.citations:
        if citation.focus:
            yield citation.quote[slice(*citation.focus)]
            return
    yield from (sentence.text for sentence in answer.sentences)
