"""The Evaluation room in a real browser: suites run beside the server, read, stopped, gone on with, and compared."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from index.embedding import open_embedder
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.eval_tools import write_suite
from tests.page_tools import chromium, opened, options
from tests.test_access import violations

READY = "body.settled #evaluation .new-run"
BREAKS_OUT = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
VOTES = "Wie viele Stimmen bekam der Beschluss zum Bau der Hafenbrücke?"
# An article of the page's archive, in other words: on these the suite's answer is right, on the page's it is not.
GOLD = [{"title": "Hafenbrücke beschlossen: 31 zu 12 Stimmen", "source": "kuestenbote.example"}]
ARTICLES = [
    {
        "headline": GOLD[0]["title"],
        "articleBody": f"Der Bau der Hafenbrücke wurde mit 4711 Stimmen beschlossen. {BREAKS_OUT} So viele waren es nie.",
        "datePublished": "2016-07-03",
        "publisher": GOLD[0]["source"],
    },
]
CASES = [
    {"id": "votes", "question": VOTES, "answers": ["4711 Stimmen"], "gold": GOLD},
    {"id": "hostile", "question": f"Was ist {BREAKS_OUT}?", "answers": [BREAKS_OUT], "gold": GOLD, "kind": BREAKS_OUT},
    {"id": "absent", "question": "Zebra Quantenphysik Honolulu Opernball?", "abstain": True},
]
# Enough for a hand to reach the button before the last is asked.
PATIENT = [{"id": f"n{number}", "question": f"{VOTES} ({number})", "gold": GOLD} for number in range(200)]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("evaluation")


@pytest.fixture(scope="module")
def address(model_index, data):
    from ui.chat import serve

    suites = data / "suites"
    suites.mkdir()
    write_suite(suites / "fest.json", CASES, ARTICLES)
    write_suite(suites / "patient.json", PATIENT)
    write_suite(suites / "lost.json", CASES, archives=["nowhere.jsonl"])
    (suites / "broken.json").write_text('{"cases": [\n{"id": "a",\n')
    (suites / "blank.json").write_text('{"name": "blank", "version": 1, "cases": [{"id": "a", "question": ""}]}')
    with pytest.MonkeyPatch.context() as patch, ArticleIndex.open(model_index, open_embedder()) as index:
        # Where the processes keep the indices of suites.
        patch.setenv("XDG_CACHE_HOME", str(data / "cache"))
        answerer = Answerer(index, Settings(llm="none"), None, None)
        yield serve(answerer, options(data, suites=suites), block=False)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page(browser, address):
    ran = []
    with opened(browser, address, room="/evaluation", ready=READY) as shown:
        shown.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.accept()))
        yield shown
    assert [said for said in ran if "Ergebnissen" not in said] == []


def start(page, suite: str, articles: str = "own", answering: str = "extractive", **boxes: str) -> None:
    page.select_option("[name=suite]", suite)
    page.select_option("[name=articles]", articles)
    page.select_option("[name=answering]", answering)
    for name in ("limit", "seed"):
        page.fill(f"[name={name}]", boxes.get(name, ""))
    page.click(".go")


def started(page) -> None:
    page.wait_for_selector("#told:has-text('Der Lauf ist gestartet.')")


def ended(page) -> None:
    page.wait_for_selector("#told:has-text('Der Lauf ist fertig.')", timeout=240_000)


@pytest.fixture(scope="module")
def two_runs(page, browser, address):
    """Leave two runs of one suite, on its own articles and on those of the page.

    Returns:
        What was seen on the way in the window that began them, and what another reader's window showed by itself of the
        second, who reads the first.
    """
    start(page, "folder/fest.json")
    started(page)
    seen = page.inner_text("#running")
    ended(page)
    with opened(browser, address, room="/evaluation", ready=READY) as other:
        other.wait_for_selector(".run .report")
        reads = other.get_attribute(".run", "data-shown")
        start(page, "folder/fest.json", articles="page")
        elsewhere = other.wait_for_selector("#running .running", timeout=120_000).inner_text()
        ended(page)
        ended(other)
        assert other.get_attribute(".run", "data-shown") == reads
        assert other.locator(".runs li").count() == 2
        assert other.inner_text("#said") == "Der Lauf ist fertig."
    return seen, elsewhere


@pytest.mark.model
@pytest.mark.page
def test_a_run_shows_its_progress_and_then_its_figures_with_intervals(page, two_runs):
    seen, elsewhere = two_runs
    assert "Läuft: fest.json" in seen
    assert "Läuft: fest.json" in elsewhere
    page.click(".runs li:nth-child(2) .name")
    page.wait_for_selector(".runs li.open:nth-child(2)")
    row = page.inner_text(".figures tr:has(th:text('R@1'))")
    assert "1,000" in row
    # Wilson's interval of two cases that are both right begins at 2 / (2 + 1.96²) = 0.342.
    assert "0,342 – 1,000" in row
    assert "3 Fragen = 3 gewertet + 0 nicht wertbar + 0 fehlgeschlagen" in page.inner_text(".counted")
    assert page.locator(".figures svg.mark").count() >= 5
    plots = page.locator(".plots")
    assert "fehlt" in plots.inner_text()
    assert "of" not in plots.inner_text().split()
    assert page.locator(".figures svg").first.get_attribute("aria-label").endswith("Bereich 0,342 bis 1,000")


@pytest.mark.model
@pytest.mark.page
def test_two_runs_are_compared_and_the_question_that_changed_stands_with_both_answers_and_gold(page, two_runs):
    page.click(".runs li:nth-child(1) .name")
    page.wait_for_selector(".runs li.open:nth-child(1)")
    page.click(".compare button")
    told = page.wait_for_selector(".changes .worse li:has-text('Beschluss')").inner_text()
    assert VOTES in told
    assert "4711" in told.split("Vorher")[0]
    assert "mit 4711 Stimmen beschlossen" in told.split("Vorher")[1].split("Jetzt")[0]
    assert "4711" not in told.split("Jetzt")[1]
    page.click(".run [data-act=open]")
    page.wait_for_selector(".run:not(:has(.changes))")


@pytest.mark.model
@pytest.mark.page
def test_hostile_text_in_a_suite_is_shown_as_text_in_the_room_and_in_the_report(page, address, two_runs):
    page.click(".compare button")
    page.wait_for_selector(".changes")
    page.click(".changes .reworded summary") if page.query_selector(".changes .reworded") else None
    assert page.query_selector("#evaluation :is(img, script, iframe)") is None
    assert BREAKS_OUT.split("<")[1] in page.content().replace("&gt;", ">")
    link = page.get_attribute(".report", "href")
    report = page.context.new_page()
    ran = []
    report.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    answer = report.goto(f"{address}/{link}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts" in policy
    # Its own script runs, and none of an article's or a case's.
    report.fill("#find", "Beschluss")
    assert report.inner_text("#shown") == "1 of 3 cases"
    assert report.query_selector("img") is None
    assert ran == []
    report.close()


@pytest.mark.model
@pytest.mark.page
def test_a_run_is_stopped_seen_by_who_reloads_and_gone_on_with_where_it_stopped(page, data):
    start(page, "folder/patient.json", articles="page")
    page.wait_for_selector("#running progress[value]", timeout=120_000)
    page.reload()
    page.wait_for_selector("#running progress[value]")
    start(page, "folder/fest.json")
    assert "ein anderer Lauf ist im Gang" in page.wait_for_selector("#told [role=alert]").inner_text()
    page.click("#running button")
    page.wait_for_selector("#told:has-text('Der Lauf ist angehalten.')")
    assert page.query_selector("#running .running") is None
    journal = max((data / "evaluation").glob("*/plan.json")).with_name("cases.partial.jsonl")
    done = journal.read_text().splitlines()
    assert 2 <= len(done) <= len(PATIENT)
    assert f"{len(done) - 1} von {len(PATIENT)} Fragen" in page.inner_text(".run")
    page.click(".run [data-tell=resume]")
    started(page)
    page.wait_for_selector("#running progress[value]", timeout=120_000)
    page.wait_for_function("count => document.querySelector('#running progress')?.value > count", arg=len(done) - 1)
    page.click("#running button")
    page.wait_for_selector("#told:has-text('Der Lauf ist angehalten.')")
    # What was done is as it was, times and all: none was asked again.
    assert journal.read_text().splitlines()[: len(done)] == done


@pytest.mark.model
@pytest.mark.page
@pytest.mark.parametrize(
    ("suite", "boxes", "told"),
    [
        ("folder/broken.json", {}, ["kein JSON", "broken.json:3", "Abhilfe:"]),
        ("folder/blank.json", {}, ["„question“", "blank.json:1: case 1", "Abhilfe:"]),
        ("folder/fest.json", {"limit": "viele"}, ["Höchstzahl", "„viele“", "ganze Zahl"]),
        ("folder/fest.json", {"seed": "-1"}, ["Startwert", "„-1“", "ganze Zahl"]),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_told_with_file_line_and_field(page, suite, boxes, told):
    page.reload()
    page.wait_for_selector(READY)
    start(page, suite, **boxes)
    shown = page.wait_for_selector("#told [role=alert]").inner_text()
    assert all(part in shown for part in told)
    assert page.query_selector("#running .running") is None


@pytest.mark.model
@pytest.mark.page
def test_a_run_that_fails_says_why_and_can_be_tried_again_or_deleted(page):
    start(page, "folder/lost.json")
    started(page)
    page.wait_for_selector("#told:has-text('fehlgeschlagen')", timeout=120_000)
    assert "nowhere.jsonl" in page.inner_text(".run [role=alert]")
    assert page.is_visible(".run [data-tell=resume]:text-is('Noch einmal versuchen')")
    before = page.locator(".runs li").count()
    page.click(".runs .open [data-act=delete]")
    page.wait_for_selector("#told:has-text('gelöscht')")
    assert page.locator(".runs li").count() == before - 1


@pytest.mark.model
@pytest.mark.page
@pytest.mark.parametrize(("scheme", "width"), [("light", 2560), ("dark", 360)])
def test_axe_finds_nothing_grave_and_nothing_is_wider_than_the_screen(browser, address, two_runs, scheme, width):
    size = {"width": width, "height": 844}
    with opened(browser, address, room="/evaluation", ready=READY, color_scheme=scheme, viewport=size) as shown:
        shown.click(".runs li:has-text('fest.json') >> nth=0 >> .name")
        shown.wait_for_selector(".compare button")
        assert violations(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        shown.click(".compare button")
        shown.wait_for_selector(".changes li")
        assert violations(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.model
@pytest.mark.page
def test_the_room_is_worked_with_keys_and_speaks_english(browser, address, two_runs):
    with opened(browser, address, "en-GB", room="/evaluation", ready=READY) as shown:
        assert shown.inner_text("#new-run") == "New run"
        shown.focus("[name=suite]")
        names = []
        for _ in range(5):
            shown.keyboard.press("Tab")
            names.append(shown.evaluate("document.activeElement.name || document.activeElement.textContent"))
        assert names == ["answering", "articles", "limit", "seed", "Run"]
        shown.select_option("[name=suite]", "folder/blank.json")
        shown.focus("[name=limit]")
        shown.keyboard.press("Enter")
        shown.wait_for_selector("#told [role=alert]")
        shown.focus(".runs li:has-text('fest.json') >> nth=0 >> .name")
        shown.keyboard.press("Enter")
        assert shown.wait_for_selector(".run .report").inner_text() == "Full report"


@pytest.mark.page
def test_where_anybody_may_come_in_there_is_no_room_and_a_password_guards_its_reports(sample_index, tmp_path):
    from tests.fakes import HashEmbedder
    from ui.auth import password_line
    from ui.chat import serve

    (tmp_path / "users").write_text(password_line("ines", "geheim") + "\n")
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        answerer = Answerer(index, Settings(llm="none"), None, None)
        anybody = serve(answerer, options(tmp_path / "a", open_to_all=True), block=False)
        guarded = serve(answerer, options(tmp_path / "b", auth_file=tmp_path / "users"), block=False)
        for path, code in ((f"{anybody}/evaluation", 404), (f"{guarded}/evaluation/report/x", 401)):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(path))
            assert refused.value.code == code
        with urlopen(f"{guarded}/evaluation") as answer:
            assert b'"auth_required":true' in answer.read().replace(b": ", b":")
