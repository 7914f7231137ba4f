"""Numbers in a text, by what they are worth: "1,2 Mio." = "1.2 million" = "1 200 000". Pure.

German and English separators are told apart by their shape; a number carries its unit and whether it is a bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

_DIGITS = re.compile(
    r"(?<![\w.,])(?P<sign>[€$£¥])?\s?(?P<digits>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])|\d+(?:[.,:’']\d+)*)"
    r"(?P<suffix>(?:mn|mln|m|bn|k|tn)(?![\w])|st|nd|rd|th)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_AFTER = re.compile(r"[\s\u00a0-]*(?P<word>[€$£¥%°]|per cent|US-Dollar|[^\W\d_]+\.?)?")

_SMALL_DE = {
    "null": 0, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17,
    "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50,
    "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_SMALL_EN = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_MILLION, _MILLIARD = 10**6, 10**9
_SCALES = {
    "de": {"tausend": 1000, "million": _MILLION, "millionen": _MILLION, "mio": _MILLION, "mill": _MILLION,
           "milliarde": _MILLIARD, "milliarden": _MILLIARD, "mrd": _MILLIARD, "billion": 10**12, "billionen": 10**12},
    "en": {"hundred": 100, "thousand": 1000, "million": _MILLION, "mln": _MILLION, "mn": _MILLION, "billion": _MILLIARD,
           "bln": _MILLIARD, "bn": _MILLIARD, "trillion": 10**12, "tn": 10**12},
}  # fmt: skip
_SUFFIXES = {"m": _MILLION, "mn": _MILLION, "mln": _MILLION, "bn": _MILLIARD, "k": 1000, "tn": 10**12}
_UNITS = {
    word: unit
    for unit, words in {
        "€": "€ euro euros eur", "$": "$ dollar dollars dlr dlrs usd us-dollar", "£": "£ pound pounds pfund gbp stg",
        "¥": "¥ yen", "%": "% prozent percent pct", "points": "prozentpunkte prozentpunkten",
        "m": "m meter metern metre metres meters", "km": "km kilometer kilometern kilometre kilometres kilometers",
        "mm": "mm millimeter millimetern millimetre millimetres millimeters",
        "cm": "cm zentimeter zentimetern centimetre centimetres centimeters",
        "miles": "mile miles meile meilen",
        "t": "tonne tonnen tonnes ton tons", "kg": "kg kilogramm kilo kilos kilogram kilograms",
        "g": "gramm gram grams",
        "hours": "stunde stunden hour hours", "minutes": "minute minuten minutes",
        "seconds": "sekunde sekunden seconds", "days": "tag tage tagen day days", "weeks": "woche wochen week weeks",
        "months": "monat monate monaten month months", "years": "jahr jahre jahren year years",
        "degrees": "° grad degree degrees", "litres": "liter litern litre litres liters",
        "hectares": "hektar hectare hectares", "barrels": "barrel barrels fass", "francs": "franken francs",
        "marks": "mark marks dm",
    }.items()
    for word in words.split()
} | {"per cent": "%"}  # fmt: skip
_ABBREVIATED = 5  # letters of "Mill." with its full stop; "Millionen." ends a sentence
_LEAST = "at least"
_MOST = "at most"
_BOUNDS = (
    (_LEAST, re.compile(r"(?:mehr als|über|mindestens|wenigstens|more than|over|at least|no fewer than|no less than|"
                        r"in excess of|above|upwards of)\s+(?:an?\s+|eine[rn]?\s+)?$", re.IGNORECASE)),
    (_MOST, re.compile(r"(?:weniger als|unter|höchstens|maximal|bis zu|knapp|fast|beinahe|nahezu|less than|fewer "
                       r"than|under|"
                       r"at most|up to|almost|nearly|just under|no more than|below)\s+(?:an?\s+|eine[rn]?\s+)?$",
                       re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text.

    Args:
        text: As printed, magnitude included.
        unit: Of a small set of units and currencies, None when it counts something else or nothing.
        bound: `at least`, `at most` or None when it is said to be the number itself.
        start: Offset of its first character.
        end: Offset behind its magnitude and its unit.
    """

    text: str
    value: Decimal
    unit: str | None
    bound: str | None
    start: int
    end: int

    @property
    def is_year(self) -> bool:
        """Tell whether it looks like a year: four plain digits that count nothing."""
        return bool(re.fullmatch(r"1\d{3}|20\d\d", self.text)) and self.unit is None


