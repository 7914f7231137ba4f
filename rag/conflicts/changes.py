"""Whether two figures are one thing at two stages: a change that an article tells of, a plan and its result. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.conflicts.concepts import HARMS, folded
from rag.conflicts.likeness import words_of
from rag.conflicts.names import NameMention, find_names
from rag.conflicts.quantities import Quantity, find_quantities
from rag.conflicts.sides import Side
from rag.conflicts.slots import Slot, asks_for_holder
from rag.reading.days import DateMention, find_days

# That a date was moved, or a figure was another one at first.
_MOVING = (
    r"statt(?= \w)|anstatt|ursprünglich\w*|zunächst|verschieb\w*|verschoben|verzöger\w*|verspätung\w*|verleg\w*|"
    r"korrigier\w*|"
    r"neue[rnms]? Termin\w*|new date|später als|früher als|erst (?:im|am|in|\d{4}|nächste\w*)|nachträglich|"
    r"instead|originally|initially|delay\w*|postpon\w*|put back|brought forward|revis\w*|updat\w*|"
    r"not\b.{0,60}?\buntil|nicht vor|not before"
)
# What has happened, or was done once, changes no more: only these words tell of two stages of it.
_MOVED = re.compile(rf"\b(?:{_MOVING})\b", re.IGNORECASE)
_DEVELOPMENT = re.compile(
    rf"\b(?:{_MOVING}|"
    r"gestiegen|steigt|(?<!Stufen )steigen|stieg(?:en)?|erhöht\w*|(?:auf|um) [\d.,]+(?: \w+){0,2} gesunken|inzwischen|"
    r"mittlerweile|nunmehr|nun|jetzt|bisher\w*|bislang|teurer|neuerdings|"
    r"ab (?:heute|sofort|morgen)|from (?:today|now|tomorrow)|wächst|gewachsen|geschrumpft|schrumpft|"
    r"weitere[nr]?|a further|noch einmal|rise|rises|rising|rose|risen|climb\w* (?:to|by|from)|now|so far|up from|"
    r"down from|no longer|soar\w*|"
    r"increas\w*|grown|grew|ha(?:s|ve|d) fallen|fallen to|gefallen|fell to|shrunk|shrank|jump\w*|doubled|mounts|"
    r"ha[sd] reached|have since|has since|"
    r"later (?:died|fell|rose)|final figure|endgültig\w*|vorläufig\w*|amtliche\w* \w*ergebnis|provisional\w*|"
    r"preliminary|erlag\w*|erlegen|succumb\w*|died in hospital|damit|am Ende|letztlich|schließlich|in the end|"
    r"eventually|finally)\b",
    re.IGNORECASE,
)
# Who holds an office, or owns a thing, changes in other words than a figure does.
_SUCCESSION = re.compile(
    r"\b(?:Nachfolge\w*|nachgefolgt|abgelöst|löst \w+|ersetzt|bisherige[rn]?|frühere[rn]?|ehemalige[rn]?|"
    r"statt(?= \w)|anstelle|"
    r"Ruhestand|verabschied\w*|retire[sd]?|retiring|"
    r"succe(?:ed|ss)\w*|replac\w*|instead|former|formerly|predecessor|took over|takes over)\b",
    re.IGNORECASE,
)
_TAKING_OVER = re.compile(
    r"\b(?:über(?:nimmt|nehm\w*|nahm\w*|nommen)|nachfolg\w*|succeed\w*|successor|tak(?:e|es|en|ing) over|took over)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:soll(?:en|te|ten)?|geplant(?:e[nr]? \d[\d.]*)?|plant|planen|erwart\w*|voraussichtlich\w*|"
    r"rechne[nt]\w* (?:da)?mit|schätzung\w*|"
    r"veranschlagt\w*|vorgesehen|will|wollen|könnte\w*|dürfte\w*|expect\w*|planned|plans?|is to|are to|estimate[ds]?|"
    r"forecast\w*|projected|hopes?|would|could|aims?|due to|scheduled|target\w*|budget\w*)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:wurden?|waren?|hat|haben|hatten?|(?:be)?kam(?:en)?|gingen?|lag(?:en)?|worden|starb(?:en)?|fand(?:en)?|"
    r"blieb(?:en)?|gab(?:en)?|erhielt(?:en)?|fiel(?:en)?|verlor(?:en)?|entstand(?:en)?|nahm(?:en)?|zog(?:en)?|"
    r"\w{3,}(?<!soll)(?<!woll)te(?:n)?|was|were|has|had|\w{2,}ed|"
    r"cost|drew|came|took|went|won|saw|sold|ran|began|stood|built|made|lost|paid|sent|got|fell|spent|grew|left|hit)\b"
)

_PAST_QUESTION = re.compile(
    r"(?!.*\b(?:will|does|do|is|are|wird|werden|soll(?:en)?)\b).*\b(?:did|was|were|had|wurden?|waren?|hat|haben|hatten?|"
    r"kam(?:en)?|ging(?:en)?|starb(?:en)?|fand(?:en)?|fiel(?:en)?|\w{3,}(?<!soll)(?<!woll)te(?:n)?)\b"
)
# "He will spend seven years behind bars" tells what the judge gave him.
_WILL = re.compile(r"\b(?:will|wollen|would|could|könnte\w*|dürfte\w*)\b", re.IGNORECASE)
# What one side wants or fears is not what it gets. "Das Unglück forderte 38 Tote" is another "forderte".
_DEMANDED = re.compile(
    r"\b(?:forder\w*|gefordert\w*|verlang\w*|beantrag\w*|bot(?:en)?|bieten?|bietet|Angebots?|"
    r"vorgeschlagen\w*|schlägt|droh\w*|"
    r"demand\w*|wants?|wanted|seek(?:s|ing)?|sought|(?:call|ask)(?:s|ed|ing)? for|offer\w*|propos\w*|"
    r"threaten\w*|fac(?:es|ed|ing))\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"^(?:Korrektur|Richtigstellung|Berichtigung|Corrections?|Clarification)\b|"
    r"\b(?:anders als \w*(?: \w+)? ?(?:gemeldet|berichtet)|richtiggestellt|"
    r"(?:mehr|weniger|höher|niedriger) als (?:bisher|bislang|zuvor)|"
    r"(?:more|less|fewer|higher|lower) than (?:previously|earlier|originally)|"
    r"contrary to (?:earlier|our|previous)|nicht\b.{0,60}?\bsondern)\b",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\b(?:rises?|rose|stieg(?:en)?|climb\w*)\b", re.IGNORECASE)
_GREW_OLD = re.compile(r"\bwie alt wurden?\b", re.IGNORECASE)
_TELLING = 13  # smaller numbers stand in many sentences by chance


def tells_of_change(one: Side, other: Side, slot: Slot) -> bool:
    """Tell whether one of two articles says by its own words that something has changed, or was wrong before."""
    if any(_CORRECTED.search(side.context) or _knows(side, rival) for side, rival in ((one, other), (other, one))):
        return True
    if (_TAKING_OVER if slot.kind == "name" else _DEVELOPMENT).search(slot.question):
        return False  # that somebody follows somebody, or that a figure rises, is what both tell
    if slot.kind == "name":
        held = asks_for_holder(slot) or "win" in slot.concepts
        return held and any(_SUCCESSION.search(side.about_value(slot)) for side in (one, other))
    # "Damit siegte sie im ersten Wahlgang": elsewhere in a sentence, such a word tells of something else.
    cues = _MOVED if _is_over(one, other, slot) else _DEVELOPMENT
    return any(cues.search(_without_stature(side)) for side in (one, other))


def _without_stature(side: Side) -> str:
    """Return the clause of a value without what tells how high something stands: "the tower rises to 187 feet"."""
    value = side.mentions[0]
    is_length = isinstance(value, Quantity) and value.dimension == "length"
    return _STANDS.sub(" ", side.clause) if is_length else side.clause


def _is_over(one: Side, other: Side, slot: Slot) -> bool:
    """Tell whether both sides speak of what is over: a day before they were printed, the age of somebody who died."""
    if slot.dimensions == {"age"}:
        return bool(slot.concepts & {"dead", "die_of"} or _GREW_OLD.search(slot.question))
    days = [(side.day, side.mentions[0]) for side in (one, other)]
    return all(
        printed is not None and isinstance(said, DateMention) and said.may_be[0][1] <= printed for printed, said in days
    )


def _knows(side: Side, other: Side) -> bool:
    """Tell whether an article gives the other's value beside its own, and so tells its readers what to think of it."""
    article, value = side.evidence.article, other.mentions[0]
    if isinstance(value, NameMention):
        own = side.mentions[0]
        surname = value.words[-1]
        is_other = isinstance(own, NameMention) and own.words[-1] != surname
        # "Agnes Bellmann, then known as Rühle" is Agnes Rühle.
        return value.words in _names_in(article.text, article.language) or (
            is_other and len(value.words) > 1 and surname in _words_in(article.text)
        )
    if isinstance(value, DateMention):
        dates = find_days(article.text, article.published)
        return value.precision == "day" and any(one.precision == "day" and one.agrees_with(value) for one in dates)
    numbers = find_quantities(side.evidence.text, article.language)
    return any(
        one.value == value.value and (one.dimension == value.dimension or not one.nouns) and one.value >= _TELLING
        for one in numbers
    )


