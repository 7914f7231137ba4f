"""The page in a browser: one server and one Chromium for the tests of a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ui.serving import ServingOptions, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY = "body.settled #question textarea"
BRIDGE = "Am Ende kostete die Brücke wie viele Millionen Euro, Millionen mehr als beschlossen?"


def options(folder: Path, **changes: Any) -> ServingOptions:
    return ServingOptions(**{"port": free_port(), "data": folder, "questions_a_minute": 0, **changes})


@contextmanager
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


@contextmanager
def opened(
    browser: Any, address: str, language: str = "de-DE", *, room: str = "", ready: str = READY, **context: Any
) -> Iterator[Any]:
    """Open the page, or another room of it, as a new reader; nothing may fail, run, or be fetched from elsewhere."""
    window = browser.new_context(
        **{"locale": language, "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **context}
    )
    page = window.new_page()
    outside, failures = [], []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(address + room)
    page.wait_for_selector(ready)
    yield page
    window.close()
    assert outside == []
    assert failures == []


def ask(page: Any, question: str) -> None:
    # The answer before stands until the next one comes; it is not what is waited for.
    page.evaluate("document.querySelector('#answer .answer')?.setAttribute('data-before', '')")
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .answer:not([data-before]) > .tools, #answer .failed")


def as_new(page: Any, address: str) -> None:
    """Show the page as to a reader who was never here; what the browser has fetched it keeps, so this is fast."""
    page.evaluate("localStorage.clear()")
    page.goto(address)
    page.wait_for_selector(READY)
