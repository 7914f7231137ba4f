"""Where articles disagree on the number, date or name that a question asks for: value, source, date, quote by side.

Evidence flows in, conflicts flow out; the newest is never chosen silently. Not a conflict: rounding, the same figure
in another format, figures that measure another thing, place or year, a plan and its result, and a development that
one of the articles calls one by its own words ("inzwischen", "has risen to"). Those are left out here, not labelled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rag.conflicts.concepts import VARIABLE, concepts_of, folded
from rag.conflicts.disagreement import Conflict, ConflictKind, ConflictValue
from rag.conflicts.likeness import is_alike, words_of
from rag.conflicts.names import NameMention
from rag.conflicts.quantities import Quantity
from rag.conflicts.scopes import another_thing, is_part
from rag.conflicts.sides import ANYONE, Mention, Side, agree, modifiers, sides_of
from rag.conflicts.slots import Slot, slot_of
from rag.extractive import Evidence
from rag.reading.days import DateMention, years_of
from rag.reading.word_sets import word_set

# Two figures that are further apart measure two things; a slip of the pen is ten times too much.
_LARGEST_RATIO = 12.0
# An article so much later gives a figure that changes from year to year anew.
_ANOTHER_YEAR = timedelta(days=270)
_DEVELOPMENT = re.compile(
    r"\b(?:gestiegen|steigt|stieg(?:en)?|erhöht\w*|(?:auf|um) [\d.,]+(?: \w+){0,2} gesunken|inzwischen|"
    r"mittlerweile|nunmehr|nun|jetzt|statt|anstatt|"
    r"ursprünglich\w*|zunächst|bisher\w*|bislang|verschieb\w*|verschoben|verzöger\w*|verleg\w*|korrigier\w*|"
    r"teurer|später als|früher als|erst (?:im|am|in|\d{4}|nächste\w*)|neuerdings|"
    r"ab (?:heute|sofort|morgen)|from (?:today|now|tomorrow)|wächst|gewachsen|geschrumpft|schrumpft|"
    r"nachträglich|weitere[nr]?|noch einmal|rise|rises|rising|rose|risen|climb\w*|now|instead|originally|initially|"
    r"so far|delay\w*|postpon\w*|put back|brought forward|revis\w*|updat\w*|up from|down from|no longer|soar\w*|"
    r"increas\w*|grown|grew|fallen|fell to|shrunk|shrank|jump\w*|doubled|mounts|reached|have since|has since|"
    r"later (?:died|fell|rose)|final figure|endgültig\w*|am Ende|letztlich|schließlich|in the end|"
    r"eventually|finally|not\b.{0,60}?\buntil|nicht\b.{0,60}?\bsondern|nicht vor|not before)\b",
    re.IGNORECASE,
)
# Who holds an office, or owns a thing, changes in other words than a figure does.
_SUCCESSION = re.compile(
    r"\b(?:Nachfolge\w*|nachgefolgt|abgelöst|löst \w+|ersetzt|bisherige[rn]?|frühere[rn]?|ehemalige[rn]?|"
    r"statt|anstelle|"
    r"succe(?:ed|ss)\w*|replac\w*|instead|former|formerly|predecessor|took over|takes over)\b",
    re.IGNORECASE,
)
_TAKING_OVER = re.compile(
    r"\b(?:über(?:nimmt|nehm\w*|nahm\w*|nommen)|nachfolg\w*|succeed\w*|successor|tak(?:e|es|en|ing) over|took over)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:soll(?:en|te|ten)?|geplant\w*|plant|planen|erwart\w*|voraussichtlich\w*|rechne[nt]\w* mit|schätzung\w*|"
    r"veranschlagt\w*|vorgesehen|will|wollen|könnte\w*|dürfte\w*|expect\w*|planned|plans?|is to|are to|estimate[ds]?|"
    r"forecast\w*|projected|hopes?|would|could|aims?|due to|scheduled|target\w*|budget\w*)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:wurden?|waren?|hat|haben|hatten?|kam(?:en)?|gingen?|lag(?:en)?|worden|"
    r"\w{3,}(?<!soll)(?<!woll)te(?:n)?|was|were|has|had|\w{2,}ed|"
    r"cost|drew|came|took|went|won|saw|sold|ran|began|stood)\b"
)
_RATE = re.compile(
    r"\s*(?:a|an|per|each|every|pro|je|im|am)\s+(?:\w+\s)?(?:year|month|week|day|head|person|night|hour|ticket|Jahr|"
    r"Monat|Woche|Tag|Kopf|Person|Nacht|Stunde|Karte)\b|\s*(?:jährlich|monatlich|täglich|apiece|each)\b",
    re.IGNORECASE,
)


def find_conflicts(question: str, language: str, evidence: Sequence[Evidence]) -> tuple[Conflict, ...]:
    """Return where articles contradict each other on what a question asks for; at most one conflict a question.

    Args:
        question: Plain text, German or English; other languages only where their question words are the same.
        language: Of the question.
        evidence: The sentences that answer it best, of several articles, best first; a dozen is better than six.
    """
    slot = slot_of(question, language)
    if slot is None or not evidence:
        return ()
    sides = sides_of(slot, language, evidence)
    rivals = [side for side in sides if any(_contradict(side, other, slot, question, language) for other in sides)]
    if not rivals:
        return ()
    # Those that agree with one of the rivals are listed beside it.
    listed = [side for side in sides if side in rivals or any(agree(side, rival) for rival in rivals)]
    values = [_value_of(side, slot.kind) for side in listed]
    values.sort(key=lambda one: (one.published is None, one.published.first if one.published else date.max))
    return (Conflict(slot.kind, tuple(values)),)


def _contradict(one: Side, other: Side, slot: Slot, question: str, language: str) -> bool:
    if one is other or one.evidence.article.id == other.evidence.article.id or agree(one, other):
        return False
    earlier, later = sorted((one, other), key=lambda side: _day_of(side) or date.max)
    return (
        _comparable(one, other, slot)
        and not _is_development(earlier, later, slot, question)
        and not _is_plan_and_result(earlier, later, slot)
        and not _another_time(earlier, later, slot)
        and not another_thing(one, other, slot, question, language)
    )


def _comparable(one: Side, other: Side, slot: Slot) -> bool:
    """Tell whether two sides measure in the same dimension, and not a total here and a rate there."""
    left, right = one.mentions[0], other.mentions[0]
    if not isinstance(left, Quantity) or not isinstance(right, Quantity):
        return True
    if left.dimension == "age" and not _same_person(left, right):
        return False
    if left.dimension == "count" and (
        bool(modifiers(left, slot)) != bool(modifiers(right, slot)) or is_part(one) != is_part(other)
    ):
        return False
    rates = [bool(_RATE.match(side.evidence.text, side.mentions[0].end)) for side in (one, other)]
    least, most = sorted((left.value, right.value))
    return left.dimension == right.dimension and rates[0] == rates[1] and most <= _LARGEST_RATIO * max(least, 0.05)


_HELD = word_set("lead own")


def _same_person(one: Quantity, other: Quantity) -> bool:
    """Tell whether two ages may be one person's: "34 Jahre alte Fahrer" and "43-jähriger Mann"; not driver, rider."""
    mine, others = one.nouns, other.nouns
    if not mine or not others or ANYONE.intersection(word.casefold() for word in mine + others):
        return True
    return is_alike(folded(mine[0]), folded(others[0])) or bool(concepts_of(mine[0]) & concepts_of(others[0]))


