"""Time words of a question, German and English, as the span of days that they mean. Pure; `today` is given.

Only words that say when are read: a year that is a name ("Agenda 2010"), a count ("2022 Besucher") or an event's own
date ("die Wahl 2017") is left alone, because a wrong filter hides the answer. What has no year ("im September") is
the newest that has begun. Two times that are no span ("2015 or 2018") filter nothing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.times.doubts import is_a_name, is_clear_without_year, is_counted, is_general, is_held, is_planned
from rag.times.expressions import Moment
from rag.times.lazy_pattern import LazyPattern
from rag.times.mention import Mention, bounds_a_span, mention_of, says_when, speaks_of_printing
from rag.times.parts import moments_in
from rag.times.spans import Days, before
from rag.times.vocabulary import NUMBER, UNIT, number_of, unit_of

About = Literal["publication", "event"]

_TO = LazyPattern(r"\s*(?:bis\s+(?:zum|zur|in)|bis|to|until|till|through|up\s+to|[-–—])\s*(?:den|dem|die|the)?\s*")
_AND = LazyPattern(r"\s*(?:und|and|oder|or|/|&)\s*(?:im|in|den|dem|the)?\s*(?:the)?\s*")
_TWO_DAYS = LazyPattern(r"\b(?:und|and)\b|/")  # "am 1. und 15. Mai"
_ONWARDS = LazyPattern(r"\s+(?:onwards?|forward|on|an)\b(?!\s+(?:the|der|dem|einem|a)\b)")
_SINCE_DURATION = LazyPattern(rf"\bseit\s+(?P<n>{NUMBER})\s+(?P<unit>{UNIT})")
_TOPIC = LazyPattern(r"\b(?:über|about|regarding|concerning|zum\s+thema|on\s+the\s+topic\s+of)\b")
# Characters; what is longer is a text with many times in it, and no question about one.
_LONGEST_QUESTION = 2000
_BORN = LazyPattern(r"\b(?:geboren|born)\b")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What the time words of a question mean.

    Args:
        words: As the question has them.
        first: First day meant; None when the words leave that side open.
        last: Last day meant, inclusive; None likewise.
        about: `publication` where the question speaks of articles or of what was written; `event` everywhere else:
            the days are then those of what happened, and an archive that is confined to them holds only what was
            printed while it did.
    """

    words: str
    first: date | None
    last: date | None
    about: About = "event"


@dataclass(frozen=True, slots=True)
class _Reading:
    start: int
    end: int
    first: date | None
    last: date | None


def find_time_words(question: str, today: date) -> TimeWords | None:
    """Return the span that the time words of a question mean; None when it has none, or none that is clear.

    Args:
        question: German or English.
        today: What "last week" is relative to.
    """
    if len(question) > _LONGEST_QUESTION:
        return None
    # Character for character, so that places in it are places in the question.
    text = "".join(low if len(low := letter.lower()) == 1 else letter for letter in question)
    readings = _readings(question, text, today)
    if len(readings) > 1 and (topic := _TOPIC.search(text)):
        # "What did the papers say last week about the flood of July 2021?"
        readings = [one for one in readings if one.end <= topic.start()] or readings
    if len(readings) != 1:
        return None
    found = readings[0]
    about: About = "publication" if speaks_of_printing(text) else "event"
    return TimeWords(question[found.start : found.end], found.first, found.last, about)


def _readings(question: str, text: str, today: date) -> list[_Reading]:
    mentions = [mention_of(question, text, moment) for moment in moments_in(text, today)]
    found: list[_Reading] = []
    if "seit" in text and (since := _SINCE_DURATION.search(text)):
        with contextlib.suppress(ValueError, OverflowError):  # before the year 1
            first = before(today, unit_of(since["unit"]), number_of(since["n"]))
            found.append(_Reading(since.start(), since.end(), first, None))
    at = 0
    while at < len(mentions):
        one, other = mentions[at], mentions[at + 1] if at + 1 < len(mentions) else None
        joined = other is not None and _joint(one, other) is not None
        try:
            reading = _pair(one, other) if other and joined else _single(one, today)
        except (ValueError, OverflowError):  # the 29th of February of 2021, the day before the year 1
            reading = None
        if reading and not any(reading.start < known.end and known.start < reading.end for known in found):
            found.append(reading)
        at += 2 if joined else 1
    return found


def _joint(one: Mention, other: Mention) -> Literal["to", "and"] | None:
    """Return how two times are joined, by "to" or by "and"; None when they are not."""
    gap = one.text[one.moment.end : other.moment.start]
    if _TO.fullmatch(gap):
        return "to"
    if _AND.fullmatch(gap):
        return "to" if one.side == "between" else "and"
    return None


def _pair(one: Mention, other: Mention) -> _Reading | None:
    """Read two joined times as the ends of one span, or as one directly after the other; "2015 or 2018" is neither."""
    question, last_moment = one.question, other.moment
    if is_a_name(question, last_moment, one.start) or {one.moment.kind, last_moment.kind} & {"ago", "rolling"}:
        return None
    if last_moment.kind == "year" and is_counted(question[last_moment.end :]) and not is_held(question, last_moment):
        return None
    first, last = _in_order(one.moment, last_moment)
    if first[0] > last[1]:
        return None
    if _joint(one, other) == "and":
        in_a_row = one.moment.kind == last_moment.kind and first[1] + timedelta(1) == last[0]
        if not in_a_row or not (one.moment.in_year or says_when(one)):
            return None
    elif one.side is None and one.moment.kind == "year" and not says_when(one):  # "Haushalt 2019 bis 2021"
        return None
    if one.moment.in_year and last_moment.in_year:
        clear = is_clear_without_year(question, last_moment, "between", joined=True)
        if not clear or is_general(question):
            return None
    return _Reading(one.start, last_moment.end, first[0], last[1])


def _in_order(one: Moment, other: Moment) -> tuple[Days, Days]:
    """Return the days of two times, the first before the second; a year that is said once is meant twice."""
    first, last = one.days, other.days
    if one.in_year and not other.in_year:
        first = one.in_year(last[0].year)
        return (first if first[0] <= last[1] else one.in_year(last[0].year - 1)), last
    if other.in_year:
        last = other.in_year(first[0].year)
        return first, (last if last[1] >= first[0] else other.in_year(first[0].year + 1))
    return first, last


def _single(said: Mention, today: date) -> _Reading | None:
    moment, side, end = said.moment, said.side, said.moment.end
    first, last = moment.days
    planned = is_planned(said.question)
    if is_a_name(said.question, moment, said.start) or (first > today and planned):
        return None
    if side == "between":  # "zwischen dem 1. und 15. Mai" is one expression
        return _Reading(said.start, end, first, last) if moment.kind == "days" else None
    if moment.kind == "days" and last - first > timedelta(1) and _TWO_DAYS.search(said.words):
        return None
    if _BORN.search(said.text) and moment.kind not in ("relative", "rolling", "ago"):
        return None
    if side == "of" and (onwards := _ONWARDS.match(said.text, end)):
        side, end = "since", onwards.end()
    if side in (None, "in", "of"):
        return _Reading(said.start, end, first, last) if says_when(said) else None
    if not bounds_a_span(said):
        return None
    if side == "since":
        return _Reading(said.start, end, first, None)
    if side == "after":
        return _Reading(said.start, end, last + timedelta(1), None)
    # "before the end of 2019" is before 2020: the end is not over when it begins.
    until = last if side == "until" or moment.kind == "part" else first - timedelta(1)
    return None if until > today and planned else _Reading(said.start, end, None, until)
