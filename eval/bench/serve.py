"""The chat page under load: readers who ask at once, beside one who asks alone, and the server's memory meanwhile.

The server is a process of its own, `dateline chat` without a language model, with a data folder that is thrown away.
Readers do not think unless told to: each asks the next question as soon as the last answer stands, which is the worst
case.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from eval.bench.page_client import PageReader, page_times
from eval.bench.report import BenchReport, BenchRow, percentile
from index.errors import DatelineError

_START_SECONDS, _LOOK_SECONDS = 120.0, 0.1
_PAGE_LOADS = 9
_MEGABYTE = 1 << 20
# As a child that speaks only through its log.
_COMMAND = (sys.executable, "-c", "from ui.cli import main; main()", "chat", "--rate", "0")
_QUOTES_ONLY = {"DATELINE_LLM": "none", "DATELINE_ANSWERING": "extractive"}


@dataclass(frozen=True, slots=True)
class _Load:
    """What came of many questions.

    Args:
        milliseconds: Of each that was answered.
        cpu_seconds: Of the server, over all; None where the system does not tell.
        megabytes: Of the server's memory, now and then; empty where the system does not tell.
    """

    milliseconds: list[float]
    errors: list[str]
    seconds: float
    cpu_seconds: float | None
    megabytes: list[float]


def run(index: Path, questions: Sequence[str], port: int, *, users: int, count: int, think: float = 0.0) -> BenchReport:
    """Measure a server of an index.

    Args:
        questions: Asked in turn.
        port: A free one of this machine.
        users: Readers at once.
        count: Questions that they ask together.
        think: Seconds that a reader reads between two questions.

    Raises:
        DatelineError: The server does not start.
    """
    with tempfile.TemporaryDirectory() as data, _server(index, port, Path(data)) as (address, server, opened):
        start = _megabytes(server)
        pages = [page_times(address) for _ in range(_PAGE_LOADS)]
        once = len(questions)
        cold = _asked(address, server, _again(questions, 0), once)
        alone = _asked(address, server, _again(questions, 1), once)
        warm = _megabytes(server)
        together = _asked(address, server, _again(questions, 2), count, users=users, think=think)
    rows = [
        BenchRow("server answers after its start", opened, "s"),
        BenchRow("first byte of the page, p50", percentile([first for first, _ in pages], 50), "ms"),
        BenchRow("HTML of the page, p50", percentile([whole for _, whole in pages], 50), "ms"),
        *_times("one user, asked for the first time", cold),
        *_times("one user, asked again", alone),
        *_times(f"{users} users at once", together),
        BenchRow("questions answered", len(together.milliseconds) / together.seconds, "/s"),
        BenchRow("errors", float(len(cold.errors + alone.errors + together.errors)), ""),
    ]
    if start is not None and warm is not None and together.megabytes:
        middle, end = together.megabytes[len(together.megabytes) // 2], together.megabytes[-1]
        rows += [
            BenchRow("memory at the start", start, "MB"),
            BenchRow("memory after warming up", warm, "MB"),
            BenchRow(f"memory after {count // 2:,} questions of {users} users", middle, "MB"),
            BenchRow(f"memory after {count:,}", end, "MB"),
        ]
    for error in dict.fromkeys(cold.errors + alone.errors + together.errors):
        rows.append(BenchRow(f"error: {error[:200]}", 1.0, ""))
    pause = f"{think:g} s" if think else "no time"
    about = f"{count:,} questions of {users} users with {pause} to think, {os.cpu_count()} cores shared with the askers"
    return BenchReport("serve", tuple(rows), about)


def _times(who: str, load: _Load) -> list[BenchRow]:
    rows = [BenchRow(f"{who}, p{q}", percentile(load.milliseconds or [0.0], q), "ms") for q in (50, 95)]
    if load.cpu_seconds is not None and load.milliseconds:
        rows.append(BenchRow(f"{who}, processor a question", 1000 * load.cpu_seconds / len(load.milliseconds), "ms"))
    return rows


def _again(questions: Sequence[str], times: int) -> Iterator[str]:
    """Yield the questions again and again, each time with one more blank behind.

    A blank changes no answer, and keeps the server from remembering the very same question.
    """
    for time_asked in itertools.count(times):
        yield from (question + " " * time_asked for question in questions)


def _asked(
    address: str, server: int, questions: Iterator[str], count: int, *, users: int = 1, think: float = 0.0
) -> _Load:
    """Let readers ask so many questions; each takes the next one that nobody has taken."""
    lock = threading.Lock()
    left = itertools.islice(questions, count)
    milliseconds: list[float] = []
    errors: list[str] = []
    megabytes: list[float] = []

    def taken() -> str | None:
        with lock:
            return next(left, None)

    def read(reader: PageReader) -> None:
        while (question := taken()) is not None:
            started = time.perf_counter()
            try:
                reader.ask(question)
                milliseconds.append(1000 * (time.perf_counter() - started))
                reader.filter(question)
            except (OSError, RuntimeError) as error:
                errors.append(f"{type(error).__name__}: {error}")
            if (held := _megabytes(server)) is not None:
                megabytes.append(held)
            time.sleep(think)

    readers = [PageReader(address) for _ in range(users)]
    before, started = _cpu_seconds(server), time.perf_counter()
    with ThreadPoolExecutor(users) as pool:
        for done in [pool.submit(read, reader) for reader in readers]:
            done.result()
    after, seconds = _cpu_seconds(server), time.perf_counter() - started
    spent = after - before if after is not None and before is not None else None
    return _Load(milliseconds, errors, seconds, spent, megabytes)


@contextlib.contextmanager
def _server(index: Path, port: int, data: Path) -> Iterator[tuple[str, int, float]]:
    """Give address, process id and seconds until it answered of a server that ends with the block."""
    address, log = f"http://127.0.0.1:{port}", data / "log.txt"
    command = [*_COMMAND, "--index", str(index), "--port", str(port), "--data", str(data)]
    started = time.perf_counter()
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **_QUOTES_ONLY}) as process,
    ):
        try:
            while not _answers(address):
                if process.poll() is not None or time.perf_counter() - started > _START_SECONDS:
                    told = log.read_text(encoding="utf-8", errors="replace").strip()
                    raise DatelineError(
                        f"the server did not start: {told[-500:]}", where=address, fix="try it: dateline chat"
                    )
                time.sleep(_LOOK_SECONDS)
            yield address, process.pid, time.perf_counter() - started
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=_START_SECONDS):
            return True
    except OSError:
        return False


def _megabytes(process: int) -> float | None:
    """Return what a process holds in memory; None where there is no /proc."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def _cpu_seconds(process: int) -> float | None:
    """Return what a process has used of all cores; None where there is no /proc."""
    try:
        # The name in brackets may hold blanks; fields 14 and 15 are the ticks in the program and in the kernel.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
