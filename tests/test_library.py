"""The library in a real browser, with the real model: looking through it, adding to it, stopping a build."""

from __future__ import annotations

import json
import random
import time
import zipfile

import httpx
import pytest

from index.build import build_index
from index.embedding import open_embedder
from index.generation import current_generation
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.latest import LatestAnswerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import READY, ask, chromium, opened, options
from tests.test_access import violations
from ui.auth import password_line
from ui.library.library import Library
from ui.library.place import Place
from ui.library.refusals import RefusedError

pytestmark = [pytest.mark.page, pytest.mark.model]

HOSTILE = "<img src=x onerror=alert(1)> \"'>"
BUILD_MS = 90_000
LIBRARY = "body.settled #library h2"


def line(title, text, day, source="bote.example"):
    return json.dumps({"title": title, "text": text, "date": day, "source": source}) + "\n"


def many(count, seed):
    """Return stories of which no two are alike."""
    words, made = [f"wort{n}" for n in range(400)], random.Random(seed)
    return "".join(line(f"Meldung {n}", " ".join(made.choices(words, k=60)) + ".", "2020") for n in range(count))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    numbered = "".join(
        line(f"Nachricht Nummer {n}", f"In Halle {n} stehen {n * 3} Kisten.", f"20{10 + n % 5}-0{1 + n % 9}-11")
        for n in range(30)
    )
    special = (
        line(f"Ein Titel {HOSTILE}", f"Der Text sagt {HOSTILE} und sonst nichts.", None, f"Quelle {HOSTILE}")
        + line("Übung der Feuerwehr", "Die Feuerwehr von Almersdorf übte am Deich.", "2023-05-03", "anzeiger.example")
        + line("Übung der Feuerwehr", "Die Feuerwehr von Almersdorf übte am Deich.", "2023-05-03", "anzeiger.example")
        + '{"title": "Ohne Text", "text": "", "date": "2021"\n'
    )
    (folder / "news.jsonl").write_text(numbered + special, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(archive, tmp_path_factory):
    """Serve a small index; give its address, its folder, and a folder out of which may be read."""
    from ui.chat import serve

    folder, allowed = tmp_path_factory.mktemp("library") / "index", tmp_path_factory.mktemp("allowed")
    build_index([archive], folder, embedder=open_embedder())
    with ArticleIndex.open(folder) as index:
        answerer = Answerer(index, Settings(), None, None)
        address = serve(answerer, options(folder.parent / "data", folders=(allowed,)), block=False)
        yield address, folder, allowed


@pytest.fixture(scope="module")
def window(served):
    with chromium() as browser, opened(browser, served[0], room="/library", ready=LIBRARY) as shown:
        ran = []
        shown.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.accept()))
        yield shown
        assert [said for said in ran if not said.endswith("nächsten Einlesen.")] == []


@pytest.fixture
def page(window, served):
    window.set_viewport_size({"width": 1440, "height": 900})
    window.keyboard.press("Escape")
    if not window.url.startswith(f"{served[0]}/library"):
        window.goto(f"{served[0]}/library")
        window.wait_for_selector(LIBRARY)
    view(window, "holdings")
    return window


def view(page, name):
    page.click(f".views a[href*={name}]")
    page.wait_for_selector(f"#view-{name}")


def give(page, *files):
    view(page, "add")
    page.set_input_files("#files", files)
    begin(page, "#upload")


def begin(page, button):
    # What the build before left there is not what is waited for.
    page.evaluate("document.querySelector('#building .build')?.setAttribute('data-before', '')")
    page.click(button)


def built(page):
    page.wait_for_selector("#building .build:not([data-before], .running, .stopping)", timeout=BUILD_MS)
    return page.inner_text("#building")


def foreign(page):
    return page.evaluate(
        "document.querySelectorAll('#library :is(script, img, iframe, [onerror], [onload]), #reader img').length"
    )


