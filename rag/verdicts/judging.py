"""Does a sentence of an answer rest on what it cites? Rules that a reader can follow; no model decides alone. Pure.

`verbatim`: its words stand in one cited quote, in that order. `supported`: one sentence of what it cites, or one for
each of its parts, has all its words or words for the same, its numbers, dates, names, denials and reservations.
Anything else, and every sentence without a marker, is `unsupported`, with the reason. Markers are taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.sentences import split_sentences
from index.types import DateSpan
from rag.types import Verdict
from rag.verdicts.across import differences_across
from rag.verdicts.comparing import differences, figures, is_borne_out
from rag.verdicts.pairs import Difference, pair
from rag.verdicts.polarity import denials, hedges
from rag.verdicts.quotes import leaves_out_denial, omitted_by, quoted_spans, without_brackets, words_of_text
from rag.verdicts.reasons import by_meaning, reason_for
from rag.verdicts.statements import Statement, quoting, take_apart

# Cosine from which a sentence in another language than its quote says the same, for the default encoder: translations
# of XQuAD sentences lie above 0.866 but for a twentieth, other sentences of the same paragraph below 0.860 likewise.
LEAST_COSINE_ACROSS_LANGUAGES = 0.87
# A claim is set against so many sentences of what it cites, and cut at so many joints; a page would take seconds.
_MOST_SENTENCES = 40
_MOST_JOINTS = 24
_GRAVEST = ("quote", "number", "date", "opposite", "denies", "does not deny", "hedged", "swapped", "belongs")
_PRONOUN = re.compile(r"(?:\w+\s+){0,2}?(?:er|sie|es|dieser|diese|dieses|he|she|it|they|this|these)\b", re.IGNORECASE)
# What begins like this hangs on the sentence that it was written for.
_DEPENDS = re.compile(
    r"(?:weil|da|nachdem|bevor|dass|ob|wenn|falls|obwohl|sodass|der|die|das|dem|den|dessen|deren|wo|wobei|womit|because|after|"
    r"before|that|which|who|whose|whom|where|if|whether|although|though|since|as|than)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cited:
    """What a marker stands for.

    Args:
        text: The quote, one sentence or more.
        language: Of its article; `und` is compared like the answer's own.
        published: When it was printed, for years and weekdays that it leaves out.
    """

    text: str
    language: str = "und"
    published: DateSpan | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and why.

    Args:
        reason: In German for a German answer, else in English; None where there is nothing to explain.
    """

    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """One sentence of a cited text."""

    statement: Statement
    cited: int
    number: int
    published: DateSpan | None


def judge(sentence: str, cited: Sequence[Cited], language: str, cosine: float | None = None) -> Ruling:
    """Return how far a sentence is borne out by what it cites.

    Args:
        sentence: Without markers.
        cited: What its markers stand for; none makes it unsupported.
        language: Of the sentence.
        cosine: Of the sentence with its nearest quote when all are in other languages, where words cannot be
            compared; None when one is in the sentence's own.
    """
    if not cited or not re.search(r"\w", sentence):
        return _unsupported(Difference("no source", ""), language)
    if any(_is_whole(sentence, one) for one in cited):
        return Ruling("verbatim")
    misquoted = _misquoted(sentence, cited, language)
    if misquoted:
        return _unsupported(misquoted, language)
    own = [one for one in cited if language in ("und", one.language) or one.language == "und"]
    if not own:
        return _across(sentence, cited, language, cosine)
    return _in_one_language(sentence, own, language)


def _in_one_language(sentence: str, own: Sequence[Cited], language: str) -> Ruling:
    """Return how far a sentence is borne out by sources in its own language."""
    claim = take_apart(without_brackets(sentence), language)
    if quoted_spans(sentence):
        claim = quoting(claim)
    places = list(_places(own, language))
    torn = None
    for one in own:
        if (omitted := omitted_by(sentence, one.text, any_case=True)) is not None:
            torn = _torn(claim, sentence, one, omitted, language)
            if torn is None:
                return Ruling("verbatim")
    found = [(place, differences(pair(claim, place.statement, place.published))) for place in places]
    if torn is None and any(not against for _, against in found):
        return Ruling("supported")
    if torn is None and (_by_pronoun(claim, found) or _by_parts(claim, places)):
        return Ruling("supported")
    return _unsupported(torn or _tell(found), language)


def denies(text: str, language: str) -> bool:
    """Tell whether a text denies something; in languages without a list, never."""
    return bool(take_apart(text, language).denials)


def _unsupported(difference: Difference, language: str) -> Ruling:
    return Ruling("unsupported", reason_for(difference, language))


def _is_whole(sentence: str, cited: Cited) -> bool:
    """Tell whether a sentence is what it cites, or one whole sentence of it, word for word."""
    spans = [(0, len(cited.text)), *split_sentences(cited.text, cited.language)]
    words = words_of_text(sentence)
    return any(words == words_of_text(cited.text[start:end]) for start, end in spans)


def _misquoted(sentence: str, cited: Sequence[Cited], language: str) -> Difference | None:
    """Return the first quoted span that stands in none of what is cited, or that leaves out a "not"."""
    for span in quoted_spans(sentence):
        omitted = [left for one in cited if (left := omitted_by(span.inner, one.text)) is not None]
        if not omitted:
            return Difference("quote", span.inner)
        if all(leaves_out_denial(left, language) for left in omitted):
            return Difference("omission", span.inner)
    return None


