"""Results as the command line's JSON: names and nesting are a contract with scripts outside the project. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from index.types import AlsoIn, Coverage, DateSpan, Filters, Hit
from rag.conflicts.disagreement import Conflict
from rag.coverage import gaps_of
from rag.timeline import TimelineEntry
from rag.types import Answer, Citation, SearchResult


def filters_as_json(filters: Filters) -> dict[str, Any]:
    """Return the filters that were applied; both days are inclusive."""
    return {
        "from": _day(filters.first),
        "to": _day(filters.last),
        "sources": list(filters.sources),
        "languages": list(filters.languages),
        "as_of": _day(filters.as_of),
        "time_words": filters.time_words,
    }


def search_as_json(result: SearchResult) -> dict[str, Any]:
    """Return what `dateline search --json` prints."""
    return {
        "question": result.question,
        "filters": filters_as_json(result.filters),
        "hits": [hit_as_json(hit) for hit in result.hits],
        "timings_ms": result.timings_ms,
    }


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Return one hit."""
    article, passage = hit.article, hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        "parts": hit.parts,
        "article_id": article.id,
        "passage_id": passage.id,
        "title": article.title,
        "published": _edtf(article.published),
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "also_in": [_also_in(other) for other in hit.also_in],
    }


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return what `dateline ask --json` prints."""
    return {
        "question": answer.asked or answer.question,
        "understood_as": answer.question if answer.asked else None,
        "understood_why": answer.asked_why,
        "answer": answer.text,
        "abstained": answer.abstained,
        "sentences": [
            {"text": one.text, "markers": list(one.markers), "verdict": one.verdict, "reason": one.reason}
            for one in answer.sentences
        ],
        "citations": [_citation(one) for one in answer.citations],
        "unknown_markers": list(answer.unknown_markers),
        "filters": filters_as_json(answer.filters),
        "coverage": coverage_as_json(answer.coverage, answer.filters),
        "answerer": answer.answerer,
        "note": answer.note,
        "time_note": answer.time_note,
        "conflicts": [_conflict(one) for one in answer.conflicts],
        "timeline": [_row(one) for one in answer.timeline],
        "timings_ms": answer.timings_ms,
    }


def coverage_as_json(coverage: Coverage, filters: Filters | None = None) -> dict[str, Any]:
    """Return what was searched; articles without a source are counted under an empty name.

    `first_by` and `last_from` tell how well `first` and `last` are known; `gaps` are whole months, `from` and `to`
    as `YYYY-MM`, of the span that the filters ask about.
    """
    return {
        "articles": coverage.articles,
        "first": _day(coverage.first),
        "last": _day(coverage.last),
        "sources": {name or "": count for name, count in coverage.sources.items()},
        "undated": coverage.undated,
        "first_by": _day(coverage.first_by),
        "last_from": _day(coverage.last_from),
        "gaps": [
            {"from": f"{gap.first:%Y-%m}", "to": f"{gap.last:%Y-%m}"} for gap in gaps_of(coverage, filters or Filters())
        ],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    # Only where a model pointed at words of the quote.
    focus = {"focus_start": citation.focus_start, "focus_end": citation.focus_end} if citation.focus else {}
    return {
        "marker": citation.marker,
        "article_id": citation.article_id,
        "title": citation.title,
        "published": _edtf(citation.published),
        "source": citation.source,
        "url": citation.url,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        **focus,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    """Return a disagreement; `text[value_start:value_end]` is the value, `text[start:end]` the quote it stands in."""
    values = [
        {
            "value": one.value,
            "normalised": one.normalised,
            "article_id": one.article_id,
            "title": one.title,
            "published": _edtf(one.published),
            "source": one.source,
            "quote": one.quote,
            "start": one.start,
            "end": one.end,
            "value_start": one.value_start,
            "value_end": one.value_end,
        }
        for one in conflict.values
    ]
    return {"kind": conflict.kind, "values": values, "read_by_model": conflict.read_by_model}


def _row(entry: TimelineEntry) -> dict[str, Any]:
    """Return a row of a timeline; `dated_by` is `event` or `publication`."""
    return {
        "date": entry.when,
        "dated_by": entry.dated_by,
        "article_id": entry.article_id,
        "title": entry.title,
        "published": _edtf(entry.published),
        "source": entry.source,
        "quote": entry.quote,
        "start": entry.start,
        "end": entry.end,
    }


def _also_in(other: AlsoIn) -> dict[str, Any]:
    return {
        "article_id": other.article_id,
        "title": other.title,
        "published": _edtf(other.published),
        "source": other.source,
        "kind": other.kind,
    }


def _edtf(span: DateSpan | None) -> str | None:
    return span.edtf if span else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
