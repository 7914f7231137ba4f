import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import tokens_of
from index.types import AlsoIn, Article, Coverage, DateSpan, Filters, Hit, Passage
from rag.conflicts.disagreement import Conflict, ConflictValue
from rag.timeline import TimelineEntry
from rag.types import Answer, Citation, Sentence
from ui.across_articles import conflicts_html, timeline_html
from ui.addresses import safe_url
from ui.conversations.exports import exported, footnoted
from ui.conversations.snapshot import kept
from ui.conversations.store import Conversation, Turn
from ui.panels.conversations import earlier_html, list_html, shared_html, tools_html
from ui.panels.evidence import marked_html, sources_html, why_found
from ui.panels.frame import examples_html
from ui.panels.histogram import bars_of, histogram_html, near
from ui.panels.reader import article_html
from ui.rendering import answer_html, chips_html, coverage_html, error_html, searching_html, waiting_html, writing_html
from ui.words import accepted_language, date_text, words_for

PAYLOADS = [
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//evil.example/x.js></script>", "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)//", "<IMG SRC=\"javascript:alert(1)\">", "<img src=`x` onerror=alert(1)>",
    '"><svg onload=alert(1)>', "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)>", "<embed src=//evil.example>",
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>", "<base href=//evil.example/>", "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<form action=//evil.example><button>x", "<button formaction=javascript:alert(1)>x", "<style>*{display:none}</style>",
    "<style>@import '//evil.example'</style>", "<div style=background:url(//evil.example)>", "<math><mtext></mtext></math>", "<math href=javascript:alert(1)>x</math>",
    "<template><script>alert(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<!--", "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    "</div></details></section></article></textarea></title></script><script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "\\u003cscript>alert(1)", "%3Cscript%3Ealert(1)",
    "' onmouseover='alert(1)", "\" onfocus=alert(1) autofocus x=\"", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}", "#{alert(1)}", "<%= alert(1) %>",
    "javascript:alert(1)", " java\tscript:alert(1)", "\x01javascript:alert(1)", "vbscript:msgbox(1)", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "https://a.example/\"onclick=\"alert(1)",
    "\u202e<b>", "<\x00script>alert(1)</script>", "＜script＞alert(1)＜/script＞", "[x](javascript:alert(1))", "![x](x\"onerror=\"alert(1))",
]  # fmt: skip
OURS = {
    "section", "p", "a", "span", "details", "summary", "div", "mark", "blockquote", "time", "h1", "h2", "b", "ol", "ul", "li",
    "dl", "dt", "dd", "button", "nav", "article", "header", "footer", "form", "fieldset", "label", "input", "textarea", "svg", "rect", "circle",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "q", "h3",
}  # fmt: skip
LINKS = ("article/", "http://", "https://", "export/", "shared/")


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

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


def parsed(html: str) -> Tags:
    found = Tags()
    found.feed(html)
    return found


def an_answer(words: str, *, url: str | None = None, abstained: bool = False) -> tuple[Answer, Article]:
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
    citation = Citation(1, "a1", words, None, words, url, text[7:end], 7, end, focus_start=8, focus_end=end)
    side = ConflictValue(words, words, words, words, words, None, text[7:end], 7, end, 7, end)
    row = TimelineEntry("2012-03", "event", date(2012, 3, 1), words, words, None, words, text[7:end], 7, end)
    answer = Answer(
        words, words, (Sentence(words, (1, 9), "unsupported", words),), () if abstained else (citation,), (hit, other),
        Filters(sources=(words,), time_words=words, first=date(2022, 9, 1)), Coverage(1, None, None), abstained, (9,),
        "extractive", {"total": 1.0}, words, words, words, words, (Conflict("name", (side, side)),), (row,),
    )  # fmt: skip
    return answer, article


