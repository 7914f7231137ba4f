"""Why a sentence is not borne out, in words for a reader, German and English. Pure."""

from __future__ import annotations

from rag.verdicts.pairs import Difference, DifferenceKind

# {claimed} and {said} are words of the sentence and of its source; the second form is for when {said} is empty.
_REASONS: dict[str, dict[DifferenceKind, tuple[str, str]]] = {
    "de": {
        "no source": ("der Satz nennt keine Quelle",) * 2,
        "quote": ("„{claimed}“ steht so nicht in der Quelle",) * 2,
        "omission": ("das Zitat lässt ein Wort aus, das seinen Sinn ändert",) * 2,
        "number": ("die Quelle sagt {said}, nicht {claimed}", "die Zahl {claimed} steht nicht in der Quelle"),
        "date": ("die Quelle sagt {said}, nicht {claimed}", "das Datum {claimed} steht nicht in der Quelle"),
        "opposite": ("die Quelle sagt „{said}“, nicht „{claimed}“",) * 2,
        "denies": ("die Quelle verneint es („{claimed}“), der Satz nicht",) * 2,
        "does not deny": ("der Satz verneint („{claimed}“), was die Quelle nicht verneint",) * 2,
        "hedged": ("die Quelle nennt es nur Plan, Behauptung, Möglichkeit oder Auftrag („{said}“)",) * 2,
        "name": ("die Quelle nennt „{claimed}“ nicht",) * 2,
        "word": ("„{claimed}“ steht nicht in der Quelle",) * 2,
        "sweeping": ("die Quelle sagt nicht „{claimed}“",) * 2,
        "swapped": ("{claimed} und {said} stehen in der Quelle andersherum",) * 2,
        "belongs": ("die Quelle sagt hierzu {said}, nicht {claimed}", "die Quelle sagt „{claimed}“ nicht"),
        "joined": ("der Satz verbindet, was die Quelle getrennt sagt",) * 2,
        "far": ("der Satz ist der Quelle in der anderen Sprache zu unähnlich",) * 2,
    },
    "en": {
        "no source": ("the sentence cites no source",) * 2,
        "quote": ("“{claimed}” is not in the source in these words",) * 2,
        "omission": ("the quote leaves out a word that changes its meaning",) * 2,
        "number": ("the source says {said}, not {claimed}", "the number {claimed} is not in the source"),
        "date": ("the source says {said}, not {claimed}", "the date {claimed} is not in the source"),
        "opposite": ("the source says “{said}”, not “{claimed}”",) * 2,
        "denies": ("the source denies it (“{claimed}”), the sentence does not",) * 2,
        "does not deny": ("the sentence denies (“{claimed}”) what the source does not deny",) * 2,
        "hedged": ("the source has it as a plan, claim, possibility or order only (“{said}”)",) * 2,
        "name": ("the source does not name “{claimed}”",) * 2,
        "word": ("“{claimed}” is not in the source",) * 2,
        "sweeping": ("the source does not say “{claimed}”",) * 2,
        "swapped": ("{claimed} and {said} stand the other way round in the source",) * 2,
        "belongs": ("the source says {said} of this, not {claimed}", "the source does not say “{claimed}”"),
        "joined": ("the sentence joins what its source says apart",) * 2,
        "far": ("the sentence is too unlike its source in the other language",) * 2,
    },
}  # fmt: skip
_BY_MEANING = {
    "de": "nur nach Sinn, Zahlen und Namen mit einer Quelle in anderer Sprache verglichen",
    "en": "compared with a source in another language by meaning, numbers and names only",
}
_MOST_CHARACTERS = 80


def reason_for(difference: Difference, language: str) -> str:
    """Return a difference in words; German for a German answer, English for every other."""
    with_said, without = _REASONS["de" if language == "de" else "en"][difference.kind]
    template = with_said if difference.said else without
    return template.format(claimed=_short(difference.claimed), said=_short(difference.said or ""))


def by_meaning(language: str) -> str:
    """Return what a reader should know of a sentence that was compared across languages."""
    return _BY_MEANING["de" if language == "de" else "en"]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 2]} …"
