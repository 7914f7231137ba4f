"""Honest rewordings of a sentence: it still says what it said. Each returns None where it cannot be made. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3})([.,])(\d{3})(?![\w.,]|\.\d)")
_MILLIONS = re.compile(r"\b(\d{1,3})[.,](\d) (Millionen|million)\b")
_SMALL = {
    "de": dict(
        zip(
            range(2, 13),
            ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
            strict=True,
        )
    ),
    "en": dict(
        zip(
            range(2, 13),
            ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
            strict=True,
        )
    ),
}
_MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
# A clause that says more of what stands before it; without it the rest is as true as before.
_ASIDE = re.compile(
    r" \([^()]{3,}\)|, (?:who|which|whose|der|die|das|dessen|deren|wo|where)\b[^,;.]{6,},| – [^–]{6,} –"
)
_TAIL = {
    "de": re.compile(r", (?:während|weil|da|nachdem|obwohl|wobei|wodurch|wo|womit|was|darunter|der|die|"
                     r"das)\b[^,;:]{10,}\.$"),
    "en": re.compile(r", (?:while|because|after|although|though|which|who|where|including|making|leading|"
                     r"with)\b[^,;:]{10,}\.$"),
}  # fmt: skip
_NEGATIVE = re.compile(
    r"\b(?:nicht|kein\w*|nie|weder|ohne|bestritt\w*|not|no|never|neither|nor|without|n't|denied|denies|failed|rejected|if|wenn|"
    r"falls|ob|whether|only|nur|may|might|could|would|soll\w*|könnte\w*|will|würde\w*)\b", re.IGNORECASE
)  # fmt: skip
_FRONTED = re.compile(
    r"^(?P<rest>(?:The|A|An|He|She|It|They) (?:(?! and )[^,;:]){20,}) (?P<time>(?:in|since|by) (?:1\d{3}|20\d\d)|on "
    r"[A-Z][a-z]+day)\.$"
)


def verbatim(text: str, language: str, draw: Random) -> str | None:
    """Return the sentence itself."""
    return text


def shortened(text: str, language: str, draw: Random) -> str | None:
    """Drop an aside or a clause at the end."""
    for pattern in draw.sample((_ASIDE, _TAIL[language]), 2):
        match = pattern.search(text)
        if match and not _NEGATIVE.search(match[0]) and text.count('"') % 2 == 0:
            end = "." if match[0].endswith(".") else ""
            left = text[: match.start()] + end + text[match.end() :]
            if len(left.split()) >= 5 and not re.search(r'["“”„]', match[0]):
                return left
    return None


def number_reformatted(text: str, language: str, draw: Random) -> str | None:
    """Write a number with other separators, in words, or in millions."""
    match = _MILLIONS.search(text)
    if match:
        return f"{text[: match.start()]}{match[1]} {match[2]}00 000{text[match.end() :]}"
    match = _NUMBER.search(text)
    if match:
        gap = draw.choice(("", " ", "," if match[2] == "." else "."))
        return f"{text[: match.start()]}{match[1]}{gap}{match[3]}{text[match.end() :]}"
    match = re.search(r"(?<![\w.,:-])([2-9]|1[0-2])(?= [a-zäöüA-ZÄÖÜ]{4,})", text)
    if match and not re.match(r" (?:" + "|".join(_MONTHS[language]) + ")", text[match.end() :]):
        return text[: match.start()] + _SMALL[language][int(match[1])] + text[match.end() :]
    return re.sub(r" (?:percent|per cent|pct|Prozent)\b", draw.choice(("%", " %")), text, count=1)


def date_reformatted(text: str, language: str, draw: Random) -> str | None:
    """Write a date to the day in another order."""
    months = "|".join(_MONTHS[language])
    match = re.search(rf"\b(\d{{1,2}})\. ({months}) (\d{{4}})\b", text)
    if match:
        number = _MONTHS[language].index(match[2]) + 1
        form = draw.choice((f"{match[1]}.{number}.{match[3]}", f"{match[3]}-{number:02}-{int(match[1]):02}"))
        return text[: match.start()] + form + text[match.end() :]
    match = re.search(rf"\b({months}) (\d{{1,2}}), (\d{{4}})\b", text)
    if match:
        number = _MONTHS[language].index(match[1]) + 1
        form = draw.choice((f"{match[2]} {match[1]} {match[3]}", f"{match[3]}-{number:02}-{int(match[2]):02}"))
        return text[: match.start()] + form + text[match.end() :]
    match = re.search(rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b", text)
    return f"{text[: match.start()]}{match[2]} {match[1]}, {match[3]}{text[match.end() :]}" if match else None


def quoted(text: str, language: str, draw: Random) -> str | None:
    """Put some of its words in quote marks, with who says so."""
    if re.search(r'["“”„«»]', text):
        return None
    words = text.rstrip(".").split()
    opening, closing = ("„", "“") if language == "de" else draw.choice((("“", "”"), ('"', '"')))
    return f"{opening}{' '.join(words)}{closing}, {'heißt es' if language == 'de' else 'it says'}."


def quoted_with_ellipsis(text: str, language: str, draw: Random) -> str | None:
    """Quote it without an aside, which an ellipsis stands for."""
    match = _ASIDE.search(text)
    if not match or _NEGATIVE.search(match[0]) or re.search(r'["“”„«»]', text):
        return None
    gap = draw.choice((" … ", " […] ", " ... "))
    inner = (text[: match.start()] + gap + text[match.end() :].lstrip()).rstrip(".")
    return f"„{inner}“, heißt es." if language == "de" else f"“{inner}”, it says."


def fronted(text: str, language: str, draw: Random) -> str | None:
    """Move a time to the front (English only; German moves its verb with it)."""
    match = _FRONTED.match(text) if language == "en" else None
    if not match:
        return None
    return f"{match['time'][0].upper()}{match['time'][1:]}, {match['rest'][0].lower()}{match['rest'][1:]}."


def joined(one: str, other: str, language: str) -> str | None:
    """Join two whole sentences; both are cited."""
    if not one.endswith(".") or not other.endswith("."):
        return None
    return f"{one[:-1]}, {'und' if language == 'de' else 'and'} {other}"


KINDS: dict[str, Callable[[str, str, Random], str | None]] = {
    "verbatim": verbatim,
    "shortened": shortened,
    "number written otherwise": number_reformatted,
    "date written otherwise": date_reformatted,
    "quoted": quoted,
    "quoted with an ellipsis": quoted_with_ellipsis,
    "time put first": fronted,
}
