"""Quantities in a sentence: number, unit and what is counted, as values that can be compared across formats. Pure.

"1,2 Mio. Euro", "1.2 million euros" and "€1,200,000" are one value; "34 Jahre alt", "34-jährig" and "aged 34" too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.conflicts.spelled import is_number_word_en, spelled_de, spelled_en
from rag.conflicts.units import UNITS, Unit
from rag.conflicts.wordlists import word_set

Span = tuple[int, int]

_SCALES = {
    "tausend": 1e3, "tsd": 1e3, "thousand": 1e3, "million": 1e6, "millionen": 1e6, "millions": 1e6, "mio": 1e6,
    "mill": 1e6, "mln": 1e6, "m": 1e6, "mn": 1e6, "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "bn": 1e9,
    "hundert": 1e2, "hundred": 1e2, "dutzend": 12.0, "dozen": 12.0,
}  # fmt: skip
_BILLION = {"de": 1e12, "en": 1e9}
# "£3m", "$2bn": the short forms need a currency before them, or they would be metres.
_SHORT_SCALES = ("m", "mn", "bn")
_DIGITS = r"\d{1,3}(?:[.,’'\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_NUMERAL = re.compile(rf"(?<![\w.,:/–-])(?:(?P<sign>US\$|[$£€])\s?)?(?P<digits>{_DIGITS})(?![\d:/]|\.\d)")
_SCORE = re.compile(r"(?<![\w.,:/-])(\d{1,3})\s?(?::|-|–|zu|to)\s?(\d{1,3})(?![\w:%]|[.,]\d)")
_CLOCK = re.compile(
    r"(?<![\w.,:])(\d{1,2})(?:[.:](\d{2}))?\s?(?:(Uhr)(?:\s(\d{1,2})\b)?|([ap])\.?m\b\.?)|(?<![\w.,:])(\d{1,2}):(\d{2})(?![\d:])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_AGED = re.compile(r"(?:\baged|\bage of|\bim Alter von|\bAlter:?)\s+$", re.IGNORECASE)
_MAGNITUDE = re.compile(
    r"(?:magnitude|Stärke|Magnitude)(?:\s+(?:of|von|der))?(?:\s+(?:about|etwa|rund))?\s+$", re.IGNORECASE
)
_BEFORE = 24  # characters before a number in which a word that qualifies it stands
_HEDGES = (
    # (pattern before the number, least and largest factor of what may be meant)
    (re.compile(r"\b(?:mehr als|über|more than|over|mindestens|wenigstens|at least)\s+$", re.I), (1.0, 1.5)),
    (re.compile(r"\b(?:fast|knapp|beinahe|nahezu|nearly|almost|just under|unter|weniger als|under|fewer than|"
                r"less than|bis zu|höchstens|maximal|up to|at most)\s+$", re.I), (0.75, 1.0)),
    (re.compile(r"\b(?:rund|etwa|circa|ca\.|ungefähr|gut|an die|schätzungsweise|about|around|some|roughly|"
                r"approximately|an estimated|estimated)\s+$", re.I), (0.9, 1.1)),
)  # fmt: skip
# Words between a number and what it counts, and the end of the search for it.
_NOUN_WORDS = 4
_STOPS = word_set(
    "of in on at to for from by with and or but who which that as when while after before than the a an was "
    "were is are had has have be been will would could should said says into over against per von in im am an "
    "auf aus bei mit nach vor zu zum zur und oder aber die der das den dem des als wie wurden wurde war waren "
    "ist sind hat haben hatte hatten werden wird worden für gegen über unter pro je sagte"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: `text[start:end]`.

    Args:
        value: In the base unit of its dimension; a score is `1000 * first + second`.
        low: Least value that its wording allows: "almost 50,000" may be 45,000.
        high: Largest such value.
        dimension: `length`, `money:EUR`, `percent`, `age`, … or `count`, or `year?` for a bare 1921.
        nouns: What is counted, the words behind the number in order, as printed; of an age, the one who has it;
            empty for every other measure.
        step: Place value of the last digit that is written, so that rounding shows: 18.4 million has 100,000.
        hedged: A word such as "rund" or "more than" stands before it.
    """

    start: int
    end: int
    value: float
    low: float
    high: float
    dimension: str
    nouns: tuple[str, ...]
    step: float
    hedged: bool

    def agrees_with(self, other: Quantity) -> bool:
        """Tell whether two quantities of one dimension may be the same figure, once rounded or hedged."""
        if self.low <= other.value <= self.high or other.low <= self.value <= other.high:
            return True
        coarse, fine = (self, other) if self.step >= other.step else (other, self)
        if coarse.step == fine.step or coarse.dimension in ("score", "clock", "age"):
            return False
        # Plain counts below 1,000 are counted, not rounded: ten dead and twelve dead are two figures.
        if coarse.step >= 1 and coarse.value < 1000 and coarse.dimension == "count":
            return False
        far = abs(coarse.value - fine.value)
        return far <= coarse.step / 2 * 1.001 and far <= _MOST_ROUNDED * max(coarse.value, fine.value)


