"""Claims whose verdict is known: sentences of articles, reworded honestly or turned false, and pairs by hand.

Articles and a seed flow in, claims flow out: the same ones each time. What an answer would cite comes with each claim.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from eval import mutations, rewordings
from index.errors import SuiteError
from index.sentences import split_sentences
from index.types import Article
from rag.verdicts.judging import Cited

PAIRS = Path(__file__).parent / "labelled" / "verdict-pairs.jsonl"
LANGUAGES = ("de", "en")
_WORDS = (8, 38)  # of a sentence that claims are made from; shorter ones are headlines, longer ones lists
_ENDS = re.compile(r"[.!?][\"”“’»]?$")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that an answer might hold.

    Args:
        kind: How it was made.
        cited: What its markers stand for.
        true: Whether what it cites bears it out.
    """

    kind: str
    language: str
    text: str
    cited: tuple[Cited, ...]
    true: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """One sentence of an article."""

    text: str
    article: int
    language: str
    cited: Cited


def sentences_of(articles: Sequence[Article]) -> list[Printed]:
    """Return the German and English sentences of some articles that claims can be made from."""
    found = []
    for number, article in enumerate(articles):
        if article.language not in LANGUAGES:
            continue
        for start, end in split_sentences(article.text, article.language):
            text = article.text[start:end]
            if _WORDS[0] <= len(text.split()) <= _WORDS[1] and _ENDS.search(text) and text[0].isupper():
                cited = Cited(text, article.language, article.published)
                found.append(Printed(" ".join(text.split()), number, article.language, cited))
    return found


def draw_claims(articles: Sequence[Article], most: int, seed: int) -> list[Claim]:
    """Return claims of every kind in both languages, at most so many of a kind and language.

    Args:
        articles: German and English ones; others are left out.
        most: Claims of one kind in one language; fewer where the archive yields fewer.
        seed: The same seed draws the same claims.
    """
    printed = sentences_of(articles)
    found: list[Claim] = []
    for language in LANGUAGES:
        own = [one for one in printed if one.language == language]
        for kind, true, make in _Makers(own).kinds():
            draw = Random(f"{seed} {kind} {language}")
            found += _made(kind, true, language, make, draw.sample(own, len(own)), draw, most)
    return found


def read_pairs(path: Path = PAIRS) -> list[tuple[Claim, bool]]:
    """Return the claims written by hand, each with whether it was held out while the rules were made.

    Raises:
        SuiteError: A line is no pair.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        try:
            row = json.loads(line)
            cited = (Cited(row["source"], row["language"]),)
            claims = [Claim("by hand", row["language"], text, cited, True) for text in row["true"]]
            claims += [Claim(f"by hand: {kind}", row["language"], text, cited, False) for kind, text in row["false"]]
        except (ValueError, KeyError, TypeError) as error:
            fix = 'write {"language", "held_out", "source", "true": [claim …], "false": [[kind, claim] …]}'
            raise SuiteError("this line is no set of claims", where=f"{path}:{number + 1}", fix=fix) from error
        found += [(claim, bool(row["held_out"])) for claim in claims]
    return found


Made = tuple[str, tuple[Cited, ...]] | None
Maker = Callable[[Printed, Random], Made]


def _made(
    kind: str, true: bool, language: str, make: Maker, own: Sequence[Printed], draw: Random, most: int
) -> Iterator[Claim]:
    count = 0
    for one in own:
        if count == most:
            return
        made = make(one, draw)
        if made is not None and made[0] != one.text:
            count += 1
            yield Claim(kind, language, made[0], made[1], true)
        elif made is not None and kind == "verbatim":
            count += 1
            yield Claim(kind, language, *made, true)


class _Makers:
    """Makes claims of the sentences of one language, with the others at hand that a swap or a splice takes."""

    def __init__(self, own: Sequence[Printed]) -> None:
        self._own = own
        self._by_article: dict[int, list[Printed]] = defaultdict(list)
        for one in own:
            self._by_article[one.article].append(one)

    def kinds(self) -> Iterator[tuple[str, bool, Maker]]:
        """Yield every kind of claim, whether such a claim is true, and what makes one of a sentence."""
        for true, rules in ((True, rewordings.KINDS), (False, mutations.KINDS)):
            for kind, rule in rules.items():
                yield kind, true, partial(self._alone, rule)
        yield "two sentences joined", True, self._joined
        for where, near in (("of the article", True), ("of another", False)):
            yield f"name swapped, one {where}", False, partial(self._renamed, near)
            yield f"splice with a sentence {where}", False, partial(self._spliced, near)
        yield "wrong sentence cited", False, partial(self._elsewhere, True)
        yield "wrong article cited", False, partial(self._elsewhere, False)

    def _alone(self, rule: Callable[[str, str, Random], str | None], one: Printed, draw: Random) -> Made:
        text = rule(one.text, one.language, draw)
        return (text, (one.cited,)) if text else None

    def _joined(self, one: Printed, draw: Random) -> Made:
        other = self._other(False, one, draw)
        text = rewordings.joined(one.text, other.text, one.language) if other else None
        return (text, (one.cited, other.cited)) if other and text else None

    def _renamed(self, near: bool, one: Printed, draw: Random) -> Made:
        pool = self._by_article[one.article] if near else draw.sample(self._own, min(len(self._own), 40))
        names = [name for other in pool for name in mutations.names_in(other.text, other.language)]
        text = mutations.name_swapped(one.text, one.language, names, draw)
        return (text, (one.cited,)) if text else None

    def _spliced(self, near: bool, one: Printed, draw: Random) -> Made:
        other = self._other(near, one, draw)
        text = mutations.spliced(one.text, other.text, draw) if other else None
        if not other or not text:
            return None
        return text, draw.choice([(one.cited,), (other.cited,), (one.cited, other.cited)])

    def _elsewhere(self, near: bool, one: Printed, draw: Random) -> Made:
        other = self._other(near, one, draw)
        # A full stop less tells such a claim from its sentence, which it is word for word.
        return (one.text.rstrip("."), (other.cited,)) if other else None

    def _other(self, near: bool, one: Printed, draw: Random) -> Printed | None:
        pool = self._by_article[one.article] if near else self._own
        others = draw.sample(pool, min(len(pool), 8))
        return next((o for o in others if o.text != one.text and (near or o.article != one.article)), None)
