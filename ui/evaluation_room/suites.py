"""Which suites the room offers: those that come with Dateline, those of a folder, and what readers said of answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import SettingsError

Group = Literal["bundled", "folder", "feedback"]

# Where a checkout keeps them; an installed package has none.
_DOCS = Path(__file__).parents[2] / "docs"
_NO_SUITES = ("baseline.json",)
_FIRST_LINE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class OfferedSuite:
    """A suite that can be picked.

    Args:
        name: What the page sends back; no path of the server ever comes from a browser.
        title: What is shown.
        path: File or folder; nothing says that it can be read.
    """

    name: str
    title: str
    group: Group
    path: Path


def offered_suites(folder: Path | None, feedback: Path) -> list[OfferedSuite]:
    """Return the suites, the archive's own feedback last.

    Args:
        folder: As `--suites` names it; None for none.
        feedback: The suite of judged answers; offered once somebody has judged one.
    """
    return [*_bundled(), *_of_folder(folder), *_of_readers(feedback)]


def suite_named(name: str, offered: list[OfferedSuite]) -> OfferedSuite:
    """Return the suite of a name.

    Raises:
        SettingsError: There is none.
    """
    for one in offered:
        if one.name == name:
            return one
    what = f'there is no suite "{name[:80]}"'
    raise SettingsError(what, where="suite", fix="pick one of the list; reload the page where it has changed")


def _bundled() -> Iterator[OfferedSuite]:
    for path in (_DOCS / "sample-suite.json", *sorted((_DOCS / "suites").glob("*.json"))):
        if path.is_file() and path.name not in _NO_SUITES:
            # `sample.json` includes all the others and the sample's own.
            title = "sample, all" if path.stem == "sample" else path.stem
            yield OfferedSuite(f"bundled/{path.name}", title, "bundled", path)


def _of_folder(folder: Path | None) -> Iterator[OfferedSuite]:
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if not path.name.startswith(".") and _may_be_a_suite(path):
            yield OfferedSuite(f"folder/{path.name}", path.name, "folder", path)


def _of_readers(feedback: Path) -> Iterator[OfferedSuite]:
    if feedback.is_file():
        yield OfferedSuite("feedback", feedback.stem, "feedback", feedback)


def _may_be_a_suite(path: Path) -> bool:
    """Tell a suite from the archives that lie beside it. Whether it can be read is found when it is run."""
    if path.is_dir():
        return (path / "queries.jsonl").is_file() or any(path.glob("topics*"))
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline(_FIRST_LINE_BYTES)
        try:
            return not {"question", "user_input"}.isdisjoint(json.loads(first))
        except (ValueError, TypeError):
            return False
    return path.suffix == ".json" and path.name not in _NO_SUITES