def test_what_the_archive_holds_is_shown_and_leads_to_its_articles(page):
    shown = page.inner_text("#view-holdings")
    assert all(part in shown for part in ("Nach Jahren", "anzeiger.example", "Deutsch", "genau gleiche: 1"))
    assert "multilingual-e5-small-q4" in shown
    # 30 in five years are six a year.
    year = page.locator(".chart li", has_text="2012")
    assert year.locator(".count").inner_text() == "6"
    year.locator("a").click()
    page.wait_for_selector("#view-articles")
    assert page.locator("#sources .source").count() == 6
    page.go_back()
    page.wait_for_selector("#view-holdings")


def test_articles_are_narrowed_by_words_of_their_titles_and_open_to_be_read(page):
    view(page, "articles")
    assert "1–25 von 32" in page.inner_text(".pager")
    page.click(".pager a")
    page.wait_for_selector("text=26–32 von 32")
    # The one without a date comes last, and its title is text.
    assert page.locator("#sources .source").last.inner_text().startswith("32")
    assert HOSTILE in page.locator("#sources .source").last.inner_text()
    page.keyboard.press("/")
    page.keyboard.type("übung FEUER")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1–1 von 1")
    page.click("#sources a.open")
    page.wait_for_selector("#reader .reading")
    assert "übte am Deich" in page.inner_text("#reader")
    page.keyboard.press("Escape")
    assert page.is_hidden("#reader")
    page.select_option("#by-source", "bote.example")
    page.click(".narrow button")
    page.wait_for_selector("text=Kein Artikel passt dazu.")
    page.reload()
    page.wait_for_selector("text=Kein Artikel passt dazu.")


def test_the_ledger_says_why_a_record_is_missing_and_where_it_stands(page):
    view(page, "ledger")
    page.click(".states a.rejected")
    page.wait_for_selector(".states .rejected[aria-current]")
    (row,) = page.locator(".entries tbody tr").all()
    assert "news.jsonl:34" in row.inner_text()
    assert "JSON" in row.inner_text()
    page.click(".states a.duplicate")
    page.wait_for_selector(".states .duplicate[aria-current]")
    assert "gleich wie" in page.inner_text(".entries tbody tr")
    page.click(".entries a.open")
    page.wait_for_selector("#reader .reading")
    assert "Übung der Feuerwehr" in page.inner_text("#reader")


def test_the_ledger_is_narrowed_by_reason_file_and_words_each_with_its_count(page):
    view(page, "ledger")
    assert page.locator("#by-file option").all_inner_texts()[1].endswith("news.jsonl (34)")
    page.select_option("#by-reason", label="gleich wie … (1)")
    page.click(".narrow button")
    page.wait_for_selector("text=1–1 von 1")
    assert page.inner_text(".states .all b") == "1"
    assert "news.jsonl:33" in page.inner_text(".entries tbody tr")
    page.reload()
    page.wait_for_selector("text=1–1 von 1")
    page.click(".narrow .quiet")
    page.wait_for_selector("text=1–34 von 34")
    # Two records are of this title, one of them a duplicate; the state that is chosen stays.
    page.fill("#words", "übung JSONL")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1–2 von 2")
    page.click(".states a.indexed")
    page.wait_for_selector("text=1–1 von 1")
    page.fill("#words", "nirgends")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Kein Eintrag passt dazu.")
    assert page.input_value("#words") == "nirgends"


def test_reasons_are_told_in_german(page):
    view(page, "ledger")
    page.click(".states a.rejected")
    page.wait_for_selector(".states .rejected[aria-current]")
    assert "kein JSON" in page.inner_text(".entries tbody tr")
    assert page.query_selector(".entries [lang=en]") is None


def test_files_are_chosen_by_a_button_in_the_pages_own_words_with_keys_too(page, tmp_path):
    view(page, "add")
    assert page.inner_text(".choose label") == "Dateien wählen"
    assert page.get_by_label("Dateien wählen").get_attribute("type") == "file"
    with page.expect_file_chooser() as chooser:
        page.locator("#files").press("Enter")
    names = [f"{name}.txt" for name in "abcd"]
    for name in names:
        (tmp_path / name).write_text("x")
    chooser.value.set_files(tmp_path / names[0])
    assert page.inner_text("#chosen") == "a.txt"
    page.set_input_files("#files", [tmp_path / name for name in names])
    assert page.inner_text("#chosen") == "4 Dateien"
    view(page, "ledger")


