"""One build at a time for everybody who reads: begun, watched and stopped from any browser, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.build import BuildSummary
from index.errors import DatelineError
from index.progress import BuildProgress
from rag.latest import LatestAnswerer
from ui.library.build_state import BuildState, keep, kept

# A build that does not end when it is told to is ended; either way the old index stays whole.
_SECONDS_TO_LEAVE = 20.0
_FIX = "begin it again; what stands on the server's terminal says more"


class BuildRunsError(DatelineError):
    """A build was begun while another one runs."""

    def __init__(self, state: BuildState) -> None:
        """Keep the build that runs."""
        super().__init__("a build runs already", where=state.user, fix="wait until it is done, or stop it")
        self.state = state


class Builds:
    """Begins and stops builds of one index; safe to share between threads."""

    def __init__(self, latest: LatestAnswerer, file: Path) -> None:
        """Watch over an index; nothing runs yet.

        Args:
            file: Where a build that is not done is written down, for a server that is started anew.
        """
        self._latest = latest
        self._file = file
        self._state = kept(file)
        self._process: subprocess.Popen[str] | None = None
        self._stage_began: tuple[str, float, int] = ("", 0.0, 0)
        self._lock = threading.Lock()

    def state(self) -> BuildState:
        """Return how it stands with the build that runs or ran last."""
        return self._state

    def start(self, archives: Sequence[Path], user: str) -> None:
        """Begin to update the index from its own archives and these.

        Raises:
            BuildRunsError: One runs already.
            OSError: It cannot be written down.
        """
        index = self._latest.current().index
        job = {"archives": [*map(str, archives)], "index": str(index.folder.resolve()), "model": index.manifest.model}
        with self._lock:
            if self._state.runs:
                raise BuildRunsError(self._state)
            before = index.manifest.counts["indexed"]
            state = BuildState("running", user, datetime.now(UTC), tuple(archives), before)
            keep(state, self._file)
            # -P: a folder that the server was started in may have another package of this name.
            # A session of its own: Ctrl-C on the server's terminal is for the server, which then ends the build.
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ui.library.worker", json.dumps(job)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True,
            )  # fmt: skip
            self._state = state
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()

    def stop(self) -> None:
        """Stop the build that runs; what it has embedded is kept for the next."""
        with self._lock:
            process = self._process
            if process is None or self._state.phase != "running":
                return
            self._state = replace(self._state, phase="stopping")
        process.terminate()
        end = threading.Timer(_SECONDS_TO_LEAVE, process.kill)
        end.daemon = True
        end.start()

    def close(self) -> None:
        """Stop the build that runs, and wait until it has left."""
        self.stop()
        if self._process is not None:
            self._process.wait()

    def _watch(self, process: subprocess.Popen[str]) -> None:
        try:
            with process:
                for line in process.stdout or ():
                    # One that was killed may leave half a line.
                    with suppress(json.JSONDecodeError):
                        self._take(json.loads(line))
            if self._state.summary is not None:
                # Opened here, so that nobody's question waits for it.
                self._latest.current()
        finally:
            with self._lock:
                self._state = _ended(self._state, process.returncode)
                with suppress(OSError):
                    keep(self._state, self._file)

    def _take(self, said: dict[str, Any]) -> None:
        with self._lock:
            if "progress" in said:
                self._state = self._advanced(BuildProgress(**said["progress"]))
            elif "summary" in said:
                self._state = replace(self._state, summary=BuildSummary(**said["summary"]))
            else:
                error = said["error"]
                self._state = replace(
                    self._state, error=DatelineError(error["what"], where=error["where"], fix=error["fix"])
                )

    def _advanced(self, progress: BuildProgress) -> BuildState:
        if self._stage_began[0] != progress.stage or progress.done < self._stage_began[2]:
            self._stage_began = (progress.stage, time.monotonic(), progress.done)
        _, began, first = self._stage_began
        spent = time.monotonic() - began
        rate = (progress.done - first) / spent if spent > 1 and progress.done > first else None
        left = (progress.total - progress.done) / rate if rate and progress.total is not None else None
        return replace(self._state, progress=progress, rate=rate, seconds_left=left)


def _ended(state: BuildState, code: int) -> BuildState:
    if state.summary is not None:
        return replace(state, phase="done")
    if state.phase == "stopping":
        return replace(state, phase="stopped")
    error = state.error or DatelineError(f"the build ended unexpectedly, with the code {code}", fix=_FIX)
    return replace(state, phase="failed", error=error)
