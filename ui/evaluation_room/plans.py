"""What a run is to be made with: from the boxes of the form, to a file, to the command that makes it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import SettingsError

Answering = Literal["extractive", "auto", "search"]
Articles = Literal["own", "page"]

_GREATEST = 10**9


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to be made, or made.

    Args:
        title: Of the suite.
        index: What is asked; None builds an index of the suite's own articles.
        answering: Who answers; `search` only searches.
        limit: Only so many cases, drawn by `seed`; None asks all.
        today: What "last week" is relative to; kept, so that a run gone on with tomorrow is the same run.
        cases: How many will be asked.
    """

    suite: Path
    title: str
    index: Path | None
    answering: Answering
    limit: int | None
    seed: int
    today: date
    cases: int

    def arguments(self, out: Path) -> list[str]:
        """Return what follows `dateline` on a command line that makes the run, or goes on with it."""
        return [
            *("eval", "run", str(self.suite), "--out", str(out), "--json"),
            *("--seed", str(self.seed), "--today", self.today.isoformat()),
            *(("--index", str(self.index)) if self.index else ()),
            *(("--limit", str(self.limit)) if self.limit else ()),
            *(("--retrieval-only",) if self.answering == "search" else ("--answerer", self.answering)),
        ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands in the form.

    Args:
        suite: Name of an offered suite.
        articles: Asks the suite's own articles where it has some, or those of the page.
    """

    suite: str
    articles: Articles
    answering: Answering
    limit: int | None
    seed: int


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """Read the form.

    Raises:
        SettingsError: A box holds what it cannot; the message names it.
    """
    limit = said.get("limit", "").strip()
    return Wanted(
        suite=said.get("suite", ""),
        articles=_chosen("articles", said.get("articles", "own"), get_args(Articles)),
        answering=_chosen("answering", said.get("answering", "extractive"), get_args(Answering)),
        limit=_whole("limit", limit, 1) if limit else None,
        seed=_whole("seed", said.get("seed", "").strip() or "0", 0),
    )


def plan_as_json(plan: Plan) -> str:
    """Return a plan as its file holds it."""
    return json.dumps(asdict(plan), default=str, ensure_ascii=False, indent=2) + "\n"


def plan_of_json(text: str) -> Plan:
    """Read a plan's file.

    Raises:
        ValueError, KeyError, TypeError: It holds none.
    """
    said: dict[str, Any] = json.loads(text)
    paths = {"suite": Path(said["suite"]), "index": Path(said["index"]) if said["index"] else None}
    return Plan(**{**said, **paths, "today": date.fromisoformat(said["today"])})


def _chosen(box: str, value: str, valid: tuple[str, ...]) -> Any:
    if value not in valid:
        raise SettingsError(f'{box} is "{value[:40]}"', where=box, fix=f"use one of: {', '.join(valid)}")
    return value


def _whole(box: str, value: str, least: int) -> int:
    fix = f"write a whole number from {least} to {_GREATEST:,}"
    # Ten digits are more than any suite has cases; int() of thousands of them is refused by Python.
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= 10 else -1
    if not least <= number <= _GREATEST:
        raise SettingsError(f'{box} is "{value[:40]}"', where=box, fix=fix)
    return number
