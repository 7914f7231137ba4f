"""Conversations: kept, found again, shared, exported, judged."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import fields, is_dataclass, replace

import pytest

from eval.suites import load_suite
from index.search import ArticleIndex
from index.types import DateSpan
from rag.answer import Answerer
from rag.conversation.follow_ups import turn_of
from rag.settings import Settings
from rag.types import Sentence
from tests.fakes import HashEmbedder
from tests.page_tools import BRIDGE, as_new, ask, chromium, opened, options
from tests.test_rendering import the_rows, the_sides
from ui.conversations.cases import suite_of
from ui.conversations.exports import exported, footnoted
from ui.conversations.snapshot import kept, restored, told_in
from ui.conversations.store import ConversationStore, Turn
from ui.desk import Boxes
from ui.serving import suite_file

SEALS = "Rätselhafter Tod von 140 Seehunden vor Lüttoog"
FESTIVAL = "Wie viele Gäste kamen im Juli 2021 zum Hafenfest?"
BRIDGE_STORY = "Wie entwickelte sich der Bau der Hafenbrücke in Norderhaven?"
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


def without_origin(value):
    """Return a value with every date as written: a date says where it was found, and that is not kept."""
    if isinstance(value, DateSpan):
        return value.edtf
    if isinstance(value, tuple):
        return tuple(map(without_origin, value))
    if is_dataclass(value):
        return {one.name: without_origin(getattr(value, one.name)) for one in fields(value)}
    return value


def a_full_answer(answerer):
    """Return a follow-up's answer with a disagreement, a timeline, a remark on time and a reason in it."""
    answer = answerer.ask("Und 2022?", history=[turn_of(answerer.ask(FESTIVAL))])
    sentence = Sentence("Es kamen 99.000.", (1,), "unsupported", "die Quelle sagt 84.000, nicht 99.000")
    return replace(answer, sentences=(sentence,), conflicts=the_sides(), timeline=the_rows())


def test_a_follow_up_comes_back_with_all_that_was_told_of_it(answerer, index):
    answer = a_full_answer(answerer)
    assert (answer.asked, answer.question) == ("Und 2022?", "Wie viele Gäste kamen im Juli 2022 zum Hafenfest?")
    back = restored(json.loads(json.dumps(kept(answer))), index)
    for name in ("asked", "question", "asked_why", "time_note", "sentences", "conflicts", "timeline"):
        assert without_origin(getattr(back, name)) == without_origin(getattr(answer, name)) != (), name
    assert back.asked_why
    assert back.time_note


def test_a_kept_answer_is_a_turn_that_later_questions_refer_to(answerer):
    answer = a_full_answer(answerer)
    assert without_origin(told_in(json.loads(json.dumps(kept(answer))))) == without_origin(turn_of(answer))


def test_what_was_kept_before_there_were_follow_ups_still_opens(answerer, index):
    document = kept(answerer.ask(BRIDGE))
    for name in ("understood_as", "understood_why", "time_note", "conflicts", "timeline"):
        del document[name]
    for sentence in document["sentences"]:
        del sentence["reason"]
    back = restored(document, index)
    assert (back.question, back.asked, back.conflicts, back.timeline) == (BRIDGE, None, (), ())
    for kind in ("md", "html", "json"):
        assert BRIDGE in exported(kind, "Brücke", [Turn(1, document)], "de")


def test_a_question_refers_to_the_turns_of_its_conversation_and_asked_again_not_to_itself(answerer):
    first = Turn(1, kept(answerer.ask(FESTIVAL)))
    assert Boxes("Und 2022?").asked([first]).alone() == "Wie viele Gäste kamen im Juli 2022 zum Hafenfest?"
    assert Boxes("Und 2022?", alone="Und 2022?").asked([first]).alone() == "Und 2022?"
    assert Boxes("Und 2022?", alone="Und 2021?").asked([first]).history
    assert Boxes("Und 2022?").asked([]).alone() == "Und 2022?"
    second = Turn(2, kept(answerer.ask("Und 2022?", history=[told_in(first.answer)])))
    assert Boxes("Und 2022?").asked([first, second, second]).history == [told_in(first.answer)]
    assert len(Boxes("Warum?").asked([first, second]).history) == 2


def test_time_words_that_a_reader_took_away_are_not_remarked_on(answerer):
    assert answerer.ask(FESTIVAL).time_note
    answer = answerer.without_time_words().ask(FESTIVAL)
    assert (answer.time_note, answer.filters.time_words) == (None, None)


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
    # A right answer is gold, a right "not found" and "the archive does not answer" are abstentions; "wrong" has no gold.
    found = sorted((case.question, case.abstain, len(case.gold) > 0) for case in cases)
    assert found == sorted([(BRIDGE, False, True), (NOTHING, True, False), (SEALS, False, False), (SEALS, True, False)])
    assert (
        sorted((case.feedback.verdict, case.feedback.comment) for case in cases)
        == [("down", "weil")] * 2 + [("up", "weil")] * 2
    )


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


