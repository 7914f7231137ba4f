"""The page in a real browser, on the sample archive."""

from __future__ import annotations

import shutil
import socket
from urllib.request import urlopen

import pytest

from index.errors import DatelineError, SettingsError
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel
from ui.auth import check_password, password_line, read_auth_file
from ui.serving import check_port

BRIDGE = "Am Ende kostete die Brücke wie viele Millionen Euro, Millionen mehr als beschlossen?"
HACKED = "In der Überschrift stand stundenlang der Text alert Almersdorf, darunter ein Bild onerror=alert(1)?"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(sample_index):
    from ui.chat import serve

    words = ["Die Brücke kostete am Ende 131 Millionen Euro [1]."] * 20
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        answerer = Answerer(index, Settings(), ScriptedModel(*words), None)
        yield serve(answerer, host="127.0.0.1", port=free_port(), block=False)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium here; install it: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser, address):
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.outside, opened.failures = [], []
    opened.on(
        "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else opened.outside.append(r.url)
    )
    opened.on("pageerror", lambda error: opened.failures.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.failures.append(dialog.message), dialog.dismiss()))
    opened.goto(address)
    opened.wait_for_selector("#question textarea")
    yield opened
    assert opened.outside == []
    assert opened.failures == []
    opened.close()


def ask(page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


@pytest.mark.page
def test_a_question_is_answered_with_markers_and_sources(page):
    ask(page, BRIDGE)
    page.wait_for_selector(".answer .verdict")
    page.wait_for_selector("text=vom Sprachmodell formuliert")
    assert "131 Millionen Euro" in page.inner_text(".answer")
    assert "Hafenbrücke eröffnet" in page.inner_text("#source-1")
    assert "17. Mai 2024" in page.inner_text("#source-1")


@pytest.mark.page
def test_a_marker_opens_its_article_with_the_quote_marked(page):
    ask(page, BRIDGE)
    page.wait_for_selector("text=vom Sprachmodell formuliert")
    assert not page.is_visible("#source-1 mark")
    page.click("a.marker")
    page.wait_for_selector("#source-1[open] mark")
    assert page.inner_text("#source-1 mark").startswith("Am Ende kostete die Brücke 131 Millionen")
    assert "Rund 4.000 Menschen" in page.inner_text("#source-1 .article")


@pytest.mark.page
def test_a_script_in_an_article_is_shown_as_text(page):
    ask(page, HACKED)
    page.wait_for_selector(".source")
    assert '<script>alert("Almersdorf")</script>' in page.inner_text("#sources")
    assert page.query_selector("#sources script, #sources img, #answer script, #answer img") is None


@pytest.mark.page
def test_what_is_not_found_says_what_was_searched(page):
    ask(page, "Zebra Quantenphysik Honolulu Opernball?")
    page.wait_for_selector(".not-found")
    assert "66" in page.inner_text(".not-found")


@pytest.mark.page
def test_a_filter_that_is_no_date_is_a_message_and_not_a_crash(page):
    page.click("#filters button")
    # Whatever the page's own machinery would make of such text, it is shown and not worked out.
    page.fill("#filters textarea >> nth=0", "${6*7} {{6*7}} <b>vorgestern</b>")
    ask(page, BRIDGE)
    page.wait_for_selector(".answer[role=alert]")
    assert "${6*7} {{6*7}} <b>vorgestern</b>" in page.inner_text(".answer")


@pytest.mark.page
def test_on_a_phone_nothing_is_wider_than_the_screen(browser, address):
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(address)
    phone.wait_for_selector("#question textarea")
    ask(phone, BRIDGE)
    phone.wait_for_selector(".answer .verdict")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()


def test_a_busy_port_is_named_with_another(address):
    port = int(address.rsplit(":", 1)[1])
    with pytest.raises(DatelineError, match=rf"another program.*\n.*{port}\n.*--port {port + 1}"):
        check_port("127.0.0.1", port, None)


def test_an_address_that_others_reach_needs_a_password():
    with pytest.raises(SettingsError, match="--auth"):
        check_port("0.0.0.0", free_port(), None)


def test_the_page_answers_before_any_browser_runs_a_script(address):
    with urlopen(address) as answer:
        assert b"Dateline" in answer.read()


def test_a_password_file_lets_in_who_knows_the_password(tmp_path):
    (tmp_path / "users").write_text("# readers\n" + password_line("ines", "geheim") + "\n")
    users = read_auth_file(tmp_path / "users")
    assert check_password(users, "ines", "geheim")
    assert not check_password(users, "ines", "falsch")
    assert not check_password(users, "otto", "geheim")
    assert "geheim" not in (tmp_path / "users").read_text()


@pytest.mark.parametrize("content", ["", "ines:geheim\n", "ines:scrypt:zz:00\n", "# nobody\n"])
def test_a_password_file_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "users").write_text(content)
    with pytest.raises(SettingsError, match="dateline password"):
        read_auth_file(tmp_path / "users")
