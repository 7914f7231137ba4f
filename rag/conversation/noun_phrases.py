"""What a sentence speaks of: its names and things, German and English, by rules and without a model. Pure.

German nouns show themselves by their capitals and their gender by the word before them; in English a thing is what
follows "the" up to the next verb or preposition that is known. It is no parser: what it misses is not referred to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.times.doubts import is_german
from rag.times.lazy_pattern import LazyPattern
from rag.times.parts import moments_in
from rag.times.vocabulary import words

# Genders that an article leaves open; "p" is the plural.
_GENDERS = {
    "der": "mf", "die": "fp", "das": "n", "den": "mp", "dem": "mn", "des": "mn", "ein": "mn", "eine": "f",
    "einen": "m", "einem": "mn", "einer": "f", "eines": "mn", "im": "mn", "am": "mn", "zum": "mn", "beim": "mn",
    "vom": "mn", "ins": "n", "ans": "n", "zur": "f",
}  # fmt: skip
_PREPOSITIONS = words(
    "in im am an auf aus bei beim mit nach von vom zu zum zur für über unter gegen ohne durch um vor seit bis während",
    "in on at of for to from by with about against during into over under between through around near",
)
_DATIVE = words("in an auf aus bei mit nach von zu unter vor seit über")
_COMPLEMENT_DE = LazyPattern(
    r"\s+(?:der|des|in|im|am|an|auf|aus|bei|für|von|vom|zu|zum|zur|gegen|mit)\s+(?:(?:der|die|das|den|dem)\s+)?"
    r"[A-ZÄÖÜ][\w-]*(?:\s+[A-ZÄÖÜ][\w-]*)*"
)
_PHRASE_DE = LazyPattern(
    r"(?:\b(?P<det>der|die|das|den|dem|des|eine[nmrs]?|ein|im|am|zum|zur|beim|vom|ins|ans|[Ww]ie\s+viele|"
    r"[Ww]elche[nrs]?)\s+)?"
    r"(?P<adjectives>(?:\b[a-zäöüß]{3,}(?:e[nrsm]?)\s+){0,2})"
    r"(?P<noun>\b[A-ZÄÖÜ][\w-]+(?:\s+[A-ZÄÖÜ][\w-]+)*)"
)
_STOPS_EN = words(
    "is are was were be been being has have had do does did will would can could should may might must and or but that "
    "who which when where why how what not than as so there then again ever still also just",
    "decide say do cost take happen win lose open close build buy sell begin start end stand last resign demand plan "
    "announce report die rule change vote pass pay get make give go come work live score mean need want look own "
    "receive cause become replace run rise fall see find meet leave keep write read play stop agree call think know "
    "hold lead",
    "said won lost built held found made sold bought began left died paid rose fell took came went gave became cut hit "
    "written drawn grown known seen taken shown struck sent spent told met led ran sank shut set put kept owned worth "
    "belongs runs owns",
)
_DETERMINED_EN = LazyPattern(
    r"\b(?:the|a|an|this|that|these|those|his|her|its|their|our|how\s+many|which)\s+(?=(?P<rest>[\w'’-]+(?:\s+[\w'’-]+){0,4}))",
    re.IGNORECASE,
)
_NAME_EN = LazyPattern(r"\b[A-Z][\w’'-]*(?:\s+(?:of\s+the\s+|of\s+)?[A-Z][\w’-]*)*")
_COMPLEMENT_EN = LazyPattern(r"\s+(?:of|for|in|at|on|to)\s+(?:(?:the|a|an)\s+)?(?P<rest>[\w-]+(?:\s+[\w-]+){0,3})")
_OPENERS_EN = words(
    "who what when where why how which whose whom is are was were did does do has have had can could will would should "
    "may might and but in on at the a an it he she they show tell give if"
)
# Nouns in set phrases, which name nothing: "am Ende kostete sie mehr", "in total".
_SET_PHRASE = LazyPattern(
    r"\b(?:(?:am|zum)\s+(?:ende|anfang|schluss|beginn)|im\s+(?:ganzen|grunde|schnitt|durchschnitt|mittel|allgemeinen|"
    r"einzelnen|nachhinein|prinzip|vergleich|gegenteil|moment|detail)|(?:in|at)\s+the\s+(?:end|beginning|start)|"
    r"in\s+(?:total|all|general|fact|detail)|on\s+average|at\s+(?:first|last|least|most))\b"
)
_DO_SUPPORT = LazyPattern(r"\b(?:did|does|do)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or a thing.

    Args:
        text: With its complement, without its article: "neuer Bahnhof in Norderhaven".
        noun: The noun or name alone.
        article: As it stands before it, in lower case; empty for none.
        genders: Letters of `m`, `f`, `n`, `p` that it may be.
        is_name: It has no article and a capital, or is a run of capitalised words.
        preposition: The word before it all, in lower case, where that is one; empty otherwise.
        start: Where it begins in its sentence, with the article.
        end: Where noun or name end.
    """

    text: str
    noun: str
    article: str
    genders: str
    is_name: bool
    preposition: str
    start: int
    end: int

    @property
    def is_asked_for(self) -> bool:
        """Tell whether it stands behind "how many" or "which"."""
        return self.article.startswith(("wie", "welche", "how", "which"))