# A figure is no rounding of another that is further away than this: "3 million" for 3.4 million is a mistake.
_MOST_ROUNDED = 0.1


def find_quantities(text: str, language: str, taken: Sequence[Span] = ()) -> list[Quantity]:
    """Return the quantities of a sentence in order.

    Args:
        language: Decides what dots and commas mean; all but English are read like German.
        taken: Stretches that are something else, such as dates.
    """
    found: list[Quantity] = []
    for quantity in (*_clocks(text), *_scores(text), *_in_digits(text, language), *_in_words(text, language)):
        spans = [*taken, *((one.start, one.end) for one in found)]
        if not any(quantity.start < end and start < quantity.end for start, end in spans):
            found.append(quantity)
    return sorted(found, key=lambda one: one.start)


def _clocks(text: str) -> Iterator[Quantity]:
    for found in _CLOCK.finditer(text):
        hour, minute = int(found[1] or found[6]), int(found[2] or found[4] or found[7] or 0)
        if found[5]:
            hour = hour % 12 + (12 if found[5].casefold() == "p" else 0)
        if hour <= 24 and minute < 60:
            value = 60.0 * hour + minute
            yield Quantity(found.start(), found.end(), value, value, value, "clock", (), 1.0, False)


def _scores(text: str) -> Iterator[Quantity]:
    for found in _SCORE.finditer(text):
        value = 1000.0 * int(found[1]) + int(found[2])
        yield Quantity(found.start(), found.end(), value, value, value, "score", (), 1.0, False)


def _in_digits(text: str, language: str) -> Iterator[Quantity]:
    for found in _NUMERAL.finditer(text):
        # "41. Hafenfest", "3. September": inside a German sentence a number with a full stop is an ordinal.
        if language != "en" and re.match(r"\.\s+\S", text[found.end() :]) and "sign" not in found[0]:
            continue
        # "41st", "B2": what goes on in letters is no number, except a unit ("80km") or a scale ("2m").
        value, step = _value_of(found["digits"], language)
        quantity = _with_unit(text, found.start(), found.end(), value, step, language, found["sign"])
        if quantity:
            yield quantity


def _in_words(text: str, language: str) -> Iterator[Quantity]:
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        upto, value = _english_run(text, words, at) if language == "en" else (at + 1, spelled_de(words[at][0]))
        if value is not None:
            step = 1.0 if value == int(value) else 0.1
            quantity = _with_unit(text, words[at].start(), words[upto - 1].end(), value, step, language, None)
            if quantity:
                yield quantity
        at = max(upto, at + 1)


def _english_run(text: str, words: Sequence[re.Match[str]], at: int) -> tuple[int, float | None]:
    """Return where a run of English number words that begins at a word ends, and its value."""
    if not is_number_word_en(words[at][0]):
        return at + 1, None
    upto = at + 1
    while upto < len(words) and text[words[upto - 1].end() : words[upto].start()].strip() == "":
        word = words[upto][0].casefold()
        joins = word == "and" and words[upto - 1][0].casefold() in ("hundred", "thousand")
        if not joins and not is_number_word_en(word):
            break
        upto += 1
    if words[upto - 1][0].casefold() == "and":
        upto -= 1
    parts = [part for word in words[at:upto] for part in word[0].casefold().split("-")]
    # "one of the men", "one day": as often a pronoun as a number.
    return upto, None if parts == ["one"] else spelled_en(parts)


