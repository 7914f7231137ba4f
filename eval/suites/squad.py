"""SQuAD 1.1 and 2.0 in any language: each paragraph is an article, each question a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.types import Case, Gold, Suite
from index.archives.readers.squad import SquadParagraph, squad_paragraphs
from index.errors import SuiteError
from index.language import detect_language


def load_squad(path: Path, document: dict[str, Any]) -> Suite:
    """Read a SQuAD file.

    Raises:
        SuiteError: A question lacks its text or id.
    """
    cases = [case for paragraph in squad_paragraphs(document) for case in _cases_of(paragraph, path)]
    if not cases:
        raise SuiteError("the suite has no question", where=str(path), fix="check that paragraphs have qas")
    return Suite(path.stem, "squad", path, tuple(cases), (path,))


def _cases_of(paragraph: SquadParagraph, path: Path) -> Iterator[Case]:
    for number, entry in enumerate(paragraph.questions):
        where = f"{path}: {paragraph.id}, question {number + 1}"
        for field in ("id", "question"):
            if not str(entry.get(field) or "").strip():
                raise SuiteError(f'the field "{field}" is missing or empty', where=where, fix="add it")
        unanswerable = bool(entry.get("is_impossible"))
        answers = tuple(dict.fromkeys(str(a.get("text", "")) for a in entry.get("answers") or [] if a.get("text")))
        yield Case(
            id=str(entry["id"]),
            question=str(entry["question"]),
            language=detect_language(str(entry["question"])),
            answers=() if unanswerable else answers,
            gold=() if unanswerable else (Gold(outside_id=paragraph.id),),
            abstain=unanswerable,
        )
