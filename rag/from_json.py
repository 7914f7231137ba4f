"""The command line's JSON read back into the values that it was made of. Pure; the counterpart of `rag.as_json`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from index.dates import parse_edtf
from index.types import AlsoIn, Coverage, DateSpan, Filters, Hit
from rag.conflicts.disagreement import Conflict, ConflictValue
from rag.timeline import TimelineEntry
from rag.types import Answer, Citation, Sentence


def answer_of_json(document: dict[str, Any], hits: Sequence[Hit]) -> Answer:
    """Return the answer that `answer_as_json` told.

    Args:
        hits: They are not part of that document.
    """
    return Answer(
        question=answered_question(document),
        text=document["answer"],
        sentences=tuple(
            Sentence(one["text"], tuple(one["markers"]), one["verdict"], one.get("reason"))
            for one in document["sentences"]
        ),
        citations=tuple(_citation(one) for one in document["citations"]),
        hits=tuple(hits),
        filters=_filters(document["filters"]),
        coverage=_coverage(document["coverage"]),
        abstained=document["abstained"],
        unknown_markers=tuple(document["unknown_markers"]),
        answerer=document["answerer"],
        timings_ms=document["timings_ms"],
        note=document["note"],
        asked=document["question"] if document.get("understood_as") else None,
        asked_why=document.get("understood_why"),
        time_note=document.get("time_note"),
        conflicts=conflicts_of_json(document),
        timeline=timeline_of_json(document),
    )


def answered_question(document: dict[str, Any]) -> str:
    """Return the question as it was answered: of a follow-up, what was made of it."""
    return str(document.get("understood_as") or document["question"])


def conflicts_of_json(document: dict[str, Any]) -> tuple[Conflict, ...]:
    """Return where articles disagree; none where the document is of before there were any."""
    return tuple(
        Conflict(
            kind=conflict["kind"],
            values=tuple(ConflictValue(**_dated(one)) for one in conflict["values"]),
            read_by_model=conflict.get("read_by_model", False),
        )
        for conflict in document.get("conflicts", ())
    )


def timeline_of_json(document: dict[str, Any]) -> tuple[TimelineEntry, ...]:
    """Return the rows of a timeline; none where the document is of before there were any."""
    return tuple(_row(one) for one in document.get("timeline", ()))


def also_in_of_json(one: dict[str, Any]) -> AlsoIn:
    """Return another printing of a hit's article."""
    return AlsoIn(**_dated(one))


def span_of_json(text: str | None) -> DateSpan | None:
    """Return what an EDTF string means; None when the date is unknown."""
    return parse_edtf(text) if text else None


def _row(one: dict[str, Any]) -> TimelineEntry:
    when = one["date"]
    span = span_of_json(when)
    rest = {name: value for name, value in _dated(one).items() if name != "date"}
    return TimelineEntry(when=when, first=span.first if span else None, **rest)


def _citation(one: dict[str, Any]) -> Citation:
    return Citation(**_dated(one))


def _dated(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "published": span_of_json(one["published"])}


def _filters(told: dict[str, Any]) -> Filters:
    return Filters(
        first=_day(told["from"]),
        last=_day(told["to"]),
        sources=tuple(told["sources"]),
        languages=tuple(told["languages"]),
        as_of=_day(told["as_of"]),
        time_words=told["time_words"],
    )


def _coverage(told: dict[str, Any]) -> Coverage:
    return Coverage(
        articles=told["articles"],
        first=_day(told["first"]),
        last=_day(told["last"]),
        sources={name or None: count for name, count in told["sources"].items()},
        undated=told["undated"],
        first_by=_day(told.get("first_by")),
        last_from=_day(told.get("last_from")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
