"""A follow-up question made into one that stands alone, from the questions and answers before it. Pure, no model.

Rules that can be told to the reader: a pronoun is replaced by what it refers to, "and in Hamburg?" takes the place of
the place before, "and 2022?" of the time before, "why?" of the question word before. A question that stands alone is
left as it is; where no rule is sure, the question before is put in front of it. German and English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.types import DateSpan
from rag.conversation.noun_phrases import Phrase, phrases_in
from rag.conversation.references import Reference, find_reference, insert_reference
from rag.times.doubts import is_german
from rag.times.lazy_pattern import LazyPattern
from rag.times.parts import read_moment
from rag.times.vocabulary import YEAR
from rag.times.words import find_time_words
from rag.types import Answer

_CONNECTIVE = LazyPattern(
    r"^\W*(?:(?:und|and|aber|but|also)\s+)?(?:what\s+about|how\s+about|was\s+ist\s+mit|was\s+war\s+mit|"
    r"wie\s+sieht\s+es\s+(?:mit|aus\s+mit)|wie\s+ist\s+es\s+mit|wie\s+war\s+es\s+mit)\s+|^\W*(?:und|and|aber|but|nur|only)\s+",
    re.IGNORECASE,
)
_BARE = LazyPattern(
    r"^\W*(?:(?:und|and|aber|but)\s+)?(?P<word>warum|wieso|weshalb|wann|wo|wie|wer|seit\s+wann|von\s+wem|mit\s+wem|wie\s+viele?|"
    r"wie\s+lange|why|when|where|how|who|by\s+whom|with\s+whom|since\s+when|how\s+many|how\s+much|how\s+long|what\s+else|"
    r"who\s+else|was\s+noch|wer\s+noch|und\s+sonst)(?:\s+(?:genau|noch|sonst|nicht|denn|exactly|not|so|else))*\W*$",
    re.IGNORECASE,
)
_ADVERB = LazyPattern(
    r"^\W*(?:wann|wo|warum|wieso|weshalb|wie|when|where|why|how)\b(?!\s+(?:viele?|hoch|lang\w*|alt|groß|oft|weit|teuer|schnell|"
    r"stark|lange|many|much|tall|long|old|far|high|often|big|fast)\b)",
    re.IGNORECASE,
)
_VERB = LazyPattern(
    r"\b(?:ist|sind|war|waren|wurden?|hat|haben|hatten?|kam(?:en)?|gab|is|are|was|were|did|does|do|has|have|had|will)\b",
    re.IGNORECASE,
)
# What asks for a time, or speaks of another one, does not take over that of the question before.
_OTHER_TIME = LazyPattern(
    r"^\W*(?:(?:und|and)\s+)?(?:seit\s+wann|wann|when|since\s+when|how\s+long\s+ago|in\s+welchem\s+jahr|"
    r"in\s+(?:what|which)\s+year)\b|\b(?:heute|jetzt|inzwischen|danach|davor|später|vorher|seitdem|"
    r"today|now|currently|afterwards|later|earlier|before\s+that|since\s+then)\b",
    re.IGNORECASE,
)
# "Wer baute die Brücke?" – "Wann wurde sie gesperrt?": what is said of things, not of people.
_OF_THINGS = LazyPattern(
    r"\b(?:gebaut|erbaut|eröffnet|gesperrt|saniert|verkauft|gegründet|abgerissen|geschlossen|gekostet|kostete?n?|lang|hoch|"
    r"breit|tief|schwer|renoviert|fertig|fertiggestellt|abgeschafft|beschlossen)\b"
)
_PREPOSITION = LazyPattern(r"(in|im|für|for|bei|mit|with|at|aus|from|an|am|on|unter|among)\s+", re.IGNORECASE)
_BEFORE_A_TIME = LazyPattern(
    r"(?:(?:in|im|am|on|at|during|seit|since|ab|bis|until|vor|before|nach|after|the|der|den|dem)\s+)*"
)
_PLACES = ("in", "im", "am", "an", "at")
_LONGEST = 1000  # characters; a longer question stands alone
_MOST_WORDS = 6  # of an elliptic question, "And in the early nineties in Wales?"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an answer, with the date of the article that it was taken from."""

    text: str
    published: DateSpan | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Args:
        question: As it was answered: the stand-alone one, where it was itself a follow-up.
        told: The sentences that the answer rests on, best first.
    """

    question: str
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in its conversation.

    Args:
        asked: As it was asked.
        question: As it is answered; the same when it stands alone.
        why: What was changed and how, in the question's language; None when nothing was.
    """

    asked: str
    question: str
    why: str | None = None


