"""Dateline's own suites: questions with gold quotes, filters and expected abstention.

{"name": "sample", "version": 1, "archives": ["sample"],
 "cases": [{"id": "q1", "question": "…", "language": "de", "answers": ["…"],
            "gold": [{"title": "…", "source": "…", "quote": "…"}], "filters": {"from": "2022"}, "abstain": false}]}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.types import Case, Gold, Suite
from index.dates import parse_edtf
from index.errors import SuiteError
from index.language import detect_language
from index.types import DateSpan, Filters

_CASE_FIELDS = {"id", "question", "language", "answers", "gold", "filters", "abstain"}
_FILTER_FIELDS = {"from", "to", "sources", "languages", "as_of"}


def load_own(path: Path, document: dict[str, Any]) -> Suite:
    """Read a Dateline suite.

    Raises:
        SuiteError: A field is missing, unknown, or of the wrong kind.
    """
    if document.get("version") != 1:
        raise SuiteError(f"the suite has version {document.get('version')}, this program reads 1", where=str(path))
    cases = tuple(_case(entry, f"{path}: case {n}") for n, entry in enumerate(document["cases"], start=1))
    ids = [case.id for case in cases]
    double = next((name for name in ids if ids.count(name) > 1), None)
    if double is not None:
        raise SuiteError(f'two cases have the id "{double}"', where=str(path), fix="give each its own")
    archives = tuple(path.parent / name for name in document.get("archives", ()))
    return Suite(str(document.get("name") or path.stem), "dateline", path, cases, archives)


def _case(entry: Any, where: str) -> Case:
    if not isinstance(entry, dict):
        raise SuiteError("a case is not an object", where=where, fix="write it as {…}")
    unknown = set(entry) - _CASE_FIELDS
    if unknown:
        fix = f"fields: {', '.join(sorted(_CASE_FIELDS))}"
        raise SuiteError(f"unknown field {', '.join(sorted(unknown))}", where=where, fix=fix)
    for field in ("id", "question"):
        if not str(entry.get(field) or "").strip():
            raise SuiteError(f'the field "{field}" is missing or empty', where=where, fix="add it")
    abstain = bool(entry.get("abstain"))
    gold = tuple(_gold(one, where) for one in entry.get("gold") or ())
    if abstain == bool(gold):
        what = "a case that expects no answer has gold" if abstain else "a case has no gold"
        raise SuiteError(what, where=where, fix="give gold, or set abstain to true")
    return Case(
        id=str(entry["id"]),
        question=str(entry["question"]),
        language=str(entry.get("language") or detect_language(str(entry["question"]))),
        answers=tuple(str(answer) for answer in entry.get("answers") or ()),
        gold=gold,
        filters=_filters(entry.get("filters") or {}, where),
        abstain=abstain,
    )


def _gold(entry: Any, where: str) -> Gold:
    if not isinstance(entry, dict) or not (entry.get("outside_id") or entry.get("title")):
        raise SuiteError("a gold entry names no article", where=where, fix="give outside_id, or title and source")
    return Gold(entry.get("outside_id"), entry.get("title"), entry.get("source"), entry.get("quote"))


def _filters(entry: dict[str, Any], where: str) -> Filters:
    unknown = set(entry) - _FILTER_FIELDS
    if unknown:
        fix = f"filters: {', '.join(sorted(_FILTER_FIELDS))}"
        raise SuiteError(f"unknown filter {', '.join(sorted(unknown))}", where=where, fix=fix)
    first, last, as_of = (_span(entry.get(name), name, where) for name in ("from", "to", "as_of"))
    return Filters(
        first=first.first if first else None,
        last=last.last if last else None,
        sources=tuple(entry.get("sources") or ()),
        languages=tuple(entry.get("languages") or ()),
        as_of=as_of.last if as_of else None,
    )


def _span(text: str | None, field: str, where: str) -> DateSpan | None:
    if text is None:
        return None
    span = parse_edtf(text)
    if span is None:
        raise SuiteError(f'{field} is "{text}", not a date', where=where, fix="write YYYY, YYYY-MM or YYYY-MM-DD")
    return span
