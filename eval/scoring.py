"""What one answer and one ranking score: a case, its answer and its hits in, metrics by name out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from eval.judging import Judge
from eval.metrics import (
    alce_citation_scores,
    contains,
    exact_match,
    facet_recall,
    gold_citation_scores,
    token_f1,
    without_markers,
)
from eval.types import Case
from index.language import UNKNOWN, detect_language
from index.types import Article, DateSpan, Filters, Hit
from rag.types import Answer

# „…“, “…”, "…", «…», »…«: what a sentence sets in marks it claims to be word for word.
_QUOTED = re.compile(r"„([^“”]+)[“”]|“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|»([^«]+)«")
_FEWEST_QUOTED_WORDS = 3  # fewer are titles and nicknames, not quotes
# What a reader in a hurry reads.
_FIRST_SENTENCES = (1, 2)
_SPACES = re.compile(r"\s+")


def answer_metrics(
    case: Case,
    answer: Answer,
    relevant: dict[str, int],
    *,
    judge: Judge,
    article: Callable[[str], Article],
) -> dict[str, float]:
    """Return what the answer to one case scores; metrics that do not apply are absent.

    Args:
        relevant: Gain of each judged article.
        judge: Who says whether quotes bear out a sentence.
        article: Returns an article of the index by its id.
    """
    metrics = _abstention(case, answer)
    if not case.abstain:
        metrics |= _wording(case, answer)
        if case.claims:
            told = [] if answer.abstained else [without_markers(answer.text)]
            borne_out = sum(bool(told) and judge.supports(claim, told, _language(case)) for claim in case.claims)
            metrics["claim_recall"] = borne_out / len(case.claims)
        if any(gain > 0 for gain in relevant.values()):
            metrics |= gold_citation_scores(rights_of(case, answer, relevant))
    if not answer.abstained:
        sentences = [(one.text, one.markers) for one in answer.sentences]
        quotes = {citation.marker: citation.quote for citation in answer.citations}
        language = _language(case)
        metrics |= alce_citation_scores(sentences, quotes, lambda s, q: judge.supports(s, q, language))
        metrics |= _verbatim(answer, article)
        metrics |= _spoken(case, answer)
    return metrics


def search_metrics(case: Case, applied: Filters, hits: Sequence[Hit], answer: Answer | None) -> dict[str, float]:
    """Return what is to be said of filters and time, whoever answers."""
    metrics = {}
    if case.expects is not None:
        metrics["time_span"] = float((applied.first, applied.last) == case.expects)
    seen = [hit.article.published for hit in hits]
    seen += [other.published for hit in hits for other in hit.also_in]
    seen += [citation.published for citation in answer.citations] if answer else []
    if applied.as_of is not None:
        # As the filter's own contract says: what may have appeared later, or has no date, is a leak.
        metrics["as_of_leaks"] = float(any(span is None or span.last > applied.as_of for span in seen))
    # What time words set is a guess at what was meant; a filter that the case sets is an order.
    if case.filters.first or case.filters.last:
        shown = [hit.article.published for hit in hits]
        metrics["filter_leaks"] = float(any(not _within(span, applied) for span in shown))
    return metrics


def rights_of(case: Case, answer: Answer, relevant: dict[str, int]) -> list[bool]:
    """Return for each citation whether its article is gold and its quote holds an accepted answer."""
    accepted = [*case.answers, *(form for forms in case.facets for form in forms)]
    rights = [
        relevant.get(citation.article_id, 0) > 0
        and (not accepted or bool(contains(citation.quote, accepted, _language(case))))
        for citation in answer.citations
    ]
    return rights + [False] * len(answer.unknown_markers)


def _abstention(case: Case, answer: Answer) -> dict[str, float]:
    """Return the values whose means are precision and recall of abstaining.

    Precision: of the cases in which the answer was "not found", how many are unanswerable. Recall: of the unanswerable
    cases, in how many the answer was "not found".
    """
    metrics = {}
    if case.abstain:
        metrics["abstention_recall"] = float(answer.abstained)
    if answer.abstained:
        metrics["abstention_precision"] = float(case.abstain)
    return metrics


def _wording(case: Case, answer: Answer) -> dict[str, float]:
    text = "" if answer.abstained else without_markers(answer.text)
    language = _language(case)
    metrics = {}
    if case.answers:
        metrics["EM"] = exact_match(text, case.answers, language)
        metrics["F1"] = token_f1(text, case.answers, language)
        metrics["contains"] = contains(text, case.answers, language)
        for first in _FIRST_SENTENCES:
            read = " ".join(sentence.text for sentence in answer.sentences[:first])
            metrics[f"contains@{first}"] = contains(read, case.answers, language)
    if case.facets:
        metrics["facet_recall"] = facet_recall(text, case.facets, language)
    return metrics


def _verbatim(answer: Answer, article: Callable[[str], Article]) -> dict[str, float]:
    """Return the share of quotes that stand in their article word for word: citations, and words in quote marks."""
    rights = [article(one.article_id).text[one.start : one.end] == one.quote for one in answer.citations]
    cited = [_SPACES.sub(" ", article(one.article_id).text) for one in answer.citations]
    for sentence in answer.sentences:
        for found in _QUOTED.finditer(sentence.text):
            words = _SPACES.sub(" ", next(group for group in found.groups() if group)).strip(" .,;")
            if len(words.split()) >= _FEWEST_QUOTED_WORDS:
                rights.append(any(words in text for text in cited))
    return {"verbatim_quotes": sum(rights) / len(rights)} if rights else {}


def _spoken(case: Case, answer: Answer) -> dict[str, float]:
    """Tell whether the answer is in the language of its question; where either cannot be told, nothing."""
    own, spoken = _language(case), detect_language(without_markers(answer.text))
    return {} if UNKNOWN in (own, spoken) else {"answer_language": float(own == spoken)}


def _language(case: Case) -> str:
    return case.language if case.language != UNKNOWN else detect_language(case.question)


def _within(span: DateSpan | None, filters: Filters) -> bool:
    return span is not None and span.overlaps(filters.first, filters.last)
