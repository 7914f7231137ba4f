"""A claim beside a source in another language: words cannot be compared, numbers, names and denials can. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import DateSpan
from rag.verdicts.comparing import dates, figures
from rag.verdicts.lexicon import poles_of
from rag.verdicts.names import is_name
from rag.verdicts.pairs import Difference, Pair
from rag.verdicts.statements import Statement, Word

_FOLDED = str.maketrans("äöüßéèêáàâíóòôúñç", "aouseeeaaaiooounc")
_SAME_LETTERS = 4  # "Griechenland" and "Greece" do not share them; "Berliner" and "Berlin" do


def differences_across(claim: Statement, source: Statement, published: DateSpan | None) -> list[Difference]:
    """Return what speaks against a claim whose source is in another language, what is gravest first."""
    two = Pair(claim, source, (frozenset(),) * len(claim.words), published)
    return [*figures(two), *dates(two), *_denials(two), *_opposites(two), *_names(two)]


def _denials(two: Pair) -> Iterator[Difference]:
    own, other = bool(two.claim.denials), bool(two.source.denials)
    if other and not own:
        yield Difference("denies", two.source.denials[0].text)
    if own and not other:
        yield Difference("does not deny", two.claim.denials[0].text)


def _opposites(two: Pair) -> Iterator[Difference]:
    """Find a way of a pair of opposites that only the claim takes, where the source takes only the other."""
    own = {
        pole: word.text for word in two.claim.words if word.plain for pole in poles_of(word.text, two.claim.language)
    }
    other = {
        pole: word.text for word in two.source.words if word.plain for pole in poles_of(word.text, two.source.language)
    }
    for (number, side), word in own.items():
        turned = (number, 1 - side)
        if turned in other and turned not in own and (number, side) not in other:
            yield Difference("opposite", word, other[turned])
            return


def _names(two: Pair) -> Iterator[Difference]:
    """Find a name of the claim that the source has not, where the source has one that the claim has not.

    One alone is no sign: countries and cities have other names in other languages.
    """
    left = [name for name in _listed(two.source) if not _has(two.claim, name)]
    # The last of some capitals in a row is the name of a person or a firm, and these are called the same everywhere.
    full = [name for name in _last_of_rows(two.claim) if not _has(two.source, name)]
    if full and left:
        yield Difference("name", full[-1])


def _listed(statement: Statement) -> list[str]:
    return [word.text for n, word in enumerate(statement.words) if word.content and is_name(statement, n)]


def _last_of_rows(statement: Statement) -> list[str]:
    words = [*statement.words]
    return [
        word.text
        for n, word in enumerate(words)
        if n and _is_capital(word) and _is_capital(words[n - 1]) and not (words[n + 1 :] and _is_capital(words[n + 1]))
    ]


def _is_capital(word: Word) -> bool:
    return word.capital and word.plain


def _has(statement: Statement, name: str) -> bool:
    folded = _fold(name)
    for word in statement.words:
        other = _fold(word.text)
        short, long = sorted((other, folded), key=len)
        if other == folded or (
            len(short) >= _SAME_LETTERS and long.startswith(short[: max(_SAME_LETTERS, len(short) - 1)])
        ):
            return True
    return False


def _fold(word: str) -> str:
    return re.sub(r"[’']s?$", "", word.lower()).translate(_FOLDED)