def everything_of(payload: str, language: str) -> list[str]:
    """Return every piece of the page with a payload at each place where an archive, a reader or a model has a say."""
    pieces = [error_html(payload, payload), coverage_html(Coverage(1, None, None, {payload: 1}), language)]
    for abstained in (True, False):
        answer, article = an_answer(payload, url=payload, abstained=abstained)
        pieces += [
            answer_html(answer, language, tools=tools_html(answer, "c", 1, None, language)),
            writing_html(payload, answer, language), waiting_html(answer, 2, language), searching_html(payload, language),
            sources_html(answer, language), earlier_html([answer], language), shared_html(payload, [answer], language),
            article_html(article, 7, 7 + len(payload), language), article_html(article, None, None, language),
            chips_html(answer.filters, language, removable=True),
            histogram_html(answer.coverage, answer.filters, language, left=1, total=1, hits=answer.hits),
        ]  # fmt: skip
    held = [Conversation(payload, payload, "", payload), Conversation("2", payload, "", None)]
    return [*pieces, list_html(held, payload, language), examples_html([payload], language)]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_markup_comes_out_of_an_archive_a_question_or_a_model(payload, language):
    for html in everything_of(payload, language):
        found = parsed(html)
        assert found.tags <= OURS
        assert not {name for name in found.attributes if name.startswith("on")}
        assert not {"src", "style", "srcdoc", "action", "formaction", "background"} & found.attributes
        assert all(link.startswith(LINKS) for link in found.links)


def test_the_words_that_the_model_pointed_at_are_marked_in_the_answer_and_in_the_source():
    answer, _ = an_answer("Am Ende 131 Millionen")
    citation = replace(answer.citations[0], focus_start=7 + len("Am Ende "), focus_end=answer.citations[0].end)
    quote = Sentence(citation.quote, (1,), "verbatim")
    answer = replace(answer, citations=(citation,), question="Was?", answerer="llm", sentences=(quote,))
    marked = '<mark class="focus">'
    assert f"Am Ende {marked}131 Millionen</mark>" in answer_html(answer, "de")
    assert f"Am Ende {marked}131 Millionen</mark>" in sources_html(answer, "de")
    worded = replace(answer, sentences=(Sentence("Anders.", (1,), "supported"),))
    assert marked not in answer_html(worded, "de")


def test_whose_words_an_answer_is_in_is_said():
    quoted, _ = an_answer("Am Ende 131 Millionen")
    quoted = replace(quoted, sentences=(Sentence(quoted.citations[0].quote, (1,), "verbatim"),))
    chosen = replace(quoted, answerer="llm")
    worded = replace(chosen, sentences=(Sentence("131 Millionen am Ende.", (1,), "supported"), *chosen.sentences))
    for answer, who in ((quoted, "extractive"), (chosen, "chosen"), (worded, "llm")):
        assert words_for("de")[who] in answer_html(answer, "de")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_export_as_a_page_holds_no_markup_but_ours(payload):
    answer, _ = an_answer(payload, url=payload)
    turn = Turn(1, kept(answer))
    assert parsed(exported("html", payload, [turn], "de")).tags <= {
        "html", "head", "meta", "title", "body", "h1", "h2", "h3", "section", "p", "ol", "li",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "q", "mark", "time", "span", "b",
    }  # fmt: skip
    # Markdown: no tag, and no link other than a footnote's.
    markdown = exported("md", payload, [turn], "de")
    assert "<script" not in markdown.lower()
    assert "](" not in markdown.replace("\\]", "")
    # Three rows of a table, its head with them, of three cells each, whatever stands in them.
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in markdown.splitlines() if line.startswith("| ")] == [4] * 4


@given(st.text(max_size=80))
def test_any_words_are_shown_as_they_are(words):
    answer, _ = an_answer(words)
    assert parsed(sources_html(answer, "de")).tags <= OURS


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


def test_an_article_quoted_twice_is_one_source_with_both_quotes():
    answer, _ = an_answer("Die Brücke ist offen. Niemand kam.")
    one = answer.citations[0]
    again = replace(one, marker=2, quote="Niemand kam.", start=one.end - 12)
    other = replace(one, marker=3, article_id="a2", title="Ein anderer")
    beside = sources_html(replace(answer, citations=(one, other, again)), "de")
    cited = beside.split('class="source cited"')[1:]
    assert [part.count("<blockquote") for part in cited] == [2, 1]
    assert (">[1]<" in cited[0], ">[2]<" in cited[0], ">[3]<" in cited[1]) == (True, True, True)
    assert f"start={again.start}&amp;end={again.end}" in cited[0]


def test_a_marker_links_to_its_article_and_carries_its_quote():
    answer, article = an_answer("Die Brücke ist offen.")
    html = answer_html(answer, "de")
    assert 'href="article/a1?start=7&amp;end=28"' in html
    assert 'data-quote="Die Brücke ist offen."' in html
    beside = sources_html(answer, "de")
    assert beside.count('class="source cited"') == 1
    assert "Auch in" in beside
    assert 'Davor. <mark id="quote">Die Brücke ist offen.</mark> Danach.' in article_html(article, 7, 28, "de")


