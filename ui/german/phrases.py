"""Finds the German of an English message by its wording. What is in no list stays as it is. Pure."""

from __future__ import annotations

import functools
import re
from html import escape

from ui.german.errors import ERRORS
from ui.german.reasons import REASONS

_GAP = "{}"
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
# A message may quote a file, and a hostile one could make the comparison long.
_MOST_CHARACTERS = 2000
# The lines of an error as it prints itself, after what is wrong.
_WHERE, _FIX = "  where: ", "  fix:   "


def in_german(text: str) -> str | None:
    """Return a message in German, with what it names as it is; None when it is in no list."""
    if len(text) > _MOST_CHARACTERS:
        return None
    exact, patterns = _phrases()
    if text in exact:
        return exact[text]
    for pattern, quoted, german in patterns:
        if found := pattern.fullmatch(text):
            pairs = zip(found.groups(), quoted, strict=True)
            return german.format(*(value if is_quoted else _value(value) for value, is_quoted in pairs))
    return None


def message_in(text: str, language: str) -> str:
    """Return a message of the program in the reader's language; in English where there is no German for it."""
    return (in_german(text) if language == "de" else None) or text


def message_html(text: str, language: str) -> str:
    """Return a message as `message_in` does, escaped; English on a German page is marked as such."""
    if language != "de":
        return escape(text)
    german = in_german(text)
    return f'<span lang="en">{escape(text)}</span>' if german is None else escape(german)


def error_in(text: str, language: str) -> str:
    """Return an error, given in the lines that it prints itself in, in the reader's language."""
    return "\n".join(_line(line, language) for line in text.splitlines()) if language == "de" else text


def _line(line: str, language: str) -> str:
    if line.startswith(_WHERE):
        return f"  wo: {line.removeprefix(_WHERE)}"
    if line.startswith(_FIX):
        return f"  Abhilfe: {message_in(line.removeprefix(_FIX), language)}"
    return message_in(line, language)


@functools.cache
def _phrases() -> tuple[dict[str, str], list[tuple[re.Pattern[str], list[bool], str]]]:
    """Return the messages without gaps; and of the others, those of more words first, a pattern and its quoted gaps."""
    phrases = [*REASONS, *ERRORS]
    exact = {english: german for english, german in phrases if _GAP not in english}
    gapped = sorted((pair for pair in phrases if _GAP in pair[0]), key=lambda pair: -len(pair[0]))
    return exact, [(_pattern(english), _quoted(english), german) for english, german in gapped]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, english.split(_GAP))), re.DOTALL)


def _quoted(english: str) -> list[bool]:
    """Tell of each gap whether it stands in quotation marks: what a file holds is no message of ours."""
    return [before.endswith('"') for before in english.split(_GAP)[:-1]]


def _value(value: str) -> str:
    """Return what stands in a gap: a message within a message, a number, or something named."""
    return value.replace(",", ".") if _NUMBER.fullmatch(value) else in_german(value) or value
