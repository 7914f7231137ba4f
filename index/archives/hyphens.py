"""Words that a typesetter broke at the end of a line are made whole again. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_HYPHENS = "-\u00ad\u2010\u00ac⸗"
_SOFT = "\u00ad\u00ac⸗"  # never printed within a line: a hyphen of the typesetter's, or of the old German one
_BROKEN = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_BEGINS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JOINERS = {"und", "oder", "bzw", "bis", "sowie", "als", "and", "or", "to"}  # "Nord- und Südkorea"


def words_of(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word stands within the lines, those with hyphens whole, those at line ends left out."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(word.casefold() for word in _WORD.findall(line)[:-1])
    return counts


def join_words(before: str, after: str, known: Mapping[str, int] | None = None) -> str:
    """Join two lines, and the word that was broken between them.

    A hyphen at a line's end is dropped where the next line goes on in small letters, kept where a compound goes on
    ("Nord-" and "Süd-Dialog", "well-" and "known" when the text has "well-known" elsewhere), and left with its blank
    before "und" or "and".

    Args:
        known: How often the text has each word, from `words_of`; decides between "wellknown" and "well-known".
    """
    broken, begins = _BROKEN.search(before), _BEGINS.match(after)
    if not broken or not begins:
        return f"{before} {after}"
    head, tail = broken[1], begins[0]
    soft = before[-1] in _SOFT
    if not soft and tail.casefold() in _JOINERS:
        return f"{before} {after}"
    whole, compound = f"{head}{tail}".casefold(), f"{head}-{tail}".casefold()
    counts = known or {}
    keeps = not soft and (tail[:1].isupper() or counts.get(compound, 0) > counts.get(whole, 0))
    return before[:-1] + ("-" if keeps else "") + after