def _places(cited: Sequence[Cited], language: str) -> Iterator[_Place]:
    count = 0
    for number, one in enumerate(cited):
        for n, (start, end) in enumerate(split_sentences(one.text, language)):
            if count == _MOST_SENTENCES:
                return
            count += 1
            yield _Place(take_apart(one.text[start:end], language), number, n, one.published)


def _torn(claim: Statement, sentence: str, cited: Cited, omitted: Sequence[str], language: str) -> Difference | None:
    """Return what the words lost when they were taken out of a sentence: "denied that" before, "at least" inside."""
    if omitted and leaves_out_denial(omitted, language):
        return Difference("omission", sentence)
    for start, end in split_sentences(cited.text, language):
        whole = cited.text[start:end]
        if omitted_by(sentence, whole, any_case=True) is None:
            continue
        two = pair(claim, take_apart(whole, language), cited.published)
        rules = (figures, denials, hedges)
        found = [one for rule in rules for one in rule(two)]
        if not found:
            return None
        return found[0]
    return None


def _by_pronoun(claim: Statement, found: Sequence[tuple[_Place, list[Difference]]]) -> bool:
    """Tell whether a sentence bears a claim out once its "she" is read as what the sentence before it names."""
    for (before, _), (place, against) in pairwise(found):
        if before.cited != place.cited or not _PRONOUN.match(place.statement.text):
            continue
        if any(one.kind not in ("name", "word") for one in against) or len(against) > 3:
            continue
        named = pair(claim, before.statement)
        missing = [n for n, word in enumerate(claim.words) if any(word.text == one.claimed for one in against)]
        if all(named.matches[n] for n in missing) and missing == list(range(missing[0], missing[0] + len(missing))):
            return True
    return False


def _by_parts(claim: Statement, places: Sequence[_Place]) -> bool:
    """Tell whether each part of a claim is borne out by a sentence of its own, and the parts belong together."""
    if len(places) < 2:
        return False
    joints = [
        word.start
        for before, word in pairwise(claim.words)
        if word.clause != before.clause or word.text in ("und", "and")
    ][:_MOST_JOINTS]
    for joint in joints:
        first, second = (_statement(claim, 0, joint), _statement(claim, joint, len(claim.text)))
        if any(sum(word.content for word in part.words) < 2 for part in (first, second)):
            continue  # "Under the deal," says nothing by itself, and nothing of another sentence
        if _DEPENDS.match(claim.text[joint:]):
            continue
        left = _bearing(first, places)
        right = _bearing(second, places) if left else []
        if any(_linked(first, second, one, other) for one in left for other in right):
            return True
    return False


def _bearing(part: Statement, places: Sequence[_Place]) -> list[_Place]:
    return [place for place in places if is_borne_out(pair(part, place.statement, place.published))]


def _statement(claim: Statement, start: int, end: int) -> Statement:
    return take_apart(claim.text[start:end].strip(" ,;"), claim.language)


def _linked(first: Statement, second: Statement, one: _Place, other: _Place) -> bool:
    """Tell whether the second part of a claim speaks of what its own source speaks of.

    It names the subject of that source itself, or the first part does; or the source begins with "she", right behind
    the source of the first part.
    """
    subject = _subject(other.statement)
    for part in (second, first):
        two = pair(part, other.statement)
        if any(subject & found for n, found in enumerate(two.matches) if part.words[n].plain):
            return True
    follows = one.cited == other.cited and one.number + 1 == other.number
    return follows and bool(_PRONOUN.match(other.statement.text))


def _subject(statement: Statement) -> frozenset[int]:
    """Return the places of the first name of a sentence, or of the one or two words that are likely its first noun."""
    plain = [n for n, word in enumerate(statement.words) if word.plain and (word.capital or statement.language != "de")]
    run = plain[:1]
    for n in plain[1:]:
        if n != run[-1] + 1 or statement.words[n].capital != statement.words[run[0]].capital:
            break
        run.append(n)
    if run and not statement.words[run[0]].capital:
        run = run[:2] if len(run) > 2 else run[:1]  # the last of "baths cost" and of "new bridge cost" is the verb
    return frozenset(run)


def _tell(found: Sequence[tuple[_Place, list[Difference]]]) -> Difference:
    """Return the difference that explains best: the gravest one with the sentence that comes nearest."""
    nearest = min((against for _, against in found), key=len, default=[])
    if len(nearest) > 1 and all(one.kind in ("word", "name") for one in nearest):
        together = {one.claimed for one in nearest}
        if all(any(one not in {d.claimed for d in against} for _, against in found) for one in together):
            return Difference("joined", "")
    ordered = sorted(nearest, key=lambda one: _GRAVEST.index(one.kind) if one.kind in _GRAVEST else len(_GRAVEST))
    return ordered[0] if ordered else Difference("joined", "")


def _across(sentence: str, cited: Sequence[Cited], language: str, cosine: float | None) -> Ruling:
    claim = take_apart(without_brackets(sentence), language)
    found = [
        differences_across(claim, take_apart(" ".join(one.text.split()), one.language), one.published) for one in cited
    ]
    nearest = min(found, key=len)
    if nearest:
        return _unsupported(nearest[0], language)
    if cosine is None or cosine < LEAST_COSINE_ACROSS_LANGUAGES:
        return _unsupported(Difference("far", ""), language)
    return Ruling("supported", by_meaning(language))
