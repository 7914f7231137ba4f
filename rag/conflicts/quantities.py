"""Quantities in a sentence: number, unit and what is counted, as values that can be compared across formats. Pure.

"1,2 Mio. Euro", "1.2 million euros" and "€1,200,000" are one value; "34 Jahre alt", "34-jährig" and "aged 34" too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.reading.figures import Figure, find_figures
from rag.reading.word_sets import word_set

Span = tuple[int, int]

_SCORE = re.compile(r"(?<![\w.,:/-])(\d{1,3})\s?(?::|-|–|zu|to)\s?(\d{1,3})(?![\w:%]|[.,]\d)")
_CLOCK = re.compile(
    r"(?<![\w.,:])(\d{1,2})(?:[.:](\d{2}))?\s?(?:(Uhr)(?:\s(\d{1,2})\b)?|([ap])\.?m\b\.?)|(?<![\w.,:])(\d{1,2}):(\d{2})(?![\d:])",
    re.IGNORECASE,
)
_AGED = re.compile(r"(?:\baged|\bage of|\bAlter von|\bAlter:?)\s+$", re.IGNORECASE)
# "Sie starb mit 84 Jahren"; "mit zwei Jahren Haft" is no age.
_WITH = re.compile(r"\bmit\s+(?:(?:etwa|rund|fast|nur)\s+)?$", re.IGNORECASE)
_TERM = re.compile(r"\s+(?:Haft|Gefängnis|Garantie|Laufzeit|Verspätung)")
# "Edith Marl, 94, …", "was 94.", "Jürgen Petersen (58)": a bare number where newspapers put an age.
_BARE_AGE = re.compile(r"(?:[^\W\d_]{2,}, |\b(?:was|is|turned|at|war|ist|wurde) |[^\W\d_] \()$")
_BARE_AGE_END = re.compile(r"[,.;)]|\s(?:when|the|als|,)\b")
_OLDEST = 110
_MAGNITUDE = re.compile(
    r"(?:magnitude|Stärke|Magnitude)(?:\s+(?:of|at|was|is|von|der|war|betrug))?(?:\s+(?:about|etwa|rund))?\s+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:zwischen|between)\s+$", re.IGNORECASE)
_LEAST_IN_RANGE = 10
# "The number of dead stands at eight", "die Zahl der Toten liegt bei acht".
_NUMBER_OF = re.compile(
    r"\b(?:number of(?: the)?|(?:Zahl|Anzahl) der|(?=death toll|toll\b|attendance\b))\s*([^\W\d_]+)", re.IGNORECASE
)
# "A crowd of 31,400 saw them win": what is counted stands before the number.
_CROWD = re.compile(
    r"\b(crowd|audience|congregation|workforce|staff) of (?:(?:about|some|nearly|over|almost) )?$", re.IGNORECASE
)
_BEFORE = 24  # characters before a number in which a word that qualifies it stands
# Least and largest factor of what a bound may mean, and of "rund".
_BOUNDS = {"at least": (1.0, 3.0), "at most": (0.75, 1.0)}
_ABOUT = re.compile(
    r"\b(?:rund|etwa|circa|ca\.|ungefähr|gut|an die|schätzungsweise|about|around|some|roughly|"
    r"approximately|an estimated|estimated)\s+$",
    re.IGNORECASE,
)
_NEARLY = (0.9, 1.1)
_UP_TO = re.compile(r"\b(?:bis zu|höchstens|maximal|up to|at most|no more than)\s+$", re.IGNORECASE)
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


def as_weight(pounds: Quantity, language: str) -> Quantity:
    """Return pounds that were taken for money as a weight; a German one has 500 g."""
    kilograms = 0.5 if language == "de" else 0.45359237
    value, low, high, step = (one * kilograms for one in (pounds.value, pounds.low, pounds.high, pounds.step))
    return replace(pounds, value=value, low=low, high=high, step=step, dimension="mass")


# A figure is no rounding of another that is further away than this: "3 million" for 3.4 million is a mistake.
_MOST_ROUNDED = 0.1


def find_quantities(text: str, language: str, taken: Sequence[Span] = ()) -> list[Quantity]:
    """Return the quantities of a sentence in order.

    Args:
        language: Decides what number words mean; all but English have ordinals with a full stop, as German has.
        taken: Stretches that are something else, such as dates.
    """
    found: list[Quantity] = []
    figures = find_figures(text, language)
    amounts = (_quantity_of(one, text) for one in figures if not _is_no_amount(one, text, language))
    for quantity in (*_clocks(text), *_ranges(figures, text), *_scores(text), *amounts):
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


def _ranges(figures: Sequence[Figure], text: str) -> Iterator[Quantity]:
    """Yield "between 50 and 60 trees", "50 bis 60 Bäume" and "50–60 trees" as one number that may be any between."""
    for low, high in pairwise(figures):
        joint = text[low.end : high.start].strip().casefold()
        led = joint in ("und", "and") and _BETWEEN.search(text[: low.start])
        whole = _quantity_of(high, text)
        counted = low.value >= _LEAST_IN_RANGE and (high.unit or whole.nouns)  # "2-1" is a score
        if not (led or joint == "bis" or (joint in ("to", "-", "–") and counted)) or (low.is_year and high.is_year):
            continue
        unit = low.unit or high.unit
        least = float(low.value) * (unit.factor if unit else 1.0)
        while 0 < least * 1000 < whole.value:  # "between 3 and 5 million"
            least *= 1000
        if 0 < least < whole.value:
            middle = (least + whole.value) / 2
            yield replace(whole, start=low.start, value=middle, low=least, high=whole.value, hedged=True)


def _scores(text: str) -> Iterator[Quantity]:
    for found in _SCORE.finditer(text):
        value = 1000.0 * int(found[1]) + int(found[2])
        yield Quantity(found.start(), found.end(), value, value, value, "score", (), 1.0, False)


def _is_no_amount(figure: Figure, text: str, language: str) -> bool:
    """Tell whether a number is an ordinal, a pronoun ("one of the men") or a part of something longer ("3/4")."""
    behind = text[figure.end :]
    if figure.text.casefold() == "one" or re.search(r"\d(?:st|nd|rd|th)$", figure.text):
        return True
    # "41. Hafenfest", "3. September": inside a German sentence a number with a full stop is an ordinal.
    if language != "en" and re.fullmatch(r"[\d.,]+", figure.text) and re.match(r"\.\s+\S", behind):
        return True
    joined = text[figure.start - 1 : figure.start] in tuple(":/–-") or behind[:1] in tuple(":/")
    return joined or (figure.unit is None and bool(re.match(r"\w", behind)))


def _quantity_of(figure: Figure, text: str) -> Quantity:
    before = text[max(0, figure.start - _BEFORE) : figure.start]
    dimension, factor = (figure.unit.dimension, figure.unit.factor) if figure.unit else ("count", 1.0)
    if dimension in ("count", "duration"):
        years_old = figure.text.endswith("Jahren") and _WITH.search(before) and not _TERM.match(text, figure.end)
        if years_old or _AGED.search(before):
            dimension, factor = "age", 1.0
        elif _MAGNITUDE.search(before):
            dimension = "magnitude"
    nouns = (
        tuple(_CROWD.findall(before))
        or _nouns_after(text, figure.end)
        or tuple(_NUMBER_OF.findall(text[: figure.start])[-1:])
    )
    nouns = nouns if dimension == "count" else ()
    if dimension == "count" and figure.value <= _OLDEST and _BARE_AGE_END.match(text, figure.end):
        dimension = "age" if not _NUMBER_OF.search(text[: figure.start]) and _BARE_AGE.search(before) else dimension
    if dimension == "age":
        nouns = _nouns_after(text, figure.end)[:1] or tuple(re.findall(r"([^\W\d_]+),? aged $", before))
    if dimension == "count" and figure.is_year:
        dimension = "year?"
    value, step = float(figure.value) * factor, 10.0 ** int(figure.value.as_tuple().exponent) * factor
    about = bool(_ABOUT.search(before))
    low, high = _BOUNDS[figure.bound] if figure.bound else _NEARLY if about else (1.0, 1.0)
    low = 0.0 if figure.bound == "at most" and _UP_TO.search(before) else low
    hedged = about or figure.bound is not None
    return Quantity(figure.start, figure.end, value, value * low, value * high, dimension, nouns, step, hedged)


def _nouns_after(text: str, end: int) -> tuple[str, ...]:
    found: list[str] = []
    at = end
    while len(found) < _NOUN_WORDS and (word := re.match(r"[ -]([^\W\d_]+(?:-[^\W\d_]+)*)", text[at:])):
        if word[1].casefold() in _STOPS:
            break
        found.append(word[1])
        at += word.end()
    return tuple(found)
