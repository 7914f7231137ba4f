"""The process that builds for the page: a job comes as JSON, progress goes out as lines of JSON.

A process of its own, so that questions are answered as fast as before, and so that a build can be stopped at any
moment. It ends by itself when its server is no more: one that was killed leaves no build behind.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from index.errors import DatelineError

_SECONDS_BETWEEN_LINES = 0.25
_SECONDS_BETWEEN_LOOKS = 2.0
# Of the scheduler: whoever asks a question goes first.
_NICENESS = 10


def main() -> None:
    """Update an index as the argument says: `{"archives": […], "index": …, "model": …}`."""
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    with suppress(AttributeError, OSError):  # there is none on Windows
        os.nice(_NICENESS)
    # What a library prints must not stand between our lines.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        _tell(lines, {"summary": asdict(_build(json.loads(sys.argv[1]), lines))})
    except DatelineError as error:
        _tell(lines, {"error": {"what": error.what, "where": error.where, "fix": error.fix}})


def _build(job: dict[str, Any], lines: TextIO) -> Any:
    from index.build import build_index
    from index.embedding import open_embedder
    from index.progress import BuildProgress
    from rag.abstention import to_record

    told: tuple[float, str] = (0.0, "")

    def on_progress(progress: BuildProgress) -> None:
        nonlocal told
        if progress.stage != told[1] or time.monotonic() - told[0] > _SECONDS_BETWEEN_LINES:
            told = (time.monotonic(), progress.stage)
            _tell(lines, {"progress": asdict(progress)})

    archives = [Path(archive) for archive in job["archives"]]
    embedder = open_embedder(job["model"])
    calibration = to_record(embedder.fingerprint)
    folder = Path(job["index"])
    return build_index(
        archives, folder, embedder=embedder, update=True, calibration=calibration, on_progress=on_progress
    )


def _tell(lines: TextIO, said: dict[str, Any]) -> None:
    try:
        print(json.dumps(said), file=lines, flush=True)
    except BrokenPipeError:
        # Nobody is left to tell it to. A build takes this error for one of the disk, and would tell of it.
        sys.exit(1)


def _follow(server: int) -> None:
    """End the build when the server has ended; a process without a parent is given another one."""
    while os.getppid() == server:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    signal.raise_signal(signal.SIGTERM)


def _leave(number: int, frame: object) -> None:
    # As an exception, so that the build removes what it has not finished.
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
