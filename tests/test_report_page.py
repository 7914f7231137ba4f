"""The report in a real browser: nothing is fetched, everything is found, opened and read without a mouse."""

import shutil

import pytest

from eval.report import html_report
from eval.store import read_run
from tests.conftest import ROOT
from tests.eval_tools import run_hashed

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sample_index):
    out = tmp_path_factory.mktemp("run")
    run_hashed(ROOT / "docs" / "sample-suite.json", out, index=sample_index)
    (out / "whole.html").write_text(html_report(read_run(out), read_run(out)), encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.mark.page
@pytest.mark.parametrize("name", ["report.html", "timings.html", "whole.html"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_page_asks_for_nothing_fits_the_screen_and_raises_no_error(browser, folder, name, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked, failures = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: failures.append(dialog.message))
    page.goto((folder / name).as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [(folder / name).as_uri()]
    assert failures == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("svg").count() > 0
    page.close()


@pytest.mark.page
def test_cases_are_found_and_opened_by_keyboard(browser, folder):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((folder / "report.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("fluthilfe q16")
    assert page.locator("#shown").inner_text() == "1 of 63 cases"
    page.keyboard.press("Escape")
    assert page.locator("#shown").inner_text() == "63 cases"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.locator("details[open] summary").inner_text().startswith("Wie viele Stimmen")
    page.select_option("#kind", "unanswerable")
    assert page.locator("#shown").inner_text() == "13 of 63 cases"
    page.emulate_media(media="print")
    assert not page.locator(".find").is_visible()
    page.close()