def test_what_is_uploaded_answers_a_question_without_a_restart(page, served, tmp_path):
    file = tmp_path / f"{HOSTILE.replace('/', '')}.jsonl"
    file.write_text(
        line(f"Windrad {HOSTILE}", "Das Windrad auf der Krähenkuppe kostete 7,4 Millionen Euro.", "2024-03")
    )
    (tmp_path / "turm.jsonl").write_text(line("Der Turm", "Der Turm ist 90 Meter hoch.", "2022"))
    give(page, file, tmp_path / "turm.jsonl")
    told = built(page)
    assert "2 Artikel mehr als zuvor" in told
    assert page.locator(".files .file").all_inner_texts() == [file.name, "turm.jsonl"]
    assert "34 Artikel" in page.inner_text(".head .coverage")
    assert foreign(page) == 0
    page.click("text=Warum abgelehnt?")
    page.wait_for_selector(".states .rejected[aria-current]")
    page.click(".rooms [data-room='']")
    page.wait_for_selector(READY)
    ask(page, "Was kostete das Windrad auf der Krähenkuppe?")
    assert "7,4 Millionen Euro" in page.inner_text("#answer")
    assert foreign(page) == 0


def test_a_file_of_the_same_name_takes_the_place_of_the_earlier_one(page, tmp_path):
    (tmp_path / "turm.jsonl").write_text(line("Der Turm", "Der Turm ist 95 Meter hoch.", "2022"))
    give(page, tmp_path / "turm.jsonl")
    assert "Ebenso viele Artikel wie zuvor" in built(page)
    view(page, "articles")
    page.fill("#words", "turm")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1–1 von 1")
    page.click("#sources a.open")
    page.wait_for_selector("#reader .reading")
    assert "95 Meter" in page.inner_text("#reader")


def test_a_running_build_is_seen_after_a_reload_refuses_a_second_and_leaves_the_old_index_when_stopped(
    page, served, tmp_path
):
    address, folder, _ = served
    before = current_generation(folder)
    (tmp_path / "viele.jsonl").write_text(many(1500, seed=3))
    give(page, tmp_path / "viele.jsonl")
    page.wait_for_selector("#building .build.running")
    page.reload()
    page.wait_for_selector("#building .build.running [aria-current=step]")
    refused = httpx.post(f"{address}/library/act?lang=en", json={"do": "again"})
    assert refused.status_code == 409
    assert "begun at" in refused.json()["what"]
    assert "127.0.0.1" in refused.json()["what"]
    assert httpx.put(f"{address}/library/files?name=a.txt", content=b"a").status_code == 409
    page.click("[data-do=stop]")
    assert "gilt unverändert" in built(page)
    assert current_generation(folder) == before
    assert not [path for path in before.parent.iterdir() if path.name.startswith(".")]
    page.click("[aria-label='Entfernen: viele.jsonl']")
    page.wait_for_selector("#view-add:not(:has-text('viele.jsonl'))")
    begin(page, "[data-do=go-on]")
    assert "Ebenso viele Artikel wie zuvor" in built(page)


