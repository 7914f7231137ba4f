"""How it stands with a build, and what is written down of one that may be gone on with when the server is started anew.

Written when it begins and when it fails, and removed when it is done: a file that is there names a build to go on with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from index.build import BuildSummary
from index.errors import DatelineError
from index.progress import BuildProgress
from index.writing import write_whole

Phase = Literal["idle", "running", "stopping", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class BuildState:
    """The build that runs, or the one that ran last.

    Args:
        user: Who began it: a user's name, or an address.
        archives: What it was to read besides the archives of the index.
        articles_before: Articles in the index when it began.
        rate: Of the stage that `progress` tells of, in its unit a second; None until it is known.
        seconds_left: Of that stage; None where its end is not known.
    """

    phase: Phase = "idle"
    user: str = ""
    began: datetime = datetime.min
    archives: tuple[Path, ...] = ()
    articles_before: int = 0
    progress: BuildProgress | None = None
    rate: float | None = None
    seconds_left: float | None = None
    summary: BuildSummary | None = None
    error: DatelineError | None = None

    @property
    def runs(self) -> bool:
        """Tell whether it is at work."""
        return self.phase in ("running", "stopping")


def keep(state: BuildState, file: Path) -> None:
    """Write down what a build needs to be gone on with; of one that is done, nothing is left to go on with."""
    if state.phase == "done":
        file.unlink(missing_ok=True)
        return
    error = state.error
    # A path may hold bytes that are no letters, which JSON's escapes keep.
    told = {
        "user": state.user,
        "began": state.began.isoformat(),
        "archives": [str(path) for path in state.archives],
        "articles_before": state.articles_before,
        "error": {"what": error.what, "where": error.where, "fix": error.fix} if error else None,
    }
    write_whole(file, json.dumps(told, indent=2) + "\n")


def kept(file: Path) -> BuildState:
    """Return the build that an earlier server left unfinished; idle when there is none, or its file is broken."""
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        error = told["error"]
        return BuildState(
            phase="failed" if error else "stopped",
            user=str(told["user"]),
            began=datetime.fromisoformat(told["began"]),
            archives=tuple(Path(path) for path in told["archives"]),
            articles_before=int(told["articles_before"]),
            error=DatelineError(error["what"], where=error["where"], fix=error["fix"]) if error else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return BuildState()
