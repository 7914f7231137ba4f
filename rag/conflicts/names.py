"""Names and places that a sentence mentions, German and English, as values that can be compared. Pure.

Found by their capitals and their neighbours, without a model: in German, where every noun has a capital, a name is two
capitalised words in a row or a word that a list of endings and articles does not make a common noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.conflicts.concepts import folded
from rag.reading.dates import said_dates
from rag.reading.word_sets import word_set
from rag.times.vocabulary import WEEKDAYS


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in a text, without the word for a role before it.

    Args:
        words: Of the name, folded: lower case, without diacritics.
    """

    start: int
    end: int
    words: tuple[str, ...]

    def agrees_with(self, other: NameMention) -> bool:
        """Tell whether both may name the same: "Petersen" and "Inga Petersen" do, "Jan Petersen" does not."""
        mine, others = self.words, other.words
        if set(mine) <= set(others) or set(others) <= set(mine):
            return True  # "Nordwind Energie GmbH" is "Nordwind Energie"
        if len(mine) > 1 and len(others) > 1:
            return _alike(mine[-1], others[-1]) and (
                any(_alike(one, two) for one in mine[:-1] for two in others[:-1]) or _is_short(mine[0], others[0])
            )
        return any(_alike(mine[-1], two) for two in others) or any(_alike(others[-1], one) for one in mine)


_CAPITALISED = r"(?:(?:Dr|Prof|St|Mr|Mrs|Ms)\.|[^\W\d_a-zäöüß][\w’'.-]*[\w])"
_JOINERS = r"(?:von|van|de|di|da|al|del|la|le)"
_JOINER_WORDS = word_set("von van de di da al del la le")
_RUN = re.compile(rf"{_CAPITALISED}(?:\s+(?:{_JOINERS}\s+){{0,2}}{_CAPITALISED})*")
# What is named after somebody, as the end of a longer word too: "die Privatbank Mertens".
_HOUSES = "bank|werft|brauerei|reederei|fabrik"
# Before a name and not of it; German words also as the end of a longer one ("Landesverkehrsministerin").
_ROLES_DE = re.compile(
    r"(?:(?:\w{3,})?(?:meister|minister|präsident|direktor|leiter|sprecher|chef|führer|richter|anwalt|arzt|ärzt|lehrer|pfarrer|"
    r"pastor|trainer|spieler|stürmer|sänger|künstler|autor|maler|bauer|händler|forscher|wissenschaftler|biolog|"
    r"historiker|architekt|ingenieur|kommissar|inspektor|kapitän|offizier|rat|rät|sekretär|kanzler|könig|graf|herzog|"
    r"bischof|dezernent|kandidat|sieger|schüler|student|professor|doktor|intendant|dirigent|komponist|regisseur|"
    r"schauspieler|journalist|redakteur|hauer|schütze|läufer|fahrer|wirt|besitzer|gründer|vorsitzende|abgeordnete|"
    r"beauftragte|angestellte|beamte|erfinder|entdecker|unternehmer|gärtner|tischler|schreiner|schmied|macher|geber|"
    r"bild|log|ist|eur|iker|chirurg)(?:e|in|innen|n|en|s)?|Dr\.?|Prof\.?|OB|Fräulein|Herr|Frau|Herrn|Sir|Firma|Verein|Gesellschaft|Unternehmen|Konzern|"
    rf"(?:\w{{3,}})?(?:{_HOUSES})|"
    r"Arbeitsgemeinschaft|Verlag|Familie|Stadt|Gemeinde|Dorf|Insel|Bahnhof|Kreis|Dreher|Vater|Mutter|Sohn|Tochter|Bruder|"
    r"Schwester|Kollege|Kollegin|Zwillinge|Nachfolger(?:in)?|Vorgänger(?:in)?)$",
    re.IGNORECASE,
)
_ROLES_EN = word_set(
    "mr mrs ms miss dr prof professor sir dame lord lady captain colonel general major sergeant inspector "
    "detective mayor minister president chairman chairwoman director manager architect engineer composer "
    "painter sculptor conductor coach striker midfielder defender goalkeeper farmer fisherman doctor nurse "
    "judge councillor senator governor secretary king queen prince princess duke bishop father mother reverend "
    "pastor author novelist poet designer producer editor reporter skipper pilot driver chief superintendent "
    "constable commissioner chancellor scientist biologist historian archaeologist curator headteacher "
    "librarian jockey referee winger surgeon botanist chemist physicist actress champion"
)
_NO_NAMES_EN = word_set(
    "the a an on in at of for from to by with after before during when while as but and or if it he she they "
    "we i his her their its this that these those there here not no yes more most some many all both each "
    "another other one two three four five six seven eight nine ten eleven twelve hundred thousand new old "
    "last next first second third about almost nearly over under only since until police officers nobody today "
    "yesterday tomorrow now then later monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december god "
    "christmas easter whitsun english british german "
    "french american"
)
_NO_NAMES_DE = word_set(
    "der die das den dem des ein eine einer einem einen im in am an auf aus bei mit nach von vor zu zum zur "
    "und oder aber wie er sie es wir ihr sein seine ihre dieser diese dieses am als bis für gegen ohne seit "
    "über unter um wegen rund etwa nur noch schon erst nun heute gestern morgen damals dort hier dann zuletzt "
    "allein auch beim vom so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar "
    "februar märz april mai juni juli august september oktober november dezember frühjahr sommer herbst winter "
    "ende anfang mitte jahr jahre uhr euro prozent millionen million milliarden meter kilometer gebaut "
    "entworfen gewonnen den neuer neue neuen"
)
_DETERMINER_DE = re.compile(
    r"\b(?:(?i:der|die|das|den|dem|des|ein\w{0,2}|kein\w{0,2}|sein\w{0,2}|ihr\w{0,2}|dies\w{1,2}|jed\w{1,2}|"
    r"zum|zur|beim|vom|im|am|ins|ans)|[a-zäöüß]+(?:e|en|er|es|em))\s+$"
)
_COMMON_END_DE = re.compile(
    r"(?:ung|ungen|heit|keit|keiten|schaft|schaften|tion|tionen|ismus|tät|täten|nis|nisse|chen|lein|ling|tum|erei|"
    r"jährige[rn]?|stelle|haus|platz|bahn|fest|preis|verein|rat|amt|werk|halle|kirche|schule|straße|brücke)$"
)
_BEFORE_NAME_DE = re.compile(rf"(?:\w(?:in|er|e|n|d)|\bes|Firma|Familie|(?i:{_HOUSES}))\s+$")
_ADJECTIVE_EN = re.compile(r"\w+(?:ish|ese|ian|ean) [a-z]")  # "the Spanish galleon"
_PLACE_BEFORE = re.compile(
    r"\b(?:in|In|bei|Bei|aus|Aus|nach|Nach|at|At|near|Near|from|From|to|of|Of|vor|Vor|outside|outside of|off|"
    r"Insel|Halbinsel|Hallig|Bahnhof)\s+$"
)  # fmt: skip


