"""Does a text hold what a question asks for: a number, something that dates, a name? Pure.

Necessary, not sufficient: the number may count something else. What the question says itself does not answer it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from rag.conflicts.concepts import folded
from rag.conflicts.names import find_names
from rag.conflicts.slots import TIMES, Slot
from rag.reading.dates import said_dates
from rag.reading.figures import find_figures

_WORD = re.compile(r"\w+")


def holds_what_is_asked(text: str, slot: Slot, language: str) -> bool:
    """Tell whether a text has a number, a time or a name, whichever the question asks for, beside its own.

    Args:
        language: Of the text.
    """
    if slot.kind == "name":
        return bool(find_names(text, language, _words_of(slot.question)))
    known = _numbers_of(slot.question, language)
    if any(figure.value not in known for figure in find_figures(text, language)):
        return True
    if slot.kind == "number":
        return False
    return bool(said_dates(text)) or not TIMES.isdisjoint(word.casefold() for word in _WORD.findall(text))


# A question is held against a score of sentences, one after the other.
@lru_cache(maxsize=8)
def _words_of(question: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in _WORD.findall(question))


@lru_cache(maxsize=8)
def _numbers_of(question: str, language: str) -> frozenset[Decimal]:
    return frozenset(figure.value for figure in find_figures(question, language))