def test_a_window_notices_a_build_that_somebody_else_began_and_its_end(page, served):
    address, _, allowed = served
    # Long enough to be seen by a window that looks every four seconds, and stopped then.
    (allowed / "lang.jsonl").write_text(many(1500, seed=9))
    view(page, "add")
    page.fill("#path", "halb getippt")
    page.evaluate("document.querySelector('#building .build')?.setAttribute('data-before', '')")
    begun = httpx.post(f"{address}/library/act", json={"do": "path", "path": "lang.jsonl"})
    assert begun.status_code == 200
    page.wait_for_selector("#building .running")
    assert httpx.post(f"{address}/library/act", json={"do": "stop"}).status_code == 200
    assert "gilt unverändert" in built(page)
    # Who types meanwhile loses nothing.
    assert page.input_value("#path") == "halb getippt"
    now = httpx.get(f"{address}/library/now").text
    assert len(now) == 8
    assert page.get_attribute("#building", "data-now") == now
    # Nobody looks at it: nothing is asked for, though every four seconds it would be.
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }""",
        True,
    )
    page.wait_for_timeout(4500)
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    with page.expect_request("**/library/now"):
        pass


def test_a_build_is_gone_on_with_after_the_server_was_started_anew(page, served):
    _, folder, allowed = served
    (allowed / "mole.jsonl").write_text(line("Die Mole", "Die Mole misst 312 Meter.", "2018"))
    view(page, "add")
    page.fill("#path", "mole.jsonl")
    begin(page, "#read-path")
    page.click("[data-do=stop]")
    assert "gilt unverändert" in built(page)
    with ArticleIndex.open(folder) as index:
        latest = LatestAnswerer(Answerer(index, Settings(), None, None))
        elsewhere = Library(latest, folder.parent / "data", [folder], may_build=True)
        assert elsewhere.builds.state().archives[-1] == allowed / "mole.jsonl"
        # What was allowed then need not be allowed now.
        with pytest.raises(RefusedError, match="no folder that may be read"):
            elsewhere.act({"do": "go-on"}, "ines")
        anew = Library(latest, folder.parent / "data", [allowed], may_build=True)
        assert "Weitermachen" in anew.view_html(Place("add"), "de")
        anew.act({"do": "go-on"}, "ines")
        while anew.builds.state().runs:
            time.sleep(0.1)
        state = anew.builds.state()
        assert (state.phase, state.user) == ("done", "ines")
        # Nothing is left to go on with.
        assert Library(latest, folder.parent / "data", [allowed], may_build=True).builds.state().phase == "idle"
        latest.close()
    page.wait_for_selector("#building .stopped")
    view(page, "articles")
    page.fill("#words", "mole")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1–1 von 1")


def test_only_the_allowed_folders_of_the_server_are_read(page, served, archive):
    _, _, allowed = served
    (allowed / "gut.jsonl").write_text(line("Der Leuchtturm", "Der Leuchtturm wurde rot gestrichen.", "2019-02"))
    (allowed / "hinaus").symlink_to(archive)
    view(page, "add")
    for path in (str(archive), f"{allowed}/../{archive.name}", "../", "hinaus/news.jsonl", "/etc/passwd", "", "\x00"):
        page.fill("#path", path)
        page.click("#read-path")
        page.wait_for_selector("#refused:has-text('in keinem Ordner')")
    page.fill("#path", "gibt-es-nicht.jsonl")
    page.click("#read-path")
    page.wait_for_selector("#refused:has-text('gibt es dort nicht')")
    assert page.query_selector("#building .running") is None
    page.fill("#path", f"{allowed}/gut.jsonl")
    begin(page, "#read-path")
    assert "1 Artikel mehr" in built(page)


def test_a_zip_bomb_is_refused_by_the_build_and_the_ledger_says_so(page, tmp_path):
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", b" " * 60_000_000)
    give(page, tmp_path / "bombe.zip")
    told = built(page)
    assert "2 abgelehnt" in told
    page.click("text=Warum abgelehnt?")
    page.wait_for_selector(".entries :text('bombe.zip')")
    assert "Bombe" in page.locator(".entries tr", has_text="bombe.zip").first.inner_text()
    view(page, "add")
    page.click("[aria-label='Entfernen: bombe.zip']")
    page.wait_for_selector("#view-add:not(:has-text('bombe.zip'))")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("leer.txt", b"", "ist leer"), ("programm.exe", b"MZ", "von keiner Art"), (".verborgen.txt", b"a", "kein Name")],
)
def test_a_file_that_is_none_to_read_is_refused_and_nothing_is_built(page, name, content, told):
    view(page, "add")
    page.set_input_files("#files", {"name": name, "mimeType": "text/plain", "buffer": content})
    page.click("#upload")
    page.wait_for_selector(f"#refused:has-text('{told}')")
    assert page.query_selector(f".files .file:text-is('{name}')") is None
    assert page.query_selector("#building .running") is None


def test_no_file_chosen_is_said(page):
    view(page, "add")
    page.click("#upload")
    page.wait_for_selector("#refused:has-text('Es ist keine Datei gewählt')")


def test_the_library_speaks_english_too(page):
    view(page, "add")
    page.click("[data-language=en]")
    page.wait_for_selector("#upload:has-text('Add and build')")
    page.click("[data-language=de]")
    page.wait_for_selector("#upload:has-text('Hinzufügen und einlesen')")


@pytest.mark.parametrize("name", ["holdings", "articles", "ledger", "add"])
def test_a_narrow_screen_and_a_screen_reader_find_everything(page, name):
    view(page, name)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    for width in (360, 2560):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(color_scheme="light")


@pytest.fixture(scope="module")
def guarded(sample_index, tmp_path_factory):
    """Serve the sample archive to those who sign in."""
    from ui.chat import serve

    folder = tmp_path_factory.mktemp("guarded")
    (folder / "users").write_text(password_line("ines", "geheim") + "\n")
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        known = options(folder, auth_file=folder / "users")
        yield serve(Answerer(index, Settings(llm="none"), None, None), known, block=False)


@pytest.fixture
def stranger(window):
    """Return a page of a browser that has not signed in."""
    context = window.context.browser.new_context(locale="de-DE")
    yield context.new_page()
    context.close()


def sign_in(page):
    page.get_by_label("Benutzername").fill("ines")
    page.get_by_label("Passwort").fill("geheim")
    page.get_by_role("button", name="Anmelden").click()


def test_who_signs_in_may_add_and_others_see_nothing(stranger, guarded):
    for path in ("library/view?view=ledger", "library/build", "library/now", "evaluation/now"):
        assert httpx.get(f"{guarded}/{path}").status_code == 401
    assert httpx.put(f"{guarded}/library/files?name=a.txt", content=b"a").status_code == 401
    assert httpx.post(f"{guarded}/library/act", json={"do": "again"}).status_code == 401
    stranger.goto(f"{guarded}/library?view=add")
    sign_in(stranger)
    stranger.wait_for_selector(LIBRARY)
    assert stranger.is_enabled("#upload")


@pytest.mark.parametrize(
    ("room", "ready"),
    [
        ("/library?view=ledger&state=duplicate", ".states .duplicate[aria-current]"),
        ("/evaluation", "body.settled #evaluation .new-run"),
        ("/", READY),
    ],
)
def test_a_session_that_has_ended_leads_to_the_sign_in_page_and_back_to_the_room(stranger, guarded, room, ready):
    stranger.goto(f"{guarded}{room}")
    sign_in(stranger)
    stranger.wait_for_selector(ready)
    stranger.context.clear_cookies()
    if room == "/":
        stranger.fill("#question textarea", "Was kostete die Brücke?")
        stranger.keyboard.press("Enter")
    # In the rooms nobody has to do anything: what goes on elsewhere is asked for by itself.
    stranger.wait_for_selector("input[type=password]")
    sign_in(stranger)
    stranger.wait_for_selector(ready)
    assert stranger.url == f"{guarded}{room}"


def test_a_browsers_own_dialog_is_asked_for_by_programs_alone(guarded):
    view, report = f"{guarded}/library/view", f"{guarded}/evaluation/report/x"
    assert httpx.get(view).headers["www-authenticate"] == "Basic"
    assert "www-authenticate" not in httpx.get(view, headers={"x-requested-with": "dateline"}).headers
    assert httpx.get(report).status_code == 401
    opened_by_hand = httpx.get(report, headers={"accept": "text/html,*/*"})
    assert (opened_by_hand.status_code, opened_by_hand.headers["location"]) == (303, "/evaluation")
    assert httpx.get(view, auth=("ines", "geheim")).status_code == 200
