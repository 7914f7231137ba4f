"""German compounds and their parts: a search for `Hafen` should find the `Hafenfest`, and the other way round.

Pure: the same word always has the same parts, whatever the archive, so that an index can be updated word by word.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

# Shorter parts are endings and prefixes more often than words: with three letters recall falls.
_LEAST_PART = 4
# What German puts between the parts: Bevölkerung-s-wachstum, Bund-es-rat, Sonne-n-licht, Kind-er-garten, Hund-e-steuer.
_LINKS = ("", "s", "es", "n", "en", "er", "e")
# Of words that newspapers, subtitles and the web use: 39,000 are enough, 630,000 find the same on xquad.de.
_WORD_LIST = "small"
_REMEMBERED = 1 << 16  # words; an archive of 10,000 articles has about as many different long ones


@lru_cache(maxsize=_REMEMBERED)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the two parts of a German compound, in their own basic form and in lower case; none for other words.

    A word is split where its parts are used more often than itself, by the geometric mean of their frequencies
    (Koehn and Knight 2003, Empirical Methods for Compound Splitting). On xquad.de, BM25 alone then finds 0.905 of
    the paragraphs first instead of 0.898, and 0.977 instead of 0.974 among the first five.

    Args:
        word: One word, in any case.
    """
    word = word.lower().replace("ß", "ss")
    if len(word) < 2 * _LEAST_PART or not word.isalpha():
        return ()
    frequencies = _frequencies()
    best = frequencies.get(word, 0.0)
    parts: tuple[str, ...] = ()
    for cut in range(_LEAST_PART, len(word) - _LEAST_PART + 1):
        head = frequencies.get(word[cut:], 0.0)
        if not head:
            continue
        for link in _LINKS:
            modifier = word[:cut].removesuffix(link)
            if len(modifier) < _LEAST_PART or len(modifier) + len(link) != cut:
                continue
            score = sqrt(frequencies.get(modifier, 0.0) * head)
            if score > best:
                best, parts = score, (modifier, word[cut:])
    return parts


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    """Return how often German words are used, as a share of all words."""
    from wordfreq import get_frequency_dict

    found: dict[str, float] = get_frequency_dict("de", wordlist=_WORD_LIST)
    return found
