"""Words that refer to something said before, pronouns, "dort", "this plan", and how to write it out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.noun_phrases import Phrase, phrases_in
from rag.times.lazy_pattern import LazyPattern

# Pronoun -> genders that it may stand for, and the German case of what is put in its place ("" for a label in front).
_PRONOUNS_DE = {
    "er": ("m", "nominative"), "ihn": ("m", "accusative"), "ihm": ("mn", "dative"), "sie": ("fp", "nominative"),
    "ihr": ("f", ""), "ihnen": ("p", "dative"), "es": ("n", "nominative"),
}  # fmt: skip
_PRONOUNS_EN = {
    "it": "n", "its": "n", "he": "mf", "him": "mf", "his": "mf", "she": "mf", "her": "mf", "they": "p", "them": "p",
    "their": "p",
}  # fmt: skip
_POSSESSIVE_DE = LazyPattern(r"\b(?P<word>(?P<who>sein|ihr)(?:e[nmrs]?)?)\s+(?=(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ])")
_PRONOUN_DE = LazyPattern(rf"\b(?P<word>{'|'.join(_PRONOUNS_DE)})\b")
_PRONOUN_EN = LazyPattern(rf"\b(?P<word>{'|'.join(_PRONOUNS_EN)})\b", re.IGNORECASE)
# "es" and "it" that stand for nothing.
_EXPLETIVE = LazyPattern(
    r"\b(?:gibt|gab|gäbe|geht|ging|regnet|regnete|schneite|kam|kommt|handelt|heißt|stimmt)\s+es\b|\bist\s+es\s+(?:wahr|richtig|"
    r"möglich)|\bes\s+(?:gibt|gab|geht|ging|handelt|stimmt|heißt)\b|\bhat\s+es\b(?=.*\b(?:gegeben|gebrannt|geregnet)\b)|"
    r"\b(?:is|was)\s+it\s+(?:true|possible|likely|known|clear|that)\b|\bit\s+(?:rain|snow)|\btime\s+is\s+it\b",
    re.IGNORECASE,
)
_ADVERBS = LazyPattern(
    r"\b(?P<word>dort|dabei|daran|davon|darüber|dagegen|dafür|dazu|damit|daraus|darauf|danach|davor|dadurch)\b|"
    # Not "is there", which speaks of no place.
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!has )(?<!have )(?<!had )(?<!been )\b(?P<there>there)\b"
    r"(?=\W*$|\s+(?:in|on|at|to|before|after)\b)"
)
_PARTICLES = r"(?:auch|noch|wirklich|nur|schon|so|nicht|denn|für|in|im|alles)"
_THIS_ALONE = LazyPattern(
    rf"\b(?P<word>das|dies)\b(?!\s+(?:[a-zäöüß]+e[nrs]?\s+){{0,2}}[A-ZÄÖÜ\d])(?=\W*$|\s+[a-zäöüß]+\W*$|\s+{_PARTICLES}\b)|"
    r"\b(?P<this>this|that)\b(?=\W*$)|\b(?:did|was|is)\s+(?P<that>this|that)\b(?=\s+(?:happen\w*|mean\w*|cost\w*|true)?\W*$)"
)
_TIME_NOUNS = (
    r"(?:jahr|woche|monat|tag|sommer|winter|herbst|frühling|frühjahr|wochenende|montag|quartal|jahrzehnt|jahrhundert)"
)
_THIS_NOUN = LazyPattern(
    rf"\b(?P<word>diese[rmns]?\s+(?!{_TIME_NOUNS})[A-ZÄÖÜ][\w-]*)|"
    r"\b(?P<this>(?:this|these|those)\s+(?!year|week|month|day|summer|winter|spring|autumn|fall|quarter|time|morning|"
    r"was|is|were|are|did|happen)[a-z]{3,})\b",
    re.IGNORECASE,
)
_CONJOINED = LazyPattern(r",|\b(?:und|and|aber|but)\b")
_ARTICLES = {
    ("nominative", "m"): "der", ("nominative", "f"): "die", ("nominative", "n"): "das", ("nominative", "p"): "die",
    ("accusative", "m"): "den", ("dative", "m"): "dem", ("dative", "n"): "dem", ("dative", "f"): "der",
    ("dative", "p"): "den",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that refers to something said before.

    Args:
        words: As the question has them.
        start: Where they begin.
        genders: What they may stand for, letters of `m`, `f`, `n`, `p`; empty for anything.
        case: Of German words that are replaced; empty where the thing is put before the question as its topic, or in
            English.
    """

    words: str
    start: int
    genders: str
    case: str = ""

    @property
    def is_a_statement(self) -> bool:
        """Tell whether it may stand for all that was said before: "How did farmers respond to that?"."""
        return self.words.lower() in ("das", "dies", "this", "that", "dazu", "dagegen", "darüber")

    @property
    def may_be_a_person(self) -> bool:
        """Tell whether it may stand for someone."""
        return any(gender in self.genders for gender in "mf")

    def fits(self, phrase: Phrase) -> bool:
        """Tell whether it may stand for a name or a thing; an English he or she may, for want of a name, be any."""
        english_person = self.genders == "mf" and not self.case
        return not self.genders or english_person or any(gender in phrase.genders for gender in self.genders)


