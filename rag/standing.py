"""May a language model's answer take the place of the quoted sentences? Rules, in the order in which they speak. Pure.

On 60 questions of xquad.de (seed 3) the default model alone holds the gold answer for 38 and cites it for 48. The rules
let 22 answers stand, 17 of them right; what does not stand is shown as quotes. Quotes alone are right for 50 of the 60,
with three sentences to read; both together for 46, with one where the model's stands.
"""

from __future__ import annotations

from index.lexical import tokens_of
from rag.types import Answer

_REASONS = {
    "de": {
        "not found": "Das Sprachmodell fand in diesen Sätzen keine Antwort.",
        "unknown": "Die Antwort des Sprachmodells nannte {marks}, keine Quelle.",
        "unsupported": "Die Antwort des Sprachmodells war durch ihre Quellen nicht gedeckt.",
        "short": "Die Antwort des Sprachmodells ging zu wenig auf die Frage ein.",
        "repeats": "Die Antwort des Sprachmodells wiederholte nur die Frage.",
        "elsewhere": "Das Sprachmodell stützte sich nicht auf den besten Beleg.",
    },
    "en": {
        "not found": "the language model found no answer in these sentences",
        "unknown": "the language model's answer cites {marks}, which is no source",
        "unsupported": "the language model's answer is not borne out by what it cites",
        "short": "the language model's answer says too little of what was asked",
        "repeats": "the language model's answer only repeats the question",
        "elsewhere": "the language model's answer does not rest on the best evidence",
    },
}
_BEST = 1  # the marker of the sentence that the encoder ranked first


def why_not(answer: Answer, language: str) -> str | None:
    """Return why a model's answer may not take the place of the quoted sentences; None when it may.

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
    asked = frozenset(tokens_of(answer.question, language))
    said = [tokens_of(sentence.text, language) for sentence in answer.sentences]
    if all(asked.issuperset(terms) for terms in said):
        return reasons["repeats"]
    # A name alone is in its source, and may be that of somebody else: what the source has of the question must be said.
    held = asked & {term for one in answer.citations for term in tokens_of(one.quote, language)}
    if 2 * len(held & {term for terms in said for term in terms}) < len(held):
        return reasons["short"]
    # The encoder and the model agree on where the answer stands; where they do not, a reader should see the quotes.
    if any(_BEST not in sentence.markers for sentence in answer.sentences):
        return reasons["elsewhere"]
    return None
