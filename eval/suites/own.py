"""Dateline's own suites: questions with gold quotes, filters, expected abstention, conflicts, follow-ups, feedback.

{"name": "sample", "version": 1, "archives": ["sample"], "include": ["time.json"],
 "cases": [{"id": "q1", "question": "…", "language": "de", "kind": "answer", "answers": ["…"],
            "gold": [{"title": "…", "source": "…", "quote": "…"}],
            "filters": {"from": "2022", "as_of": "2023-05"}, "abstain": false,
            "facets": [["84.000", "84,000"], ["61.000"]], "history": ["…"],
            "today": "2022-10-01", "expects": {"from": "2022-09-01", "to": "2022-09-30"}}]}

docs/evaluation.md says what each field means.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from eval.suites.fields import Place, list_field, refuse_doubles, shown, text_field, texts_field
from eval.suites.loading import read_object
from eval.suites.places import place_of
from eval.types import Case, Feedback, Gold, Suite
from index.dates import parse_edtf
from index.errors import SuiteError
from index.language import detect_language
from index.types import DateSpan, Filters

VERSION = 1
_SUITE_FIELDS = {"name", "version", "archives", "include", "cases", "about"}
_CASE_FIELDS = {
    *("id", "question", "language", "kind", "answers", "gold", "filters", "abstain", "facets", "history", "today"),
    *("expects", "feedback"),
}
_GOLD_FIELDS = {"outside_id", "article_id", "title", "source", "quote", "start", "relevance"}
_FILTER_FIELDS = {"from", "to", "sources", "languages", "as_of"}
_FEEDBACK_FIELDS = {"verdict", "comment", "answer"}
_VERDICTS = ("up", "down")


def load_own(path: Path, document: dict[str, Any]) -> Suite:
    """Read a Dateline suite, with the suites that it includes.

    Raises:
        SuiteError: A field is missing, unknown, or of the wrong kind; the message names file, line and field.
    """
    suite = _one(path, document)
    cases, archives, files = list(suite.cases), list(suite.archives), [path]
    for name in texts_field(document, "include", partial(str, path)):
        other = path.parent / name
        part = _one(other, read_object(other))
        cases.extend(part.cases)
        archives.extend(part.archives)
        files.append(other)
    if not cases:
        raise SuiteError("the suite has no case", where=str(path), fix="add cases, or include a suite")
    refuse_doubles([case.id for case in cases], path)
    unique = {archive.resolve(): archive for archive in archives}
    return Suite(suite.name, "dateline", path, tuple(cases), tuple(unique.values()), files=tuple(files))


def _one(path: Path, document: dict[str, Any]) -> Suite:
    if document.get("version") != VERSION:
        what = f"the suite has version {document.get('version')}, this program reads {VERSION}"
        raise SuiteError(what, where=str(path), fix=f'write "version": {VERSION}')
    place = partial(str, path)
    _refuse_unknown(document, _SUITE_FIELDS, "field", place)
    entries = list_field(document, "cases", place)
    cases = tuple(_case(entry, partial(_place, path, n)) for n, entry in enumerate(entries))
    archives = tuple(path.parent / name for name in texts_field(document, "archives", place))
    return Suite(str(document.get("name") or path.stem), "dateline", path, cases, archives)


def _place(path: Path, n: int) -> str:
    return f"{place_of(path, ['cases', n])}: case {n + 1}"


def _case(entry: Any, place: Place) -> Case:
    if not isinstance(entry, dict):
        raise SuiteError("a case is not an object", where=place(), fix="write it as {…}")
    _refuse_unknown(entry, _CASE_FIELDS, "field", place)
    question = text_field(entry, "question", place)
    abstain = _flag(entry, "abstain", place)
    gold = tuple(_gold(one, place) for one in list_field(entry, "gold", place))
    feedback = _feedback(entry["feedback"], place) if entry.get("feedback") is not None else None
    expects = _expects(entry["expects"], place) if entry.get("expects") is not None else None
    if abstain and gold:
        fix = "give gold, or set abstain to true"
        raise SuiteError("a case that expects no answer has gold", where=place(), fix=fix)
    if not (abstain or gold or feedback or expects):
        raise SuiteError("a case has no gold", where=place(), fix="give gold, or set abstain to true")
    return Case(
        id=text_field(entry, "id", place),
        question=question,
        language=str(entry.get("language") or detect_language(question)),
        answers=texts_field(entry, "answers", place),
        gold=gold,
        filters=_filters(_object(entry, "filters", place), place),
        abstain=abstain,
        kind=text_field(entry, "kind", place) if "kind" in entry else "unanswerable" if abstain else "answer",
        facets=tuple(texts_field({"facets": one}, "facets", place) for one in list_field(entry, "facets", place)),
        history=texts_field(entry, "history", place),
        today=_day(entry.get("today"), "today", place),
        expects=expects,
        feedback=feedback,
    )


def _gold(entry: Any, place: Place) -> Gold:
    if not isinstance(entry, dict) or not any(entry.get(name) for name in ("outside_id", "article_id", "title")):
        fix = "give outside_id, article_id, or title and source"
        raise SuiteError("a gold entry names no article", where=place(), fix=fix)
    _refuse_unknown(entry, _GOLD_FIELDS, "gold field", place)
    numbers: dict[str, int | None] = {}
    for name in ("relevance", "start"):
        value = entry.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            what = f'the field "{name}" is {shown(value)}'
            raise SuiteError(what, where=place(), fix="write a whole number")
        numbers[name] = value
    texts = {
        name: text_field(entry, name, place) if entry.get(name) is not None else None
        for name in ("outside_id", "article_id", "title", "source", "quote")
    }
    relevance = numbers["relevance"]
    return Gold(**texts, start=numbers["start"], relevance=1 if relevance is None else relevance)


def _filters(entry: Mapping[str, Any], place: Place) -> Filters:
    _refuse_unknown(entry, _FILTER_FIELDS, "filter", place)
    first, last, as_of = (_span(entry.get(name), name, place) for name in ("from", "to", "as_of"))
    return Filters(
        first=first.first if first else None,
        last=last.last if last else None,
        sources=texts_field(entry, "sources", place),
        languages=texts_field(entry, "languages", place),
        as_of=as_of.last if as_of else None,
    )


def _expects(entry: Any, place: Place) -> tuple[date, date]:
    if not isinstance(entry, dict) or set(entry) != {"from", "to"}:
        raise SuiteError('the field "expects" is no span', where=place(), fix='write {"from": "2022-09-01", "to": "…"}')
    first, last = (_span(entry[name], name, place) for name in ("from", "to"))
    if first is None or last is None or last.last < first.first:
        raise SuiteError('the field "expects" ends before it begins', where=place(), fix="swap from and to")
    return first.first, last.last


def _feedback(entry: Any, place: Place) -> Feedback:
    if not isinstance(entry, dict) or entry.get("verdict") not in _VERDICTS:
        raise SuiteError('the field "feedback" has no verdict', where=place(), fix='write {"verdict": "up"} or "down"')
    _refuse_unknown(entry, _FEEDBACK_FIELDS, "feedback field", place)
    return Feedback(entry["verdict"], str(entry.get("comment") or ""), str(entry.get("answer") or ""))


def _object(entry: Mapping[str, Any], name: str, place: Place) -> Mapping[str, Any]:
    value = entry.get(name) or {}
    if not isinstance(value, dict):
        raise SuiteError(f'the field "{name}" is {shown(value)}, not an object', where=place(), fix="write {…}")
    return value


def _flag(entry: Mapping[str, Any], name: str, place: Place) -> bool:
    value = entry.get(name, False)
    if not isinstance(value, bool):
        raise SuiteError(f'the field "{name}" is {shown(value)}', where=place(), fix="write true or false")
    return value


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], what: str, place: Place) -> None:
    unknown = set(entry) - known
    if unknown:
        fix = f"{what}s: {', '.join(sorted(known))}"
        raise SuiteError(f"unknown {what} {', '.join(sorted(unknown))}", where=place(), fix=fix)


def _span(text: Any, field: str, place: Place) -> DateSpan | None:
    if text is None:
        return None
    span = parse_edtf(text) if isinstance(text, str) else None
    if span is None:
        raise SuiteError(f'{field} is "{text}", not a date', where=place(), fix="write YYYY, YYYY-MM or YYYY-MM-DD")
    return span


def _day(text: Any, field: str, place: Place) -> date | None:
    span = _span(text, field, place)
    if span is not None and span.first != span.last:
        raise SuiteError(f'{field} is "{text}", not a day', where=place(), fix="write YYYY-MM-DD")
    return span.first if span else None
