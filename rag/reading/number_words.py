"""Numbers in words, German and English: "dreihundertzwölf", "three hundred and twelve", "anderthalb". Pure.

text2num reads the same words from a stream of its own token objects and tells no offsets into the text; a quote needs
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from rag.reading.word_sets import word_set
from rag.times.vocabulary import NUMBERS_DE, NUMBERS_EN

_MILLION, _MILLIARD = 10**6, 10**9
_SCALES_DE = {
    "hundert": 100, "tausend": 1000, "tsd": 1000, "dutzend": 12, "million": _MILLION, "millionen": _MILLION,
    "mio": _MILLION, "mill": _MILLION, "milliarde": _MILLIARD, "milliarden": _MILLIARD, "mrd": _MILLIARD,
    "billion": 10**12, "billionen": 10**12,
}  # fmt: skip
_SCALES_EN = {
    "hundred": 100, "thousand": 1000, "dozen": 12, "million": _MILLION, "millions": _MILLION, "mln": _MILLION,
    "mn": _MILLION, "billion": _MILLIARD, "billions": _MILLIARD, "bln": _MILLIARD, "bn": _MILLIARD,
    "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# As often articles as numbers: they count only before a magnitude.
_ARTICLES = word_set("ein eine einer einen einem eines a an")
# Before these, "hundert" and "tausend" are no number.
_VAGUE = word_set("mehrere mehreren einige einigen viele vielen wenige wenigen paar")
_HALF = Decimal("0.5")
_HALF_OF = re.compile(r"half an? |(?:eine[rn]? )?halbe[rn]? ", re.IGNORECASE)
_DE = {word: Decimal(value) for word, value in NUMBERS_DE.items()}
_DE |= {"null": Decimal(0), "eins": Decimal(1), "anderthalb": 1 + _HALF, "eineinhalb": 1 + _HALF}
_DE |= {f"{word}einhalb": value + _HALF for word, value in _DE.items() if 2 <= value <= 12}
_EN = {**NUMBERS_EN, "zero": 0}
_RUN_ON = {"hundred": 100, "thousand": 1000, "dozen": 12}


def scales_of(language: str) -> dict[str, int]:
    """Return the words for magnitudes with what they multiply by; every language but German is read as English."""
    return _SCALES_DE if language == "de" else _SCALES_EN


def written_numbers(text: str, language: str) -> Iterator[tuple[int, int, Decimal]]:
    """Yield the start, the end and the worth of each number that a text has in words, in order.

    Magnitudes from a million on are left to `scales_of`; before one, "eine" and "a" count as a number, and "halbe" and
    "half a" as its half.
    """
    words = list(_WORD.finditer(text))
    read = _german_at if language == "de" else _english_at
    at = 0
    while at < len(words):
        if half := _HALF_OF.match(text, words[at].start()):
            upto = at + len(half[0].split())
            if upto < len(words) and scales_of(language).get(words[upto][0].casefold(), 0) >= _MILLION:
                yield words[at].start(), words[upto - 1].end(), _HALF
                at = upto
                continue
        upto, value = read(text, words, at)
        if value is None and words[at][0].casefold() in _ARTICLES and at + 1 < len(words):
            value = Decimal(1) if words[at + 1][0].casefold() in scales_of(language) else None
        if value is not None:
            yield words[at].start(), words[upto - 1].end(), value
        at = upto


@lru_cache(maxsize=20_000)
def german_number(word: str) -> Decimal | None:
    """Return what one German word in lower case is worth, None when it is no number; "ein" is an article."""
    return None if word in _ARTICLES else _german(word.replace("dreissig", "dreißig"))


def _german_at(text: str, words: Sequence[re.Match[str]], at: int) -> tuple[int, Decimal | None]:
    vague = at > 0 and words[at - 1][0].casefold() in _VAGUE
    return at + 1, None if vague else german_number(words[at][0].casefold())


def _german(word: str) -> Decimal | None:
    if word in _DE:
        return _DE[word]
    for name, size in (("tausend", 1000), ("hundert", 100)):
        left, found, right = word.partition(name)
        if found:
            right = right.removeprefix("und")
            high = _german(left) if left else Decimal(1)
            low = _german(right) if right else Decimal(0)
            return None if high is None or low is None else high * size + low
    return None


def _english_at(text: str, words: Sequence[re.Match[str]], at: int) -> tuple[int, Decimal | None]:
    """Read on over "two hundred and fifty", "a dozen", "three thousand"."""
    total, current, upto = 0, 0, at
    for place in range(at, len(words)):
        word = words[place][0].casefold()
        if place > at and text[words[place - 1].end() : words[place].start()].strip():
            break
        if word in _EN:
            current += _EN[word]
        elif word in _RUN_ON and current:
            current *= _RUN_ON[word]
            if word == "thousand":
                total, current = total + current, 0
        elif word == "a" and place == at and _RUN_ON.keys() & {one[0].casefold() for one in words[at + 1 : at + 2]}:
            current = 1
            continue
        elif word == "and" and place > at and words[place - 1][0].casefold() in ("hundred", "thousand"):
            continue
        else:
            break
        upto = place + 1
    return (upto, Decimal(total + current)) if upto > at else (at + 1, None)
