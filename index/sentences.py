"""Sentence borders as offsets into a text, by sentencex (rules and abbreviations for some 300 languages, in Rust).

Text flows in, spans flow out; nothing is changed, trimmed or joined, so that every quote stays exact.
"""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]

# "Das 41. | Hafenfest", "im 19. | Jahrhundert": sentencex knows ordinals before months only. Two matches, one on each
# side of a border; the second leaves out what opens a sentence, as in "Es waren die 12. Danach …".
_ORDINAL_DE = re.compile(
    r"(?:^|(?<=\W))(?:d(?:er|ie|as|en|em|es)|am|im|vom|zum|zur|beim|ins|"
    r"(?:ein|kein|mein|sein|ihr|unser|dies|jed)(?:e[rmns]?)?)\s+\d{1,3}\.$",
    re.IGNORECASE,
)
_LONGEST = 16  # characters of "seinem 123." with some room
_NOUN_DE = re.compile(
    r"\s+(?!(?:D(?:er|ie|as|en|em|es|ann|anach|ort|a|och|abei|amit|amals|arum|arauf|ies\w*)|E[rs]|Ein\w*|Sie|Wir|Ich|Ihr\w*|"
    r"Sein\w*|Man|I[mn]|A[mn]|Au[fs]|Auch|Bei\w?|Bis|Für|Nach|Nur|Nun|Seit|So|Vo[nmr]|Zu\w?|Mit|Und|Aber|Wer|Wie|Was|Wo|"
    r"Wenn|Weil|Als|Heute|Gestern|Jetzt)\b)[A-ZÄÖÜ]"
)
# "In der Nacht zum Freitag, 15. | März, …": with a comma behind the month sentencex does not know it for one.
_DAY_DE = re.compile(r"(?:^|(?<=\W))\d{1,2}\.$")
_MONTH_DE = re.compile(
    r"\s+(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    r"Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\b"
)

# sentencex ends no German sentence before a figure ("… gekentert. 38 Menschen …"), as it stands in "Nr. 5" and "ca. 5".
# A word of five letters and more does; "Hauptstr. 5" and "Hausnr. 5" are short for longer ones.
_BEFORE_FIGURE_DE = re.compile(r"[^\W\d_]{5,}(?<!str)(?<!nr)[.!?][“”\"«»]?(?=\s+\d)")


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the sentences of a text as spans, in order, without the white space around them.

    A line break ends a sentence: headlines, list items and table rows have no full stop.

    Args:
        text: Any text; may be empty.
        language: BCP-47 primary language; `und` and unknown ones fall back to the rules for English.

    Returns:
        Spans `(start, end)` with `text[start:end]` non-empty, not overlapping, covering every character that is
        not white space.
    """
    import sentencex

    spans: list[Span] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            pieces = sentencex.segment("en" if language == "und" else language, line)
            spans.extend(_spans_of(pieces, text, line_start, line_start + len(line), language))
        line_start += len(line)
    return spans


def _spans_of(pieces: list[str], text: str, start: int, end: int, language: str) -> list[Span]:
    """Find the pieces of one line again in the text; what the splitter left out joins the sentence before it."""
    borders = [start]
    for piece in pieces[:-1]:
        core = piece.strip()
        found = text.find(core, borders[-1], end) if core else -1
        if found >= 0:
            borders.append(found + len(core))
    borders.append(end)
    if language == "de":
        borders = [one for one in borders if one in (start, end) or not _is_ordinal(text, start, one, end)]
        borders = sorted({*borders, *(match.end() for match in _BEFORE_FIGURE_DE.finditer(text, start, end))})
    spans = []
    for left, right in pairwise(borders):
        stretch = text[left:right]
        if stretch.strip():
            first = left + len(stretch) - len(stretch.lstrip())
            spans.append((first, left + len(stretch.rstrip())))
    return spans


def _is_ordinal(text: str, start: int, border: int, end: int) -> bool:
    """Tell whether a border lies behind a German ordinal that belongs to the noun behind it."""
    before, behind = text[max(start, border - _LONGEST) : border], text[border:end]
    is_day = _DAY_DE.search(before) and _MONTH_DE.match(behind)
    return bool(is_day or (_ORDINAL_DE.search(before) and _NOUN_DE.match(behind)))
