"""Whether a claim turns round what its source says: opposites, denials, plans told as facts, "all" and "only". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.verdicts.lexicon import Pole, poles_of
from rag.verdicts.pairs import Difference, Pair
from rag.verdicts.statements import FOCUS, Cue, Statement
from rag.verdicts.word_lists import SWEEPING

# Of the words that a claim takes from what is only planned or claimed, the share from which it tells just that.
_HEDGED_SHARE = 0.6
_NEGATIVE = ("un", "in", "il", "ir", "dis", "non")


def opposites(two: Pair) -> Iterator[Difference]:
    """Find words for whose opposite alone the source has a word."""
    language = two.claim.language
    own = {n: poles_of(word.text, language) for n, word in enumerate(two.claim.words) if word.figure is None}
    other = {n: poles_of(word.text, language) for n, word in enumerate(two.source.words) if word.figure is None}
    claimed = frozenset().union(*own.values()) if own else frozenset()
    said = frozenset().union(*other.values()) if other else frozenset()
    for n, poles in own.items():
        for number, side in poles:
            turned = (number, 1 - side)
            if turned in said and (number, side) not in said and turned not in claimed:
                instead = next(two.source.words[m].text for m, found in other.items() if turned in found)
                yield Difference("opposite", two.claim.words[n].text, instead)
                return
    yield from _opposite_at_home(two, own, other)
    for n, word in enumerate(two.claim.words):
        if word.plain and not two.matches[n]:
            lower = word.text.lower()
            turned_forms = {negative + lower for negative in _NEGATIVE} | {lower.removeprefix(n) for n in _NEGATIVE}
            for o in two.source.words:
                if o.text.lower() in turned_forms:
                    yield Difference("opposite", word.text, o.text)
                    return


def _opposite_at_home(
    two: Pair, own: Mapping[int, frozenset[Pole]], other: Mapping[int, frozenset[Pole]]
) -> Iterator[Difference]:
    """Find an opposite in the clause that the claim is taken from, though the word stands elsewhere in the source."""
    for n, poles in own.items():
        if not poles:
            continue
        around = [m for m in two.claim.clause(two.claim.words[n].clause) if m != n and two.claim.words[m].content]
        home = two.home(around)
        here = [m for m in other if two.source.words[m].clause == home]
        for number, side in poles:
            turned = [m for m in here if (number, 1 - side) in other[m]]
            if turned and not any((number, side) in other[m] for m in here):
                if any(m in two.matches[k] for m in turned for k in around):
                    continue  # the claim has both, as its source does
                yield Difference("opposite", two.claim.words[n].text, two.source.words[turned[0]].text)
                return


def denials(two: Pair) -> Iterator[Difference]:
    """Find what the source denies and the claim does not, and the other way round."""
    everything = range(len(two.claim.words))
    for cue in two.source.denials:
        used = two.taken_from(cue.focus, everything)
        # A "without" that the claim shares with its source answers for itself alone.
        others = {one.text.lower() for one in two.source.denials if one is not cue}
        free = [one for one in two.claim.denials if one.text.lower() not in others - {cue.text.lower()}]
        if len(used) >= _enough(cue) and not any(_covers(two.claim, other, used) for other in free):
            yield Difference("denies", cue.text)
            return
    for cue in two.claim.denials:
        if not any(_answers(two, cue, other) for other in two.source.denials):
            yield Difference("does not deny", cue.text)
            return


def hedges(two: Pair) -> Iterator[Difference]:
    """Find what the source only plans, claims or thinks possible and the claim tells as a fact."""
    for clause in range(two.claim.clauses):
        content = [n for n in two.claim.clause(clause) if two.claim.words[n].content and two.matches[n]]
        near = [one.kind for one in two.claim.hedges if two.claim.words[one.place].clause in (clause, clause - 1)]
        for cue in two.source.hedges:
            if any((kind == "order") == (cue.kind == "order") for kind in near):
                continue
            if any(one.text.lower() == cue.text.lower() for one in two.claim.hedges):
                continue
            used = two.taken_from(cue.scope, content)
            if len(used) >= (1 if cue.kind == "order" else 2) and len(used) >= _HEDGED_SHARE * len(content):
                yield Difference("hedged", "", cue.text)
                return


def sweeping(two: Pair) -> Iterator[Difference]:
    """Find "all", "only", "always" that the source does not say."""
    listed = SWEEPING.get(two.claim.language, frozenset())
    said = {word.text.lower() for word in two.source.words}
    for n, word in enumerate(two.claim.words):
        lower = word.text.lower()
        if lower in listed and lower not in said and not two.matches[n]:
            stem = lower[:4]
            if not any(one.startswith(stem) for one in said):
                yield Difference("sweeping", word.text)
                return


def _enough(cue: Cue) -> int:
    """Return how many words of what a cue speaks of a claim must have, to speak of it too."""
    if cue.kind == "deny":
        return min(2, len(cue.focus))
    return 1 if len(cue.focus) <= FOCUS else len(cue.focus) // 2 + 1


def _covers(claim: Statement, cue: Cue, places: Sequence[int]) -> bool:
    """Tell whether a denial in the claim speaks of some of its words."""
    clause = claim.clause(claim.words[cue.place].clause) if cue.kind != "noun" else ()
    return not (cue.scope | cue.focus).union(clause).isdisjoint(places)


def _answers(two: Pair, own: Cue, other: Cue) -> bool:
    """Tell whether a denial in the source denies what a denial in the claim does."""
    focus = [n for n in own.focus if two.matches[n]]
    met = [n for n in focus if two.matches[n] & (other.scope | other.focus)]
    if len(met) > len(focus) / 2:
        return True
    clause = two.claim.words[own.place].clause
    if own.kind == other.kind == "deny" and own.text.lower() == other.text.lower():
        there = set(two.source.clause(two.source.words[other.place].clause)) - {other.place}
        mine = [n for n in two.claim.clause(clause) if n != own.place and two.claim.words[n].content]
        if any(two.matches[n] & there for n in mine):
            return True
    shared = [n for n in two.claim.clause(clause) if two.matches[n] & other.focus]
    return own.kind != "noun" and len(shared) > 1
