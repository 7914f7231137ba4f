"""Metrics of one case. Retrieval through ir_measures, because its numbers are those of trec_eval; answers as SQuAD.

All retrieval metrics are on articles: a run of passages is folded to the best passage of each article.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

RETRIEVAL = ("nDCG@10", "AP", "RR", "R@1", "R@5", "R@10")
ANSWER = ("EM", "F1", "contains", "citation_precision", "citation_recall")
ABSTENTION = ("abstention_precision", "abstention_recall")

# Articles that SQuAD's normalisation takes out, by language. English: Rajpurkar et al. 2016; German, Spanish and
# French: MLQA's evaluation, Lewis et al. 2020. Other languages keep all words.
_ARTICLES = {
    "en": {"a", "an", "the"},
    "de": {"ein", "eine", "einen", "einem", "eines", "einer", "der", "die", "das", "den", "dem", "des"},
    "es": {"un", "una", "unos", "unas", "el", "la", "los", "las"},
    "fr": {"un", "une", "des", "le", "la", "les", "du", "de"},
}
_PUNCTUATION = set(string.punctuation) | set("„“”‚‘’«»–—…")


def retrieval_metrics(
    runs: Mapping[str, Sequence[tuple[str, float]]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return every retrieval metric of every judged case.

    A case that found nothing scores 0. Ties are broken by the order of the run: equal scores are set apart by their
    rank before ir_measures sees them, which would otherwise order them by id.

    Args:
        runs: (article id, score) by case, best first, each article once.
        qrels: Gain of each relevant article by case; cases without one are not scored.
    """
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in RETRIEVAL]
    judged = [ir_measures.Qrel(case, article, gain) for case, gains in qrels.items() for article, gain in gains.items()]
    found = [
        ir_measures.ScoredDoc(case, article, float(-rank))
        for case, ranked in runs.items()
        if case in qrels
        for rank, (article, _) in enumerate(ranked)
    ]
    scores = {case: dict.fromkeys(RETRIEVAL, 0.0) for case in qrels}
    for value in ir_measures.iter_calc(measures, judged, found):
        scores[value.query_id][str(value.measure)] = float(value.value)
    return scores


def normalise_answer(text: str, language: str) -> list[str]:
    """Return the words of an answer as SQuAD compares them: lower case, without punctuation and articles."""
    folded = unicodedata.normalize("NFC", text).casefold()
    without = "".join(" " if letter in _PUNCTUATION else letter for letter in folded)
    articles = _ARTICLES.get(language, set())
    return [word for word in without.split() if word not in articles]


def exact_match(answer: str, accepted: Sequence[str], language: str) -> float:
    """Return 1 when the answer is one of those accepted, normalised; else 0."""
    own = normalise_answer(answer, language)
    return float(any(own == normalise_answer(other, language) for other in accepted))


def token_f1(answer: str, accepted: Sequence[str], language: str) -> float:
    """Return the best harmonic mean of precision and recall of words over the accepted answers (SQuAD's F1)."""
    return max((_f1(normalise_answer(answer, language), normalise_answer(a, language)) for a in accepted), default=0.0)


def contains(text: str, accepted: Sequence[str], language: str) -> float:
    """Return 1 when the words of an accepted answer stand in the text one after the other; else 0."""
    own = f" {' '.join(normalise_answer(text, language))} "
    return float(any(f" {' '.join(normalise_answer(a, language))} " in own for a in accepted if a.strip()))


def citation_scores(rights: Sequence[bool], cited_gold: bool) -> dict[str, float]:
    """Return precision, the share of citations that hold the answer, and recall, 1 when any does.

    Precision does not apply without a citation.

    Args:
        rights: For each citation, whether its article is gold and its quote holds an accepted answer.
        cited_gold: Whether any does.
    """
    scores = {"citation_recall": float(cited_gold)}
    if rights:
        scores["citation_precision"] = sum(rights) / len(rights)
    return scores


def _f1(own: list[str], other: list[str]) -> float:
    common = sum((Counter(own) & Counter(other)).values())
    if not common:
        return float(own == other)
    precision, recall = common / len(own), common / len(other)
    return 2 * precision * recall / (precision + recall)


def without_markers(text: str) -> str:
    """Return an answer's text without its `[n]` markers."""
    return re.sub(r"\s*\[\d+\]", "", text)
