"""What a reader must be told of how the time words of a question were taken. Pure."""

from __future__ import annotations

from datetime import date

from index.types import Filters
from rag.times.words import find_time_words


def time_note(question: str, filters: Filters, today: date, language: str) -> str | None:
    """Return a sentence on the time words of a question; None when there is nothing that a reader could mistake.

    Args:
        question: As it was answered.
        filters: As applied, with the question's own time words in them if they were.
        today: What relative time words are relative to.
        language: Of the question; German or else English.
    """
    found = find_time_words(question, today)
    if found is None:
        return None
    german = language == "de"
    if filters.time_words is None:
        if filters.first or filters.last:  # set by the user, whose choice needs no remark
            return None
        if german:
            return f"„{found.words}“ filtert nicht: Kein Artikel, der durchsucht wird, ist aus dieser Zeit."
        return f"“{found.words}” is no filter here: no article that is searched is of that time."
    if found.about == "publication":
        return None
    # "Was geschah 1989?": an article of 1999 on 1989 is hidden, and the reader must know.
    if german:
        return f"„{found.words}“ ist als Zeit des Erscheinens gelesen; was zu anderer Zeit darüber erschien, fehlt."
    return f"“{found.words}” is read as the time of publication; what was printed on it at other times is left out."
