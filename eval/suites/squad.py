"""SQuAD 1.1 and 2.0 in any language: each paragraph is an article, each question a case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from eval.suites.fields import list_field, refuse_doubles, text_field
from eval.suites.places import Step, place_of
from eval.types import Case, Gold, Suite
from index.archives.readers.squad import SquadParagraph, squad_paragraphs
from index.errors import SuiteError
from index.language import detect_language


def load_squad(path: Path, document: dict[str, Any]) -> Suite:
    """Read a SQuAD file.

    Raises:
        SuiteError: A question lacks its text or id, or a field holds the wrong kind of value.
    """
    steps = list(_steps(document))
    paragraphs = list(squad_paragraphs(document))
    cases = [case for way, one in zip(steps, paragraphs, strict=True) for case in _cases_of(one, way, path)]
    if not cases:
        raise SuiteError("the suite has no question", where=str(path), fix="check that paragraphs have qas")
    refuse_doubles([case.id for case in cases], path)
    return Suite(path.stem, "squad", path, tuple(cases), (path,), files=(path,))


def _steps(document: Mapping[str, Any]) -> Iterator[tuple[Step, ...]]:
    """Yield the way to each paragraph, in the order in which the archive reader yields them."""
    for n, entry in enumerate(document["data"]):
        paragraphs = entry.get("paragraphs") if isinstance(entry, Mapping) else None
        for m in range(len(paragraphs) if isinstance(paragraphs, list) else 0):
            yield "data", n, "paragraphs", m


def _cases_of(paragraph: SquadParagraph, steps: tuple[Step, ...], path: Path) -> Iterator[Case]:
    for number, entry in enumerate(paragraph.questions):
        place = partial(_place, path, (*steps, "qas", number), f"{paragraph.id}, question {number + 1}")
        if not isinstance(entry, Mapping):
            raise SuiteError("a question is not an object", where=place(), fix="write it as {…}")
        name, question = text_field(entry, "id", place), text_field(entry, "question", place)
        unanswerable = bool(entry.get("is_impossible"))
        answers = [one for one in list_field(entry, "answers", place) if _has_text(one, place)]
        texts = tuple(dict.fromkeys(str(one["text"]) for one in answers))
        if not texts and not unanswerable:
            fix = "add one, or set is_impossible to true"
            raise SuiteError('the field "answers" holds none', where=place(), fix=fix)
        yield Case(
            id=name,
            question=question,
            language=detect_language(question),
            answers=() if unanswerable else texts,
            gold=() if unanswerable else (Gold(outside_id=paragraph.id, quote=_quoted(paragraph, texts)),),
            abstain=unanswerable,
            kind="unanswerable" if unanswerable else "answer",
        )


def _has_text(answer: Any, place: partial[str]) -> bool:
    if not isinstance(answer, Mapping):
        raise SuiteError(
            'the field "answers" holds something that is no object', where=place(), fix='write {"text": "…"}'
        )
    return bool(str(answer.get("text") or "").strip())


def _quoted(paragraph: SquadParagraph, texts: tuple[str, ...]) -> str | None:
    """Return the first answer that stands in the paragraph; translated sets have some that do not."""
    context = unicodedata.normalize("NFC", paragraph.text)
    return next((text for one in texts if (text := unicodedata.normalize("NFC", one)) in context), None)


def _place(path: Path, steps: tuple[Step, ...], name: str) -> str:
    return f"{place_of(path, steps)}: {name}"
