"""Does a text hold what a question asks for: a number, something that dates, a name? Pure.

Necessary, not sufficient: the number may count something else. What the question says itself does not answer it.
"""

from __future__ import annotations

import re

from rag.conflicts.concepts import folded
from rag.conflicts.names import find_names
from rag.conflicts.slots import Slot
from rag.reading.dates import said_dates
from rag.reading.figures import find_figures
from rag.times.vocabulary import MONTHS, WEEKDAYS

_WORD = re.compile(r"\w+")
_TIMES = frozenset((*MONTHS, *WEEKDAYS))


def holds_what_is_asked(text: str, slot: Slot, language: str) -> bool:
    """Tell whether a text has a number, a time or a name, whichever the question asks for, beside its own.

    Args:
        language: Of the text.
    """
    asked = [folded(word) for word in _WORD.findall(slot.question)]
    if slot.kind == "name":
        return bool(find_names(text, language, asked))
    known = {figure.value for figure in find_figures(slot.question, language)}
    if any(figure.value not in known for figure in find_figures(text, language)):
        return True
    if slot.kind == "number":
        return False
    return bool(said_dates(text)) or not _TIMES.isdisjoint(word.casefold() for word in _WORD.findall(text))
