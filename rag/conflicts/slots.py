"""What a question asks for: a number, a date or a name, of what, and with which words. Pure.

German and English. A question that asks for none of the three ("Warum …", "What happened …") has no slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import tokens_of
from rag.conflicts.concepts import MONEY, concepts_in, concepts_of, folded
from rag.conflicts.disagreement import ConflictKind
from rag.conflicts.names import find_names, is_role
from rag.reading.units import unit_after
from rag.reading.word_sets import word_set
from rag.times.vocabulary import MONTHS, WEEKDAYS

_MEASURES = word_set(
    "length mass area volume speed temperature power energy duration percent points age magnitude clock"
)
# (pattern, kind, dimensions that an answer may have; none leaves a count of the noun behind the pattern)
# "What is the height of …", "Welche Höhe hat …".
_NOUN_OF = r"(?:(?:what|which) (?:is|was|were|are) (?:the|its|their)|welche[rsnm]?|was (?:ist|war) die) (?:\w+ ){0,2}?"
_ASKS: tuple[tuple[str, ConflictKind, str], ...] = (
    (r"um wie ?viel uhr|um welche uhrzeit|what time", "date", "clock"),
    (_NOUN_OF + r"(?:speed|velocity|\w*geschwindigkeit)", "number", "speed"),
    (r"what (?:height|length|depth|width|distance) (?:did|does|do|was|were|has|had)", "number", "length"),
    (r"(?:what|how large an) area (?:did|does) .+ (?:burn|cover|flood|destroy|occupy|devastate)", "number", "area"),
    (r"(?:wie hoch \w+ (?:die )?|welche[rnms]? )(?:haft|gefängnis|freiheits)?strafe|"
     r"what (?:\w+ )?(?:prison|jail) (?:sentence|term)|what sentence (?:did|was|has)",
     "number", "duration money"),
    (_NOUN_OF + r"(?:height|length|depth|width|distance|altitude|\w*höchststand|\w*wasserstand|höhe|länge|tiefe|breite|"
     r"entfernung)", "number", "length"),
    (_NOUN_OF + r"(?:weight|gewicht)", "number", "mass"),
    (_NOUN_OF + r"(?:area|fläche)", "number", "area"),
    (_NOUN_OF + r"(?:costs?|price|budget|damage|profit|losses|loss|debt|salary|fine|ransom|reward)", "number", "money"),
    (r"wie alt|how old|in welchem alter|at what age", "number", "age"),
    (r"wie schnell|how fast|(?:welche[rsnm]?|what|which) (?:geschwindigkeit|speed)", "number", "speed"),
    (r"wie (?:schwer|viel wog)|how heavy|how much did \w+ weigh", "number", "mass"),
    (r"wie (?:weit|tief|breit)|how (?:far|deep|wide|tall)", "number", "length"),
    (r"wie lang(?=\s)|how long (?:is|are)", "number", "length"),
    (r"how long (?:was|were)", "number", "length duration"),
    (r"wie lange|how long", "number", "duration"),
    (r"wie (?:warm|kalt|heiß)|how (?:warm|cold|hot)", "number", "temperature"),
    (r"wie stark|how strong|(?:what|which|welche[rsnm]?) (?:magnitude|stärke)", "number", "magnitude"),
    (r"(?:welche[rsnm]?|what|which) (?:temperatur|temperature)", "number", "temperature"),
    (r"(?:welche[rsnm]?|what|which) (?:\w+ )?(?:(?:stimmen)?anteil\w*|prozentsatz|percentage|share|"
     r"proportion|wahlbeteiligung|turnout)|"
     r"wie ?viel prozent|how many per ?cent|"
     r"wie hoch (?:\w+ ){1,3}(?:\w*quote|wahlbeteiligung|\w*anteil)|what was the turnout",
     "number", "percent"),
    (r"was kostet\w*|wie teuer|was (?:bekam|bekommt|erhielt|erhält|verdient\w*|zahlt\w*|bezahlt\w*)|"
     r"(?:wie ?viel|was) (?:hat|haben|\w+e)? ?(?:[\w-]+ )*?(?:gekostet|kostet\w*)|how expensive|"
     r"what (?:did|does|do|will|would) (?:.+ )?(?:cost|(?:sell|go) for|pay|spend|fetch|raise|earn)|"
     r"how much (?:did|does|do|will|would|has|have) (?:.+ )?(?:cost|(?:sell|go) for|fetch|raise|earn)|"
     r"how much (?:(?:\w+ )?money|was|were|did|is|has|will|does)|"
     r"wie ?viel (?:\w*geld|zahlt\w*|bezahlt\w*|bekam|erhält|erhielt|verdient\w*)|"
     r"(?:welche[rsnm]?|what|which) (?:summe|betrag|preis|schaden|kosten|sum|amount|price|loss|damage|profit|fine)|"
     r"wie hoch \w+ (?:\w+ )?(?:\w*schaden|\w*kosten|\w*preis|\w*umsatz|\w*gewinn|\w*verlust|\w*schulden|\w*beute|"
     r"\w*strafe|"
     r"\w*geldstrafe|\w*miete|\w*zuschuss|\w*etat|\w*haushalt|\w*spende\w*|\w*lösegeld|\w*erlös)",
     "number", "money"),
    (r"wie (?:hoch|groß|lang)|how (?:high|large|big|long)", "number", "length area money percent points count"),
    (r"(?:wie (?:endete|ging)|how did).*(?:spiel|match|game|finale|derby|final)\w*|"
     r"what was the (?:final )?(?:score|result)|"
     r"(?:mit )?welche[msr]? (?:ergebnis|endstand)|wie lautete das ergebnis", "number", "score percent points"),
    (r"wie ?viele?[nr]?|how many|how much|wie oft|how often", "number", ""),
    (r"(?:welche[rsnm]?|which|what) (?:zahl|anzahl|number)", "number", ""),
    (r"(?:was the|is the) (?:death toll|number of)|wie hoch \w+ die zahl der", "number", ""),
    (r"wann|when|(?:am |der |den )?wievielte[nr]?|seit wann|since when|"
     r"(?:an |in |am |on |zu )?(?:welche[rsnm]?|which|what) "
     r"(?:tag|datum|monat|jahr|jahre|jahreszeit|wochentag|day|date|month|year|weekday|season)", "date", ""),
    (r"wo|woher|wohin|where|(?:in |bei |aus |from |near )?(?:welche[rsnm]?|which|what) "
     r"(?:stadt|ort|dorf|land|hafen|gemeinde|kreis|bundesland|insel|city|town|village|country|place|port|island|county|region)",
     "name", "place"),
    (r"wer|wen|wem|wessen|von wem|who|whom|whose|by whom|wie (?:heißt|hieß|heißen)|what (?:is|was) the name|"
     r"(?:welche[rsnm]?|which|what) (?:\w+ )?(?:firma|unternehmen|architekt\w*|künstler\w*|bildhauer\w*|komponist\w*|"
     r"regisseur\w*|autor\w*|schriftsteller\w*|minister\w*|politiker\w*|verein|mannschaft|trainer\w*|sänger\w*|partei|"
     r"band|schauspieler\w*|verlag|forscher\w*|maler\w*|person|mann|frau|spieler\w*|company|firm|architect|artist|"
     r"sculptor|composer|director|author|writer|minister|politician|club|team|coach|singer|party|actor|actress|"
     r"publisher|ship|vessel|trawler|freighter|steamer|schiff|frachter|dampfer|painter|player|man|woman|scientist|bank|airline|school|university|hersteller|konzern|manufacturer)",
     "name", ""),
)  # fmt: skip
# As one types into a search box: "Höhe Kirchturm St. Veit", "name of the pilot". Never inside of a question.
_TYPED: tuple[tuple[str, ConflictKind, str], ...] = (
    (r"height|length|depth|width|distance|höhe|länge|tiefe|breite|entfernung", "number", "length"),
    (r"weight|gewicht", "number", "mass"),
    (r"area|fläche", "number", "area"),
    (r"\w*kosten|\w*preis|costs?|price", "number", "money"),
    (r"zahl|anzahl|number|total", "number", ""),
    (r"(?:date|datum|year|jahr|tag) (?:of|des|der|when)", "date", ""),
    (r"names? (?:of|des|der|von)", "name", ""),
)
# "Was", "what" and the like come first or behind a short opening ("Und wann …", "In welchem Jahr …").
_OPENING = (
    r"^\W{0,3}(?:(?:und|and|aber|but|also|genau|exactly|in|an|am|zu|mit|von|bei|aus|für|to|from|by|with|for|at|on|about|"
    r"um)\s+){0,3}"
)
_PATTERNS = tuple((re.compile(_OPENING + rf"(?:{ask})\b", re.IGNORECASE), kind, dims) for ask, kind, dims in _ASKS)
_LATER = tuple(
    (re.compile(rf"\b(?:{ask})\b", re.IGNORECASE), kind, dims)
    for ask, kind, dims in _ASKS
    if kind != "name" or "firma" in ask
)
_TYPED_PATTERNS = tuple(
    (re.compile(rf"^\W{{0,3}}(?:(?:the|die|der|das)\s+)?(?:{ask})\b", re.IGNORECASE), kind, dims)
    for ask, kind, dims in _TYPED
)
# "Welche Botanikerin", "which surgeon".
_WHICH = re.compile(_OPENING + r"(?:welche[rsnm]?|which|what) (\w+)", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bby how (?:much|many(?! votes))\b|\bum wie ?viele?\b(?! uhr| prozent)", re.IGNORECASE)
_AMOUNT = re.compile(r"höhe|hoch|high|large|big|groß", re.IGNORECASE)
_UNCOUNTED = re.compile(r"wie ?viel|how much", re.IGNORECASE)
_INVERTED = re.compile(r"\s*(?:did|does|do|will|would|had|has|have)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_FILLERS = word_set(
    "viel viele vielen wieviel wieviele hoch groß lang lange alt weit tief breit schnell schwer teuer many "
    "much high large big long old far deep wide tall fast heavy uhr zahl anzahl number tag datum jahr jahre "
    "monat day date year month namen name heißt hieß insgesamt total genau exactly etwa about ungefähr "
    "eigentlich menge amount summe sum did do does were was are is have has had when where while what will "
    "would been being with from than then about hat haben hatte hatten ist sind war waren wurde wurden wird "
    "werden worden sein ging gingen gegangen kam kamen beim kommt gibt statt fand gab there take place took "
    "etwas laut bisher genannt called worden work"
)
_IS = re.compile(r"\W*(?:who|wer)\s+(?:is|are|ist|sind)\b", re.IGNORECASE)
_DONE = re.compile(r"(?:ten?|ed|led)$")  # "Wer führte Regie": that was done once
_HELD = word_set("lead own")
_GENITIVE = re.compile(r"[’']s?$")
# Words that date.
TIMES = frozenset((*MONTHS, *WEEKDAYS))


@dataclass(frozen=True, slots=True)
class Slot:
    """What an answer must be.

    Args:
        question: As it was asked.
        inverted: "Which club did he join", not "Who wrote": what is done does not stand first.
        dimensions: Of a number: those of `rag.conflicts.quantities` that answer; `money` stands for every currency.
            Empty: a count of `noun`. For a name, `place` or nothing.
        noun: What is counted, as the question has it, folded; None when the question counts nothing.
        words: The question's other words that carry meaning, as it has them.
        names: Proper names among `words`, by their capitals; in German only where no article stands before them.
        years: Years that the question names.
        concepts: Those of all words of the question, of the noun that is counted too.
    """

    kind: ConflictKind
    question: str
    inverted: bool
    dimensions: frozenset[str]
    noun: str | None
    words: tuple[str, ...]
    names: tuple[str, ...]
    years: frozenset[int]
    concepts: frozenset[str]


# Asked three times for one answer: by its sentences, by contradictions, by what a model says.
@lru_cache(maxsize=64)
def slot_of(question: str, language: str) -> Slot | None:
    """Return what a question asks for; None when it asks for no number, date or name."""
    found = _asked(question)
    # "By how many votes" asks for a difference, which no sentence names as such.
    if found is None or _DIFFERENCE.search(question):
        return None
    match, kind, dims = found
    behind = question[match.end() :]
    noun, concepts = None, concepts_in(question)
    dimensions = frozenset(dims.split())
    if kind == "number" and not dimensions:
        noun, dimensions = _counted(behind, language, bool(_UNCOUNTED.fullmatch(match[0])))
    uncounted = noun is not None and bool(_UNCOUNTED.fullmatch(match[0]) and concepts_of(noun) & MONEY)
    if uncounted or ("length" in dimensions and concepts & MONEY and _AMOUNT.search(match[0])):
        noun, dimensions = None, frozenset({"money"})  # "Auf welche Höhe wird der Schaden geschätzt?"
    asking = list(_WORD.finditer(question, match.start(), match.end()))
    # "How much did the Ormsby library raise": the thing stands inside of what asks.
    inside = {word.start() for word in (asking[:2] + asking[-1:] if "money" in dims else asking)}
    spoken = [word for word in _WORD.finditer(question) if word.start() not in inside]
    words = tuple(
        dict.fromkeys(
            _GENITIVE.sub("", word[0])
            for word in spoken
            if tokens_of(word[0], language)
            and word[0].casefold() not in _FILLERS
            and folded(word[0]) != noun
            and not word[0].isdecimal()
            and word[0].casefold() not in TIMES
        )
    )
    unit, unit_end = unit_after(behind, 0)
    # "Wie viele Hektar Reben": two words with capitals, and no name.
    plain = question[: match.end()] + behind[:unit_end].lower() + behind[unit_end:] if unit else question
    named = {part for name in find_names(plain, language) for part in name.words}
    names = tuple(word for word in words if {folded(part) for part in (word, *word.split("-"))} & named)
    years = frozenset(int(year) for year in re.findall(r"\b(?:1[5-9]|20)\d\d\b", question))
    return Slot(kind, question, bool(_INVERTED.match(behind)), dimensions, noun, words, names, years, concepts)


def asks_for_holder(slot: Slot) -> bool:
    """Tell whether a name question asks for who is something, or has it: "Wer ist …", "Who owns …"; not who did it."""
    if _IS.match(slot.question):
        return True
    acts = [word for word in slot.words if word[0].islower()]
    return not acts or bool(_HELD.intersection(concepts_of(acts[0])) and not _DONE.search(acts[0]))


def _asked(question: str) -> tuple[re.Match[str], ConflictKind, str] | None:
    for patterns in (_PATTERNS, _TYPED_PATTERNS, _LATER):
        for pattern, kind, dims in patterns:
            match = pattern.search(question)
            if match:
                return match, kind, dims
    match = _WHICH.match(question)
    return (match, "name", "") if match and is_role(match[1]) else None


# What is measured, not counted: "how much oil", "wie viel Holz".
_MASS_NOUN = re.compile(
    r"(?:öl|oil|müll|waste|wasser|water|kohle|coal|schnee|snow|sand|fisch|fish|holz|gold|getreide|grain|milch|milk|"
    r"sugar|zucker|wheat|weizen|kaffee|coffee|kakao|cocoa|steel|stahl|erde|strom|electricity|energie|energy|land|"
    r"fläche|gas|geld|money|platz|regen|rain|zeit|time)",
    re.IGNORECASE,
)
# "Wie viele Millionen Euro" asks for euros.
_MAGNITUDE = re.compile(r"^\s+(?:Millionen|Milliarden|Tausend|millions?|billions?|thousands?)(?: of)?\b", re.IGNORECASE)
_OF_MASS = word_set("mass volume length area energy power money duration")


def _counted(behind: str, language: str, uncounted: bool) -> tuple[str | None, frozenset[str]]:
    """Return the noun that a question counts, or the dimension when that is a unit ("wie viele Kilometer").

    Args:
        uncounted: "Wie viel Lauge", not "Wie viele Fässer".
    """
    behind = _MAGNITUDE.sub("", behind)
    unit, _ = unit_after(behind, 0)
    if unit:
        return None, frozenset({unit.dimension.partition(":")[0]})
    for word in _WORD.finditer(behind):
        content = tokens_of(word[0], language) and word[0].casefold() not in _FILLERS
        if content and (language != "de" or word[0][0].isupper()):
            if _MASS_NOUN.fullmatch(word[0]) or (uncounted and not concepts_of(word[0])):
                return folded(word[0]), _OF_MASS
            # "how many first-year students": the noun is the last of the words that stand together.
            noun = word[0] if language == "de" else _head(behind[word.start() :], word[0])
            return folded(noun), frozenset()
    return None, frozenset({"count"})


_NOT_NOUNS = word_set(
    "did do does were was are is have has had will would can could should work worked live lived died die took "
    "take came come went go attended attend visited visit lost lose were been being got"
)


def _head(text: str, first: str) -> str:
    noun = first
    for word in _WORD.finditer(text):
        if word[0].casefold() in _NOT_NOUNS or not tokens_of(word[0], "en"):
            break
        if concepts_of(word[0]) or (noun == first and word.start() == 0):
            noun = word[0]
        if re.search(r"s$", word[0]) or word[0].casefold() in ("people", "men", "women", "children", "sheep", "fish"):
            return word[0]
    return noun
