"""Words that name times, German and English: what they stand for, and patterns for them in lower case. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

_Value = TypeVar("_Value")


def words(*lines: str, start: int = 1) -> dict[str, int]:
    """Return each word of each line with the line's number."""
    return {word: number for number, line in enumerate(lines, start=start) for word in line.split()}


def one_of(names: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")"


def by_stem(word: str, stems: Mapping[str, _Value]) -> _Value:
    """Return what the longest stem that a word begins with stands for.

    Raises:
        KeyError: It begins with none.
    """
    return stems[max((stem for stem in stems if word.startswith(stem)), key=len, default="")]


MONTHS = words(
    "januar jänner january jan", "februar february feber feb", "märz march maerz mär mrz mar", "april apr", "mai may",
    "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
    "november nov", "dezember december dez dec",
)  # fmt: skip
SEASONS = {
    "frühjahr": (3, 5), "frühling": (3, 5), "spring": (3, 5), "springtime": (3, 5), "sommer": (6, 8), "summer": (6, 8),
    "frühsommer": (6, 6), "hochsommer": (7, 7), "spätsommer": (8, 8), "frühherbst": (9, 9), "spätherbst": (11, 11),
    "herbst": (9, 11), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2),
}  # fmt: skip
WEEKDAYS = words(
    "montag monday", "dienstag tuesday", "mittwoch wednesday", "donnerstag thursday", "freitag friday",
    "samstag saturday sonnabend", "sonntag sunday", start=0,
)  # fmt: skip
UNITS = {
    "tag": "day", "day": "day", "woche": "week", "week": "week", "fortnight": "fortnight", "monat": "month",
    "month": "month", "quartal": "quarter", "quarter": "quarter", "jahrzehnt": "decade", "decade": "decade",
    "jahrhundert": "century", "centur": "century", "jahr": "year", "year": "year", "wochenende": "weekend",
    "weekend": "weekend",
}  # fmt: skip
_ONES = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_ONES_EN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = {"zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
         "neunzig": 90}  # fmt: skip
_TENS_EN = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
            "ninety": 90}  # fmt: skip
NUMBERS_DE = {
    **words("ein eine einem einen einer", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
            "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
    **_TENS, **{f"{one}und{ten}": n + tens for ten, tens in _TENS.items() for n, one in enumerate(_ONES, 1)},
}  # fmt: skip
NUMBERS_EN = {
    **words("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    **_TENS_EN, **{f"{ten}-{one}": n + tens for ten, tens in _TENS_EN.items() for n, one in enumerate(_ONES_EN, 1)},
}  # fmt: skip
NUMBERS = {
    **NUMBERS_DE, **NUMBERS_EN, "a": 1, "an": 1, "hundert": 100, "einhundert": 100, "zweihundert": 200,
    "dreihundert": 300, "a hundred": 100, "one hundred": 100, "two hundred": 200, "three hundred": 300,
}  # fmt: skip
# German ordinals by their stems, to which an ending is added; English ones whole.
_ORDINALS_DE = {
    **words("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt siebent", "acht", "neunt", "zehnt", "elft",
            "zwölft", "dreizehnt", "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt",
            "zwanzigst"),
    **{f"{one}undzwanzigst": 20 + n for n, one in enumerate(_ONES, 1)}, "dreißigst": 30, "einunddreißigst": 31,
}  # fmt: skip
_ORDINALS_EN = {
    **words("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
            "nineteenth", "twentieth"),
    **{f"twenty-{one}": 20 + n for one, n in words("first", "second", "third", "fourth", "fifth", "sixth", "seventh",
                                                   "eighth", "ninth").items()},
    "thirtieth": 30, "thirty-first": 31,
}  # fmt: skip
DECADES = {
    "zehner": 10, "zwanziger": 20, "dreißiger": 30, "vierziger": 40, "fünfziger": 50, "sechziger": 60,
    "siebziger": 70, "achtziger": 80, "neunziger": 90, "nuller": 0, "noughties": 0, "twenties": 20, "thirties": 30,
    "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
# Thirds of a year, a month, a decade or a century.
PARTS = {
    **dict.fromkeys(("anfang", "beginn", "jahresanfang", "jahresbeginn", "frühe", "frühen", "early", "beginning",
                     "start"), 0),
    **dict.fromkeys(("mitte", "jahresmitte", "mittleren", "mid", "middle"), 1),
    **dict.fromkeys(("ende", "jahresende", "späte", "späten", "late", "end", "close"), 2),
}  # fmt: skip

MONTH = rf"(?:{one_of(MONTHS)}\b\.?)"
SEASON = one_of(SEASONS)
WEEKDAY = one_of(WEEKDAYS)
YEAR = r"(?:1[5-9]|20)\d\d"
SHORT_YEAR = r"['’‘]\d\d"
_NOT_A_DAY = r"(?!\d|[.,]\d)"
ORDINAL_WORD = rf"(?:{one_of(_ORDINALS_DE)}(?:e[nrms]?)|{one_of(_ORDINALS_EN)})\b"
ORDINAL = rf"(?:\d{{1,2}}(?:\s?\.|st\b|nd\b|rd\b|th\b){_NOT_A_DAY}|{ORDINAL_WORD})"
DAY = rf"(?:{ORDINAL}|\d{{1,2}}{_NOT_A_DAY}(?![\d:]))"
NUMBER = rf"(?:[1-9]\d{{0,2}}|{one_of(NUMBERS)})\b"
UNIT = r"(?:tage?n?|days?|wochenenden?|weekends?|wochen?|weeks?|fortnights?|monate?[ns]?|months?|quartale?[ns]?|" \
       r"quarters?|jahrzehnte?[ns]?|decades?|jahrhunderte?[ns]?|centur(?:y|ies)|jahre?[ns]?|years?)\b"  # fmt: skip


def month_of(word: str) -> int:
    """Return a month's number."""
    return MONTHS[word.rstrip(".")]


def ordinal_of(word: str) -> int:
    """Return the number of "3.", "3rd", "dritten" or "third"."""
    if found := re.match(r"\d+", word):
        return int(found[0])
    if word in _ORDINALS_EN:
        return _ORDINALS_EN[word]
    return by_stem(word, _ORDINALS_DE)


def number_of(word: str) -> int:
    """Return the number of "3" or "drei"."""
    return int(word) if word.isdigit() else NUMBERS[word]


def unit_of(word: str) -> str:
    """Return `day`, `week`, `month`, `year` and so on for a word that `UNIT` found."""
    return by_stem(word, UNITS)