# A dozen articles are held against each other, value by value.
@lru_cache(maxsize=32)
def _names_in(text: str, language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(one.words for one in find_names(text, language))


@lru_cache(maxsize=32)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(folded(word) for word in words_of(text))


def is_plan_and_result(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether what was planned, expected or demanded is set against what came of it."""
    first, then = earlier.evidence.text, later.evidence.text
    if slot.kind == "name":
        return False
    demanded = bool(_DEMANDED.search(earlier.clause)) != bool(_DEMANDED.search(later.clause))
    # "A chain wants to build on the field of the club, founded in 1884": nobody demands a day that is long over.
    is_old = slot.kind == "date" and _is_over(earlier, later, slot)
    if demanded and not is_old and not slot.concepts & HARMS:
        return not _DEMANDED.search(slot.question)
    # "Due to open on 4 April" does not tell when it opened.
    if _PAST_QUESTION.match(slot.question) and _looks_ahead(earlier) != _looks_ahead(later):
        return True
    if earlier.day == later.day:
        return False
    mention = later.mentions[0]
    if isinstance(mention, DateMention) and later.day and mention.may_be[0][0] > later.day:
        return False  # both still look ahead
    return bool(_PLANNED.search(first)) and not _PLANNED.search(later.clause) and bool(PAST.search(then))


def _looks_ahead(side: Side) -> bool:
    """Tell whether a value is one of what was yet to come, when it was printed."""
    value = side.mentions[0]
    if isinstance(value, DateMention) and side.day and value.may_be[-1][0] <= side.day:
        return False  # "Older readers will recall the night of 11 December 1903"
    clause = _WILL.sub(" ", side.clause) if isinstance(value, Quantity) else side.clause
    return bool(_PLANNED.search(clause)) and not PAST.search(clause)
