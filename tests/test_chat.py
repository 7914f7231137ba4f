"""The page in a real browser, on the sample archive: asking, reading, filtering, keys."""

from __future__ import annotations

import threading
from dataclasses import replace
from urllib.request import urlopen

import pytest

from index.errors import DatelineError, SettingsError
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel
from tests.page_tools import BRIDGE, as_new, ask, chromium, opened, options
from ui.auth import check_password, password_line, read_auth_file
from ui.serving import check_port, free_port

HACKED = "In der Überschrift stand stundenlang der Text alert Almersdorf, darunter ein Bild onerror=alert(1)?"
# Which of the sources has the focus, counted from 0.
AT = "[...document.querySelectorAll('#sources .source')].indexOf(document.activeElement.closest('.source'))"
FESTIVAL = "Wie viele Gäste kamen im Juli 2021 zum Hafenfest?"


class PatientModel(ScriptedModel):
    """Writes its first words, and goes on when it is let."""

    def __init__(self, *answers):
        super().__init__(*answers)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.was_stopped = False

    def stream(self, messages, grammar=None):
        try:
            for number, word in enumerate(super().stream(messages)):
                yield word
                if number == 2:
                    self.may_go_on.wait(20)
        except GeneratorExit:
            self.was_stopped = True
            raise


@pytest.fixture(scope="module")
def model():
    return PatientModel(*["Die Brücke kostete am Ende 131 Millionen Euro [1]."] * 40)


@pytest.fixture(scope="module")
def address(sample_index, tmp_path_factory, model):
    from ui.chat import serve

    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        answerer = Answerer(index, Settings(), model, None)
        yield serve(answerer, options(tmp_path_factory.mktemp("data")), block=False)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def window(browser, address):
    with opened(browser, address) as shown:
        yield shown


@pytest.fixture
def page(window, address):
    as_new(window, address)
    return window


