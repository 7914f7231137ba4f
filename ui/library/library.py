"""The library of one server: what its readers see of it and do with it. Knows nothing of Gradio or of requests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from index.ledger import Ledger
from index.search import ArticleIndex
from rag.latest import LatestAnswerer
from ui.library.adding import adding_html, build_html, closed_html
from ui.library.articles import articles_html
from ui.library.builds import BuildRunsError, Builds
from ui.library.holdings import Holdings, holdings_html, holdings_of
from ui.library.ledger import ledger_html
from ui.library.place import VIEWS, Place
from ui.library.refusals import RefusedError
from ui.library.uploads import Uploads, allowed_path
from ui.library.words import library_words
from ui.rendering import coverage_html
from ui.words import number_text

_BUILD_FILE = "build.json"


class Library:
    """What the index of a server holds, and how more comes in; safe to share between threads."""

    def __init__(self, latest: LatestAnswerer, data: Path, folders: Sequence[Path], *, may_build: bool) -> None:
        """Open the library of an index.

        Args:
            data: The server's data folder; files that readers give are kept in it, apart for each index.
            folders: Of the server, out of which may be read.
            may_build: Whether its readers may add to it.
        """
        self.latest = latest
        self.may_build = may_build
        self._folders = [folder.resolve() for folder in folders]
        # Places in the ledger begin with the last part.
        whose = hashlib.sha256(str(latest.current().index.folder.resolve()).encode(errors="surrogateescape"))
        own = data / "library" / whose.hexdigest()[:16]
        self.uploads = Uploads(own / "uploads")
        self.builds = Builds(latest, own / _BUILD_FILE)
        self._held: Holdings | None = None
        self._counted: tuple[str, Ledger] | None = None
        self._lock = threading.Lock()
        # Apart: who wants to see the holdings does not wait for a large ledger.
        self._counting = threading.Lock()

    def view_html(self, place: Place, language: str) -> str:
        """Return a view of the library, with the way to the others and how it stands with the build."""
        index = self.latest.current().index
        held, words = self._holdings(index), library_words(language)
        counts = {"articles": held.coverage.articles, "ledger": held.ledger["records"]}
        links = "".join(_tab_html(view, place.view, counts.get(view), language) for view in VIEWS)
        return (
            f'<nav class="views" aria-label="{escape(words["views"])}"><ul>{links}</ul></nav>'
            f'<div id="building" data-now="{self.now()}">{self.build_html(language)}</div>'
            '<p id="refused" class="warning" role="alert"></p>'
            f'<section id="view-{place.view}"><h2 tabindex="-1">{escape(words[place.view])}</h2>'
            f'<p class="lead">{escape(words[f"lead_{place.view}"])}</p>{self._inside(place, index, held, language)}'
            "</section>"
        )

    def now(self) -> str:
        """Return a few letters that are others once a build has begun or ended, or another generation answers."""
        state, index = self.builds.state(), self.latest.current().index
        told = f"{state.phase} {state.began.isoformat()} {index.manifest.generation}"
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def build_html(self, language: str) -> str:
        """Return how it stands with the build, and what the page's head then says of the archive."""
        state = self.builds.state()
        shown = build_html(state, language, may_build=self.may_build)
        return shown + (
            coverage_html(self.latest.current().index.coverage(), language) if state.phase == "done" else ""
        )

    def act(self, said: Mapping[str, str], user: str) -> None:
        """Do what a reader asked for.

        Args:
            said: `do`, and what it needs: `path` a `path`, `remove` a `name`.
            user: Who asks, as others will read it.

        Raises:
            RefusedError: It may not be done.
        """
        kind = said.get("do")
        if kind == "stop":
            self.check(idle=False)
            self.builds.stop()
        elif kind == "path":
            self.check()
            self._start([allowed_path(said.get("path", ""), self._folders)], user)
        elif kind == "go-on":
            self.check()
            begun = [path for path in self.builds.state().archives if path != self.uploads.folder]
            # It may have been begun before the server was started anew, with other folders allowed.
            self._start([allowed_path(str(path), self._folders) for path in begun], user)
        elif kind in ("again", "uploaded"):
            self.check()
            self._start([], user)
        elif kind == "remove":
            self.check()
            self.uploads.remove(said.get("name", ""))
        else:
            raise RefusedError("unknown")

    def check(self, *, idle: bool = True) -> None:
        """Refuse to change anything where it is not allowed.

        Args:
            idle: Refuse it as well while a build runs, which reads the files.

        Raises:
            RefusedError: It is not allowed, or not now.
        """
        if not self.may_build:
            raise RefusedError("closed")
        state = self.builds.state()
        if idle and state.runs:
            raise _runs(BuildRunsError(state))

    def close(self) -> None:
        """Stop the build that runs."""
        self.builds.close()

    def _start(self, archives: Sequence[Path], user: str) -> None:
        given = [self.uploads.folder] if self.uploads.listed() else []
        try:
            self.builds.start([*given, *archives], user)
        except BuildRunsError as error:
            raise _runs(error) from error
        except OSError as error:
            raise RefusedError("unwritten", name=_BUILD_FILE, reason=error.strerror or error) from error

    def _inside(self, place: Place, index: ArticleIndex, held: Holdings, language: str) -> str:
        if place.view == "articles":
            return articles_html(index, held.coverage, place, language)
        if place.view == "ledger":
            return ledger_html(self._ledger(index), place, language)
        if place.view == "add":
            runs = self.builds.state().runs
            open_here = adding_html(self.uploads.listed(), self._folders, language, closed=runs)
            return open_here if self.may_build else closed_html(language)
        return holdings_html(held, language, whole_paths=self.may_build)

    def _holdings(self, index: ArticleIndex) -> Holdings:
        """Return what is held, counted once a generation."""
        with self._lock:
            if self._held is None or self._held.manifest.generation != index.manifest.generation:
                self._held = holdings_of(index)
            return self._held

    def _ledger(self, index: ArticleIndex) -> Ledger:
        """Return the ledger, counted once a generation."""
        with self._counting:
            generation = index.manifest.generation
            if self._counted is None or self._counted[0] != generation:
                self._counted = (generation, index.open_ledger())
            return self._counted[1]


def _runs(error: BuildRunsError) -> RefusedError:
    return RefusedError("runs", time=f"{error.state.began:%H:%M} UTC", user=error.state.user)


def _tab_html(view: str, here: str, count: int | None, language: str) -> str:
    shown = escape(library_words(language)[view])
    counted = f' <span class="count">{number_text(count, language)}</span>' if count is not None else ""
    now = ' aria-current="page"' if view == here else ""
    return f'<li><a data-go href="{escape(Place(view).address())}"{now}>{shown}{counted}</a></li>'
