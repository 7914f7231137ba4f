"""An answer as it is kept: what `dateline ask --json` prints, and where its hits stand; and back again.

Articles are not copied: they are read from the index when a conversation is opened. A quote whose article has gone
from the index stays, as its citation holds the words.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from index.dates import parse_edtf
from index.search import ArticleIndex
from index.types import AlsoIn, Coverage, DateSpan, Filters, Hit, Passage
from rag.as_json import answer_as_json
from rag.conflicts.disagreement import Conflict, ConflictValue
from rag.conversation.follow_ups import Told, Turn
from rag.timeline import TimelineEntry
from rag.types import Answer, Citation, Sentence


def kept(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON that `restored` reads."""
    hits = [
        {
            "article_id": hit.article.id,
            "passage_id": hit.passage.id,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "rank": hit.rank,
            "score": hit.score,
            "parts": hit.parts,
            "also_in": [
                {
                    "article_id": one.article_id,
                    "title": one.title,
                    "published": _edtf(one.published),
                    "source": one.source,
                    "kind": one.kind,
                }
                for one in hit.also_in
            ],
        }
        for hit in answer.hits
    ]
    return {**answer_as_json(answer), "hits": hits, "months": answer.coverage.months}


def restored(document: dict[str, Any], index: ArticleIndex) -> Answer:
    """Return an answer as it was kept; hits whose articles are no longer in the index are left out."""
    coverage, filters = document["coverage"], document["filters"]
    return Answer(
        question=answered(document),
        text=document["answer"],
        sentences=tuple(
            Sentence(one["text"], tuple(one["markers"]), one["verdict"], one.get("reason"))
            for one in document["sentences"]
        ),
        citations=tuple(_citation(one) for one in document["citations"]),
        hits=tuple(hit for one in document["hits"] if (hit := _hit(one, index)) is not None),
        filters=Filters(
            first=_day(filters["from"]),
            last=_day(filters["to"]),
            sources=tuple(filters["sources"]),
            languages=tuple(filters["languages"]),
            as_of=_day(filters["as_of"]),
            time_words=filters["time_words"],
        ),
        coverage=Coverage(
            articles=coverage["articles"],
            first=_day(coverage["first"]),
            last=_day(coverage["last"]),
            sources={name or None: count for name, count in coverage["sources"].items()},
            undated=coverage["undated"],
            months=document["months"],
        ),
        abstained=document["abstained"],
        unknown_markers=tuple(document["unknown_markers"]),
        answerer=document["answerer"],
        timings_ms=document["timings_ms"],
        note=document["note"],
        asked=document["question"] if document.get("understood_as") else None,
        asked_why=document.get("understood_why"),
        time_note=document.get("time_note"),
        conflicts=conflicts_in(document),
        timeline=timeline_in(document),
    )


def answered(document: dict[str, Any]) -> str:
    """Return the question as it was answered: of a follow-up, what was made of it. What was kept earlier has none."""
    return str(document.get("understood_as") or document["question"])


def told_in(document: dict[str, Any]) -> Turn:
    """Return an answer as a turn that later questions may refer to, as `turn_of` does; it needs no index."""
    return Turn(answered(document), tuple(Told(one["quote"], _span(one["published"])) for one in document["citations"]))


def conflicts_in(document: dict[str, Any]) -> tuple[Conflict, ...]:
    """Return where articles disagree."""
    return tuple(
        Conflict(
            kind=conflict["kind"],
            values=tuple(ConflictValue(**{**one, "published": _span(one["published"])}) for one in conflict["values"]),
        )
        for conflict in document.get("conflicts", ())
    )


def timeline_in(document: dict[str, Any]) -> tuple[TimelineEntry, ...]:
    """Return the rows of a timeline."""
    return tuple(_row(one) for one in document.get("timeline", ()))


def _row(one: dict[str, Any]) -> TimelineEntry:
    when = _span(one["date"])
    return TimelineEntry(
        when=one["date"],
        dated_by=one["dated_by"],
        first=when.first if when else None,
        article_id=one["article_id"],
        title=one["title"],
        published=_span(one["published"]),
        source=one["source"],
        quote=one["quote"],
        start=one["start"],
        end=one["end"],
    )


def _citation(one: dict[str, Any]) -> Citation:
    return Citation(
        marker=one["marker"],
        article_id=one["article_id"],
        title=one["title"],
        published=_span(one["published"]),
        source=one["source"],
        url=one["url"],
        quote=one["quote"],
        start=one["start"],
        end=one["end"],
    )


def _hit(one: dict[str, Any], index: ArticleIndex) -> Hit | None:
    try:
        article = index.article(one["article_id"])
    except KeyError:
        return None
    passage = Passage(one["passage_id"], article.id, one["start"], one["end"], article.text[one["start"] : one["end"]])
    also = tuple(
        AlsoIn(other["article_id"], other["title"], _span(other["published"]), other["source"], other["kind"])
        for other in one["also_in"]
    )
    return Hit(passage, article, one["rank"], one["score"], one["parts"], also)


def _edtf(span: DateSpan | None) -> str | None:
    return span.edtf if span else None


def _span(text: str | None) -> DateSpan | None:
    return parse_edtf(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