@pytest.mark.page
def test_quotes_stand_at_once_and_the_models_words_take_their_place(page, model):
    model.may_go_on.clear()
    page.fill("#question textarea", BRIDGE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .growing:has-text('Die Brücke kostete')")
    assert "Am Ende kostete die Brücke 131 Millionen Euro" in page.inner_text("#answer .sentence >> nth=0")
    # Gradio makes a button that was hidden anew, which may take longer than showing words.
    page.wait_for_selector("#stop")
    model.may_go_on.set()
    page.wait_for_selector("text=vom Sprachmodell formuliert")
    assert "Die Brücke kostete am Ende 131 Millionen Euro." in page.inner_text("#answer .sentence")
    assert page.is_hidden("#stop")
    assert page.inner_text("#answer .verdict") in ("✓ belegt", "❝ wörtlich")


@pytest.mark.page
def test_the_stop_button_stops_the_model_and_leaves_the_quotes(page, model):
    model.may_go_on.clear()
    page.fill("#question textarea", BRIDGE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .growing:has-text('Die Brücke kostete')")
    # The model is busy and cannot be interrupted: the page does not wait for it.
    page.click("#stop")
    page.wait_for_selector("#ask")
    assert "Zitate aus dem Archiv" in page.inner_text("#answer")
    assert "131 Millionen Euro" in page.inner_text("#answer .sentence >> nth=0")
    model.may_go_on.set()
    ask(page, BRIDGE)
    assert "vom Sprachmodell" in page.inner_text("#answer")
    assert model.was_stopped


@pytest.mark.page
def test_a_marker_shows_its_quote_and_opens_its_article_there(page):
    ask(page, BRIDGE)
    page.hover("#answer a.marker")
    page.wait_for_selector("#card:not([hidden])")
    assert "Am Ende kostete die Brücke 131 Millionen" in page.inner_text("#card q")
    assert "17. Mai 2024" in page.inner_text("#card")
    page.click("#answer a.marker")
    page.wait_for_selector("#reader mark")
    shown = page.inner_text("#reader")
    assert page.inner_text("#reader mark").startswith("Am Ende kostete die Brücke 131 Millionen")
    assert all(part in shown for part in ("Hafenbrücke eröffnet", "Rund 4.000 Menschen", "auf den Tag bekannt", "kuestenbote.example"))  # fmt: skip
    top = page.eval_on_selector("#reader mark", "mark => mark.getBoundingClientRect().top")
    assert 0 < top < 900
    assert page.is_visible("#answer .sentence")
    page.keyboard.press("Escape")
    assert page.is_hidden("#reader")


@pytest.mark.page
def test_every_hit_says_why_it_was_found_and_marks_the_words(page):
    ask(page, BRIDGE)
    assert page.locator("#sources .source").count() >= 8
    assert page.inner_text("#sources .cited .why >> nth=0").endswith("Gefunden über: Wörter")
    assert "Brücke" in page.locator("#sources .cited >> nth=0").locator("blockquote b").all_inner_texts()
    page.click("#sources .more .source a.open >> nth=0")
    page.wait_for_selector("#reader mark")


@pytest.mark.page
def test_a_reprint_names_where_else_it_stood_and_opens_there(page):
    ask(page, "Rätselhafter Tod von 140 Seehunden vor Lüttoog")
    page.click("#sources .also a >> nth=0")
    page.wait_for_selector("#reader .reading")
    assert "November 2021" in page.inner_text("#reader")


@pytest.mark.page
def test_what_is_not_found_says_what_was_searched(page):
    ask(page, "Zebra Quantenphysik Honolulu Opernball?")
    told = page.inner_text("#answer")
    # The question's words are taken for English ones, and so is what is said of it.
    assert told.count("66 articles") == 1
    assert told.count("kuestenbote.example") == 1
    assert told.count("No article from: 2000–2018, January 2021") == 1


@pytest.mark.page
def test_time_words_are_a_chip_with_what_they_leave_and_can_be_taken_away(page):
    page.fill("#question textarea", FESTIVAL)
    page.wait_for_selector("#chart .chip.time")
    assert "1. Juli 2021 – 31. Juli 2021" in page.inner_text("#chart .chip.time")
    left = int(page.inner_text("#chart .remaining b").split()[0])
    assert 0 < left < 66
    ask(page, FESTIVAL)
    assert "im Juli 2021" in page.inner_text("#answer .chip.time")
    page.click("#chart .drop")
    page.wait_for_selector("#chart .remaining b:text-is('66 von 66 Artikeln')")
    page.wait_for_selector("#answer .answer:not(:has(.chip.time)) .tools")
    page.click("#chart [data-act=restore]")
    page.wait_for_selector("#answer .chip.time")


@pytest.mark.page
def test_dragging_over_the_chart_narrows_the_search_to_that_time(page):
    bars = page.locator("#chart .bar")
    last = bars.nth(bars.count() - 1).bounding_box()
    earlier = bars.nth(bars.count() - 4).bounding_box()
    page.mouse.move(earlier["x"] + 2, earlier["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 2, last["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_selector("#chart [data-act=clear]")
    # Bars are quarters: four of them are the year.
    assert page.input_value("#first textarea, #first input") == "2024-01-01"
    assert page.input_value("#last textarea, #last input") == "2024-12-31"
    ask(page, "Wie viele Menschen kamen zum Hafenfest?")
    assert all(text.endswith("2024") for text in page.locator("#sources .origin time").all_inner_texts())
    page.click("#chart [data-act=clear]")
    page.wait_for_selector("#chart .remaining b:text-is('66 von 66 Artikeln')")


@pytest.mark.page
def test_a_quarter_that_is_clicked_comes_nearer_so_that_a_month_can_be(page):
    page.click("#chart .bar[data-first='2022-07-01']")
    page.wait_for_selector("#chart .bar[data-first='2022-09-01']")
    page.click("#chart .bar[data-first='2022-09-01']")
    page.wait_for_function("document.querySelector('#first textarea, #first input').value === '2022-09-01'")
    assert page.input_value("#last textarea, #last input") == "2022-09-30"
    page.click("#chart [data-act=clear]")
    page.wait_for_selector("#chart .bar[data-first='1997-01-01']")


@pytest.mark.page
def test_a_source_that_is_ticked_leaves_only_its_articles_and_each_says_how_many(page):
    page.click("[data-act=filters]")
    page.click("#by-source label:has-text('harbourtimes')")
    page.wait_for_selector("#chart [data-act=clear]")
    left = page.inner_text("#chart .remaining b").split()[0]
    assert f"({left})" in page.inner_text("#by-source label:has-text('harbourtimes')")
    # A source's own figure is under the other filters only, so that another can still be chosen.
    assert "(0)" not in page.inner_text("#by-source label:has-text('kuestenbote')")
    assert "(0)" in page.inner_text("#by-language label:has-text('Deutsch')")
    ask(page, "harbour festival")
    assert {text.split(" · ")[0] for text in page.locator("#sources .origin").all_inner_texts()} == {"harbourtimes.example"}  # fmt: skip


@pytest.mark.page
def test_a_filter_that_is_no_date_is_a_message_and_not_a_crash(page):
    page.click("[data-act=filters]")
    # Whatever the page's own machinery would make of such text, it is shown and not worked out.
    page.fill("#first textarea, #first input", "${6*7} {{6*7}} <b>vorgestern</b>")
    ask(page, BRIDGE)
    assert "${6*7} {{6*7}} <b>vorgestern</b>" in page.inner_text("#answer [role=alert]")


@pytest.mark.page
def test_a_script_in_an_article_is_shown_as_text(page):
    ask(page, HACKED)
    page.click("#sources a.open:has-text('script')")
    page.wait_for_selector("#reader .reading")
    assert '<script>alert("Almersdorf")</script>' in page.inner_text("#sources")
    assert page.query_selector("#sources script, #sources img, #answer script, #reader script, #reader img") is None
    assert page.query_selector("#reader a[href^=javascript]") is None


@pytest.mark.page
def test_keys_ask_walk_open_close_and_help(page):
    ask(page, BRIDGE)
    page.click("h1")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(AT) == 1
    page.keyboard.press("k")
    assert page.evaluate(AT) == 0
    page.keyboard.press("o")
    page.wait_for_selector("#reader mark")
    page.keyboard.press("Escape")
    assert page.is_hidden("#reader")
    assert page.evaluate(AT) == 0
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")


@pytest.mark.page
def test_the_chart_is_worked_with_keys_alone(page):
    page.focus("#chart .bar[tabindex='0']")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chart [data-act=clear]")
    assert page.input_value("#first textarea, #first input") == "2024-10-01"


@pytest.mark.page
def test_the_page_speaks_german_and_english(page):
    assert page.get_attribute("#question textarea", "placeholder") == "Fragen Sie das Archiv …"
    page.click("[data-language=en]")
    page.wait_for_selector("#ask:text-is('Ask')")
    assert "66 of 66 articles" in page.inner_text("#chart")
    page.reload()
    page.wait_for_selector("#ask:text-is('Ask')")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.page
@pytest.mark.parametrize("width", [360, 820, 2560])
def test_nothing_is_wider_than_the_screen(browser, address, width):
    with opened(browser, address, viewport={"width": width, "height": 844}) as shown:
        ask(shown, BRIDGE)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        shown.click("#answer a.marker")
        shown.wait_for_selector("#reader mark")
        box = shown.locator("#reader").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_a_busy_port_is_named_with_another(address):
    port = int(address.rsplit(":", 1)[1])
    with pytest.raises(DatelineError, match=rf"another program.*\n.*{port}\n.*--port {port + 1}"):
        check_port("127.0.0.1", port, None)


def test_an_address_that_others_reach_needs_a_password_or_a_clear_word(tmp_path):
    with pytest.raises(SettingsError, match="--auth"):
        check_port("0.0.0.0", free_port(), None)
    check_port("0.0.0.0", free_port(), None, open_to_all=True)
    assert not replace(options(tmp_path), host="0.0.0.0").is_loopback


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
