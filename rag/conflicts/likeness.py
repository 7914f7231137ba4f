"""Are two words forms of one, or words for one thing? Rules for German and English; no model. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.conflicts.concepts import concepts_of, folded

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def words_of(text: str) -> list[str]:
    """Return the words of a text; one with a hyphen is one word."""
    return _WORD.findall(text)


def share(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of some words that stand among others, by length, since long words are rare; 0 of none."""
    plain = [folded(other) for other in others]
    found = [word for word in words if is_among(word, others) or any(_begins(folded(word), other) for other in plain)]
    return sum(map(len, found)) / sum(map(len, words)) if words else 0.0


def _begins(compound: str, part: str) -> bool:
    """Tell whether a word is the first part of a compound: a "Feuerwehrhaus" is spoken of where "Feuerwehr" is."""
    return len(part) >= 5 and len(compound) >= len(part) + 4 and compound.startswith(part)


def is_among(word: str, words: Sequence[str]) -> bool:
    """Tell whether a word stands among others, in another form or by a word that means the same."""
    plain, meaning = folded(word), concepts_of(word)
    bones = _skeleton(word) if word[0].islower() else ""
    return any(
        is_alike(plain, folded(other))
        or bool(meaning & concepts_of(other))
        or (bones and other[0].islower() and bones == _skeleton(other))
        for other in words
    )


# "übernimmt" and "übernommen", "abgebrannt" and "brannte", "sang" and "sung": verbs change their vowels and endings.
_PARTICIPLE = re.compile(r"^(?:(?:ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|zu|zuruck)?ge(?=\w{4}))?")
_ENDING = re.compile(r"(?:test|tet|ten|te|est|en|et|st|ing|ed|es|t|e|n|s)$")
_FEWEST_BONES = 3
_INFLECTED = re.compile(r"(?:e?(?:[nrsmtd]|st|rn|ns)|e|te[nr]?|[a-z]?(?:ed|ing|er)|in|ies?|y|ly)?")


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """Return the consonants of a verb's stem; empty when they are too few to tell."""
    stem = _ENDING.sub("", _PARTICIPLE.sub("", folded(word)))
    bones = re.sub(r"[aeiou]", "", stem)
    return bones if len(bones) >= _FEWEST_BONES else ""


def is_alike(one: str, other: str, compounds: bool = True) -> bool:
    """Tell whether two folded words are forms of one: a common beginning, or one the end of the other's compound."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if compounds and len(short) >= 5 and long.endswith(short):
        return True
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    if common < 4 or common < len(long) - 3 or len(short) - common > 2:
        return False
    # "Bridge" and "bride" share four letters and are two words: what is left of short ones must be endings.
    return common > 4 or bool(_INFLECTED.fullmatch(one[common:]) and _INFLECTED.fullmatch(other[common:]))
