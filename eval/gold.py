"""Which articles of an index a suite's gold entries name; never passages, so that chunking may change."""

from __future__ import annotations

from collections.abc import Sequence

from eval.types import Case, Gold
from index.search import ArticleIndex

NOT_IN_INDEX = "the index holds none of the articles that the suite judges"
NO_JUDGEMENT = "nobody has said yet where its answer stands: give it gold, or set abstain to true"
NOT_IN_ARTICLE = "its quote does not stand in the article that it names"


class GoldFinder:
    """Finds the articles that the gold entries of some cases name."""

    def __init__(self, index: ArticleIndex, cases: Sequence[Case]) -> None:
        """Read the titles of the index where some entry names its article by title."""
        self._index = index
        self._by_title: dict[tuple[str, str], list[str]] = {}
        named = (gold.outside_id or gold.article_id for case in cases for gold in case.gold)
        self._ids_known = set(index.article_ids())
        if not all(named):
            for name in index.article_ids():
                article = index.article(name)
                key = (article.title, (article.source or "").casefold())
                self._by_title.setdefault(key, []).append(name)

    def judged(self, case: Case) -> dict[str, int]:
        """Return the gain of each judged article that the index holds."""
        found: dict[str, int] = {}
        for gold in case.gold:
            for name in self._ids(gold):
                found[name] = max(found.get(name, gold.relevance), gold.relevance)
        return found

    def ineligible(self, case: Case, judged: dict[str, int], *, answered: bool) -> str | None:
        """Return why a case can have no score on this index; None when it can.

        Args:
            judged: From `judged`.
            answered: Whether the run answers, or only searches.
        """
        if case.abstain:
            return None if answered else "nothing is to be found, and retrieval alone does not abstain"
        relevant = [gold for gold in case.gold if gold.relevance > 0]
        if not relevant:
            scorable = answered and (case.answers or case.facets or case.claims)
            return None if scorable or case.expects is not None else NO_JUDGEMENT
        if max(judged.values(), default=0) <= 0:
            return NOT_IN_INDEX
        # A search is judged on articles: German questions may be put to the same articles in English.
        quoted = [gold for gold in relevant if gold.quote] if answered else []
        if quoted and len(quoted) == len(relevant) and not any(self._stands(gold) for gold in quoted):
            return NOT_IN_ARTICLE
        return None

    def slices(self, case: Case, judged: dict[str, int]) -> dict[str, str]:
        """Return where a case belongs: its language and kind, and year and source of its most relevant article."""
        found = {"language": case.language, "kind": case.kind}
        best = max(judged, key=lambda name: (judged[name], name), default=None)
        if best is not None and judged[best] > 0:
            article = self._index.article(best)
            found["era"] = f"{article.published.first.year:04d}" if article.published else "undated"
            found["source"] = article.source or "(no source)"
        return found

    def _ids(self, gold: Gold) -> list[str]:
        if gold.article_id is not None:
            return [gold.article_id] if gold.article_id in self._ids_known else []
        if gold.outside_id is not None:
            name = self._index.article_id_of(gold.outside_id)
            return [name] if name else []
        return self._by_title.get((gold.title or "", (gold.source or "").casefold()), [])

    def _stands(self, gold: Gold) -> bool:
        quote = gold.quote or ""
        texts = [self._index.article(name).text for name in self._ids(gold)]
        if gold.start is not None:
            return any(text.startswith(quote, gold.start) for text in texts)
        # The reader cleans white space and invisible letters; one of the 1,190 answers of xquad.es has some.
        return any(quote in text or _letters(quote) in _letters(text) for text in texts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
