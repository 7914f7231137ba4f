"""Numbers in words, German and English: "dreihundertzwölf", "three hundred and twelve", "anderthalb". Pure.

text2num reads the same words from a stream of its own token objects and tells no offsets into the text; a quote needs
them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conflicts.wordlists import word_list

_ONES_DE = word_list(
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_TENS_DE = word_list("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_ONES_EN = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS_EN = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_DE = {word: float(n) for n, word in enumerate(_ONES_DE)} | {word: 20.0 + 10 * n for n, word in enumerate(_TENS_DE)}
_DE |= {"eins": 1.0, "beide": 2.0, "beiden": 2.0, "dutzend": 12.0, "anderthalb": 1.5, "eineinhalb": 1.5}
_DE |= {f"{_ONES_DE[n]}einhalb": n + 0.5 for n in range(2, 13)} | {"dreissig": 30.0}
_EN = {word: float(n) for n, word in enumerate(_ONES_EN)} | {word: 20.0 + 10 * n for n, word in enumerate(_TENS_EN)}
_EN |= {"dozen": 12.0}
_JOINED_EN = re.compile(r"[\s-]+")
# Also articles ("eine Frau"), so no number by themselves.
_ARTICLES = {"ein", "eine", "einen", "einem", "einer", "eines"}


def spelled_de(word: str) -> float | None:
    """Return the value of one German number word, None when it is none; "ein" is taken for an article."""
    word = word.casefold().replace("ss", "ß") if "dreissig" in word.casefold() else word.casefold()
    return None if word in _ARTICLES else _german(word)


def spelled_en(words: Sequence[str]) -> float | None:
    """Return the value of English number words that stand one after the other; None when they are no number."""
    total = current = 0.0
    seen = False
    for word in words:
        if word == "and":
            continue
        if word == "hundred":
            current = (current or 1) * 100
        elif word == "thousand":
            total, current = total + (current or 1) * 1000, 0.0
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _EN:
            current += _EN[word]
        else:
            return None
        seen = True
    return total + current if seen else None


def is_number_word_en(word: str) -> bool:
    """Tell whether an English word may be part of a number in words ("twenty-one" is one word)."""
    return all(part in _EN or part in ("hundred", "thousand") for part in _JOINED_EN.split(word.casefold()) if part)


def _german(word: str) -> float | None:
    if word in _DE:
        return _DE[word]
    for name, size in (("tausend", 1000.0), ("hundert", 100.0)):
        left, found, right = word.partition(name)
        if found:
            high = _german(left) if left else 1.0
            right = right.removeprefix("und")
            low = _german(right) if right else 0.0
            return None if high is None or low is None else high * size + low
    left, found, right = word.rpartition("und")
    if found and left in _ONES_DE and right in _TENS_DE:
        return _DE[left] + _DE[right]
    return None
