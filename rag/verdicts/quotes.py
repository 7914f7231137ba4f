"""Quoted spans in an answer, and whether they stand in a text word for word. Pure.

Typography does not count (kinds of quote mark, dash and blank, soft hyphens), the words do. "…" and "[…]" leave words
out, "[er]" puts one in, "[T]he" changes a letter, "[sic]" is the editor's; nothing else may differ but the case of the
first letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.verdicts.cues import cues_of

_QUOTED = re.compile(
    r"„(?P<a>[^„“”]+)[“”]|“(?P<b>[^“”]+)”|»(?P<c>[^»«]+)«|«(?P<d>[^»«]+)»|(?<!\w)\"(?P<e>[^\"]+)\"(?!\w)"
    r"|‚(?P<f>(?:[^‚‘]|(?<=\w)‘(?=\w))+)‘|(?<!\w)‘(?P<g>(?:[^‘’]|(?<=\w)’(?=\w))+)’(?!\w)"
    r"|(?<!\w)'(?P<h>(?:[^']|(?<=\w)'(?=\w))+)'(?!\w)|›(?P<i>[^›‹]+)‹|‹(?P<j>[^›‹]+)›"
)
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]|…|\.\s?\.\s?\.|\(\s*(?:…|\.\.\.)\s*\)")
_ITEM = re.compile(r"\[sic!?\]|(?<!\w)\[(?P<put>[^\[\]]*)\](?!\w)|(?P<word>[\w\[\]]+(?:[.,’']\w+)*|[%€$£])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MOST_REPLACED = 4  # words of the source for which one bracket may stand

PutIn = Literal["gap"]


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """What stands between a pair of quote marks: `text[start:end] == inner`."""

    start: int
    end: int
    inner: str


def quoted_spans(text: str) -> list[QuotedSpan]:
    """Return the quoted spans of a text in order; an apostrophe is no quote mark."""
    found = []
    for match in _QUOTED.finditer(text):
        name = match.lastgroup or "a"
        if re.search(r"\w", match[name]):
            found.append(QuotedSpan(match.start(name), match.end(name), match[name]))
    return found


def stands_in(quoted: str, source: str) -> bool:
    """Tell whether the words of a quote stand in a source, with what its ellipses and brackets say to be changed."""
    return omitted_by(quoted, source) is not None


def omitted_by(quoted: str, source: str, *, any_case: bool = False) -> list[str] | None:
    """Return the stretches of a source that a quote's ellipses leave out; None when the quote does not stand in it.

    Args:
        any_case: Capitals do not count, for sentences that are not in quote marks.
    """
    words = _words(source)
    parts = [part for part in (_pattern(piece) for piece in _ELLIPSIS.split(quoted)) if part]
    if not parts:
        return None
    at, omitted = 0, []
    for number, part in enumerate(parts):
        span = next((s for s in _places(part, words, at, any_case)), None)
        if span is None:
            return None
        if number:
            omitted.append(" ".join(words[at : span[0]]))
        at = span[1]
    return omitted


def leaves_out_denial(omitted: Sequence[str], language: str) -> bool:
    """Tell whether what a quote leaves out holds a "not" or an "if" that turns what is left."""
    cues = cues_of(language)
    patterns = [cues.hedges, cues.claims, *(pattern for _, pattern in cues.denials)]
    return any(
        pattern.match(stretch, word.start())
        for stretch in omitted
        for word in re.finditer(r"\w+", stretch)
        for pattern in patterns
    )


def without_brackets(text: str) -> str:
    """Return a sentence as it reads aloud: "[sic]" gone, "[T]he" and "[Petersen]" without their brackets."""
    text = _ELLIPSIS.sub(" … ", re.sub(r"\s*\[sic!?\]", "", text))
    return _UNSEEN.sub("", re.sub(r"\[([^\[\]\d]*)\]", r"\1", text))


def words_of_text(text: str) -> list[str]:
    """Return the words of a text as quotes are compared by, capitals aside."""
    return [word.lower() for word in _words(text)]


def _pattern(piece: str) -> list[tuple[str, str]]:
    """Return one part of a quote as items: a word, a beginning of a word, or a gap for what a bracket replaces."""
    items = []
    for match in _ITEM.finditer(_plain(piece)):
        if match["put"] is not None:
            items.append(("gap", ""))
        elif match["word"]:
            word = match["word"]
            ending = re.fullmatch(r"(\w+)\[\w*\]", word)
            items.append(("begins", ending[1]) if ending else ("word", word.replace("[", "").replace("]", "")))
    while items and items[0][0] == "gap":
        items.pop(0)
    while items and items[-1][0] == "gap":
        items.pop()
    return items


def _places(part: list[tuple[str, str]], words: list[str], at: int, any_case: bool) -> list[tuple[int, int]]:
    found = []
    for start in range(at, len(words)):
        end = _match(part, words, start, any_case, True)
        if end is not None:
            found.append((start, end))
            break
    return found


def _match(part: list[tuple[str, str]], words: list[str], at: int, any_case: bool, first: bool) -> int | None:
    """Return the place behind a part that begins at a place; None when it does not stand there."""
    if not part:
        return at
    kind, own = part[0]
    if kind == "gap":
        ends = (_match(part[1:], words, at + n, any_case, False) for n in range(_MOST_REPLACED + 1))
        return next((end for end in ends if end is not None), None)
    if at >= len(words):
        return None
    other = words[at]
    if any_case:
        own, other = own.casefold(), other.casefold()
    elif first:
        own, other = own[:1].casefold() + own[1:], other[:1].casefold() + other[1:]
    if own == other or (kind == "begins" and other.startswith(own)):
        return _match(part[1:], words, at + 1, any_case, False)
    return None


def _words(text: str) -> list[str]:
    return [
        match["word"] for match in _ITEM.finditer(_plain(text).replace("[", " ").replace("]", " ")) if match["word"]
    ]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).replace("’", "'")
