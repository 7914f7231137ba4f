"""Conversations: kept, found again, shared, exported, judged."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from eval.suites import load_suite
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import BRIDGE, as_new, ask, chromium, opened, options
from ui.conversations.cases import suite_of
from ui.conversations.exports import exported, footnoted
from ui.conversations.snapshot import kept, restored
from ui.conversations.store import ConversationStore, Turn
from ui.serving import suite_file

SEALS = "Rätselhafter Tod von 140 Seehunden vor Lüttoog"
NOTHING = "Zebra Quantenphysik Honolulu Opernball?"


@pytest.fixture(scope="module")
def index(sample_index):
    with ArticleIndex.open(sample_index, HashEmbedder()) as opened_index:
        yield opened_index


@pytest.fixture(scope="module")
def answerer(index):
    return Answerer(index, Settings(), None, None)


@pytest.fixture
def store(tmp_path):
    return ConversationStore(tmp_path / "conversations.sqlite", "archive")


@pytest.mark.parametrize("question", [BRIDGE, SEALS, NOTHING, "Wie viele Gäste kamen im Juli 2021 zum Hafenfest?"])
def test_an_answer_comes_back_as_it_was_kept(answerer, index, question):
    answer = answerer.ask(question)
    back = restored(json.loads(json.dumps(kept(answer))), index)
    # A date says where it was found; what is kept is the date as written, and that survives.
    assert footnoted(back, "de") == footnoted(answer, "de")
    assert [(hit.article, hit.passage, hit.parts) for hit in back.hits] == [
        (hit.article, hit.passage, hit.parts) for hit in answer.hits
    ]
    assert (back.filters, back.sentences, back.abstained) == (answer.filters, answer.sentences, answer.abstained)
    assert back.coverage.months == answer.coverage.months


def test_a_quote_outlives_its_article(answerer, index):
    document = json.loads(json.dumps(kept(answerer.ask(BRIDGE))).replace('"article_id": "', '"article_id": "gone-'))
    back = restored(document, index)
    assert back.hits == ()
    assert back.citations[0].quote.startswith("Am Ende kostete die Brücke")


def test_a_conversation_is_its_owners_alone(store):
    mine, _ = store.append("ines", None, {"question": "Was?"})
    assert store.append("ines", mine, {"question": "Und dann?"}) == (mine, 2)
    # Another who names it begins one of his own, and can neither read, rename, share, judge nor delete it.
    his, number = store.append("otto", mine, {"question": "Meins?"})
    assert (his != mine, number) == (True, 1)
    assert store.conversation("otto", mine) is None
    store.rename("otto", mine, "gestohlen")
    store.share("otto", mine, shared=True)
    store.judge("otto", mine, 1, "bad", "")
    store.delete("otto", mine)
    held = store.conversation("ines", mine)
    assert (held.name, held.shared) == ("Was?", None)
    assert [turn.verdict for turn in store.turns(mine)] == [None, None]
    assert [one.id for one in store.listed("ines")] == [mine]


def test_what_is_deleted_is_gone_from_the_file(store, tmp_path):
    mine, _ = store.append("ines", None, {"question": "geheim"})
    store.share("ines", mine, shared=True)
    secret = store.conversation("ines", mine).shared
    assert store.shared(secret).id == mine
    store.delete("ines", mine)
    assert store.shared(secret) is None
    with sqlite3.connect(tmp_path / "conversations.sqlite") as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    database.close()
    assert (tmp_path / "conversations.sqlite").stat().st_mode & 0o077 == 0


def test_judged_answers_are_a_suite_that_the_evaluation_reads(answerer, store, tmp_path):
    for question, verdict in ((BRIDGE, "good"), (NOTHING, "good"), (SEALS, "bad"), (SEALS, "absent"), (BRIDGE, None)):
        named, number = store.append("ines", None, kept(answerer.ask(question)))
        if verdict:
            store.judge("ines", named, number, verdict, "weil")
    suite = suite_of(store.judged())
    (tmp_path / "suite.json").write_text(json.dumps(suite), encoding="utf-8")
    cases = load_suite(tmp_path / "suite.json").cases
    # A right answer is gold, a right "not found" and "the archive does not answer" are abstentions; "wrong" waits.
    found = sorted((case.question, case.abstain, len(case.gold) > 0) for case in cases)
    assert found == sorted([(BRIDGE, False, True), (NOTHING, True, False), (SEALS, False, False), (SEALS, True, False)])
    assert [case["feedback"]["comment"] for case in suite["cases"]] == ["weil"] * 4


def test_exports_carry_every_quote_and_date(answerer):
    answer = answerer.ask(BRIDGE)
    turn, first = Turn(1, kept(answer)), answer.citations[0]
    markdown = exported("md", "Brücke", [turn], "de")
    assert f"[^1-{first.marker}]" in markdown.split("[^1-1]:")[0]
    assert f"[^1-1]: {first.title}, kuestenbote.example, 17. Mai 2024: „{first.quote}“" in markdown
    assert json.loads(exported("json", "Brücke", [turn], "de"))["turns"][0]["citations"][0]["quote"] == first.quote
    ris = exported("ris", "Brücke", [turn], "de")
    assert "TY  - NEWS\r\n" in ris
    assert "DA  - 2024/05/17/\r\n" in ris
    assert first.quote in exported("html", "Brücke", [turn], "de")


@pytest.fixture(scope="module")
def served(answerer, tmp_path_factory):
    from ui.chat import serve

    folder = tmp_path_factory.mktemp("data")
    return serve(answerer, options(folder), block=False), folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def window(browser, served):
    with opened(browser, served[0]) as shown:
        shown.on("dialog", lambda dialog: dialog.accept("Die Brücke" if dialog.type == "prompt" else None))
        yield shown


@pytest.fixture
def page(window, served):
    as_new(window, served[0])
    return window


@pytest.mark.page
def test_a_conversation_survives_a_reload_and_is_renamed_and_deleted(page):
    ask(page, BRIDGE)
    ask(page, SEALS)
    assert page.inner_text("#earlier summary") == BRIDGE
    page.reload()
    page.wait_for_selector("#answer .tools")
    assert page.inner_text("#answer .asked") == SEALS
    page.click("#earlier summary")
    page.click("#earlier a.marker")
    page.wait_for_selector("#reader mark")
    page.keyboard.press("Escape")
    page.click("[data-act=rename]")
    page.wait_for_selector("#conversations .open .name:text-is('Die Brücke')")
    page.click("[data-act=new]")
    page.wait_for_selector("#answer:not(:has(.answer))", state="attached")
    assert page.is_visible("#examples .lead")
    page.click("#conversations [data-act=open]")
    page.wait_for_selector("#answer .tools")
    page.click("[data-act=delete]")
    page.wait_for_selector("#conversations:not(:has(li))")


@pytest.mark.page
def test_a_shared_conversation_is_a_page_to_read_only_until_it_is_taken_back(page, served):
    ask(page, BRIDGE)
    page.click("[data-act=share]")
    link = page.wait_for_selector("#conversations .shared a").get_attribute("href")
    with page.context.expect_page() as shared:
        page.click("#conversations .shared a")
    reading = shared.value
    assert "131 Millionen Euro" in reading.inner_text("main")
    assert reading.query_selector("button, form, script, textarea") is None
    reading.click("a.marker")
    assert reading.inner_text("mark").startswith("Am Ende kostete die Brücke")
    reading.close()
    page.click("[data-act=unshare]")
    page.wait_for_selector("[data-act=share]")
    assert page.request.get(f"{served[0]}/{link}").status == 404


@pytest.mark.page
def test_an_answer_is_copied_exported_and_judged(page, served):
    address, folder = served
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    ask(page, BRIDGE)
    page.click("[data-act=copy]")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"\n\[1\] Hafenbrücke eröffnet.*, kuestenbote\.example, 17\. Mai 2024: „Am Ende kostete", copied)
    with page.expect_download() as download:
        page.click("#conversations .exports a:text-is('md')")
    assert download.value.suggested_filename.startswith("Am-Ende-kostete")
    page.click("#answer .judge summary")
    page.check("#answer input[value=good]")
    page.fill("#answer .judge textarea", "genau")
    page.click("#answer .judge button")
    page.wait_for_selector("#said:has-text('Als Prüffall gespeichert.')", state="attached")
    for _ in range(50):
        if suite_file(folder).exists():
            break
        page.wait_for_timeout(100)
    assert load_suite(suite_file(folder)).cases[0].question == BRIDGE
