"""When a row's event was: by a date in its sentence that tells so, and by no other. Pure."""

from __future__ import annotations

import re

from index.types import DateSpan
from rag.reading.days import DateMention, find_days

# What leads a date that tells not when it happened but of which thing, or up to when: "die Brücke von 1931", "the 1931
# bridge", "die schwerste Flut seit 1976"; "the night of 3 May" does tell.
_LEADS_ELSEWHERE = re.compile(
    r"(?<!night )(?<!morning )(?<!evening )(?<!day )(?<!week )(?<!weekend )\b(?:von|vom|aus|seit|bis|vor|nach|ab|zu|"
    r"als|gegenüber|für|of|from|since|until|till|to|before|after|than|by|for|the|a|an|this|der|die|das|den|dem|des|"
    r"(?:ein|jen|dies)e[rmns]?|Baujahr|Jahrgang)\s+"
    r"(?:(?:dem|den|der|the|Jahre?|year|Anfang|Mitte|Ende|early|late|mid)[\s-]+)*$|\($",
    re.IGNORECASE,
)
_LEADS_EVENT = re.compile(r"\b(?:am|im|in|on|at|zum)\s+(?:(?:the|Jahre?)\s+)*$", re.IGNORECASE)
# A clause that tells of a thing in the sentence, not of what happens in it: "die Brücke, die 1931 gebaut wurde, …".
_BESIDE = re.compile(
    r"(?:(?:in|an|auf|mit|von|bei|aus|for|of|from)\s+)?(?:der|die|das|dem|den|deren|dessen|who|whom|whose|which|that|"
    r"where|wo|wie|as|than|built|(?:ge|er|ein)\w+t|[a-z]+ed)\b"
)
_CLAUSE = re.compile(r"[,;:()–—]\s*")


def event_in(quote: str, published: DateSpan | None) -> DateMention | None:
    """Return the one date that a sentence gives, when it had come by the time of printing; two tell of two events."""
    dates = [one for one in find_days(quote, published) if one.precision in ("day", "month", "year")]
    past = len(dates) == 1 and (published is None or dates[0].may_be[0][1] <= published.last)
    return dates[0] if past and _dates_event(quote, dates[0]) else None


def _dates_event(quote: str, said: DateMention) -> bool:
    """Tell whether a date says when the sentence's event was, and not when a thing in it was made, or since when."""
    before = quote[: said.start]
    if _LEADS_ELSEWHERE.search(before) and not _LEADS_EVENT.search(before):
        return False
    clause = _CLAUSE.split(before)
    return len(clause) == 1 or not _BESIDE.match(clause[-1])


def edtf_of(mention: DateMention) -> str:
    """Return a date in a text as EDTF, as precise as it is told."""
    first, last = mention.may_be[0]
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year:04d}"
    return f"{first.isoformat()}/{last.isoformat()}"
