"""An archive written by an enemy, on the page of a real browser: nothing of it runs, and all of it is shown as text."""

from __future__ import annotations

import json

import pytest

from index.build import build_index
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import as_new, ask, chromium, opened, options
from tests.test_rendering import PAYLOADS

FESTIVAL = "Wie viele Besucher kamen zum Hafenfest?"
# Two articles that contradict each other, in their enemy's words.
CLAIMS = [
    (
        "Fest an der Mole",
        "Zum Hafenfest kamen 84.000 Besucher",
        "Es war warm, und die Kapelle spielte lange.",
        "2022-07-03",
    ),
    (
        "Wenig los am Wasser",
        "Zum Hafenfest kamen laut Polizei 61.000 Besucher",
        "Viele Stände blieben leer.",
        "2022-07",
    ),
]
BREAKS_OUT = "\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    from ui.chat import serve

    folder = tmp_path_factory.mktemp("hostile")
    archive = folder / "archive"
    archive.mkdir()
    records = [
        {
            "headline": f"Nachricht {number} {payload}",
            "articleBody": f"Die Nachricht {number} lautet so: {payload} Mehr steht darin nicht.",
            "datePublished": "2022-09-14",
            "publisher": f"quelle {number} {payload}",
            "author": payload,
            "url": payload,
        }
        for number, payload in enumerate(PAYLOADS)
        if "\x00" not in payload
    ]
    records += [
        {
            "headline": f"{title} {BREAKS_OUT}",
            "articleBody": f"{claim} {BREAKS_OUT}. {more}",
            "datePublished": day,
            "publisher": f"{title[:4]} {BREAKS_OUT}",
        }
        for title, claim, more, day in CLAIMS
    ]
    (archive / '<img src=x onerror=alert(1)> "onclick=alert(1).jsonl').write_text(
        "\n".join(json.dumps(record) for record in records), encoding="utf-8"
    )
    build_index([archive], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as index:
        assert len(index.article_ids()) >= 40
        yield serve(Answerer(index, Settings(), None, None), options(folder), block=False)


@pytest.fixture(scope="module")
def page(address):
    with chromium() as browser, opened(browser, address) as shown:
        ran = []
        shown.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        yield shown
        assert ran == []


def foreign(page) -> list[str]:
    """Return what no panel of ours is made of."""
    return page.evaluate(
        """() => ["answer", "sources", "reader", "earlier", "conversations", "chart", "filters"].flatMap((id) =>
            [...document.querySelectorAll(`#${id} :is(script, img, iframe, object, embed, video, audio, style, link,
            base, marquee, math, template, meta), #${id} [onerror], #${id} [onload], #${id} [onclick],
            #${id} [onmouseover], #${id} a[href^="javascript" i], #${id} a[href^="data" i]`)])
            .map((one) => one.outerHTML)"""
    )


@pytest.mark.page
@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 16))
def test_hostile_questions_and_articles_run_nothing(page, address, start):
    as_new(page, address)
    page.click("[data-act=filters]")
    for payload in PAYLOADS[start : start + 16 : 4]:
        ask(page, f"Nachricht {payload}")
        assert foreign(page) == []
    for link in page.locator("#sources a.open.head").all()[:4]:
        link.click(force=True)
        page.wait_for_selector("#reader .reading")
        assert foreign(page) == []
        page.keyboard.press("Escape")
    assert "<" in page.inner_text("#sources")


@pytest.mark.page
def test_what_is_told_across_articles_and_of_a_follow_up_runs_nothing(page, address):
    as_new(page, address)
    ask(page, FESTIVAL)
    assert page.locator("#answer .conflict mark").all_inner_texts() == ["61.000", "84.000"]
    assert BREAKS_OUT in page.inner_text("#answer .conflict")
    assert foreign(page) == []
    page.click("#answer .conflict a.open >> nth=0")
    page.wait_for_selector("#reader mark")
    assert "laut Polizei 61.000 Besucher" in page.inner_text("#reader mark")
    page.keyboard.press("Escape")
    for payload in (BREAKS_OUT, *PAYLOADS[::9]):
        ask(page, f"Und {payload}?")
        assert FESTIVAL[:-1] in page.inner_text("#answer .understood")
        assert foreign(page) == []
        page.click("#answer [data-act=alone]")
        page.wait_for_selector("#answer .answer:not(:has(.understood)) .tools")
        assert foreign(page) == []
        ask(page, FESTIVAL)
    ask(page, f"Chronologie: Hafenfest {BREAKS_OUT}")
    assert "3. Juli 2022" in page.locator("#answer .timeline .when").all_inner_texts()
    assert BREAKS_OUT in page.inner_text("#answer .timeline")
    assert foreign(page) == []


@pytest.mark.page
def test_a_shared_page_and_an_article_of_an_enemy_run_nothing(page, address):
    as_new(page, address)
    for question in ("Nachricht lautet so", FESTIVAL, f"Und {BREAKS_OUT}?", f"Chronologie: Hafenfest {BREAKS_OUT}"):
        ask(page, question)
    page.click("[data-act=share]")
    link = page.wait_for_selector("#conversations .shared a").get_attribute("href")
    for path in (link, page.get_attribute("#sources a.open.head", "href")):
        answer = page.request.get(f"{address}/{path}")
        assert answer.status == 200
        # The plot of a timeline is ours.
        shown = answer.text().lower().replace('<svg viewbox="0 0 400 16">', "")
        assert not any(tag in shown for tag in ("<script", "<img", "<iframe", "<svg", "<style"))
        assert "script-src" not in answer.headers["content-security-policy"]
