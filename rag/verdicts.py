"""Does a sentence of an answer rest on what it cites? Rules that a reader can follow; no model decides. Pure.

`verbatim`: its words stand in one cited quote, in that order. `supported`: every number and name in it stands in the
cited quotes, neither denies what the other says, and most of its other words are there. Anything else, and every
sentence without a marker, is `unsupported`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexical import tokens_of
from rag.types import Verdict

# Share of a sentence's content words that its quotes must hold, when names and numbers all agree.
_LEAST_SHARED = 0.5
# Cosine from which a sentence in another language than its quote says the same, for the default encoder: translations
# of XQuAD sentences lie above 0.866 but for a twentieth, other sentences of the same paragraph below 0.860 likewise.
LEAST_COSINE_ACROSS_LANGUAGES = 0.87

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<![.!?:»“\"] )(?<!^)\b[A-ZÄÖÜÀ-Þ][\w-]{2,}")
_DENIALS = {
    "de": re.compile(
        r"\b(nicht|kein\w*|nie|niemals|nirgends|weder|ohne|bestritt\w*|bestreite\w*|dementier\w*|verneint?\w*|"
        r"leugne\w*|wies \w+ zurück|zurückgewiesen|abgelehnt|lehnte\w*|ablehn\w*|widersprach\w*|widersprech\w*)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(not|no|never|none|neither|nor|without|cannot|\w+n['’]t|den(?:y|ies|ied|ying)|reject\w*|refus\w*|"
        r"disput\w*|contradict\w*|dismiss\w*)\b",
        re.IGNORECASE,
    ),
}


def judge(sentence: str, quotes: Sequence[str], language: str, cosine: float | None = None) -> Verdict:
    """Return how far a sentence is borne out by the quotes that it cites.

    Args:
        sentence: Without markers.
        quotes: What its markers stand for; none makes it unsupported.
        language: Of the sentence.
        cosine: Of the sentence with its nearest quote when that is in another language, where words cannot be
            compared; None when the languages are the same.
    """
    if not quotes:
        return "unsupported"
    # Words torn out of a denial ("denied that he took money") are in the quote and say the opposite.
    if any(_is_within(sentence, quote) and denies(sentence, language) == denies(quote, language) for quote in quotes):
        return "verbatim"
    together = "\n".join(quotes)
    if not _numbers(sentence) <= _numbers(together):
        return "unsupported"
    if cosine is not None:
        return "supported" if cosine >= LEAST_COSINE_ACROSS_LANGUAGES else "unsupported"
    if denies(sentence, language) != denies(together, language):
        return "unsupported"
    stems = set(tokens_of(together, language))
    if any(not stems.issuperset(tokens_of(name, language)) for name in names(sentence, language)):
        return "unsupported"
    # Numbers have been compared; here they would only make a foreign sentence look alike.
    own = [term for term in tokens_of(sentence, language) if not term.isdecimal()]
    shared = sum(term in stems for term in own) / len(own) if own else 1.0
    return "supported" if shared >= _LEAST_SHARED else "unsupported"


def denies(text: str, language: str) -> bool:
    """Tell whether a text denies something; in languages without a list, never."""
    pattern = _DENIALS.get(language)
    return bool(pattern and pattern.search(text))


def names(sentence: str, language: str) -> list[str]:
    """Return the capitalised words of a sentence but its first.

    In German every noun is capitalised, so none are returned, and the share of common words decides alone.
    """
    return [] if language == "de" else _NAME.findall(sentence)


def _is_within(sentence: str, quote: str) -> bool:
    """Tell whether the words of a sentence stand in a quote one after the other, punctuation and case aside."""
    own, quoted = _words(sentence), _words(quote)
    return bool(own) and f" {' '.join(own)} " in f" {' '.join(quoted)} "


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text, German and English separators made alike: 4.000 and 4,000 are one number."""
    found = set()
    for number in _NUMBER.findall(text):
        grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
        found.add(re.sub(r"[.,]", "", number) if grouped else number.replace(",", ".").rstrip("."))
    return found