def _value_of(digits: str, language: str) -> tuple[float, float]:
    """Return the value of digits with separators, and the place value of the last digit that is not a zero."""
    group, point = (",", ".") if language == "en" else (".", ",")
    plain = re.sub(r"[’'\u00a0\u202f]", "", digits)
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(point)}\d+)?", plain):
        plain = plain.replace(group, "").replace(point, ".")
    elif re.fullmatch(r"\d{1,3}(?:[.,]\d{3}){2,}", plain):
        plain = re.sub(r"[.,]", "", plain)
    else:
        plain = plain.replace(",", ".")
    value = float(plain)
    whole, _, fraction = plain.partition(".")
    if fraction:
        return value, 10.0 ** -len(fraction)
    return value, 10.0 ** (len(whole) - len(whole.rstrip("0"))) if value else 1.0


def _with_unit(
    text: str, start: int, end: int, value: float, step: float, language: str, sign: str | None
) -> Quantity | None:
    scale, end = _scale_after(text, end, language, bool(sign))
    value, step = value * scale, step * scale
    if scale > 1 and step < scale and value == int(value / scale) * scale:
        step = scale
    unit, end = _unit_after(text, end)
    if sign:
        unit = {"£": Unit("money:GBP", 1), "€": Unit("money:EUR", 1)}.get(sign, Unit("money:USD", 1))
    before = text[max(0, start - _BEFORE) : start]
    if unit is None and re.match(r"\w", text[end : end + 1]):
        return None
    dimension, factor = (unit.dimension, unit.factor) if unit else ("count", 1.0)
    if unit is None or dimension == "duration":
        if _AGED.search(before):
            dimension, factor = "age", 1.0
        elif _MAGNITUDE.search(before):
            dimension = "magnitude"
    nouns = _nouns_after(text, end) if dimension == "count" else ()
    if dimension == "age":
        nouns = _nouns_after(text, end)[:1] or tuple(re.findall(r"([^\W\d_]+),? aged $", before))
    if dimension == "count" and scale == 1 and re.fullmatch(r"1[1-9]\d\d|20\d\d", text[start:end]):
        dimension = "year?"
    value, step = value * factor, step * factor
    low, high, hedged = _range_of(before, value)
    return Quantity(start, end, value, low, high, dimension, nouns, step, hedged)


def _scale_after(text: str, end: int, language: str, money: bool) -> tuple[float, int]:
    found = re.match(r"\s?([^\W\d_]+)\.?", text[end:])
    word = found[1].casefold() if found else ""
    if not found or (word in _SHORT_SCALES and not money):
        return 1.0, end
    if word in ("billion", "billionen", "billions"):
        return _BILLION["en" if language == "en" else "de"], end + found.end()
    scale = _SCALES.get(word)
    # The full stop belongs to "Mio." and not to a sentence that ends in "million".
    stop = end + (found.end() if word in ("tsd", "mio", "mill", "mln", "mrd") else found.end(1))
    return (scale, stop) if scale else (1.0, end)


def _unit_after(text: str, end: int) -> tuple[Unit | None, int]:
    for pattern, unit in UNITS:
        found = pattern.match(text, end)
        if found:
            return unit, found.end()
    return None, end


def _nouns_after(text: str, end: int) -> tuple[str, ...]:
    found: list[str] = []
    at = end
    while len(found) < _NOUN_WORDS and (word := re.match(r"[ -]([^\W\d_]+(?:-[^\W\d_]+)*)", text[at:])):
        if word[1].casefold() in _STOPS:
            break
        found.append(word[1])
        at += word.end()
    return tuple(found)


def _range_of(before: str, value: float) -> tuple[float, float, bool]:
    for pattern, (low, high) in _HEDGES:
        if pattern.search(before):
            return value * low, value * high, True
    return value, value, False
