"""A time as it stands in its question: the preposition before it, and whether it says when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.times.doubts import (
    is_a_year,
    is_an_attribute,
    is_clear_without_year,
    is_general,
    is_german,
    is_vague,
    tells_of_the_past,
)
from rag.times.expressions import Moment
from rag.times.lazy_pattern import LazyPattern

Side = Literal["in", "of", "since", "after", "until", "before", "between"]

_ARTICLE = (
    r"(?:\s+(?:dem|den|der|die|das|des|the))?"
    r"(?:\s+(?:jahren|years|monat|month\s+of|zeitraum(?:\s+von)?|period(?:\s+from)?))?"
)
_UNTIL = (
    r"bis\s+(?:einschließlich|inklusive|zum|zu|in)|bis|until|till|up\s+to(?:\s+and\s+including)?|through|by|"
    r"no\s+later\s+than|spätestens"
)
_IN = (
    r"am\s+(?:morgen|vormittag|mittag|nachmittag|abend)\s+(?:des|vom)|in\s+der\s+nacht\s+(?:zum|vom|auf\s+den)|"
    r"(?:on|in)\s+the\s+(?:morning|afternoon|evening|night)\s+of|im\s+laufe|im\s+verlauf|im|in|am|an|on|during|"
    r"während|within|innerhalb|binnen|anno|throughout|over|über|zu|at|all"
)
# What may stand before a time, and the side of the time that it leaves open; the first that fits is taken.
_WORDS: dict[Side, str] = {
    "between": r"zwischen|between",
    "until": _UNTIL,
    "since": r"seit|since|ab|beginning|starting",
    "after": r"nach|after|later\s+than|später\s+als",
    "before": r"vor|before|prior\s+to|earlier\s+than|früher\s+als",
    "in": _IN,
    "of": r"vom|von|of|from|aus|for|für",
}
_OPENERS = {side: LazyPattern(rf"(?<![\w-])(?:{words}){_ARTICLE}\s+$") for side, words in _WORDS.items()}
_LONGEST_OPENER = 45  # characters
_PUBLISHED = (
    r"artikeln?|bericht(?:e|en)?|meldung(?:en)?|nachrichten|schlagzeilen?|zeitung(?:en)?|ausgabe|beitr(?:ag|äge[n]?)|"
    r"kommentare?|reportagen?|presse|titelseiten?|articles?|reports|(?:a|the)\s+report|news|headlines?|stories|"
    r"coverage|papers?|newspapers?|issues?|editorials?|pieces|interviews?|leserbriefe?|front\s+pages?|press"
)
_PUBLISHED_NOUN = LazyPattern(rf"\b[a-zäöüß]*(?:{_PUBLISHED})\b")
_REPORTING = LazyPattern(
    r"\b(?:berichtet(?:e|en)?|geschrieben|schrieb(?:en)?|veröffentlicht|erschien(?:en)?|publiziert|zu\s+lesen|published|"
    r"written|wrote|write|printed|(?:been|was|were|is)\s+reported)\b"
)
_TOPIC_BEFORE = LazyPattern(r"\b(?:über|about)\s*$")
_ENDS_WITH_ARTICLE = LazyPattern(r"\b(?:the|der|die|das|den|dem|des)$")
# What "today" must go with to be this day and no "nowadays".
_NEWS_OF_TODAY = LazyPattern(
    r"\b(?:passiert|geschehen|gestorben|worden|gekommen|verunglückt|eröffnet|zurückgetreten)\b"
)
_NOW = LazyPattern(r"\b(?:ist|sind|wird|werden|is|are|does|do|can)\b")
# "um 1900", "rund um den 3. Mai": days around it are meant, how many is not said.
_AROUND = LazyPattern(
    r"\b(?:um|rund|gegen|circa|ca\.|etwa|ungefähr|around|about|roughly)(?:\s+(?:um\s+)?(?:den|die|das))?\s+$"
)
_ON_A_DAY = ("am", "on", "vom", "at the", "over the", "on the")
# "kurz nach Ostern", "two weeks before Christmas".
_SOON = LazyPattern(
    r"\b(?:kurz|gleich|direkt|unmittelbar|bald|lange|noch|shortly|soon|right|just|immediately|long|even|"
    r"tage?|wochen?|monate?|jahre?|days?|weeks?|months?|years?)\s+$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in its question.

    Args:
        question: As it was asked.
        text: The same in lower case, character for character.
        side: Which side of the time the preposition before it leaves open; None when there is no preposition.
        start: Where the preposition begins, or the time itself.
    """

    question: str
    text: str
    moment: Moment
    side: Side | None
    start: int

    @property
    def opener(self) -> str:
        """Return the preposition with its article, in lower case; empty for none."""
        return self.text[self.start : self.moment.start].strip()

    @property
    def words(self) -> str:
        """Return the time without its preposition, in lower case."""
        return self.text[self.moment.start : self.moment.end]


