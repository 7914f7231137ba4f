"""ALCE's JSON (ASQA, QAMPARI, ELI5): questions, short answers or claims, and the documents found for each.

Its documents are the archive. Gold are the documents that hold a short answer, as ALCE itself measures recall; a
question none of whose documents does is ineligible for retrieval, and counted as that.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from eval.metrics import contains
from eval.suites.fields import list_field, refuse_doubles, shown, text_field, texts_field
from eval.suites.places import place_of
from eval.types import Case, Gold, Suite, SuiteArticle
from index.errors import SuiteError
from index.language import detect_language


def is_alce(entries: list[Any]) -> bool:
    """Tell whether a JSON list is ALCE's: questions with `docs`."""
    return bool(entries) and isinstance(entries[0], dict) and "question" in entries[0] and "docs" in entries[0]


def load_alce(path: Path, entries: list[Any]) -> Suite:
    """Read an ALCE file.

    Raises:
        SuiteError: An entry lacks its question, or a field holds the wrong kind of value.
    """
    articles: dict[str, SuiteArticle] = {}
    cases = []
    for n, entry in enumerate(entries):
        place = partial(place_of, path, [n])
        if not isinstance(entry, dict):
            raise SuiteError(f"an entry is {shown(entry)}, not an object", where=place(), fix="write it as {…}")
        found = [_article(one, n, m, path) for m, one in enumerate(list_field(entry, "docs", place))]
        articles.update((one.id, one) for one in found)
        cases.append(_case(entry, n, found, place))
    refuse_doubles([case.id for case in cases], path)
    return Suite(path.stem, "alce", path, tuple(cases), (), tuple(articles.values()), files=(path,))


def _case(entry: dict[str, Any], n: int, documents: list[SuiteArticle], place: partial[str]) -> Case:
    question = text_field(entry, "question", place)
    facets = _facets(entry, place)
    answers = [form for forms in facets for form in forms]
    language = detect_language(question)
    gold = [Gold(outside_id=one.id) for one in documents if contains(one.text, answers, language)]
    return Case(
        id=str(entry.get("sample_id") or entry.get("id") or f"{n + 1}"),
        question=question,
        language=language,
        gold=tuple(dict.fromkeys(gold)),
        facets=facets,
        claims=texts_field(entry, "claims", place),
        kind="long answer",
    )


def _facets(entry: dict[str, Any], place: partial[str]) -> tuple[tuple[str, ...], ...]:
    """Return ASQA's short answers to each reading, or QAMPARI's answers."""
    pairs = [one for one in list_field(entry, "qa_pairs", place) if isinstance(one, dict)]
    if pairs:
        found = [texts_field(one, "short_answers", place) for one in pairs]
    else:
        groups = list_field(entry, "answers", place)
        found = [texts_field({"answers": group}, "answers", place) for group in groups]
    return tuple(forms for forms in found if forms)


def _article(entry: Any, n: int, m: int, path: Path) -> SuiteArticle:
    place = partial(place_of, path, [n, "docs", m])
    if not isinstance(entry, dict):
        raise SuiteError(
            f'the field "docs" holds {shown(entry)}', where=place(), fix='write {"title": "…", "text": "…"}'
        )
    title, text = str(entry.get("title") or ""), text_field(entry, "text", place)
    # ALCE's ids are those of the retriever's passages, and not in every file; the text itself always tells them apart.
    return SuiteArticle(hashlib.sha256(f"{title}\x1f{text}".encode()).hexdigest()[:16], title, text)
