"""What the room does when an engineer starts, stops, opens or compares: values in, HTML out. No Gradio in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from eval.compare import common_cases
from eval.suites import load_suite
from eval.views import view_of
from index.errors import DatelineError
from rag.latest import LatestAnswerer
from ui.evaluation_room.changes import changes_html
from ui.evaluation_room.figures import run_html, unfinished_html
from ui.evaluation_room.form import form_html, list_html, running_html
from ui.evaluation_room.plans import Plan, wanted_of
from ui.evaluation_room.runs import Run, Runs
from ui.evaluation_room.suites import offered_suites, suite_named
from ui.evaluation_room.words import words_of
from ui.german.phrases import error_in


@dataclass(frozen=True, slots=True)
class Open:
    """What a window shows.

    Args:
        run: Id of the run that is open; empty when none is.
        against: Id of the run that it is compared with; empty when it is not.
        waiting: Id of the run whose end the window waits for; empty when none is running.
    """

    run: str = ""
    against: str = ""
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class RoomView:
    """Parts of the room to show anew; None leaves a part as it is.

    Args:
        told: What came of a click, for everybody to see and to hear.
        open: What is shown now.
    """

    open: Open
    form: str | None = None
    told: str | None = None
    running: str | None = None
    runs: str | None = None
    run: str | None = None


class EvaluationDesk:
    """Serves all engineers of one server; safe to share between threads."""

    def __init__(self, runs: Runs, latest: LatestAnswerer, suites: Path | None, feedback: Path) -> None:
        """Sit down.

        Args:
            suites: Folder of suites; None for none.
            feedback: The suite of judged answers.
        """
        self._runs = runs
        self._latest = latest
        self._suites = suites
        self._feedback = feedback

    def opened(self, shown: Open, language: str) -> RoomView:
        """Return the whole room; with nothing open, the run that is running, or else the newest."""
        running = self._runs.running()
        if not shown.run:
            newest = running or next(iter(self._runs.listed()), None)
            shown = Open(run=newest.id if newest else "")
        form = form_html(offered_suites(self._suites, self._feedback), language)
        return self._shown(shown, language, form=form, told="")

    def looked(self, shown: Open, language: str) -> RoomView:
        """Return how far the running run is, or what came of it; who reads another run goes on reading it."""
        running = self._runs.running()
        if running is not None and running.id == shown.waiting:
            return RoomView(shown, running=running_html(running, language))
        ended = self._runs.named(shown.waiting) if running is None else None
        if ended is not None:
            told = words_of(language)["ended" if ended.state == "done" else f"was_{ended.state}"]
            return self._told(shown if shown.run not in ("", ended.id) else Open(ended.id), language, told)
        # Another window, or another person, has begun, deleted or gone on with something.
        reads = self._runs.named(shown.run)
        if reads is None or reads.state != "done":
            return self._shown(shown, language)
        return RoomView(
            open=replace(shown, waiting=running.id if running else ""),
            told=_told_html(words_of(language)["started"]) if running else None,
            running=running_html(running, language),
            runs=list_html(self._runs.listed(), shown.run, language),
        )

    def act(self, said: Mapping[str, str], shown: Open, language: str) -> RoomView:
        """Do what a click asks for; a failure becomes a message of the room."""
        try:
            return self._act(said, shown, language)
        except DatelineError as error:
            return RoomView(shown, told=_error_html(error, language))

    def _act(self, said: Mapping[str, str], shown: Open, language: str) -> RoomView:
        kind, run, words = said.get("act"), said.get("id", ""), words_of(language)
        if kind == "run":
            started = self._runs.start(self._plan(said))
            return self._told(Open(started), language, words["started"])
        if kind == "resume":
            self._runs.resume(run)
            return self._told(Open(run), language, words["started"])
        if kind == "cancel":
            self._runs.cancel()
            return self.looked(shown, language)
        if kind == "delete":
            self._runs.delete(run)
            return self._told(Open(), language, words["deleted"])
        if kind == "compare":
            return self._shown(Open(run, said.get("against", "")), language, told="")
        if kind == "look":
            return self.looked(shown, language)
        if kind == "open":
            return self._shown(Open(run), language, told="")
        return RoomView(shown)

    def _plan(self, said: Mapping[str, str]) -> Plan:
        """Return what the form asks for; the suite is read, so that a broken one is told of at once."""
        wanted = wanted_of(said)
        offered = suite_named(wanted.suite, offered_suites(self._suites, self._feedback))
        suite = load_suite(offered.path)
        has_own = bool(suite.archives or suite.articles)
        cases = len(suite.cases)
        return Plan(
            suite=offered.path.resolve(),
            title=offered.title,
            index=None if has_own and wanted.articles == "own" else self._latest.current().index.folder.resolve(),
            answering=wanted.answering,
            limit=wanted.limit,
            seed=wanted.seed,
            today=date.today(),
            cases=min(cases, wanted.limit) if wanted.limit else cases,
        )

    def _told(self, shown: Open, language: str, told: str) -> RoomView:
        return self._shown(shown, language, told=_told_html(told))

    def _shown(self, shown: Open, language: str, **parts: str) -> RoomView:
        running = self._runs.running()
        listed = self._runs.listed()
        return RoomView(
            open=Open(shown.run, shown.against, running.id if running else ""),
            running=running_html(running, language),
            runs=list_html(listed, shown.run, language),
            run=self._run_html(shown, listed, language),
            **parts,
        )

    def _run_html(self, shown: Open, listed: list[Run], language: str) -> str:
        run = self._runs.named(shown.run)
        if run is None:
            return f'<p class="about empty">{escape(words_of(language)["nothing_open"])}</p>'
        if run.state != "done":
            return unfinished_html(run, language)
        # Runs of one suite, by where it lies: two may have one name.
        others = [
            one for one in listed if one.state == "done" and one.id != run.id and one.plan.suite == run.plan.suite
        ]
        against = next((one for one in others if one.id == shown.against), None)
        try:
            now = self._runs.read(run.id)
            if against is None:
                return run_html(run, view_of(now, None), others, None, "", language)
            before = self._runs.read(against.id)
            view = view_of(now, before)
        except DatelineError as error:
            return _error_html(error, language)
        common = len(common_cases(before, now))
        left = len(before.cases) + len(now.cases) - 2 * common
        changes = changes_html(view["cases"], before.cases, left, language)
        return run_html(run, view, others, against, changes, language)


def _told_html(told: str) -> str:
    # Read out by the page's script: Gradio's own box would be read out with the clock that it runs.
    return f'<p class="told">{escape(told)}</p>'


def _error_html(error: DatelineError, language: str) -> str:
    return f'<pre class="warning" role="alert">{escape(error_in(str(error), language))}</pre>'
