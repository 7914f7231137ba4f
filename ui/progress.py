"""Progress of a build or a pull on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from index.progress import BuildProgress
    from index.pulling import PullProgress

_SECONDS_BETWEEN_LINES = 10.0
_DOING = {
    **{"reading": "Reading", "indexing words": "Indexing words"},
    **{"embedding": "Embedding", "writing": "Writing"},
}


@contextmanager
def build_progress() -> Iterator[Callable[[BuildProgress], None]]:
    """Show a build's progress with rate and time left."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with _bars(columns) as show:

        def on_progress(progress: BuildProgress) -> None:
            show(_DOING[progress.stage], progress.done, progress.total, progress.unit)

        yield on_progress


@contextmanager
def pull_progress() -> Iterator[Callable[[PullProgress], None]]:
    """Show a pull's progress in bytes."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with _bars(columns) as show:

        def on_progress(progress: PullProgress) -> None:
            words = progress.model if progress.stage == "downloading" else f"{progress.model}: {progress.stage}"
            show(words, progress.done, progress.total, "bytes")

        yield on_progress


@contextmanager
def case_progress() -> Iterator[Callable[[int, int], None]]:
    """Show how many cases of a suite are done."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _bars(columns) as show:
        yield lambda done, total: show("Asking", done, total, "cases")


@contextmanager
def _bars(columns: tuple[Any, ...]) -> Iterator[Callable[[str, int, int | None, str], None]]:
    """Give a function that shows a stage: (what, done, total, unit)."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}
        begun: dict[str, tuple[float, int]] = {}

        def show(what: str, done: int, total: int | None, unit: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total, unit=unit, rate="")
                begun[what] = (time.monotonic(), done)
            since, first = begun[what]
            spent = time.monotonic() - since
            rate = f"{(done - first) / spent:,.0f}/s" if spent > 1 else ""
            bars.update(tasks[what], completed=done, total=total, rate=rate)

        yield show


class _Lines:
    """Progress where there is no terminal: a line every ten seconds, and at the end of a stage."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._ended: set[str] = set()

    def show(self, what: str, done: int, total: int | None, unit: str) -> None:
        """Print a line when it is time for one."""
        ended = total is not None and done == total and done > 0
        if what in self._ended or (not ended and time.monotonic() - self._last < _SECONDS_BETWEEN_LINES):
            return
        if ended:
            self._ended.add(what)
        self._last = time.monotonic()
        of = f" of {total:,}" if total is not None else ""
        click.echo(f"{what}: {done:,}{of} {unit}", err=True)
