"""Numbers in a text, by what they are worth: "1,2 Mio." = "1.2 million" = "1 200 000". Pure.

German and English separators are told apart by their shape; a number carries its unit and whether it is a bound.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.reading.number_words import scales_of, written_numbers
from rag.reading.units import AGE, SIGNS, YEARS, Unit, unit_after

_DIGITS = re.compile(
    r"(?<![\w.,])(?:(?P<sign>US\$|[€$£¥])\s?)?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])|\d+(?:[.,:’']\d+)*)"
    r"(?P<suffix>(?:mn|mln|m|bn|k|tn)(?![\w])|st|nd|rd|th)?"
)
_AFTER = re.compile(r"[\s\u00a0-]*(?P<word>[^\W\d_]+\.?)")
_SUFFIXES = {"m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "k": 1000, "tn": 10**12}
_ABBREVIATED = 5  # letters of "Mill." with its full stop; "Millionen." ends a sentence
_BOUNDS = tuple(
    (bound, re.compile(rf"\b(?:{words})\s+(?:an?\s+|eine[rn]?\s+)?$", re.IGNORECASE))
    for bound, words in (
        ("at least", "mehr als|über|mindestens|wenigstens|more than|over|at least|no fewer than|no less than|"
                     "in excess of|above|upwards of"),
        ("at most", "weniger als|unter|höchstens|maximal|bis zu|knapp|fast|beinahe|nahezu|less than|fewer than|under|"
                    "at most|up to|almost|nearly|just under|no more than|below"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text.

    Args:
        text: As printed, magnitude and unit included.
        value: In the unit that is printed.
        unit: None when it counts something or nothing.
        bound: `at least`, `at most` or None when it is said to be the number itself.
        start: Offset of its first character.
        end: Offset behind its magnitude and its unit.
    """

    text: str
    value: Decimal
    unit: Unit | None
    bound: str | None
    start: int
    end: int

    @property
    def dimension(self) -> str | None:
        """Return what its unit measures."""
        return self.unit.dimension if self.unit else None

    @property
    def is_year(self) -> bool:
        """Tell whether it looks like a year: four plain digits that count nothing."""
        return bool(re.fullmatch(r"1\d{3}|20\d\d", self.text)) and self.unit is None


def find_figures(text: str, language: str) -> list[Figure]:
    """Return the numbers of a text in order, in digits or written out."""
    found = [_digits_figure(text, match, language) for match in _DIGITS.finditer(text)]
    for start, end, value in written_numbers(text, language):
        if not any(one.start <= start < one.end for one in found):
            found.append(_completed(text, start, end, value, None, language))
    return sorted(found, key=lambda one: one.start)


def agrees(claimed: Figure, source: Figure) -> bool:
    """Tell whether a number in a claim is the one in the source: the same worth, dimension and bound."""
    if claimed.bound != source.bound:
        return False
    if claimed.unit is None or source.unit is None or {claimed.unit, source.unit} == {AGE, YEARS}:
        return claimed.value == source.value and "percent" not in (claimed.dimension, source.dimension)
    worth = (float(one.value) * one.unit.factor for one in (claimed, source) if one.unit)
    return claimed.dimension == source.dimension and math.isclose(*worth)


def comparable(one: Figure, other: Figure) -> bool:
    """Tell whether two numbers could be taken for each other: both years or neither, and no unit against them."""
    alike = one.dimension == other.dimension or None in (one.unit, other.unit)
    return alike and one.is_year == other.is_year


def _digits_figure(text: str, match: re.Match[str], language: str) -> Figure:
    value, end = _value_of(match["digits"]), match.end()
    suffix = match["suffix"]
    if suffix in _SUFFIXES and (suffix != "m" or match["sign"]):
        value *= _SUFFIXES[suffix]
    elif suffix == "m":
        end = match.end("digits")
    return _completed(text, match.start(), end, value, match["sign"], language)


def _completed(text: str, start: int, end: int, value: Decimal, sign: str | None, language: str) -> Figure:
    """Return a figure with the magnitude and the unit that follow it."""
    after = _AFTER.match(text, end)
    word = after["word"] if after else ""
    scale = scales_of(language).get(word.rstrip(".").casefold())
    if scale and after:
        value, end = value * scale, after.end() - (word.endswith(".") and len(word) > _ABBREVIATED)
    if sign:
        unit: Unit | None = SIGNS[sign]
    else:
        unit, end = unit_after(text, end)
    before = text[max(0, start - 30) : start]
    bound = next((name for name, pattern in _BOUNDS if pattern.search(before)), None)
    found = Figure(text[start:end].strip(), value.normalize(), unit, bound, start, end)
    return replace(found, bound=None) if found.is_year else found  # "less than in 2010" bounds no year


def _value_of(digits: str) -> Decimal:
    """Read digits whose separators may be German or English: 4.000 and 4,000 are one number, 4,5 and 4.5 another."""
    plain = re.sub(r"[ \u00a0\u202f’']", "", digits)
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain):
        return Decimal(plain.replace(",", ""))
    parts = re.split(r"[.,:]", plain)
    if ":" in plain and len(parts[-1]) != 2:
        return Decimal("".join(parts))  # 5:40 is 5.40, of the clock; 4:510 is neither
    return Decimal(".".join([parts[0], "".join(parts[1:])]) if len(parts) > 1 else parts[0])