def find_reference(question: str, german: bool) -> Reference | None:
    """Return the first word of a question that refers to what is not in it; None when it stands alone."""
    hidden = _EXPLETIVE.sub(lambda found: "_" * len(found[0]), question)
    readers = (_possessive, _pronoun_de, _adverb, _this) if german else (_pronoun_en, _adverb, _this)
    found = [reference for read in readers if (reference := read(hidden))]
    outward = [one for one in found if not _has_antecedent(question, one)]
    return min(outward, key=lambda one: one.start, default=None)


def insert_reference(question: str, reference: Reference, thing: Phrase, german: bool) -> str:
    """Return a question with a reference written out: in its place, or as a topic before the question."""
    end = reference.start + len(reference.words)
    low = reference.words.lower()
    if german and reference.case:
        return question[: reference.start] + _inflected(thing, reference) + question[end:]
    if not german and low in _PRONOUNS_EN:
        named = thing.text if thing.is_name else f"the {thing.text}"
        if low in ("its", "his", "their") or (low == "her" and re.match(r"\s+[a-z]", question[end:])):
            named += "'" if named.endswith("s") else "'s"
        return question[: reference.start] + named + question[end:]
    return f"{thing.text}: {question}"


def _inflected(thing: Phrase, reference: Reference) -> str:
    """Return a German phrase in the case of its pronoun: "der neue Bahnhof" for "er", "den neuen Bahnhof" for "ihn"."""
    if thing.is_name and not thing.article:
        return thing.text
    gender = next((one for one in reference.genders if one in thing.genders), "p")
    article = _ARTICLES.get((reference.case, gender), "die")
    ending = "e" if reference.case == "nominative" and gender != "p" else "en"

    noun = re.search(r"[A-ZÄÖÜ]", thing.text)
    adjectives = thing.text[: noun.start()] if noun else ""
    return f"{article} {re.sub(r'e[nrsm]?(?= )', ending, adjectives)}{thing.text[len(adjectives) :]}"


def _possessive(question: str) -> Reference | None:
    found = _POSSESSIVE_DE.search(question)
    return Reference(found["word"], found.start(), "mn" if found["who"] == "sein" else "fp") if found else None


def _pronoun_de(question: str) -> Reference | None:
    for found in _PRONOUN_DE.finditer(question):
        if found["word"] == "ihr" and _POSSESSIVE_DE.match(question, found.start()):
            continue
        genders, case = _PRONOUNS_DE[found["word"]]
        return Reference(found["word"], found.start(), genders, case)
    return None


def _pronoun_en(question: str) -> Reference | None:
    found = _PRONOUN_EN.search(question)
    return Reference(found["word"], found.start(), _PRONOUNS_EN[found["word"].lower()]) if found else None


def _adverb(question: str) -> Reference | None:
    found = _ADVERBS.search(question)
    return Reference(found[0], found.start(), "") if found else None


def _this(question: str) -> Reference | None:
    for pattern in (_THIS_NOUN, _THIS_ALONE):
        if found := pattern.search(question):
            name = next(name for name, value in found.groupdict().items() if value)
            return Reference(found[name], found.start(name), "")
    return None


def _has_antecedent(question: str, reference: Reference) -> bool:
    """Tell whether the question itself names, before a word, what it refers to."""
    before = [one for one in phrases_in(question) if one.end <= reference.start]
    low = reference.words.lower()
    if not reference.genders:
        # "Wie viele Leute arbeiten dort?" refers out; "Was sagte Merkel, und wer war dagegen?" does not.
        return bool(before) and bool(_CONJOINED.search(question[before[0].end : reference.start]))
    if low in ("they", "them", "their"):  # "the police … their operation"
        return any(low == "their" or not one.is_asked_for for one in before)
    is_possessive = low in ("its", "his", "her") or low.startswith("sein") or (low.startswith("ihr") and low != "ihr")
    # "Wie viele Schüler hatte sie?": she is none of them; but "Welche Partei verlor ihre Mehrheit?".
    return any(reference.fits(one) and (is_possessive or not one.is_asked_for) for one in before)