def phrases_in(sentence: str) -> list[Phrase]:
    """Return the names and things of a sentence, in order; times and set phrases are neither."""
    low = _lower(sentence)
    # A day after all that can be asked of: only where the times stand is of interest.
    times = [(moment.start, moment.end) for moment in moments_in(low, date(2100, 1, 1))]
    times += [found.span() for found in _SET_PHRASE.finditer(low)]
    found = _german(sentence, times) if is_german(sentence) else _english(sentence, times)
    # "Mai" is a time, "Jan Holm" is none.
    return [
        one for one in found if not any(start <= one.end - len(one.noun) and one.end <= end for start, end in times)
    ]


def _lower(text: str) -> str:
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _overlaps(start: int, end: int, times: Sequence[tuple[int, int]]) -> bool:
    return any(begin < end and start < until for begin, until in times)


def _german(sentence: str, times: Sequence[tuple[int, int]]) -> list[Phrase]:
    first = re.match(r"\w+", sentence)
    if first and first[0].lower() in _GENDERS:
        sentence = sentence[0].lower() + sentence[1:]
    found = []
    for match in _PHRASE_DE.finditer(sentence):
        noun, article = match["noun"], (match["det"] or "").lower()
        if match.start() == 0 and not article:  # the first word has its capital for being first
            noun = noun.partition(" ")[2]
        if not noun:
            continue
        end = match.end("noun")
        start = match.start("det") if article else end - len(noun)
        word = _word_before(sentence, start)
        genders = "p" if article.startswith(("wie", "welche")) else _GENDERS.get(article, "mfnp")
        if article == "der" and word in _DATIVE:
            genders = "f"
        begin = match.start("adjectives") if article else start
        text = _with_complement(sentence, begin, end, _COMPLEMENT_DE, times)
        preposition = article if article in _PREPOSITIONS else word if word in _PREPOSITIONS else ""
        found.append(Phrase(text, noun, article, genders, not article or " " in noun, preposition, start, end))
    return found


def _english(sentence: str, times: Sequence[tuple[int, int]]) -> list[Phrase]:
    found = []
    for match in _DETERMINED_EN.finditer(sentence):
        kept = _noun_words(match["rest"].split(), bool(_DO_SUPPORT.search(sentence[: match.start()])))
        if kept:
            noun = " ".join(kept)
            plural = bool(re.search(r"(?<!s)s$|people$|men$|children$", noun))
            article = match[0].split()[0].lower()
            found.append((match.start(), match.start("rest"), noun, article, "p" if plural else "n"))
    for match in _NAME_EN.finditer(sentence):
        start, noun = match.start(), match[0]
        while noun and noun.split()[0].lower() in _OPENERS_EN:
            start, noun = start + len(noun.split()[0]) + 1, noun.partition(" ")[2]
        if noun and not any(begin <= start < at + len(known) for begin, at, known, _, _ in found):
            found.append((start, start, noun, "", "mfnp"))
    phrases = []
    for start, at, noun, article, genders in sorted(found):
        end = at + len(noun)
        text = _with_complement(sentence, at, end, _COMPLEMENT_EN, times)
        word = _word_before(sentence, start)
        preposition = word if word in _PREPOSITIONS else ""
        phrases.append(Phrase(text, noun, article, genders, not article, preposition, start, end))
    return phrases


def _word_before(sentence: str, start: int) -> str:
    found = re.search(r"(\w+)\s+$", sentence[:start])
    return found[1].lower() if found else ""


def _with_complement(
    sentence: str, start: int, end: int, pattern: LazyPattern, times: Sequence[tuple[int, int]]
) -> str:
    found = pattern.match(sentence, end)
    until = found.end() if found else end
    if found and "rest" in found.groupdict():
        kept = _noun_words(found["rest"].split(), after_do=False)
        until = found.start("rest") + len(" ".join(kept)) if kept else end
    return sentence[start : end if _overlaps(end, until, times) else until].strip()


def _noun_words(rest: list[str], after_do: bool) -> list[str]:
    kept: list[str] = []
    for word in rest:
        low = word.lower()
        # "the plan": right behind the article nothing is a verb.
        is_verb = bool(kept) and (low in _STOPS_EN or re.fullmatch(r"[a-z]{2,}(?:ed|ly)", low) is not None)
        if is_verb or low in _PREPOSITIONS or word.isdigit():
            return kept
        kept.append(word)
    # "Where did the festival happen": the verb of "did" stands last when it is none that is known.
    return kept[:-1] if after_do and len(kept) > 1 and len(kept) == len(rest) else kept
