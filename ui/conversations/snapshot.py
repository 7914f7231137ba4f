"""An answer as it is kept: what `dateline ask --json` prints, and where its hits stand; and back again.

Articles are not copied: they are read from the index when a conversation is opened. A quote whose article has gone
from the index stays, as its citation holds the words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from index.search import ArticleIndex
from index.types import Hit, Passage
from rag.as_json import answer_as_json, hit_as_json
from rag.conversation.follow_ups import Told, Turn
from rag.from_json import also_in_of_json, answer_of_json, answered_question, span_of_json
from rag.types import Answer

# Of a hit; its article's text, title and date are the index's.
_KEPT_OF_HIT = ("article_id", "passage_id", "start", "end", "rank", "score", "parts", "also_in")


def kept(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON that `restored` reads."""
    hits = [{name: told[name] for name in _KEPT_OF_HIT} for told in map(hit_as_json, answer.hits)]
    return {**answer_as_json(answer), "hits": hits, "months": answer.coverage.months}


def restored(document: dict[str, Any], index: ArticleIndex) -> Answer:
    """Return an answer as it was kept; hits whose articles are no longer in the index are left out."""
    answer = answer_of_json(document, [hit for one in document["hits"] if (hit := _hit(one, index)) is not None])
    return replace(answer, coverage=replace(answer.coverage, months=document["months"]))


def told_in(document: dict[str, Any]) -> Turn:
    """Return an answer as a turn that later questions may refer to, as `turn_of` does; it needs no index."""
    told = tuple(Told(one["quote"], span_of_json(one["published"])) for one in document["citations"])
    return Turn(answered_question(document), told)


def _hit(one: dict[str, Any], index: ArticleIndex) -> Hit | None:
    try:
        article = index.article(one["article_id"])
    except KeyError:
        return None
    passage = Passage(one["passage_id"], article.id, one["start"], one["end"], article.text[one["start"] : one["end"]])
    also = tuple(map(also_in_of_json, one["also_in"]))
    return Hit(passage, article, one["rank"], one["score"], one["parts"], also)