@pytest.mark.parametrize(("start", "end"), [(None, None), (7, None), (9, 7), (-1, 4), (0, 10_000)])
def test_a_stretch_outside_the_article_marks_nothing(start, end):
    _, article = an_answer("Die Brücke ist offen.")
    assert "<mark" not in article_html(article, start, end, "de")


def test_a_marker_without_a_source_is_shown_as_that():
    answer, _ = an_answer("Ja.")
    html = answer_html(answer, "de")
    assert '<span class="marker unknown">[9]</span>' in html
    assert "[9] verweist auf keine Quelle" in html


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"dense": 0.86, "lexical": 3.0}, "both"),
        ({"dense": 0.86, "lexical": 0.0}, "dense"),
        # 0.79 is 0.11 behind the nearest, 0.90: meaning alone would not have found it.
        ({"dense": 0.79, "lexical": 3.0}, "lexical"),
        ({"dense": 0.79, "lexical": 0.0}, "dense"),
        ({"lexical": 3.0}, "lexical"),
    ],
)
def test_a_hit_says_whether_meaning_or_words_found_it(parts, why):
    answer, _ = an_answer("Ja.")
    assert why_found(replace(answer.hits[0], parts=parts), 0.90) == why


@pytest.mark.parametrize("question", ["Wie viele Brücken?", "Welche Brücken?"])
def test_words_that_only_ask_are_not_marked_in_a_source(question):
    answer, _ = an_answer("Neun Brücken, so viele wie nie, welche alle tragen.")
    beside = sources_html(replace(answer, question=question), "de")
    assert "Neun <b>Brücken</b>, so viele wie nie, welche alle tragen." in beside


def test_the_questions_words_are_marked_in_any_of_their_forms():
    terms = frozenset(tokens_of("Brücke kosten", "de"))
    assert (
        marked_html("Die Brücken kosteten <viel>.", terms, "de") == "Die <b>Brücken</b> <b>kosteten</b> &lt;viel&gt;."
    )


@pytest.mark.parametrize(
    ("months", "first", "last", "bars"),
    [
        ({"2022-09": 3}, date(2022, 9, 1), date(2022, 9, 30), [3]),
        # 10 years are 121 months and so 41 quarters: 2020-02 is in the first, 2030-02 in the last.
        ({"2020-02": 1, "2030-02": 2}, date(2020, 1, 1), date(2030, 3, 31), [1, *[0] * 39, 2]),
        # From 1850 to 2020 are 171 years, too many bars; in fives they are 35.
        ({"1850-05": 4, "2020-01": 1}, date(1850, 1, 1), date(2024, 12, 31), [4, *[0] * 33, 1]),
        ({"0001-01": 1, "9999-12": 1}, date(1, 1, 1), date(9999, 12, 31), [1, *[0] * 98, 1]),
        ({}, None, None, []),
    ],
)
def test_a_chart_has_bars_as_fine_as_fit_and_no_gaps(months, first, last, bars):
    found = bars_of(months)
    assert [bar.articles for bar in found] == bars
    if found:
        assert (found[0].first, found[-1].last) == (first, last)
    assert all((after.first - before.last).days == 1 for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        # Three months of 2020, to which the archive's end cuts the year: a year before them, nothing after them.
        (date(2020, 1, 1), date(2020, 12, 31), ("2019-01", "2020-03")),
        (date(2020, 1, 15), None, ("2019-01", "2020-03")),
        # The twenties are ten years, and have ten on each side.
        (date(1920, 1, 1), date(1929, 12, 31), ("1910-01", "1939-12")),
        # Nothing finer would come of these.
        (date(1850, 1, 1), date(2020, 1, 1), ("1850-05", "2020-03")),
        (date(2021, 1, 1), None, ("1850-05", "2020-03")),
        (None, None, ("1850-05", "2020-03")),
    ],
)
def test_a_chosen_span_brings_its_time_nearer(first, last, shown):
    months = {"1850-05": 4, "1925-07": 5, "2020-01": 1, "2020-03": 2}
    found = near(months, Filters(first=first, last=last))
    assert (min(found), max(found)) == shown
    assert {name: count for name, count in found.items() if count} == {
        name: count for name, count in months.items() if shown[0] <= name <= shown[1]
    }