def turn_of(answer: Answer) -> Turn:
    """Return an answer as a turn that later questions may refer to."""
    return Turn(answer.question, tuple(Told(one.quote, one.published) for one in answer.citations))


def stand_alone(question: str, history: Sequence[Turn], today: date, as_of: date | None = None) -> Understood:
    """Return a question as it can be understood without the ones before it.

    Show `asked`, `question` and `why` together, so that a reader sees what was made of the words. To undo it, ask the
    question again without history.

    Args:
        question: As it was asked.
        history: Earlier turns, oldest first; only the last one is referred to. Without any, nothing is changed.
        today: What relative time words are relative to.
        as_of: Sentences of later or undated articles are not referred to.
    """
    if not history:
        return Understood(question, question)
    last = history[-1]
    if max(len(question), len(last.question)) > _LONGEST:
        return Understood(question, question)
    known = [one for one in last.told if as_of is None or (one.published and one.published.last <= as_of)]
    told = [one.text[:_LONGEST] for one in known]
    german = is_german(f"{question} {last.question}")
    for read in (_bare, _elliptic, _referring):
        found = read(question.strip(), last.question.strip(), told, today, german)
        if found:
            return Understood(question, *found)
    return Understood(question, question)


def _bare(question: str, before: str, told: Sequence[str], today: date, german: bool) -> tuple[str, str] | None:
    """Read "Warum?" and "By whom?", which ask for more of the same."""
    found = _BARE.match(question)
    if not found:
        return None
    word = found["word"]
    adverb = _ADVERB.match(before)
    if adverb and _ADVERB.match(word):
        why = f"„{word}“ fragt nach der Frage davor" if german else f"“{word}” asks of the question before"
        return _capital(word) + before[adverb.end() :], why
    return _after(before, _capital(re.sub(r"^\W*(?:und|and|aber|but)\s+", "", question, flags=re.IGNORECASE)), german)


def _elliptic(question: str, before: str, told: Sequence[str], today: date, german: bool) -> tuple[str, str] | None:
    """Read "Und 2022?" and "What about England?", which put one thing in another's place."""
    opening = _CONNECTIVE.match(question)
    rest = question[opening.end() if opening else 0 :].strip(" ?!.")
    count = len(rest.split())
    if not rest or count > _MOST_WORDS or (not opening and count > 3) or _VERB.search(rest) or _BARE.match(rest):
        return None
    if re.match(r"(?:wer|was|wie|wo|wann|warum|welche\w?|wem|wen|who|what|how|where|when|why|which)\b", rest.lower()):
        return None
    time = find_time_words(f"{rest}?", today)
    if (time and not rest.replace(time.words, "").strip(" ,")) or (_is_a_time(rest) and find_time_words(before, today)):
        return _with_time(before, rest, today, german)
    if not opening and not _PREPOSITION.match(rest):
        return None
    place = _counterpart(rest, phrases_in(before))
    plain = _PREPOSITION.match(rest)
    if place is None and plain and (old := re.search(rf"\b{plain[1]}\s+\w+(?=\W*$)", before)):
        return before[: old.start()] + rest + before[old.end() :], _instead(rest, old[0], german)
    if place is None:
        return _after(before, _capital(question), german)
    why = _instead(rest, before[place.start : place.end], german)
    if plain and place.preposition == plain[1].lower():
        begin = place.end - len(_with_preposition(before, place))
        return before[:begin] + rest + before[place.end :], why
    return before[: place.start] + rest + before[place.end :], why


def _is_a_time(rest: str) -> bool:
    """Tell whether words are nothing but a time, be it one that says nothing alone: "in the second quarter"."""
    text = rest.lower()
    start = _BEFORE_A_TIME.match(text)
    end, moment = read_moment(text, start.end() if start else 0, date(2100, 1, 1))
    return moment is not None and end == len(text)


def _with_time(before: str, words: str, today: date, german: bool) -> tuple[str, str]:
    """Return the question before with other time words; the year of the old ones is kept where the new have none."""
    old = find_time_words(before, today)
    years = re.findall(rf"\b{YEAR}\b", before)
    if old is None and len(years) == 1 and re.fullmatch(YEAR, words):  # "die Wahl 2021"
        return before.replace(years[0], words), _instead(words, years[0], german)
    if old is None:
        why = f"„{words}“ zur Frage davor" if german else f"“{words}” added to the question before"
        return f"{before.rstrip(' ?!.')} ({words})?", why
    year = re.search(YEAR, old.words)
    if year and re.fullmatch(YEAR, words):
        new = old.words.replace(year[0], words)
    elif year and re.search(r"\b(?:im|in|ende|mitte|anfang|early|late|am|on)\s+[^\d]+$", words.lower()):
        new = f"{words} {year[0]}"
    else:
        new = words
    return before.replace(old.words, new, 1), _instead(new, old.words, german)


