"""Makes docs/images from the sample archive: `make screenshots`. No test; it shares the page's tools with them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from index.build import build_index
from index.embedding import open_embedder
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.conftest import SAMPLE
from tests.page_tools import ask, chromium, opened, options
from ui.chat import serve

BRIDGE = "Was kostete die Hafenbrücke am Ende?"
FESTIVAL = "Wie viele Gäste kamen im Juli 2021 zum Hafenfest?"
FOLLOW_UP = "Und 2022?"
STORY = "Wie verlief der Bau der Hafenbrücke?"
_DESKTOP = {"viewport": {"width": 1440, "height": 900}}
# A run that first makes the index of its suite's articles.
_RUN_MS = 180_000
_PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}


def main(folder: Path) -> None:
    """Write the pictures of the main states into a folder."""
    with tempfile.TemporaryDirectory() as aside:
        embedder = open_embedder()
        build_index([SAMPLE], Path(aside) / "index", embedder=embedder)
        with ArticleIndex.open(Path(aside) / "index", embedder) as index, chromium() as browser:
            address = serve(Answerer(index, Settings(), None, None), options(Path(aside)), block=False)
            for name, context, language in (
                ("chat", {**_DESKTOP, "color_scheme": "light"}, "de-DE"),
                ("chat-dark", {**_DESKTOP, "color_scheme": "dark"}, "en-GB"),
                ("chat-phone", {**_PHONE, "color_scheme": "light"}, "de-DE"),
                ("chat-phone-dark", {**_PHONE, "color_scheme": "dark"}, "de-DE"),
            ):
                with opened(browser, address, language, **context) as page:
                    _take(page, folder, name)
            for name, context in (("library", _DESKTOP), ("library-phone", {**_PHONE, "color_scheme": "dark"})):
                with opened(browser, address, room="/library", ready="#view-holdings", **context) as page:
                    page.screenshot(path=folder / f"{name}.png")
            _take_evaluation(browser, address, folder)


def _take_evaluation(browser: Any, address: str, folder: Path) -> None:
    """Ask a suite twice, with the search alone and with quotes, and take the figures, then the comparison."""
    room: dict[str, Any] = {"room": "/evaluation", "ready": "body.settled #evaluation .new-run"}
    with opened(browser, address, **room, **_DESKTOP) as page:
        page.select_option("[name=suite]", "bundled/sample-suite.json")
        for answering in ("search", "extractive"):
            page.select_option("[name=answering]", answering)
            page.click(".go")
            page.wait_for_selector("#told:has-text('gestartet')")
            page.wait_for_selector("#told:has-text('fertig')", timeout=_RUN_MS)
        page.wait_for_selector(".run .figures")
        page.wait_for_timeout(300)
        page.screenshot(path=folder / "evaluation.png")
    with opened(browser, address, **room, **{**_PHONE, "color_scheme": "dark"}) as page:
        page.click(".compare button")
        page.wait_for_selector(".changes")
        page.wait_for_timeout(300)
        page.evaluate("document.querySelector('.run').scrollIntoView()")
        page.screenshot(path=folder / "evaluation-phone.png")


def _take(page: Any, folder: Path, name: str) -> None:
    ask(page, FESTIVAL)
    if name == "chat":
        _shoot(page, folder / "chat-filtered.png")
    ask(page, FOLLOW_UP)
    _shoot_answer(page, folder / f"{name}-follow-up.png")
    ask(page, BRIDGE)
    _shoot(page, folder / f"{name}.png")
    if name.endswith("dark"):
        return
    page.click("#answer a.marker >> nth=2")
    page.wait_for_selector("#reader mark")
    _shoot(page, folder / f"{name}-article.png")
    page.keyboard.press("Escape")
    ask(page, STORY)
    _shoot_answer(page, folder / f"{name}-timeline.png")


def _shoot(page: Any, file: Path) -> None:
    # The chart follows the answer; the pictures show both.
    page.wait_for_selector("#chart .bar.found")
    page.wait_for_timeout(300)
    page.screenshot(path=file)


def _shoot_answer(page: Any, file: Path) -> None:
    """Take the answer from its top on, with what it says across articles."""
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('#answer .asked').scrollIntoView()")
    _shoot(page, file)
    page.evaluate("scrollTo(0, 0)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
