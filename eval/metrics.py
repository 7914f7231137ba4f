"""Metrics of one case. Retrieval through ir_measures; answers as SQuAD and ALCE measure them. Pure.

ir_measures rather than ranx: it runs trec_eval's own C code (pytrec_eval) and keeps its names, needs no compiler at
run time (ranx brings numba, 30 s of it cold), and has Judged@k. All retrieval metrics are on articles: a run of
passages is folded to the best passage of each article.
"""

from __future__ import annotations

import re
import string
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

RETRIEVAL = ("nDCG@10", "AP", "RR", "R@1", "R@5", "R@10")
JUDGED = "Judged@10"
ANSWER = (
    *("EM", "F1", "contains", "contains@1", "contains@2", "facet_recall", "claim_recall"),
    *("citation_precision", "citation_recall"),
    *("gold_citation_precision", "gold_citation_recall", "verbatim_quotes", "answer_language", "time_span"),
)
ABSTENTION = ("abstention_precision", "abstention_recall")
LEAKS = ("as_of_leaks", "filter_leaks")
# Metrics of which less is better; every other one is better when it is greater.
LOWER_IS_BETTER = frozenset(LEAKS)

# Articles that are taken out, by language. English: the official SQuAD script (Rajpurkar et al. 2016); the others:
# MLQA's (Lewis et al. 2020), and French in its manner. Other languages keep all words.
_ARTICLES = {
    "en": "a|an|the",
    "de": "ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des",
    "es": "un|una|unos|unas|el|la|los|las",
    "fr": "un|une|des|le|la|les|du|de",
    "vi": "của|là|cái|chiếc|những",
}
_ARTICLE = {language: re.compile(rf"\b(?:{words})\b", re.UNICODE) for language, words in _ARTICLES.items()}
# Scripts written without spaces are compared character by character, as MLQA does for Chinese.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def retrieval_metrics(
    runs: Mapping[str, Sequence[tuple[str, float]]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return every retrieval metric of every case that has a relevant article.

    A case that found nothing scores 0. Ties are broken by the order of the run: equal scores are set apart by their
    rank before ir_measures sees them, which would otherwise order them by id.

    Args:
        runs: (article id, score) by case, best first, each article once.
        qrels: Gain of each judged article by case, 0 or less for one that is not relevant. `Judged@10` is there for
            cases in which some article was judged so; where only the relevant ones are known it would say nothing.
    """
    import ir_measures

    relevant = {case: gains for case, gains in qrels.items() if max(gains.values(), default=0) > 0}
    if not relevant:
        return {}
    measures = [ir_measures.parse_measure(name) for name in (*RETRIEVAL, JUDGED)]
    judged = [
        ir_measures.Qrel(case, article, gain) for case, gains in relevant.items() for article, gain in gains.items()
    ]
    found = [
        ir_measures.ScoredDoc(case, article, float(-rank))
        for case, ranked in runs.items()
        if case in relevant
        for rank, (article, _) in enumerate(ranked)
    ]
    scores = {case: dict.fromkeys((*RETRIEVAL, JUDGED), 0.0) for case in relevant}
    for value in ir_measures.iter_calc(measures, judged, found):
        scores[value.query_id][str(value.measure)] = float(value.value)
    for case, gains in relevant.items():
        if min(gains.values()) > 0:
            del scores[case][JUDGED]
    return scores


def normalise_answer(text: str, language: str) -> list[str]:
    """Return the words of an answer as SQuAD compares them: lower case, without punctuation and articles.

    English is the official script to the letter (ASCII punctuation only); other languages lose all punctuation that
    Unicode knows, as in MLQA.
    """
    lowered = unicodedata.normalize("NFC", text).lower()
    punctuation = frozenset(string.punctuation) if language == "en" else _punctuation()
    without = "".join(letter for letter in lowered if letter not in punctuation)
    if language in _ARTICLE:
        without = _ARTICLE[language].sub(" ", without)
    return _UNSPACED.sub(r" \1 ", without).split()


@cache
def _punctuation() -> frozenset[str]:
    return frozenset(c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c).startswith("P")) | {
        *string.punctuation
    }


def exact_match(answer: str, accepted: Sequence[str], language: str) -> float:
    """Return 1 when the answer is one of those accepted, normalised; else 0."""
    own = normalise_answer(answer, language)
    return float(any(own == normalise_answer(other, language) for other in accepted))


def token_f1(answer: str, accepted: Sequence[str], language: str) -> float:
    """Return the best harmonic mean of precision and recall of words over the accepted answers (SQuAD's F1)."""
    return max((_f1(normalise_answer(answer, language), normalise_answer(a, language)) for a in accepted), default=0.0)


def _f1(own: list[str], other: list[str]) -> float:
    if not own or not other:
        return float(own == other)
    common = sum((Counter(own) & Counter(other)).values())
    if not common:
        return 0.0
    precision, recall = common / len(own), common / len(other)
    return 2 * precision * recall / (precision + recall)


def contains(text: str, accepted: Sequence[str], language: str) -> float:
    """Return 1 when the words of an accepted answer stand in the text one after the other; else 0."""
    own = f" {' '.join(normalise_answer(text, language))} "
    wanted = [" ".join(normalise_answer(answer, language)) for answer in accepted]
    return float(any(f" {words} " in own for words in wanted if words))


def facet_recall(text: str, facets: Sequence[Sequence[str]], language: str) -> float:
    """Return the share of facets that an answer holds in one of their accepted forms (ASQA's STR-EM)."""
    return sum(contains(text, forms, language) for forms in facets) / len(facets)


def gold_citation_scores(rights: Sequence[bool]) -> dict[str, float]:
    """Return precision, the share of citations that hold the gold answer, and recall, 1 when any does.

    Precision does not apply without a citation.

    Args:
        rights: For each citation, whether its article is gold and its quote holds an accepted answer.
    """
    scores = {"gold_citation_recall": float(any(rights))}
    if rights:
        scores["gold_citation_precision"] = sum(rights) / len(rights)
    return scores


def alce_citation_scores(
    sentences: Sequence[tuple[str, Sequence[int]]],
    quotes: Mapping[int, str],
    supports: Callable[[str, Sequence[str]], bool],
) -> dict[str, float]:
    """Return citation recall and precision of one answer by ALCE's definition (Gao et al. 2023, section 3).

    Recall: the share of sentences that all their citations together bear out. Precision: the share of citations that
    are needed; one is not when its sentence is not borne out, or when it does not bear the sentence out by itself and
    the others do without it. A marker that stands for no source makes its sentence count 0 and is itself a citation
    that is not needed (ALCE's script leaves it out of the count).

    Args:
        sentences: Text and markers of each sentence; without one nothing applies.
        quotes: What each marker stands for.
        supports: Whether some quotes bear out a sentence.
    """
    if not sentences:
        return {}
    borne_out = needed = citations = 0
    for text, markers in sentences:
        citations += len(markers)
        known = [quotes[marker] for marker in markers if marker in quotes]
        if not known or len(known) < len(markers) or not supports(text, known):
            continue
        borne_out += 1
        if len(known) == 1:
            needed += 1
            continue
        for n, quote in enumerate(known):
            others = known[:n] + known[n + 1 :]
            needed += supports(text, [quote]) or not supports(text, others)
    return {
        "citation_recall": borne_out / len(sentences),
        "citation_precision": needed / citations if citations else 0.0,
    }


def without_markers(text: str) -> str:
    """Return an answer's text without its `[n]` markers."""
    return re.sub(r"\s*\[\d+\]", "", text)
