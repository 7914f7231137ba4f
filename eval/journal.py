"""The cases of a run as they are done, so that an interrupted run goes on where it stopped.

One line a case, the manifest first; a line that was cut off by a crash is asked again, and so is a case that failed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from eval.types import Case, CaseResult, FoundArticle

JOURNAL_FILE = "cases.partial.jsonl"


class Journal:
    """Remembers results in a file; without one it remembers nothing."""

    def __init__(self, out: Path | None, manifest: dict[str, Any], cases: Sequence[Case]) -> None:
        """Read what an earlier, interrupted run of the same manifest has done.

        Args:
            out: The run's folder; None keeps no journal.
            manifest: A journal of any other one is thrown away.
            cases: Those of this run.
        """
        self.done: dict[str, CaseResult] = {}
        self._file: IO[str] | None = None
        if out is None:
            return
        out.mkdir(parents=True, exist_ok=True)
        path = out / JOURNAL_FILE
        self.done = _read(path, manifest, {case.id: case for case in cases})
        # Written anew, so that it holds neither the line that a crash cut off nor the cases that failed.
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(_line({"manifest": manifest}))
            file.writelines(_line(_packed(result)) for result in self.done.values())
        fresh.replace(path)
        self._file = path.open("a", encoding="utf-8")

    def add(self, result: CaseResult) -> None:
        """Remember one result; it is on its way to the disk when this returns."""
        if self._file is not None:
            self._file.write(_line(_packed(result)))
            self._file.flush()

    def close(self) -> None:
        """Close the file, and keep it for the next run."""
        if self._file is not None:
            self._file.close()


def remove_journal(out: Path) -> None:
    """Forget everything: the run is whole."""
    (out / JOURNAL_FILE).unlink(missing_ok=True)


def _read(path: Path, manifest: dict[str, Any], cases: dict[str, Case]) -> dict[str, CaseResult]:
    done: dict[str, CaseResult] = {}
    if not path.is_file():
        return done
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n")):
        try:
            entry = json.loads(line)
            if number == 0:
                if entry["manifest"] != json.loads(json.dumps(manifest)):
                    return done
            elif (name := entry.pop("id")) in cases and entry["error"] is None:
                done[name] = _unpacked(entry, cases[name])
        except (ValueError, KeyError, TypeError):
            if number == 0:
                return done
    return done


def _packed(result: CaseResult) -> dict[str, Any]:
    entry = {name: getattr(result, name) for name in result.__slots__ if name not in ("case", "found")}
    return {"id": result.case.id, **entry, "found": [asdict(one) for one in result.found]}


def _unpacked(entry: dict[str, Any], case: Case) -> CaseResult:
    found = tuple(FoundArticle(**one) for one in entry.pop("found"))
    ranked = tuple((str(name), float(score)) for name, score in entry.pop("ranked"))
    return CaseResult(case=case, ranked=ranked, found=found, **entry)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"