def _is_development(one: Side, other: Side, slot: Slot, question: str) -> bool:
    """Tell whether one of two articles says by its own words that something has changed, or is the end of a change."""
    asked = {word.casefold() for word in words_of(question)}
    cues = _SUCCESSION if slot.kind == "name" else _DEVELOPMENT
    if slot.kind == "name" and _TAKING_OVER.search(question):
        return False  # that somebody follows somebody is what both tell
    return any(cue[0].casefold() not in asked for side in (one, other) for cue in cues.finditer(side.about_value(slot)))


def _is_plan_and_result(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether what was planned or expected first is set against what came of it."""
    first, then = earlier.evidence.text, later.evidence.text
    if slot.kind == "name" or _day_of(earlier) == _day_of(later):
        return False
    day, mention = _day_of(later), later.mentions[0]
    if isinstance(mention, DateMention) and day and mention.may_be[0][0] > day:
        return False  # both still look ahead
    return bool(_PLANNED.search(first)) and not _PLANNED.search(then) and bool(_PAST.search(then))


def _another_time(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether two sides speak of two years, by their own words or because the figure changes every year."""
    if slot.kind == "date":
        return False
    first, then = _years(earlier), _years(later)
    if slot.kind == "name" and not first & then and _is_held(slot):
        then_on, since = _day_of(later), _day_of(earlier)
        return bool(then_on and since and then_on - since > _ANOTHER_YEAR)
    days = _day_of(earlier), _day_of(later)
    if first and then:
        return not first & then
    if (first or then) and days[0] and days[1]:
        named, own, day = (first, days[0], days[1]) if first else (then, days[1], days[0])
        # "2018 kamen 31.000", printed in 2018, and an article of another year that names none.
        return own.year in named and day.year not in named and abs(day - own) > timedelta(60)
    changes = bool(slot.concepts & VARIABLE) or any(
        concepts_of(noun) & VARIABLE
        for side in (earlier, later)
        for mention in side.mentions
        if isinstance(mention, Quantity)
        for noun in mention.nouns
    )
    return bool(changes and days[0] and days[1] and days[1] - days[0] > _ANOTHER_YEAR)


def _is_held(slot: Slot) -> bool:
    """Tell whether a name question asks for who is something, or has it: "Wer ist …", "Who owns …"."""
    acts = [word for word in slot.words if word[0].islower()]
    return not acts or bool(_HELD.intersection(concepts_of(acts[0])))


def _years(side: Side) -> set[int]:
    published = side.evidence.article.published
    return years_of(side.evidence.text, published) or years_of(side.evidence.article.title, published)


def _day_of(side: Side) -> date | None:
    published = side.evidence.article.published
    return published.first if published else None


def _value_of(side: Side, kind: ConflictKind) -> ConflictValue:
    one, mention = side.evidence, side.mentions[0]
    start = one.start + mention.start
    end = one.start + mention.end
    return ConflictValue(
        value=one.article.text[start:end],
        normalised=_normalised(mention),
        article_id=one.article.id,
        title=one.article.title,
        source=one.article.source,
        published=one.article.published,
        quote=one.text,
        start=one.start,
        end=one.end,
        value_start=start,
        value_end=end,
    )


def _normalised(mention: Mention) -> str:
    if isinstance(mention, NameMention):
        return " ".join(mention.words)
    if isinstance(mention, DateMention):
        first, last = mention.may_be[0]
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    if mention.dimension == "score":
        return f"{int(mention.value // 1000)}:{int(mention.value % 1000)}"
    if mention.dimension == "clock":
        return f"{int(mention.value // 60):02d}:{int(mention.value % 60):02d}"
    unit = _BASE_UNITS.get(mention.dimension, mention.dimension.partition(":")[2])
    return f"{mention.value:.10g} {unit}".strip()


_BASE_UNITS = {
    "length": "m", "mass": "kg", "area": "m²", "volume": "l", "speed": "km/h", "temperature": "°C", "power": "W",
    "energy": "kWh", "duration": "s", "percent": "%", "points": "points", "age": "years",
}  # fmt: skip