def _instead(new: str, old: str, german: bool) -> str:
    return f"„{new}“ statt „{old}“" if german else f"“{new}” instead of “{old}”"


def _referring(question: str, before: str, told: Sequence[str], today: date, german: bool) -> tuple[str, str] | None:
    """Read a pronoun, and carry the time of the question before, unless this one has its own or asks for it."""
    reference = find_reference(question, german)
    if reference is None:
        return None
    bare = _capital(re.sub(r"^\W*(?:und|and|aber|but)\s+", "", question, flags=re.IGNORECASE))
    antecedent = None if reference.is_a_statement else _antecedent(question, reference, before, told)
    if antecedent is None:
        return _after(before, bare, german)
    reference = find_reference(bare, german) or reference
    antecedent = _without_twice(antecedent, phrases_in(question))
    new = insert_reference(bare, reference, antecedent, german)
    why = f"„{reference.words}“: {antecedent.text}" if german else f"“{reference.words}”: {antecedent.text}"
    carried = _place(question, before, antecedent)
    time = find_time_words(before, today)
    if time and not find_time_words(question, today) and not _OTHER_TIME.search(question):
        carried.append(time.words)
    if carried:
        # In brackets they are found as words, and a time is read as one.
        new = f"{new.rstrip(' ?!.')} ({', '.join(carried)})?"
        why += ("; wie zuvor: " if german else "; as before: ") + ", ".join(carried)
    return new, why


def _without_twice(antecedent: Phrase, said: Sequence[Phrase]) -> Phrase:
    """Return a thing without its complement where the question has one of the kind: "die Ministerin zum Streik"."""
    own = next((one.preposition for one in said if one.preposition and f" {one.preposition} " in antecedent.text), None)
    return replace(antecedent, text=antecedent.text.split(f" {own} ")[0]) if own else antecedent


def _place(question: str, before: str, antecedent: Phrase) -> list[str]:
    """Return where the question before was about, if this one says nothing of the kind."""
    if any(one.preposition in _PLACES for one in phrases_in(question)):
        return []
    places = [one for one in phrases_in(before) if one.preposition in _PLACES and one.noun not in antecedent.text]
    return [re.sub(r"^\W+", "", _with_preposition(before, one)) for one in places[:1]]


def _with_preposition(sentence: str, phrase: Phrase) -> str:
    start = re.search(rf"\b{phrase.preposition}\s+$|$", sentence[: phrase.start], re.IGNORECASE)
    return sentence[start.start() if start else phrase.start : phrase.end]


def _antecedent(question: str, reference: Reference, before: str, told: Sequence[str]) -> Phrase | None:
    """Return what a pronoun refers to: who was asked for, else what the question before speaks of first."""
    asked = phrases_in(before)
    answered = [one for text in told[:1] for one in phrases_in(text)]
    new = [one for one in answered if one.is_name and not any(one.noun in known.text for known in asked)]
    people = [one for one in new if " " in one.noun]
    asks_who = re.match(r"\W*(?:wer|wem|wen|who|whom)\b", before, re.IGNORECASE)
    fitting = [one for one in asked if reference.fits(one)]
    of_a_thing = bool(_OF_THINGS.search(question)) and any(not one.is_name for one in fitting)
    if asks_who and reference.may_be_a_person and people and not of_a_thing:
        return people[0]
    if not reference.genders:  # "dabei" goes with the flood, not with the results that were asked for
        fitting = [one for one in fitting if not one.is_asked_for] or fitting
    # What a question is about is not what stands behind its prepositions, unless nothing else does.
    chosen = [one for one in fitting if not one.preposition] or fitting
    return next(iter(chosen or [one for one in answered if reference.fits(one)]), None)


def _counterpart(rest: str, phrases: Sequence[Phrase]) -> Phrase | None:
    """Return the phrase of the question before that an elliptic one takes the place of; None when that is not clear."""
    first = rest.split()[0].lower()
    same = [one for one in phrases if one.preposition == first]
    if same:
        return same[-1]
    article = [one for one in phrases if one.article == first]
    if article:
        return article[0]
    if not rest[:1].isupper():
        return None
    names = [one for one in phrases if one.is_name]
    return next(iter([one for one in names if not one.preposition] or names), None)


def _after(before: str, question: str, german: bool) -> tuple[str, str]:
    why = "mit der Frage davor" if german else "with the question before"
    return f"{before.rstrip(' ?!.')}? {question}", why


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
