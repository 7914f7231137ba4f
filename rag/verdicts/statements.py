"""What a sentence says, in parts that can be compared: words by clause, numbers, dates, denials and reservations.

A text flows in, a `Statement` flows out; places are positions in `Statement.words`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.lexical import tokens_of
from rag.reading.dates import SaidDate, said_dates
from rag.reading.figures import Figure, find_figures
from rag.verdicts.cues import CueKind, Cues, cues_of
from rag.verdicts.lexicon import is_form
from rag.verdicts.word_lists import FUNCTION, LIGHT, ORDERING, SPEECH

_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)?|[,;:()„“”«»\"–—.!?…]|(?<=\s)-(?=\s)")
_BREAK = frozenset(',;:()„“”«»"–—-')
_NEXT_TWO = re.compile(r"\s+([a-zäöüß]+)(?:\s+(\w+))?")
# Speaks of the next noun only: "unlike Sweden, Denmark voted".
_BESIDE = re.compile(r"anders|statt|anstelle|anstatt|entgegen|unlike|instead|rather|contrary", re.IGNORECASE)
FOCUS = 2  # content words that a "not" speaks of first of all


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a statement.

    Args:
        clause: Number of the clause that it stands in, from 0.
        content: Whether a claim that has it needs it in its source.
        capital: Whether it is printed with a capital.
        first: Whether it opens the sentence or a clause behind a colon or a quote mark, where a capital tells nothing.
        figure: The number that it is or opens; such a word is compared by what it is worth.
        dated: Whether it is part of a date.
    """

    text: str
    start: int
    end: int
    clause: int
    content: bool
    capital: bool
    first: bool
    figure: Figure | None
    dated: bool

    @property
    def plain(self) -> bool:
        """Tell whether it is compared as a word: no number, no date, not one of the words that may be added."""
        return self.content and self.figure is None and not self.dated


