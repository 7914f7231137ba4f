"""What a reader with a screen reader, a keyboard or weak eyes meets: judged by axe-core, in light and dark."""

from __future__ import annotations

import pytest

from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import BRIDGE, as_new, ask, chromium, opened, options

# What axe-core calls these keeps somebody from using the page; contrast below AA is one of them.
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def address(sample_index, tmp_path_factory):
    from ui.chat import serve

    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        yield serve(Answerer(index, Settings(), None, None), options(tmp_path_factory.mktemp("data")), block=False)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


def violations(page) -> list[str]:
    """Return the grave violations of the page as it stands, each with the places."""
    from importlib.resources import files

    # As a string of our own browser's debugger: the page's policy lets no script in.
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_any_state_of_the_page(browser, address, scheme):
    with opened(browser, address, color_scheme=scheme) as page:
        assert violations(page) == []
        page.click("[data-act=filters]")
        ask(page, "Wie viele Gäste kamen im Juli 2021 zum Hafenfest?")
        ask(page, BRIDGE)
        page.wait_for_selector("#chart .bar.found")
        assert violations(page) == []
        page.click("#answer .judge summary")
        page.click("#answer a.marker")
        page.wait_for_selector("#reader mark")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.click("[data-act=help]")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.click("[data-act=new]")
        ask(page, "Zebra Quantenphysik Honolulu Opernball?")
        assert violations(page) == []


@pytest.mark.page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_an_article_of_its_own_page(browser, address, scheme):
    with opened(browser, address, color_scheme=scheme) as page:
        ask(page, BRIDGE)
        link = page.get_attribute("#answer a.marker", "href")
        page.goto(f"{address}/{link}")
        assert violations(page) == []


@pytest.mark.page
def test_what_changes_is_told_and_the_hidden_boxes_are_not_in_the_way(browser, address):
    with opened(browser, address) as page:
        as_new(page, address)
        assert page.get_attribute("#bridge", "aria-hidden") == "true"
        assert page.get_attribute("#question textarea", "aria-label") == "Fragen Sie das Archiv …"
        assert page.evaluate("document.documentElement.lang") == "de"
        page.focus("#question textarea")
        names = []
        for _ in range(6):
            page.keyboard.press("Tab")
            names.append(page.evaluate("document.activeElement.closest('#bridge') ? 'hidden' : 'seen'"))
        assert set(names) == {"seen"}


@pytest.mark.page
def test_an_answer_is_read_out_when_it_begins_and_when_it_stands_and_no_clock_between(browser, address):
    with opened(browser, address) as page:
        page.evaluate("""() => {
            window.read = [];
            const at = document.querySelector('#said');
            new MutationObserver(() => at.textContent && read.push(at.textContent)).observe(at, { childList: true });
        }""")
        ask(page, BRIDGE)
        page.wait_for_function("read.length === 2")
        begun, stands = page.evaluate("read")
        assert begun == "Das Archiv wird durchsucht …"
        assert "131 Millionen Euro" in stands
        assert "Kopieren" not in stands
        # What Gradio runs a clock in lies in no live region.
        assert page.query_selector(":is([aria-live], [role=status], [role=alert]) .wrap .progress-text") is None
        assert page.evaluate("document.querySelector('#answer').closest('[aria-live], [role=status]')") is None


@pytest.mark.page
def test_who_wants_no_motion_sees_none(browser, address):
    with opened(browser, address, reduced_motion="reduce") as page:
        ask(page, BRIDGE)
        moving = "document.getAnimations().filter(one => one.playState === 'running').length"
        assert page.evaluate(moving) == 0
