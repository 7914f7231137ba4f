"""Time words of a question, German and English, as the span of days that they mean. Pure; `today` is given.

Only words that say when something was published or happened are read: a year that is a name ("Agenda 2010"), a count
("2022 Besucher") or an event's own date ("die Wahl 2017") is left alone, because a wrong filter hides the answer.
dateparser returns one moment and not a span, and looks for one in every word, so it is of no help here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rag.time_expressions import MONTH, POINT, YEAR, month_before, month_span, span_of, week_span, year_span

_OPENER_IN = (
    r"(?:im\s+jahre?|im|in\s+den|in\s+der|in\s+the\s+year|in\s+the|in|am|vom|on|during(?:\s+the)?|während\s+des|"
    r"from|of|aus\s+dem\s+jahr|aus|für|for)"
)
_PREPOSITION = re.compile(r"(?:zum|zur|nach|in|im|am|auf|aus|an|bei|mit|von|für|the|to|at|on)\b", re.IGNORECASE)
_END = r"(?![\w%€$]|[.,]\d|-\w)"

_RELATIVE: tuple[tuple[str, Callable[[date], tuple[date, date]]], ...] = (
    (r"vorgestern|the\s+day\s+before\s+yesterday", lambda today: (today - timedelta(2), today - timedelta(2))),
    (r"gestern|yesterday", lambda today: (today - timedelta(1), today - timedelta(1))),
    (r"heute|today", lambda today: (today, today)),
    (r"(?:in\s+der\s+)?(?:letzten?|vergangenen?|vorigen?)\s+woche|last\s+week", lambda today: week_span(today, -1)),
    (r"(?:in\s+)?(?:dieser|this)\s+(?:woche|week)", lambda today: week_span(today, 0)),
    (r"(?:im\s+)?(?:letzten|vergangenen|vorigen)\s+monat|last\s+month", lambda today: month_before(today)),
    (r"(?:in\s+)?(?:diesem|this)\s+(?:monat|month)", lambda today: month_span(today.year, today.month)),
    (
        r"(?:im\s+)?(?:letzten|letztes|vergangenen|vergangenes|vorigen)\s+jahr|last\s+year",
        lambda today: year_span(today.year - 1),
    ),
    (r"(?:in\s+)?(?:diesem|dieses|this)\s+(?:jahr|year)", lambda today: year_span(today.year)),
    (r"vorletztes\s+jahr|im\s+vorletzten\s+jahr|the\s+year\s+before\s+last", lambda today: year_span(today.year - 2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What the time words of a question mean.

    Args:
        words: As the question has them.
        first: First day meant; None when the words leave that side open.
        last: Last day meant, inclusive; None likewise.
    """

    words: str
    first: date | None
    last: date | None


def find_time_words(question: str, today: date) -> TimeWords | None:
    """Return the span that the time words of a question mean; None when it has none, or none that is clear.

    Args:
        question: German or English.
        today: What "last week" is relative to.
    """
    for find in (_between, _since_or_until, _relative, _plain):
        found = find(question, today)
        if found:
            return found
    return None


def _between(question: str, today: date) -> TimeWords | None:
    month_or_point = rf"(?:{POINT}|{MONTH})"
    pattern = (
        rf"\b(?:zwischen|between|von|vom|from)\s+(?:dem\s+|the\s+)?({month_or_point})\s+"
        rf"(?:und|and|bis(?:\s+zum)?|to|until|till)\s+(?:dem\s+|the\s+)?({POINT}){_END}"
    )
    found = re.search(pattern, question, re.IGNORECASE)
    if not found:
        return None
    last = span_of(found[2])
    # "zwischen März und Mai 2021": the year is said once and meant twice.
    year = str(last[1].year) if last else ""
    first = span_of(found[1]) or span_of(f"{found[1]} {year}")
    if not first or not last or first[0] > last[1]:
        return None
    return TimeWords(found[0], first[0], last[1])


def _since_or_until(question: str, today: date) -> TimeWords | None:
    pattern = (
        r"\b(seit|since|ab|nach|after|bis|until|till|by|vor|before)\s+(?:dem\s+|the\s+|zum\s+|ende\s+)?"
        rf"(?:jahr\s+)?({POINT}){_END}"
    )
    found = re.search(pattern, question, re.IGNORECASE)
    span = span_of(found[2]) if found else None
    if not found or not span:
        return None
    word = found[1].casefold()
    if word in ("seit", "since", "ab"):
        return TimeWords(found[0], span[0], None)
    if word in ("nach", "after"):
        return TimeWords(found[0], span[1] + timedelta(1), None)
    if word in ("bis", "until", "till", "by"):
        return TimeWords(found[0], None, span[1])
    return TimeWords(found[0], None, span[0] - timedelta(1))


def _relative(question: str, today: date) -> TimeWords | None:
    for pattern, days_of in _RELATIVE:
        found = re.search(rf"\b(?:{pattern})\b", question, re.IGNORECASE)
        if found:
            first, last = days_of(today)
            return TimeWords(found[0], first, last)
    return None


def _plain(question: str, today: date) -> TimeWords | None:
    """Read words that name a time by themselves, or a bare year behind a word such as "in"."""
    for found in re.finditer(rf"\b(?:({_OPENER_IN})\s+)?({POINT}){_END}", question, re.IGNORECASE):
        opener, point = found[1], found[2]
        bare = re.fullmatch(YEAR, point)
        if bare and not _is_a_time(question, found, opener):
            continue
        span = span_of(point)
        if span:
            return TimeWords(found[0].strip(), *span)
    return None


def _is_a_time(question: str, found: re.Match[str], opener: str | None) -> bool:
    """Tell whether a bare year says when: at the end or the beginning, or behind "in"; never a count or a name."""
    before, after = question[: found.start()].rstrip(), question[found.end() :].lstrip()
    if opener:
        return opener.casefold() not in ("from", "of", "vom", "for", "für", "am", "on") and not _counts(after)
    if not before:
        return not _counts(after)
    # "Hafenfest 2022", "Agenda 2010", "Wahl 2017": behind a noun a year may be part of the thing's name. Behind a verb
    # ("kamen 2022", "kamen 2022 zum Fest") it says when.
    follows_a_verb = bool(re.search(r"\b[a-zäöüß]+$", before))
    return follows_a_verb and (not after.strip("?.! ") or bool(_PREPOSITION.match(after)))


def _counts(after: str) -> bool:
    """Tell whether a noun in the plural follows a number that only looks like a year: "in 2022 Fällen"."""
    return bool(re.match(r"[A-ZÄÖÜ][a-zäöüß]+(?:en|er|e|n|s)\b", after))
