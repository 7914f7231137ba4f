"""Runs in a folder of the server's data, one at a time, each a `dateline eval run` of its own process.

A process and no thread: questions of others would share one interpreter with it, and it can be ended at any moment,
even in the middle of a question; what it has done is in its journal, and the same command goes on from there. It gives
way to the page (`nice`). Nothing is remembered here but on disk: the running process holds a lock that it inherits, so
that a page reloaded, and a server started anew, see it running, and two never run at once.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from eval.journal import JOURNAL_FILE
from eval.store import RUN_FILE, StoredRun, read_run
from index.errors import SettingsError
from index.writing import write_whole
from ui.evaluation_room.plans import Plan, plan_as_json, plan_of_json

State = Literal["running", "done", "stopped", "failed"]

_PLAN_FILE, _LOG_FILE, _LOCK_FILE = "plan.json", "log.txt", ".running"
_START = "import os; os.nice(10); from ui.cli import main; main()"
_LISTED = 100
_LOG_TAIL_BYTES = 1 << 14
_END_SECONDS, _LOOK_SECONDS = 5.0, 0.05
# Of the whole program: to look whether the file is locked is to lock it for a moment.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Run:
    """One run, whatever has become of it.

    Args:
        id: Name of its folder, which begins with its day and time.
        done: Cases that were asked.
        doing: What it said last; empty when nothing.
        error: Why it failed; None when it did not.
        summary: As `run.json` holds it; None until the run is whole.
    """

    id: str
    plan: Plan
    state: State
    done: int
    doing: str
    error: str | None
    summary: dict[str, Any] | None


class Runs:
    """Starts, ends and finds runs; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made when the first run is started."""
        self._folder = folder

    def start(self, plan: Plan) -> str:
        """Start a run; return its id.

        Raises:
            SettingsError: Another one is running.
        """
        with _lock:
            run = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            self._launch(run, plan)
            return run

    def resume(self, run: str) -> None:
        """Go on with a run that was stopped or failed.

        Raises:
            SettingsError: There is no such run, or another one is running.
        """
        with _lock:
            self._launch(run, self._known(run).plan)

    def cancel(self) -> None:
        """End the run that is running, and wait until it has ended."""
        with _lock:
            held = self._held()
            if held is None:
                return
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(held["pid"]), sign)
                until = time.monotonic() + _END_SECONDS
                while time.monotonic() < until:
                    if self._held() is None:
                        return
                    time.sleep(_LOOK_SECONDS)

    def delete(self, run: str) -> None:
        """Remove a run's folder.

        Raises:
            SettingsError: There is no such run, or it is running.
        """
        with _lock:
            if self._known(run).state == "running":
                raise SettingsError("the run is going on", where=run, fix="stop it first")
            shutil.rmtree(self._folder / run)

    def running(self) -> Run | None:
        """Return the run that is running."""
        with _lock:
            held = self._held()
            return self._found(str(held["run"]), held) if held else None

    def now(self) -> str:
        """Return a few letters that are others once a run has begun, got on, ended or been deleted."""
        with _lock:
            held = self._held()
            names = [path.parent.name for path in self._folder.glob(f"*/{_PLAN_FILE}")]
        told = f"{len(names)} {max(names, default='')}"
        if held:
            folder = self._folder / str(held["run"])
            told += f" {held} {_lines(folder / JOURNAL_FILE)} {_last_line(_tail(folder / _LOG_FILE))}"
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def named(self, run: str) -> Run | None:
        """Return a run; None when there is none of that id."""
        with _lock:
            return self._found(run, self._held())

    def listed(self) -> list[Run]:
        """Return the runs, the newest first."""
        with _lock:
            held = self._held()
            names = sorted((path.parent.name for path in self._folder.glob(f"*/{_PLAN_FILE}")), reverse=True)
            return [run for name in names[:_LISTED] if (run := self._found(name, held)) is not None]

    def read(self, run: str) -> StoredRun:
        """Read a whole run.

        Raises:
            SettingsError: There is no such run.
            SuiteError: It is not whole, or broken.
        """
        with _lock:
            self._known(run)
        return read_run(self._folder / run)

    def _known(self, run: str) -> Run:
        found = self._found(run, self._held())
        if found is None:
            raise SettingsError(f'there is no run "{run[:80]}"', where="run", fix="pick one of the list")
        return found

    def _found(self, run: str, held: dict[str, Any] | None) -> Run | None:
        folder = self._folder / run
        # The name came from a browser: it must be that of a folder of ours, and no way out of it.
        if not run or folder.parent != self._folder or run.startswith("."):
            return None
        try:
            plan = plan_of_json((folder / _PLAN_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        said = _tail(folder / _LOG_FILE)
        if held is not None and held["run"] == run:
            return Run(run, plan, "running", _lines(folder / JOURNAL_FILE), _last_line(said), None, None)
        summary = _summary(folder)
        if summary is not None:
            return Run(run, plan, "done", int(summary["cases"]), "", None, summary)
        error = _error_of(said)
        return Run(run, plan, "failed" if error else "stopped", _lines(folder / JOURNAL_FILE), "", error, None)

    def _launch(self, run: str, plan: Plan) -> None:
        folder = self._folder / run
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._take()
        if lock is None:
            raise SettingsError("another run is going on", where="run", fix="wait until it is done, or stop it")
        with lock:
            folder.mkdir(exist_ok=True)
            write_whole(folder / _PLAN_FILE, plan_as_json(plan))
            with (folder / _LOG_FILE).open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, "-c", _START, *plan.arguments(folder)],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, pass_fds=(lock.fileno(),),
                )  # fmt: skip
            lock.truncate(0)
            lock.write(json.dumps({"run": run, "pid": process.pid}))
        # Waited for, so that its pid is free when it has ended; ended with the server.
        threading.Thread(target=process.wait, daemon=True).start()
        atexit.register(process.terminate)

    def _take(self) -> IO[str] | None:
        """Return the lock's file, locked; None when a running process holds it."""
        import fcntl

        file = (self._folder / _LOCK_FILE).open("a", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return file

    def _held(self) -> dict[str, Any] | None:
        """Return `run` and `pid` of the process that is running; None when none is."""
        if not (self._folder / _LOCK_FILE).is_file():
            return None
        file = self._take()
        if file is not None:
            file.close()
            return None
        found: dict[str, Any] = json.loads((self._folder / _LOCK_FILE).read_text(encoding="utf-8"))
        return found


def _summary(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _lines(journal: Path) -> int:
    """Return how many cases a journal holds; its first line is the manifest."""
    try:
        return max(0, journal.read_bytes().count(b"\n") - 1)
    except OSError:
        return 0


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_TAIL_BYTES))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def _last_line(said: str) -> str:
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")


def _error_of(said: str) -> str | None:
    """Return the error that a process ended with: its own message of three lines, or the last of a traceback."""
    _, mark, told = f"\n{said}".rpartition("\nerror: ")
    if mark:
        return told.strip()
    return _last_line(said) if "Traceback (most recent call last)" in said else None