def is_role(word: str) -> bool:
    """Tell whether a word says what somebody is or does: "Architektin", "surgeon"."""
    return bool(_ROLES_DE.match(word)) or word.casefold() in _ROLES_EN


def find_names(text: str, language: str, known: Sequence[str] = ()) -> list[NameMention]:
    """Return the names of a sentence in order, dates and roles taken off.

    Args:
        language: German nouns are held to stricter rules; every other language is read like English.
        known: Words, folded, that are no answer: those of the question.
    """
    return list(_names(text, language, frozenset(known)))


def find_places(text: str, language: str, known: Sequence[str] = ()) -> list[NameMention]:
    """Return the names that stand behind "in", "near", "aus" and the like."""
    found = []
    for mention in _names(text, language, frozenset(known)):
        if _PLACE_BEFORE.search(text[: mention.start]):
            found.append(mention)
    return found


def _names(text: str, language: str, known: frozenset[str]) -> Iterator[NameMention]:
    dates = [(one.start, one.end) for one in said_dates(text) if one.day or one.year]
    for run in _RUN.finditer(text):
        words = list(re.finditer(r"[\w’'.-]*\w", run[0]))
        kept = [word for word in words if not any(a <= run.start() + word.start() < b for a, b in dates)]
        for piece in _pieces(kept, language, known):
            start, end = run.start() + piece[0].start(), run.start() + piece[-1].end()
            if _is_name(text, start, piece, language):
                names = tuple(folded(word[0].removesuffix("’s").removesuffix("'s")) for word in piece)
                yield NameMention(start, end, names)


def _pieces(words: Sequence[re.Match[str]], language: str, known: frozenset[str]) -> Iterator[list[re.Match[str]]]:
    """Cut a run of capitalised words at roles, function words and words of the question."""
    piece: list[re.Match[str]] = []
    for word in words:
        plain = word[0].removesuffix("’s").removesuffix("'s")
        lower = plain.casefold()
        if lower in _JOINER_WORDS and piece and not word[0][0].isupper():
            continue
        stop = (
            lower.removesuffix("s") in WEEKDAYS
            or lower in (_NO_NAMES_DE if language == "de" else _NO_NAMES_EN)
            or not word[0][0].isupper()
        )
        role = _ROLES_DE.match(plain) if language == "de" else lower in _ROLES_EN
        # A surname may sound like a role ("Bauer", "Judge"): it is one behind a first name.
        if stop or folded(plain) in known or (role and (not piece or (language == "de" and len(plain) > 8))):
            if piece:
                yield piece
            piece = []
        else:
            piece.append(word)
    if piece:
        yield piece


def _is_name(text: str, start: int, piece: Sequence[re.Match[str]], language: str) -> bool:
    if language != "de":
        if len(piece) == 1 and _ADJECTIVE_EN.match(text, start):
            return False
        return len(piece) > 1 or start > 0 or not re.match(r"\w+(?:s|ing|ed|ly)\b", text)
    if len(piece) > 1:
        return True
    if _COMMON_END_DE.search(piece[0][0]) or _DETERMINER_DE.search(text[:start]):
        return False
    return bool(_PLACE_BEFORE.search(text[:start])) or bool(_BEFORE_NAME_DE.search(text[:start]))


def _is_short(one: str, two: str) -> bool:
    """Tell whether one of two folded first names may be short for the other: "J." and "Jan", "Doug" and "Douglas"."""
    least = min(len(one), len(two), 3)
    return one[:least] == two[:least]


def _alike(one: str, two: str) -> bool:
    """Tell whether two folded words of names are one, a genitive's s aside; "Hall-Stone" may be "Hall"."""
    return one == two or one == f"{two}s" or two == f"{one}s" or bool({*one.split("-")} & {*two.split("-")})
