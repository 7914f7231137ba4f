from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import AlsoIn, Article, Coverage, DateSpan, Filters, Hit, Passage
from rag.types import Answer, Citation, Sentence
from ui.rendering import answer_html, coverage_html, date_text, error_html, safe_url, sources_html, writing_html

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "<iframe src=javascript:alert(1)>",
    "${alert(1)}", "{{constructor.constructor('alert(1)')()}}", "<!--", "</div></details>", "&lt;b&gt;", "' onmouseover='alert(1)",
    "<a href='javascript:alert(1)'>x</a>", "<style>*{display:none}</style>", "<math><mtext></mtext></math>", "\u202e<b>",
]  # fmt: skip
OURS = {"section", "p", "a", "span", "details", "summary", "div", "mark", "blockquote", "time", "h2"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.extend(value for name, value in attrs if name == "href")


def parsed(html: str) -> Tags:
    found = Tags()
    found.feed(html)
    return found


def an_answer(words: str, *, url: str | None = None, abstained: bool = False) -> tuple[Answer, dict[str, Article]]:
    text = f"Davor. {words} Danach."
    article = Article("a1", words, text, None, words, (words,), url, "de", None, "a.txt:1")
    end = 7 + len(words)
    hit = Hit(Passage("p", "a1", 0, len(text), text), article, 1, 0.5, {}, (AlsoIn("a2", words, None, words, words),))
    other = Hit(
        Passage("p2", "a3", 0, len(text), text),
        Article("a3", *[words] * 2, None, words, (words,), url, "de", None, "b"),
        2,
        0.4,
        {},
    )
    citation = Citation(1, "a1", words, None, words, url, text[7:end], 7, end)
    answer = Answer(
        words, words, (Sentence(words, (1, 9), "verbatim"),), () if abstained else (citation,), (hit, other),
        Filters(sources=(words,), time_words=words, first=date(2022, 9, 1)), Coverage(1, None, None), abstained, (9,),
        "extractive", {"total": 1.0}, words,
    )  # fmt: skip
    return answer, {"a1": article}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("abstained", [True, False])
def test_no_markup_comes_out_of_an_article_a_question_or_a_model(payload, language, abstained):
    answer, articles = an_answer(payload, url=payload, abstained=abstained)
    for html in (
        answer_html(answer, language),
        writing_html(payload, answer, language),
        sources_html(answer, articles, language),
        error_html(payload, payload),
        coverage_html(Coverage(1, None, None, {payload: 1})),
    ):
        found = parsed(html)
        assert found.tags <= OURS
        assert not {name for name in found.attributes if name.startswith("on")} | ({"src", "style"} & found.attributes)
        assert all(link.startswith(("#source-", "http")) for link in found.links)


@given(st.text(max_size=80))
def test_any_words_are_shown_as_they_are(words):
    answer, articles = an_answer(words)
    assert parsed(sources_html(answer, articles, "de")).tags <= OURS


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x?y=1&z=2", "https://a.example/x?y=1&amp;z=2"),
        ("http://a.example", "http://a.example"),
        ("javascript:alert(1)", None),
        (" JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        ("https://", None),
        ("http://[", None),
        ('https://a.example/"onclick="x', "https://a.example/&quot;onclick=&quot;x"),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url, linked):
    assert safe_url(url) == linked


@pytest.mark.parametrize(
    ("span", "german", "english"),
    [
        (DateSpan(date(2022, 9, 14), date(2022, 9, 14), "day", "header"), "14. September 2022", "14 September 2022"),
        (DateSpan(date(2022, 3, 1), date(2022, 3, 31), "month", "header"), "März 2022", "March 2022"),
        (DateSpan(date(2022, 1, 1), date(2022, 12, 31), "year", "header"), "2022", "2022"),
        (DateSpan(date(1997, 1, 1), date(1999, 12, 31), "circa", "header"), "um 1998", "c. 1998"),
        (DateSpan(date(2022, 3, 1), date(2022, 4, 30), "interval", "header"), "2022-03-01 – 2022-04-30", "2022-03-01 – 2022-04-30"),
        (None, "ohne Datum", "undated"),
    ],
)  # fmt: skip
def test_a_date_is_shown_as_exactly_as_it_is_known(span, german, english):
    assert (date_text(span, "de"), date_text(span, "en")) == (german, english)


def test_a_marker_links_to_its_source_and_shows_its_quote():
    answer, articles = an_answer("Die Brücke ist offen.")
    assert '<a class="marker" href="#source-1" title="Die Brücke ist offen.">[1]</a>' in answer_html(answer, "de")
    beside = sources_html(answer, articles, "de")
    assert 'id="source-1"' in beside
    assert "Davor. <mark>Die Brücke ist offen.</mark> Danach." in beside
    assert "Auch in" in beside


def test_a_marker_without_a_source_is_shown_as_that():
    answer, _ = an_answer("Ja.")
    html = answer_html(answer, "de")
    assert '<span class="marker unknown">[9]</span>' in html
    assert "[9] verweist auf keine Quelle" in html
