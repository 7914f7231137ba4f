"""Records as ragas keeps them: a question, a reference answer, and the contexts that it rests on.

JSON list, JSON lines, or one object of columns; the old names (`question`, `ground_truth`, `contexts`) and the new
ones (`user_input`, `reference`, `reference_contexts`). Contexts are the archive. Gold are the reference contexts;
`contexts` that some system retrieved are articles to search among, and gold only where no reference contexts are
given and they hold the reference answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from eval.metrics import contains
from eval.suites.fields import json_lines, refuse_doubles, shown, text_field, texts_field
from eval.suites.places import place_of
from eval.types import Case, Gold, Suite, SuiteArticle
from index.errors import SuiteError
from index.language import detect_language

_QUESTION = ("user_input", "question")
_REFERENCE = ("reference", "ground_truth", "ground_truths", "answer_gold")
_GOLD_CONTEXTS = ("reference_contexts", "ground_truth_contexts")
_CONTEXTS = ("retrieved_contexts", "contexts")

Placed = Iterator[tuple[Callable[[], str], dict[str, Any]]]


def is_ragas(entry: Any) -> bool:
    """Tell whether a record, or an object of columns, is of this kind."""
    return isinstance(entry, dict) and any(name in entry for name in _QUESTION) and "docs" not in entry


def load_ragas(path: Path, document: Any) -> Suite:
    """Read records.

    Args:
        document: A list of records or an object of columns; None reads the file as JSON lines.

    Raises:
        SuiteError: A record lacks its question, or a field holds the wrong kind of value.
    """
    articles: dict[str, SuiteArticle] = {}
    cases = []
    for n, (place, entry) in enumerate(_records(path, document), start=1):
        case, found = _case(entry, n, place)
        cases.append(case)
        articles.update((one.id, one) for one in found)
    if not cases:
        raise SuiteError("the suite has no question", where=str(path), fix="write one record a line")
    refuse_doubles([case.id for case in cases], path)
    return Suite(path.stem, "ragas", path, tuple(cases), (), tuple(articles.values()), files=(path,))


def _records(path: Path, document: Any) -> Placed:
    if document is None:
        for where, entry in json_lines(path):
            yield partial(str, where), entry
        return
    rows = document if isinstance(document, list) else _rows(document, path)
    for n, entry in enumerate(rows):
        if not isinstance(entry, dict):
            where = place_of(path, [n])
            raise SuiteError(f"a record is {shown(entry)}, not an object", where=where, fix="write it as {…}")
        yield partial(place_of, path, [n]), entry


def _rows(columns: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    lengths = {name: len(values) for name, values in columns.items() if isinstance(values, list)}
    if len(set(lengths.values())) > 1:
        fix = "give every column one value a record"
        raise SuiteError(f"the columns differ in length: {lengths}", where=str(path), fix=fix)
    return [{name: columns[name][n] for name in lengths} for n in range(max(lengths.values(), default=0))]


def _case(entry: dict[str, Any], n: int, place: Callable[[], str]) -> tuple[Case, list[SuiteArticle]]:
    question = text_field(entry, _present(entry, _QUESTION) or _QUESTION[0], place)
    language = detect_language(question)
    named = _present(entry, _REFERENCE)
    answers = texts_field(entry, named, place) if named else ()
    gold_name, other_name = _present(entry, _GOLD_CONTEXTS), _present(entry, _CONTEXTS)
    gold = [_article(text) for text in (texts_field(entry, gold_name, place) if gold_name else ())]
    others = [_article(text) for text in (texts_field(entry, other_name, place) if other_name else ())]
    if not gold:
        gold = [one for one in others if contains(one.text, answers, language)]
    case = Case(
        id=str(entry.get("id") or n),
        question=question,
        language=language,
        answers=answers,
        gold=tuple(dict.fromkeys(Gold(outside_id=one.id) for one in gold)),
    )
    return case, [*gold, *others]


def _present(entry: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if entry.get(name)), None)


def _article(text: str) -> SuiteArticle:
    return SuiteArticle(hashlib.sha256(text.encode()).hexdigest()[:16], "", text)