def test_a_judged_follow_up_is_a_case_as_it_was_answered(answerer):
    turn = Turn(2, kept(a_full_answer(answerer)), "good")
    (case,) = suite_of([("c", turn)])["cases"]
    assert case["question"] == "Wie viele Gäste kamen im Juli 2022 zum Hafenfest?"


def test_exports_carry_follow_ups_disagreements_and_timelines(answerer):
    turn = Turn(1, kept(a_full_answer(answerer)))
    markdown = exported("md", "Fest", [turn], "de")
    assert "## Und 2022?\n" in markdown
    assert "*Verstanden als: Wie viele Gäste kamen im Juli 2022 zum Hafenfest? („im Juli 2022“ statt" in markdown
    assert "ist als Zeit des Erscheinens gelesen" in markdown
    assert "| Angabe | Erschienen | Stelle |\n| --- | --- | --- |\n" in markdown
    assert "| 84.000 | bote.example, Juli 2022 | **84.000** & mehr kamen. (Mehr) |\n" in markdown
    assert "| 61.000 | Quelle unbekannt, ohne Datum | Nur **61.000** \\| kamen. (Gäste) |\n" in markdown
    row = "- **1962** Deich (bote.example, Datum aus dem Satz, erschienen: 3. März 2012): Der Deich brach 1962.\n"
    assert row in markdown
    page = exported("html", "Fest", [turn], "en")
    assert "<mark>84.000</mark> &amp; mehr kamen.</q>" in page
    assert "Understood as: Wie viele Gäste" in page
    assert '<time class="when">1962</time>' in page
    assert "href=" not in page  # a file has no archive beside it
    (told,) = json.loads(exported("json", "Fest", [turn], "de"))["turns"]
    assert (told["question"], told["understood_as"]) == (
        "Und 2022?",
        "Wie viele Gäste kamen im Juli 2022 zum Hafenfest?",
    )
    assert [one["value"] for one in told["conflicts"][0]["values"]] == ["84.000", "61.000"]
    assert [one["dated_by"] for one in told["timeline"]] == ["event", "publication", "publication"]
    assert told["sentences"][0]["reason"] == "die Quelle sagt 84.000, nicht 99.000"


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
def test_a_follow_up_is_answered_in_its_conversation_and_alone_if_wanted(page):
    ask(page, FESTIVAL)
    ask(page, "Und 2022?")
    assert page.inner_text("#answer .asked") == "Und 2022?"
    told = page.inner_text("#answer .understood")
    assert "Wie viele Gäste kamen im Juli 2022 zum Hafenfest?" in told
    assert "„im Juli 2022“ statt „im Juli 2021“" in told
    assert "84.000 Besucher" in page.inner_text("#answer")
    # The filters speak of the question as it is answered.
    assert "im Juli 2022" in page.inner_text("#chart .chip.time")
    assert "ist als Zeit des Erscheinens gelesen" in page.inner_text("#answer .chips + .taken")
    page.click("#answer [data-act=alone]")
    page.wait_for_selector("#answer .answer:not(:has(.understood)) .tools")
    assert page.inner_text("#answer .asked") == "Und 2022?"
    # Other words belong to the conversation again.
    ask(page, FESTIVAL)
    ask(page, "Und 2023?")
    assert "im Juli 2023" in page.inner_text("#answer .understood")


@pytest.mark.page
def test_after_a_reload_a_question_still_refers_to_its_conversation_and_in_another_it_does_not(page):
    ask(page, FESTIVAL)
    page.reload()
    page.wait_for_selector("#answer .tools")
    ask(page, "Und 2022?")
    assert "im Juli 2022" in page.inner_text("#answer .understood")
    page.reload()
    page.wait_for_selector("#answer .understood")
    assert page.inner_text("#answer .asked") == "Und 2022?"
    # Time words that were taken away stay so in the question that was made of the typed ones.
    ask(page, "Und 2022?")
    page.click("#chart .drop")
    page.wait_for_selector("#answer .answer:not(:has(.chip.time)) .tools")
    assert "im Juli 2022" in page.inner_text("#answer .understood")
    assert page.query_selector("#answer .taken") is None
    page.click("[data-act=new]")
    page.wait_for_selector("#answer:not(:has(.answer))", state="attached")
    ask(page, "Und 2022?")
    assert page.query_selector("#answer .understood") is None


@pytest.mark.page
def test_the_order_of_events_opens_each_article_at_its_quote_and_stays(page):
    ask(page, BRIDGE_STORY)
    whens = page.locator("#answer .timeline .when").all_inner_texts()
    assert len(whens) >= 3
    page.reload()
    page.wait_for_selector("#answer .timeline")
    assert page.locator("#answer .timeline .when").all_inner_texts() == whens
    quote = page.inner_text("#answer .timeline q >> nth=1").strip("„“")
    page.click("#answer .timeline a.open >> nth=1")
    page.wait_for_selector("#reader mark")
    assert page.inner_text("#reader mark") == quote


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