@dataclass(frozen=True, slots=True)
class Cue:
    """A denial or a hedge.

    Args:
        place: Of its first word.
        scope: Places of what it may speak of.
        focus: Places of what it speaks of first of all.
    """

    kind: CueKind
    place: int
    text: str
    scope: frozenset[int]
    focus: frozenset[int]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, taken apart."""

    text: str
    language: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    dates: tuple[SaidDate, ...]
    denials: tuple[Cue, ...]
    hedges: tuple[Cue, ...]

    def clause(self, number: int) -> list[int]:
        """Return the places of one clause."""
        return [place for place, word in enumerate(self.words) if word.clause == number]

    @property
    def clauses(self) -> int:
        """Return how many clauses there are."""
        return self.words[-1].clause + 1 if self.words else 0


@lru_cache(maxsize=512)
def take_apart(text: str, language: str) -> Statement:
    """Return a sentence as a statement."""
    dates = said_dates(text)
    figures = [
        one for one in find_figures(text, language) if not any(day.start <= one.start < day.end for day in dates)
    ]
    cues = cues_of(language)
    words = _words(text, language, figures, dates, cues)
    return Statement(
        text, language, words, tuple(figures), tuple(dates), _denials(text, words, cues, language),
        _hedges(text, words, cues, language),
    )  # fmt: skip


def quoting(statement: Statement) -> Statement:
    """Return a statement that holds a quote, whose "he said" needs no source: the quote shows it."""
    speech = SPEECH.get(statement.language, frozenset())
    words = tuple(replace(word, content=word.content and word.text.lower() not in speech) for word in statement.words)
    return replace(statement, words=words)


def _words(
    text: str, language: str, figures: Sequence[Figure], dates: Sequence[SaidDate], cues: Cues
) -> tuple[Word, ...]:
    light = LIGHT.get(language, frozenset())
    found: list[Word] = []
    clause, first, fresh = 0, True, True
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        figure = next((one for one in figures if one.start <= start < one.end), None)
        if not token[0].isalnum():
            inside = figure is not None or any(day.start <= start < day.end for day in dates)
            inside = inside or (
                token in "–—-" and text[start - 1 : start].isdigit() and text[start + 1 : start + 2].isdigit()
            )
            if token in _BREAK and not inside:
                clause, fresh = clause + (not fresh), True
                first = first or token in ':„“”«»"'
            continue
        if not fresh and (cues.breaks.match(text, start) or _coordinates(text, match.end(), token, language)):
            clause += 1
        if figure is not None and start > figure.start and found and found[-1].figure is figure:
            continue  # a later word of "two hundred and fifty"
        dated = any(day.start <= start < day.end for day in dates)
        content = figure is not None or (token.lower() not in light and bool(_content(token, language)))
        found.append(Word(token, start, match.end(), clause, content, token[0].isupper(), first, figure, dated))
        first = fresh = False
    return tuple(found)


def _coordinates(text: str, end: int, token: str, language: str) -> bool:
    """Tell whether "and" joins a second verb, and with it a clause, to the first: "… und kostete", "… and took"."""
    if token not in ("und", "and"):
        return False
    found = _NEXT_TWO.match(text, end)
    if not found or not _content(found[1], language):
        return False
    if language == "de":  # "rote und grüne Boote" joins adjectives
        return not (found[2] or "a")[0].isupper()
    return found[1].endswith("ed") or is_form(found[1], "en")


@lru_cache(maxsize=50_000)
def _content(token: str, language: str) -> bool:
    bare = re.sub(r"[’']\w{0,3}$", "", token)
    if bare.lower() in FUNCTION.get(language, ()):
        return False
    return bool(tokens_of(bare, language)) and (len(bare) > 1 or bare.isdigit() or bare.isupper())


def _denials(text: str, words: Sequence[Word], cues: Cues, language: str) -> tuple[Cue, ...]:
    found = []
    for place, word in enumerate(words):
        if cues.no_denials.match(text, word.start):
            continue
        for kind, pattern in cues.denials:
            match = pattern.match(text, word.start)
            if match:
                found.append(_cue(kind, place, match[0], text, words, cues, language))
                break
    return tuple(found)


def _hedges(text: str, words: Sequence[Word], cues: Cues, language: str) -> tuple[Cue, ...]:
    found = []
    for place, word in enumerate(words):
        if cues.no_hedges.match(text, word.start):
            continue
        claim = cues.claims.match(text, word.start)
        if _is_order(text, words, place, cues):
            behind = frozenset(_content_places(words, range(place + 1, len(words))))
            found.append(Cue("order", place, word.text, behind, behind))
        elif claim:
            found.append(_cue("deny", place, claim[0], text, words, cues, language))
        elif match := cues.hedges.match(text, word.start):
            scope = _content_places(words, [n for n, one in enumerate(words) if one.clause == word.clause])
            found.append(Cue("verb", place, match[0], frozenset(scope), frozenset(scope)))
    return tuple(found)


def _is_order(text: str, words: Sequence[Word], place: int, cues: Cues) -> bool:
    """Tell whether a word begins an order, as "say" does at the head of a clause and not in "they say"."""
    match = cues.orders.match(text, words[place].start)
    if not match:
        return False
    before = words[place - 1] if place else None
    opens = before is None or words[place].first or before.clause != words[place].clause
    return opens or " " in match[0] or (before is not None and before.text.lower() in ORDERING)


def _cue(
    kind: CueKind, place: int, said: str, text: str, words: Sequence[Word], cues: Cues, language: str
) -> Cue:  # fmt: skip
    """Return a cue with what it speaks of."""
    clause = words[place].clause
    end = words[place].start + len(said)
    own = _content_places(words, [n for n, word in enumerate(words) if word.clause == clause])
    if not any(n != place for n in own):  # "Not until 1971 were women …"
        own = _content_places(words, [n for n, word in enumerate(words) if word.clause in (clause, clause + 1)])
    behind = [n for n in own if words[n].start >= end]
    if kind == "noun":
        if _BESIDE.match(said):
            return Cue(kind, place, said, frozenset(behind[:1]), frozenset(behind[:1]))
        focus = behind[:FOCUS] or own
        return Cue(kind, place, said, frozenset(behind or own), frozenset(focus))
    if kind == "verb":
        focus = behind[:FOCUS] or [n for n in own if words[n].start < end]
        scope = own if language == "de" or not behind else behind
        return Cue(kind, place, said, frozenset(scope), frozenset(focus))
    dependent = _dependent(text, words, clause, cues)
    reach = set(behind) | dependent if language == "en" else dependent or set(own) - {place}
    if not dependent and language == "de":
        kind = "verb"
    return Cue(kind, place, said, frozenset(reach), frozenset(reach))


def _dependent(text: str, words: Sequence[Word], clause: int, cues: Cues) -> set[int]:
    """Return the content words of the clauses behind one that depend on it."""
    found: set[int] = set()
    before = [n for n, word in enumerate(words) if word.clause == clause - 1]
    if before and words[before[0]].text.lower() in ("dass", "ob"):
        found.update(_content_places(words, before))
    for number in range(clause + 1, words[-1].clause + 1):
        places = [n for n, word in enumerate(words) if word.clause == number]
        start, end = words[places[0]].start, words[places[-1]].end
        if not cues.depends.match(text[start:end]) or re.match(
            r"(?:but|who|which|aber|sondern|jedoch)\b", text[start:end]
        ):
            break
        found.update(_content_places(words, places))
    return found


def _content_places(words: Sequence[Word], places: Sequence[int]) -> list[int]:
    return [n for n in places if words[n].content]