def mention_of(question: str, text: str, moment: Moment) -> Mention:
    """Return a time with the preposition before it."""
    for side, pattern in _OPENERS.items():
        found = pattern.search(text, max(0, moment.start - _LONGEST_OPENER), moment.start)
        if found:
            return Mention(question, text, moment, side, found.start())
    return Mention(question, text, moment, None, moment.start)


def speaks_of_printing(text: str) -> bool:
    """Tell whether a question in lower case speaks of articles, or of what was written."""
    return bool(_PUBLISHED_NOUN.search(text) or _REPORTING.search(text))


def bounds_a_span(said: Mention) -> bool:
    """Tell whether a time behind "since", "until", "before" or "after" says from or until when."""
    moment = said.moment
    if moment.kind == "today" or _SOON.search(said.text, 0, said.start):
        return False
    if moment.kind == "year":
        return not _ENDS_WITH_ARTICLE.search(said.opener) and is_a_year(said.question, moment, said.opener)
    if moment.in_year:
        return is_clear_without_year(said.question, moment, said.opener, joined=True)
    return moment.kind != "rolling" and not (moment.kind == "ago" and said.side == "before")


def says_when(said: Mention) -> bool:
    """Tell whether a time that stands by itself, or behind a word such as "in", says when."""
    question, text, moment = said.question, said.text, said.moment
    if moment.kind in ("relative", "rolling", "ago"):
        return not is_vague(text, moment)
    if moment.kind == "today":
        past = tells_of_the_past(question) and not _NOW.search(text)
        return past or bool(_NEWS_OF_TODAY.search(text) or _PUBLISHED_NOUN.search(text))
    if moment.kind == "weekday":
        named = not is_german(question) and re.match(r"\s+[A-Z]|['’]s\b", question[moment.end :])
        return said.opener in _ON_A_DAY and not is_general(question) and not named
    if _is_of_an_event(said):
        return False
    if moment.kind in ("year", "years"):
        return _year_says_when(said)
    if moment.kind in ("decade", "century"):
        return said.side in ("in", "of")
    if moment.in_year:
        is_part = not re.fullmatch(r"\W*(?:\d.*|[a-zäöü]+\.?)", said.words)
        return (said.side == "in" or is_part) and is_clear_without_year(question, moment, said.opener, joined=False)
    return True


def _is_of_an_event(said: Mention) -> bool:
    """Tell whether a time of the calendar is an event's own, a topic, or only near to what is meant."""
    text, moment = said.text, said.moment
    if _AROUND.search(text, 0, moment.start) and moment.kind != "part":
        return True
    if _TOPIC_BEFORE.search(text[: said.start]) or (said.opener == "über" and moment.kind != "holiday"):
        return True
    if said.side is None and re.search(r"\bto\s+$", text[: moment.start]):  # "in the year to March 1987"
        return True
    if said.side is None and moment.kind != "year" and is_an_attribute(said.question, moment):
        return not _PUBLISHED_NOUN.match(text, moment.end + 1)
    # "die Sitzung vom 3. Mai 2021", "the flood of 2002"; but "articles of 2002".
    return (
        said.side == "of" and moment.kind not in ("days", "years") and not _PUBLISHED_NOUN.search(text, 0, said.start)
    )


def _year_says_when(said: Mention) -> bool:
    question, words, opener = said.question, said.words, said.opener
    if said.moment.kind == "years":
        if "/" in words and "jahren" not in opener:  # a season, a school year, a harvest
            return False
        return said.side is not None or not re.search(r"[A-ZÄÖÜ]\w*\s*$", question[1 : said.moment.start])
    if words[:1].isdigit():  # not "during the 2012 season"
        return not _ENDS_WITH_ARTICLE.search(opener) and is_a_year(question, said.moment, opener or None)
    if "jahr" in words or words.startswith("year"):  # not "Wort des Jahres 2020"
        return bool(opener or re.search(r"\bdas\s+$", said.text[: said.moment.start]))
    return bool(opener) or not words.startswith(("'", "’", "‘"))