def find_figures(text: str, language: str) -> list[Figure]:
    """Return the numbers of a text in order, in digits or written out."""
    found = [_digits_figure(text, match, language) for match in _DIGITS.finditer(text)]
    taken = [(one.start, one.end) for one in found]
    found += [one for one in _worded(text, language) if not any(a <= one.start < b for a, b in taken)]
    return sorted(found, key=lambda one: one.start)


def agrees(claimed: Figure, source: Figure) -> bool:
    """Tell whether a number in a claim is the one in the source: the same worth, unit and bound."""
    if claimed.value != source.value or claimed.bound != source.bound:
        return False
    if claimed.unit == source.unit:
        return True
    return "%" not in (claimed.unit, source.unit) and None in (claimed.unit, source.unit)


def comparable(one: Figure, other: Figure) -> bool:
    """Tell whether two numbers could be taken for each other: both years or neither, and no unit against them."""
    return (one.unit == other.unit or None in (one.unit, other.unit)) and one.is_year == other.is_year


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
    scales = _SCALES["de"] if language == "de" else _SCALES["en"]
    after = _AFTER.match(text, end)
    word = (after["word"] or "") if after else ""
    scale = scales.get(word.rstrip(".").casefold())
    if scale and after:
        value, end = value * scale, after.end() - (word.endswith(".") and len(word) > _ABBREVIATED)
        after = _AFTER.match(text, end)
        word = (after["word"] or "") if after else ""
    unit = _UNITS.get(sign) if sign else _UNITS.get(word.casefold()) or _UNITS.get(word.rstrip(".").casefold())
    if after and unit and not sign:
        end = after.end("word") - word.endswith(".")
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


def _worded(text: str, language: str) -> list[Figure]:
    """Return the numbers that are written out; "a" and "ein" only where a magnitude follows."""
    found = []
    at = -1
    for match in _WORD.finditer(text):
        if match.start() < at:
            continue
        value = number_word(match[0].casefold(), language)
        end = match.end()
        if value is not None and language != "de":
            value, end = _english_run(text, match, value)
        if value is None and match[0].casefold() in ("ein", "eine", "einer", "a"):
            scale = _AFTER.match(text, end)
            word = (scale["word"] or "").rstrip(".").casefold() if scale else ""
            value = 1 if word in _SCALES["de" if language == "de" else "en"] else None
        if value is not None:
            found.append(_completed(text, match.start(), end, Decimal(value), None, language))
            at = found[-1].end
    return found


def _english_run(text: str, match: re.Match[str], value: int) -> tuple[int, int]:
    """Read on over "two hundred and fifty"; thousands and more are magnitudes and read by `_completed`."""
    total, end = value, match.end()
    hundred = re.compile(r"\s+hundred\b", re.IGNORECASE).match(text, end)
    if hundred:
        total, end = total * 100, hundred.end()
        rest = re.compile(r"\s+(?:and\s+)?([^\W\d_]+(?:-[^\W\d_]+)?)").match(text, end)
        more = number_word(rest[1].casefold(), "en") if rest else None
        if rest and more is not None and more < 100:
            total, end = total + more, rest.end()
    return total, end


@lru_cache(maxsize=20_000)
def number_word(word: str, language: str) -> int | None:
    """Return what one written-out number is worth: "siebenundzwanzig", "eighty-four"; None for any other word."""
    if language == "de":
        return _german(word)
    parts = word.split("-")
    values = [_SMALL_EN.get(part) for part in parts]
    if len(values) == 2 and values[0] in range(20, 100, 10) and values[1] in range(1, 10):
        return (values[0] or 0) + (values[1] or 0)
    return values[0] if len(values) == 1 else None


def _german(word: str) -> int | None:
    if word in _SMALL_DE:
        return _SMALL_DE[word]
    for scale_word, scale in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(scale_word)
        if found and word != "tausend":
            factor = 1 if head in ("", "ein") else _german(head)
            rest = 0 if not tail else _german(tail.removeprefix("und"))
            return None if factor is None or rest is None else factor * scale + rest
    head, joined, tail = word.partition("und")
    one = 1 if head == "ein" else _SMALL_DE.get(head)
    ten = _SMALL_DE.get(tail)
    if joined and one is not None and ten is not None and 0 < one < 10 and ten >= 20:
        return ten + one
    return None
