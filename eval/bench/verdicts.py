"""Whether verdicts can be trusted: claims made from real sentences, true and false, and how many of each pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow, milliseconds_of, percentile
from eval.claims import Claim, draw_claims, read_pairs
from eval.statistics import bootstrap_interval
from index.archives import read_archives
from index.articles import article_from
from index.types import Article, Record
from rag.verdicts.judging import judge


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and whether it was believed (`verbatim` or `supported`)."""

    claim: Claim
    believed: bool
    reason: str | None


def run(archives: Sequence[Path], most: int = 40, seed: int = 1) -> BenchReport:
    """Judge claims made from some archives, and the pairs written by hand.

    Args:
        archives: German and English articles of any format, SQuAD files among them.
        most: Claims of each kind in each language.
        seed: Of the draw.
    """
    articles = read_articles(archives)
    made = [_judged(claim) for claim in draw_claims(articles, most, seed)]
    pairs = [(_judged(claim), held_out) for claim, held_out in read_pairs()]
    hand = [one for one, _ in pairs]
    spent = [milliseconds_of(partial(_judged, one.claim)) for one in made]
    rows = [
        *_share("false, believed (target: at most 2)", [one for one in made if not one.claim.true]),
        *_share("true, believed (target: at least 90)", [one for one in made if one.claim.true]),
        *_by_kind(made),
        *_share("by hand: false, believed", [one for one in hand if not one.claim.true]),
        *_share("by hand: true, believed", [one for one in hand if one.claim.true]),
        *_share("by hand, held out: false, believed", [one for one, held in pairs if held and not one.claim.true]),
        *_share("by hand, held out: true, believed", [one for one, held in pairs if held and one.claim.true]),
        BenchRow("one verdict, warm, p95", percentile(spent, 95), "ms"),
    ]
    what = f"{len(made):,} claims made of {len(articles):,} articles, seed {seed}, and {len(pairs)} written by hand"
    return BenchReport("verdicts: share believed, % [95 % interval]", tuple(rows), what)


def read_articles(archives: Sequence[Path]) -> list[Article]:
    """Return the articles of some archives, exact duplicates once, in order."""
    found: dict[str, Article] = {}
    for record in read_archives(archives, {}):
        article = article_from(record) if isinstance(record, Record) else None
        if isinstance(article, Article):
            found.setdefault(article.id, article)
    return list(found.values())


def _judged(claim: Claim) -> Judged:
    ruling = judge(claim.text, claim.cited, claim.language)
    return Judged(claim, ruling.verdict != "unsupported", ruling.reason)


def _by_kind(judged: Sequence[Judged]) -> Iterator[BenchRow]:
    for true in (True, False):
        for kind in dict.fromkeys(one.claim.kind for one in judged if one.claim.true == true):
            yield from _share(f"{'true' if true else 'false'}: {kind}", [o for o in judged if o.claim.kind == kind])


def _share(name: str, judged: Sequence[Judged]) -> Iterator[BenchRow]:
    if judged:
        believed = [float(one.believed) for one in judged]
        low, high = bootstrap_interval(believed)
        share = 100 * sum(believed) / len(believed)
        yield BenchRow(name, share, f"% [{100 * low:.1f}, {100 * high:.1f}] of {len(believed)}")
