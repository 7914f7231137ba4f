"""What was changed in a sentence that is otherwise copied from its source. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from rag.verdicts.lexicon import poles_of
from rag.verdicts.pairs import Difference, Pair
from rag.verdicts.statements import Statement

# A sentence that shares so much of its words, in order, with its source is a copy; so many words are one edit.
_COPIED = 0.75
_EDIT = 3
_MAYBE = frozenset({"may", "might", "could", "should"})


def is_copied(two: Pair) -> bool:
    """Tell whether a claim is its source but for a few words."""
    return _matcher(two).ratio() >= _COPIED


def _matcher(two: Pair) -> SequenceMatcher[str]:
    own, other = ([word.text.lower() for word in one.words] for one in (two.claim, two.source))
    return SequenceMatcher(None, own, other, autojunk=False)


def edited(two: Pair) -> Iterator[Difference]:
    """Find what was changed in a sentence that is otherwise copied: there, every word that differs was meant to."""
    matcher = _matcher(two)
    if matcher.ratio() < _COPIED:
        return
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal" or max(b - a, d - c) > _EDIT:
            continue
        lost = _lost_cue(two, range(a, b), range(c, d))
        if lost:
            yield lost
            return
        if operation == "delete" and any(cue.place in range(a, b) for cue in two.claim.denials):
            yield Difference("does not deny", two.claim.words[a].text)
            return
        if operation == "replace":
            yield from _replaced(two, range(a, b), range(c, d))


def _lost_cue(two: Pair, own: range, other: range) -> Difference | None:
    """Return the "not" or the "may" that an edit took out of a copied sentence; None when all it speaks of went."""
    said = {word.text.lower() for word in two.claim.words}
    for denied, cues, kept in (
        (True, two.source.denials, two.claim.denials),
        (False, two.source.hedges, two.claim.hedges),
    ):
        for cue in cues:
            word = two.source.words[cue.place].text
            if cue.place not in other or cue.focus <= set(other) or word.lower() in said:
                continue
            instead = [two.claim.words[one.place].text.lower() for one in kept if one.place in own]
            if denied and not instead:
                return Difference("denies", word)
            if not denied and (not instead or (word.lower() in _MAYBE and instead[0] == "will")):
                return Difference("hedged", "", word)
    return None


def _replaced(two: Pair, own: range, other: range) -> Iterator[Difference]:
    """Find a number or a word that stands where the source has another one, though it may have it elsewhere."""
    if len(own) == len(other) == 1:
        mine_poles, their_poles = (
            poles_of(one.words[at[0]].text, one.language) for one, at in ((two.claim, own), (two.source, other))
        )
        if any((number, 1 - side) in their_poles for number, side in mine_poles):
            yield Difference("opposite", two.claim.words[own[0]].text, two.source.words[other[0]].text)
            return
    for is_number, kind in ((True, "swapped"), (False, "word")):
        mine = [n for n in own if _is_number(two.claim, n) == is_number and two.claim.words[n].content]
        theirs = [n for n in other if _is_number(two.source, n) == is_number and two.source.words[n].content]
        if not mine or not theirs or all(two.claim.words[n].dated for n in mine):
            continue
        if not any(two.matches[n] & set(theirs) for n in mine):
            claimed, said = two.claim.words[mine[0]].text, two.source.words[theirs[0]].text
            yield Difference("opposite" if kind == "word" else "swapped", claimed, said)
            return


def _is_number(statement: Statement, place: int) -> bool:
    return statement.words[place].text[0].isdigit() or statement.words[place].figure is not None
