"""When a row's event was: by a date in its sentence that tells so, and by no other. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.types import DateSpan
from rag.reading.days import DateMention, find_days

# What leads a date that tells not when it happened but of which thing, or up to when: "die Brücke von 1931", "the 1931
# bridge", "die schwerste Flut seit 1976"; "the night of 3 May" does tell.
_LEADS_ELSEWHERE = re.compile(
    r"(?<!night )(?<!morning )(?<!evening )(?<!day )(?<!week )(?<!weekend )\b(?:von|vom|aus|seit|bis|vor|nach|ab|zu|"
    r"als|gegenüber|für|of|from|since|until|till|to|before|after|than|by|for|like|beyond|between|zwischen|the|a|an|this|der|die|das|den|dem|des|"
    r"(?:ein|jen|dies)e[rmns]?|Baujahr|Jahrgang)\s+"
    r"(?:(?:dem|den|der|the|Jahre?|year|Anfang|Mitte|Ende|early|late|mid)[\s-]+)*$|\([^)]*$",
    re.IGNORECASE,
)
_LEADS_EVENT = re.compile(r"\b(?:am|im|in|on|at|zum)\s+(?:(?:the|Jahre?)\s+)*$", re.IGNORECASE)
# A clause that tells of a thing in the sentence, not of what happens in it: "die Brücke, die 1931 gebaut wurde, …".
_BESIDE = re.compile(
    r"(?:(?:in|an|auf|mit|von|bei|aus|for|of|from)\s+)?(?:der|die|das|dem|den|deren|dessen|who|whom|whose|which|that|"
    r"where|wo|wie|as|than|built|(?:ge|er|ein)\w+t|[a-z]+ed)\b"
)
_CLAUSE = re.compile(r"[,;:()–—]\s*")
# "CHICAGO, March 2 -" dates the dispatch, not what it tells of.
_BEFORE_DISPATCH = re.compile(r"(?:[A-ZÄÖÜ][\w.'’-]*[\s,]+){1,6}$")
_BEHIND_DISPATCH = re.compile(r"\.?(?:\s*\([^)]*\))?\s*[-–—](?:\s|$)")
# "up 5 pct from 1985", "compared with 18 in June 1986": a year that another is measured by.
_MEASURED = re.compile(
    r"\b(?:(?:up|down|rose|fell|rise|fall|increase\w*|decrease\w*|dropp?\w*|gain\w*|stieg\w*|fiel\w*|sank\w*)\b"
    r"[^;]*\b(?:from|von|gegenüber)|compared\s+(?:with|to)|comparison\s+(?:with|to)|versus|vs|against|surpass\w*|"
    r"previous|than|since|seit|from\s+\S*\d\S*|verglichen\s+mit|vergleich\s+zu[mr]?|gegenüber|als)\b[^;:]*$",
    re.IGNORECASE,
)
# "The year ended September 1986", "a violin made in 1741", "the offer that ended on 27 February".
_OF_A_THING = re.compile(
    r"\b(?:years?|months?|weeks?|quarter|qtr|half|period)\s+(?:to|end(?:ed|ing|s)?)\s+(?:last\s+|on\s+)?$|"
    r"(?<!was )(?<!were )(?<!been )(?<!is )(?<!are )\b(?:made|built|written|painted|carved|woven|minted)\s+in\s+$|"
    r"\b(?:that|which|who)\s+\w+\s+(?:in\s+|on\s+)?$",
    re.IGNORECASE,
)
# "the 1985/86 budget" and "today's meeting" name a thing by its time.
_BEHIND_ELSEWHERE = re.compile(r"/\d|['’]s?\b")
_AROUND = re.compile(r"\b(?:um|gegen|circa|ca\.|etwa|ungefähr|around|about|roughly)\s+(?:the\s+)?$", re.IGNORECASE)
# English says a year with a preposition where it tells when: "2001 winners", "his 2006 budget", "the quarter 2005".
_BEFORE_YEAR = re.compile(
    r"\b(?:in|during|throughout)\s+(?:(?:the|early|late|mid|year|first|second|half|of)[\s-]+)*$|"
    r"\b(?:um|around|about|circa|roughly)\s+$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
# What is to come; where the day of printing is known, that tells.
_TO_COME = re.compile(
    r"\b(?:will|shall|due\s+to|expect(?:s|ed)?|plan(?:s|ned)?|predict\w*|forecast\w*|aims?|to\s+be|going\s+to|would|could|may|might|set\s+to|"
    r"soll(?:en|te|ten)?|wird|werden|plant|geplant|voraussichtlich|erwartet\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """When something was.

    Args:
        when: EDTF, as precise as it is told.
        first: Its first day.
    """

    when: str
    first: date


def event_in(quote: str, published: DateSpan | None, language: str) -> Event | None:
    """Return when the event of a sentence was, where one date tells that and had come by the time of printing.

    Two dates tell of two events.

    Args:
        published: Of its article; None leaves out what the sentence itself says is to come.
        language: Of the sentence.
    """
    dates = [
        one
        for one in find_days(quote, published)
        if one.precision in ("day", "month", "year") and not _is_of_dispatch(quote, one)
    ]
    if len(dates) != 1 or not _dates_event(quote, dates[0], language):
        return None
    first, last = dates[0].may_be[0]
    if last > published.last if published else _TO_COME.search(quote):
        return None
    return Event(_edtf(first, last) + ("~" if _AROUND.search(quote[: dates[0].start]) else ""), first)


def _is_of_dispatch(quote: str, said: DateMention) -> bool:
    before, behind = quote[: said.start], quote[said.end :]
    return bool(_BEFORE_DISPATCH.match(before) and _BEHIND_DISPATCH.match(behind))


def _dates_event(quote: str, said: DateMention, language: str) -> bool:
    """Tell whether a date says when the sentence's event was, and not when a thing in it was made, or since when."""
    before = quote[: said.start]
    if _LEADS_ELSEWHERE.search(before) and not _LEADS_EVENT.search(before):
        return False
    if _MEASURED.search(before) or _OF_A_THING.search(before) or _BEHIND_ELSEWHERE.match(quote, said.end):
        return False
    if language != "de" and _YEAR.fullmatch(quote, said.start, said.end) and not _BEFORE_YEAR.search(before):
        return False
    clause = _CLAUSE.split(before)
    return len(clause) == 1 or not _BESIDE.match(clause[-1])


def _edtf(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year:04d}"
    return f"{first.isoformat()}/{last.isoformat()}"