def test_a_chart_that_was_brought_nearer_says_that_the_archive_goes_on():
    months = {"1850-05": 4, "1925-07": 5, "2020-03": 2}
    whole = Coverage(11, date(1850, 5, 1), date(2020, 3, 31), months=months)
    nearer = Filters(first=date(1925, 7, 1), last=date(1925, 7, 31))
    # A year on each side of July 1925.
    drawn = histogram_html(whole, nearer, "en", left=5, total=11)
    assert "<span>‹ July 1924</span><span>July 1926 ›</span>" in drawn
    assert drawn.count('class="bar') - drawn.count('class="bars"') == 25
    assert "<span>1850</span><span>2024</span>" in histogram_html(whole, Filters(), "en", left=11, total=11)


def test_a_timeline_is_drawn_with_what_happened_apart_from_what_was_printed():
    event, printed, undated = the_rows()
    drawn = timeline_html((event, printed, undated), "de", {})
    # 1962 is a bar of a year and a dot in its middle; 3 March 2012 a dot at the other end, 396 of 400.
    assert drawn.count("<circle") == 2
    assert '<circle class="event" cx="7.9"' in drawn
    assert '<circle class="publication" cx="396.0"' in drawn
    assert "<span>Januar 1962</span><span>● geschehen ○ erschienen</span><span>März 2012</span>" in drawn
    # One day has no length, and a file no style to draw in.
    assert "<svg" not in timeline_html((printed, undated), "de", {})
    assert "<svg" not in timeline_html((event, printed), "de", {}, linked=False)


def test_what_is_copied_holds_disagreements_and_the_timeline_too():
    answer, _ = an_answer("Am Hafen.")
    copied = footnoted(replace(answer, conflicts=the_sides(), timeline=the_rows()[:1]), "de")
    assert copied.splitlines()[-6:] == [
        "Die Artikel nennen verschiedene Zahlen:",
        "- 84.000 (bote.example, Juli 2022): „84.000 & mehr kamen.“",
        "- 61.000 (Quelle unbekannt, ohne Datum): „Nur 61.000 | kamen.“",
        "",
        "Der Reihe nach:",
        "- 1962: Deich (bote.example, Datum aus dem Satz, erschienen: 3. März 2012): „Der Deich brach 1962.“",
    ]
    assert copied.startswith("Am Hafen.\n\n[1] Am Hafen., Am Hafen., ohne Datum: „Am Hafen.“\n\n")


def the_sides() -> tuple[Conflict, ...]:
    span = DateSpan(date(2022, 7, 1), date(2022, 7, 31), "month", "header")
    first = ConflictValue("61.000", "61000", "a/1", "Gäste", None, None, "Nur 61.000 | kamen.", 10, 29, 14, 20)
    later = ConflictValue("84.000", "84000", "a2", "Mehr", "bote.example", span, "84.000 & mehr kamen.", 0, 20, 0, 6)
    return (Conflict("number", (later, first)),)


def the_rows() -> tuple[TimelineEntry, ...]:
    span = DateSpan(date(2012, 3, 3), date(2012, 3, 3), "day", "header")
    brach = "Der Deich brach 1962."
    return (
        TimelineEntry("1962", "event", date(1962, 1, 1), "a1", "Deich", span, "bote.example", brach, 0, len(brach)),
        TimelineEntry("2012-03-03", "publication", date(2012, 3, 3), "a2", "Neu", span, None, "Er steht.", 3, 12),
        TimelineEntry(None, "publication", None, "a3", "Alt", None, None, "Er stand.", 0, 9),
    )


@pytest.mark.parametrize(
    ("language", "kind", "when", "nowhere"),
    [("de", "Die Artikel nennen verschiedene Zahlen", "Juli 2022", "ohne Datum</time> Quelle unbekannt"),
     ("en", "The articles give different numbers", "July 2022", "undated</time> unknown source")],
)  # fmt: skip
def test_a_disagreement_is_a_table_with_each_value_marked_in_its_quote(language, kind, when, nowhere):
    html = conflicts_html(the_sides(), language, {"a2": "de"})
    assert f"<caption>{kind}</caption>" in html
    assert '<th scope="row" role="rowheader">84.000</th>' in html
    assert f"<time>{when}</time> bote.example" in html  # no day: none is known
    assert '<q lang="de"><mark>84.000</mark> &amp; mehr kamen.</q>' in html
    assert '<a class="open" href="article/a2?start=0&amp;end=20">Mehr</a>' in html
    assert "Nur <mark>61.000</mark> | kamen." in html
    assert 'href="article/a%2F1?start=10&amp;end=29"' in html
    assert nowhere in html
    assert conflicts_html((), language, {}) == ""


