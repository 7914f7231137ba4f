"""Question-answering sets in SQuAD's format, as an archive: one paragraph is one article.

Suites read the same files for their questions; `squad_paragraphs` is the one place that says what a paragraph's id is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SquadParagraph:
    """One paragraph of a SQuAD set.

    Args:
        id: `Title#n`, n counting the title's paragraphs from 1; the article's title and outside id.
        questions: Its entries under `qas`, as they are.
    """

    id: str
    text: str
    questions: tuple[Mapping[str, Any], ...]


def is_squad(document: Mapping[str, Any]) -> bool:
    """Tell whether a JSON document is a SQuAD set: `data`, each with `paragraphs`."""
    data = document.get("data")
    return isinstance(data, list) and bool(data) and isinstance(data[0], Mapping) and "paragraphs" in data[0]


def squad_paragraphs(document: Mapping[str, Any]) -> Iterator[SquadParagraph]:
    """Yield each paragraph of a SQuAD set, in order; what should be a paragraph and is none has an empty text."""
    counts: dict[str, int] = {}
    for entry in document["data"]:
        held = entry if isinstance(entry, Mapping) else {}
        title = str(held.get("title") or "untitled").strip()
        paragraphs = held.get("paragraphs")
        for paragraph in paragraphs if isinstance(paragraphs, list) else ():
            counts[title] = counts.get(title, 0) + 1
            fields = paragraph if isinstance(paragraph, Mapping) else {}
            questions = fields.get("qas")
            yield SquadParagraph(
                id=f"{title}#{counts[title]}",
                text=str(fields.get("context") or ""),
                questions=tuple(questions) if isinstance(questions, list) else (),
            )
