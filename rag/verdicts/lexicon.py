"""What single words have to do with each other: forms of one word, words for the same, words for the opposite. Pure.

Stems come from the index's own stemmer; the tables add what no stemmer knows. Languages without tables have stems only.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from index.lexical import tokens_of
from rag.reading.word_sets import word_set

# Rows of words, one a line; inflected forms that the stemmer brings together need not be in them. The columns of the
# opposites are a pair in German and the same pair in English, so that a pair has one number in both.
_DATA = Path(__file__).parent / "data"
_TABLED = ("de", "en")
# The row of plain saying, and speech that a claim may call plain saying, but not the other way round.
_SAYING = "s0"
_SPEECH = {
    "de": word_set(
        "einräumen räumte eingeräumt ankündigen kündigte angekündigt warnen warnte behaupten behauptete fordern "
        "forderte kritisieren kritisierte beklagen klagte klagten begrüßen begrüßte mahnte mahnen versprach zugeben "
        "nannte rügt"
    ),
    "en": word_set(
        "admit admitted warn warned claim claimed demand demanded criticise criticised complain complained promise "
        "promised insist insisted argue argued note noted estimate estimated predict predicted quote quoted write "
        "wrote ask asked"
    ),
}
# One way or the other of a pair of opposites: (number of the pair, 0 or 1).
Pole = tuple[int, int]

# "zuzustimmen" and "zugestimmt" are "zu" and "stimmen"; "festnahm" is "fest" and "nahm".
_PARTICLES = (
    *("zurück", "zusammen", "voraus", "hinaus", "heraus", "hinzu", "nieder", "statt", "durch", "fest", "fern", "fort"),
    *(
        "frei",
        "teil",
        "nach",
        "auf",
        "aus",
        "bei",
        "ein",
        "her",
        "hin",
        "los",
        "mit",
        "vor",
        "weg",
        "ab",
        "an",
        "um",
        "zu",
    ),
)
_VERB_ENDINGS = ("test", "eten", "tet", "ten", "ete", "te", "est", "et", "en", "st", "t", "n", "e")
# What may be added to a word, or exchanged at its end, without its naming something else.
_ENDINGS = {
    "de": word_set("s es in innen isch ische ischen ischer isches ig lich ung ungen heit keit schaft er ern erin "
                   "sche schen "
                    "e ern"),
    "en": word_set("s es ed d ing er or ers ion ation ment ly al ally ic y ity ness n an ian ans ians ese ish ern 's"),
}  # fmt: skip
_POSSESSIVE = re.compile(r"[’']s?$")
_LEAST_SHARED_LETTERS = 4
_LEAST_PART_LETTERS = 4


@lru_cache(maxsize=50_000)
def roots_of(word: str, language: str) -> frozenset[str]:
    """Return what a word is compared by: its stem, its verb, and the row of words that mean the same.

    Args:
        word: One word as printed; German nouns are known by their capital.
        language: BCP-47 primary subtag.
    """
    word = _POSSESSIVE.sub("", word)
    lower = word.lower()
    found = set(tokens_of(lower, language) or tokens_of(lower, "und"))
    found |= _rows(language).get(lower, frozenset())
    if language == "de" and word[:1].islower():
        found |= _verb_roots(lower)
    return frozenset(found)


def same_word(claimed: str, source: str, language: str) -> bool:
    """Tell whether a word of a claim is borne out by a word of its source."""
    if claimed.lower() == source.lower():
        return True
    own, other = roots_of(claimed, language), roots_of(source, language)
    if not own.isdisjoint(other) or _derived(claimed.lower(), source.lower(), language):
        return not _particles_clash(claimed, source, language)
    if _SAYING in own and source.lower() in _SPEECH.get(language, ()):
        return True
    return language == "de" and claimed[:1].isupper() and source[:1].isupper() and _is_part(claimed, source)


@lru_cache(maxsize=50_000)
def signs_of(word: str, language: str) -> frozenset[str]:
    """Return signs of which two words share one if `same_word` holds for them; most words that share one are not so.

    They spare comparing every word of a claim with every word of its source.
    """
    lower, roots = word.lower(), roots_of(word, language)
    signs = {lower, lower[:_LEAST_SHARED_LETTERS] + "-", *(f"={root}" for root in roots)}
    if lower in _SPEECH.get(language, ()):
        signs.add(f"={_SAYING}")
    if language == "de" and word[:1].isupper():
        parts = (part[-_LEAST_PART_LETTERS:] for part in (lower, *roots) if len(part) >= _LEAST_PART_LETTERS)
        signs.update(f"-{end}" for end in parts)
    return frozenset(signs)


def is_form(word: str, language: str) -> bool:
    """Tell whether a word is a form of an irregular verb."""
    return any(row.startswith("f") for row in _rows(language).get(word.lower(), ()))


@lru_cache(maxsize=50_000)
def poles_of(word: str, language: str) -> frozenset[Pole]:
    """Return the ways of the opposites that a word stands for."""
    table = _poles(language)
    lower = word.lower()
    found = table.get(lower, frozenset())
    if found or language not in ("de", "en"):
        return found
    return frozenset(pole for root in roots_of(word, language) for pole in table.get(f"={root}", frozenset()))


def _verb_roots(lower: str) -> set[str]:
    found = set()
    for stripped, particle in _without_particle(lower):
        bare = stripped.removeprefix("ge") if len(stripped) > 5 else stripped
        rows = _rows("de").get(stripped, frozenset()) | _rows("de").get(bare, frozenset())
        base = next((bare.removesuffix(end) for end in _VERB_ENDINGS if bare.endswith(end)), bare)
        if len(base) >= 3 and particle is None:
            found.add(base)
        elif particle is not None and (rows or len(base) >= 4):
            found |= {base, *rows}
        if particle is None:
            found |= rows
    return found


@lru_cache(maxsize=20_000)
def _without_particle(lower: str) -> tuple[tuple[str, str | None], ...]:
    """Return a word as it is, and what stands behind the particle that it begins with."""
    found: list[tuple[str, str | None]] = [(lower, None)]
    for particle in _PARTICLES:
        rest = lower.removeprefix(particle)
        if rest != lower and len(rest) >= 4:
            found.append((rest.removeprefix("zu") if len(rest) > 6 else rest, particle))
            break
    return tuple(found)


def _particles_clash(one: str, other: str, language: str) -> bool:
    if language != "de" or not (one[:1].islower() and other[:1].islower()):
        return False
    left, right = _without_particle(one.lower())[-1][1], _without_particle(other.lower())[-1][1]
    return left is not None and right is not None and left != right


def _derived(one: str, other: str, language: str) -> bool:
    """Tell whether two words are one but for their endings: "Eröffnung" and "eröffnet", "Canada" and "Canadian"."""
    if one[:_LEAST_SHARED_LETTERS] != other[:_LEAST_SHARED_LETTERS]:
        return False
    endings = _ENDINGS.get(language, frozenset({"s"}))
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared < _LEAST_SHARED_LETTERS:
        return False
    left, right = one[shared:], other[shared:]
    if not left or not right:
        return (left or right) in endings and not ((left or right) in {"e", "er", "ern"} and shared < 5)
    verbal = {"et", "t", "te", "ten", "en", "ed", "s", "e"} | endings
    return shared >= 5 and left in verbal and right in verbal and bool({left, right} & endings)


def _is_part(claimed: str, source: str) -> bool:
    """Tell whether a claim names the head of a German compound of the source: "Brücke" of "Hafenbrücke"."""
    parts, wholes = ({word.lower(), *roots_of(word, "de")} for word in (claimed, source))
    return any(
        len(part) >= _LEAST_PART_LETTERS and len(whole) - len(part) >= 3 and whole.endswith(part)
        for part in parts
        for whole in wholes
    )


@cache
def _rows(language: str) -> dict[str, frozenset[str]]:
    """Return by word the rows that it stands in, as `f3` (forms of one word) and `s5` (words for the same)."""
    found: dict[str, set[str]] = {}
    for kind, name in (("f", "forms"), ("s", "same")) if language in _TABLED else ():
        for number, row in enumerate((_DATA / f"{name}.{language}.txt").read_text(encoding="utf-8").splitlines()):
            for word in row.split():
                found.setdefault(word, set()).add(f"{kind}{number}")
    return {word: frozenset(keys) for word, keys in found.items()}


@cache
def _poles(language: str) -> dict[str, frozenset[Pole]]:
    """Return by word, and by stem behind a `=`, the ways of the opposites that it stands for."""
    found: dict[str, set[Pole]] = {}
    rows = (_DATA / "opposites.tsv").read_text(encoding="utf-8").splitlines()[1:] if language in _TABLED else []
    for number, row in enumerate(rows):
        for side, words in enumerate(row.split("\t")[2 * _TABLED.index(language) :][:2]):
            for word in words.split():
                for key in (word, *(f"={stem}" for stem in tokens_of(word, language))):
                    found.setdefault(key, set()).add((number, side))
    # A form that two ways share tells neither.
    return {word: frozenset(p for p in poles if (p[0], 1 - p[1]) not in poles) for word, poles in found.items()}