def test_a_disagreement_that_a_language_model_read_is_called_one():
    (sides,) = the_sides()
    html = conflicts_html((replace(sides, read_by_model=True),), "en", {})
    assert "give different numbers (as the language model reads them, which may be wrong)</caption>" in html


def test_a_timeline_is_a_list_in_order_and_says_what_dates_each_row():
    html = timeline_html(the_rows(), "de", {})
    assert re.findall(r'<time class="when">(.*?)</time>', html) == ["1962", "3. März 2012", "ohne Datum"]
    assert "bote.example · Datum aus dem Satz, erschienen: 3. März 2012" in html
    assert "Quelle unbekannt · Datum des Erscheinens" in html
    assert "Quelle unbekannt · Erscheinungsdatum unbekannt" in html
    assert '<a class="open" href="article/a2?start=3&amp;end=12">Neu</a>' in html
    assert "In the order of events" in timeline_html(the_rows(), "en", {})
    assert timeline_html((), "de", {}) == ""


def test_a_follow_up_shows_what_it_was_taken_for_and_can_be_asked_alone_where_it_stands():
    answer, _ = an_answer("Die Brücke ist offen.")
    answer = replace(answer, question="Wie viele kamen 2022?", asked="Und 2022?", asked_why="„2022“ statt „2021“")
    html = answer_html(answer, "de", tools="<p></p>")
    assert '<h2 class="asked">Und 2022?</h2>' in html
    assert "Verstanden als: <q>Wie viele kamen 2022?</q> („2022“ statt „2021“)" in html
    assert 'data-act="alone" data-question="Und 2022?">nur meine Worte fragen</button>' in html
    # Earlier turns, shared pages and answers that are still being written offer nothing to press.
    assert "<button" not in answer_html(answer, "de")
    assert "<button" not in shared_html("x", [answer], "de")
    assert "<summary>Und 2022?</summary>" in earlier_html([answer], "de")
    assert "Understood as: <q>Wie viele kamen 2022?</q>" in answer_html(answer, "en")
    assert "Verstanden" not in answer_html(replace(answer, asked=None, asked_why=None), "de")


def test_how_time_words_were_taken_stands_by_their_chip():
    answer, _ = an_answer("Ja.")
    html = answer_html(replace(answer, time_note="„2022“ ist gelesen."), "de")
    assert '</p><p class="about taken">„2022“ ist gelesen.</p>' in html.split('class="chips"')[1]
    assert "taken" not in answer_html(replace(answer, time_note=None), "de")


def test_a_verdict_says_why_to_ears_and_to_the_mouse():
    answer, _ = an_answer("Ja.")
    told = Sentence("Es kamen 99.", (), "unsupported", "die Quelle sagt 84, nicht „99“")
    html = answer_html(replace(answer, sentences=(told, Sentence("Ja.", (1,), "verbatim"))), "de")
    assert 'class="verdict unsupported" title="die Quelle sagt 84, nicht „99“"' in html
    assert 'nicht belegt<span class="reason">: die Quelle sagt 84, nicht „99“</span>' in html
    assert html.count("title=") == html.count("data-title=") + 1


def test_what_is_not_found_is_told_once():
    text = "Im Archiv steht dazu nichts. Durchsucht: 3 Artikel. Quellen: bote.example. Kein Artikel aus: Mai 2021."
    answer, _ = an_answer("Ja.", abstained=True)
    months = {"2021-04": 1, "2021-06": 2}
    held = Coverage(3, date(2021, 4, 1), date(2021, 6, 3), {"bote.example": 3}, months=months)
    html = answer_html(replace(answer, text=text, coverage=held), "de")
    assert [html.count(words) for words in ("Durchsucht", "bote.example", "3 Artikel", "Mai 2021", "2021-05")] == [1, 1, 1, 1, 0]  # fmt: skip


def test_both_languages_have_the_same_words():
    german, english = words_for("de"), words_for("en")
    assert german.keys() == english.keys()
    named = re.compile(r"\{(\w+)\}")
    assert {key: named.findall(text) for key, text in german.items()} == {
        key: named.findall(text) for key, text in english.items()
    }


@pytest.mark.parametrize(
    ("header", "chosen", "language"),
    [("de-DE,de;q=0.9", None, "de"), ("fr,de;q=0.5,en", None, "de"), ("fr", None, "en"), (None, None, "en"),
     ("de", "en", "en"), ("en", "xx", "en")],
)  # fmt: skip
def test_the_page_speaks_the_language_chosen_or_else_the_browsers(header, chosen, language):
    assert accepted_language(header, chosen) == language
