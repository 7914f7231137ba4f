"""Answering as of a day: nothing published later is used, nor what may have been; over 200 questions and more."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.search import ArticleIndex
from index.types import Filters
from rag.answer import Answerer
from rag.conversation.follow_ups import Told, Turn, stand_alone, turn_of
from rag.settings import Settings
from tests.conftest import ROOT
from tests.fakes import HashEmbedder

NEWSWIRE = ROOT.parent / "shared" / "data" / "archives" / "reut2-000.sgm.gz"
FIRST = date(1994, 1, 1)
PLACES = ["Kiel", "Suhl", "Leer", "Plön", "Aurich", "Husum", "Jever", "Emden", "Norden", "Varel", "Weener", "Dornum"]
THINGS = ["Brücke", "Werft", "Mühle", "Kirche", "Fähre", "Schleuse"]


def assert_nothing_later(answer, index, day):
    """Check all that an answer shows; `index.article` gives the date that the archive itself holds."""
    for hit in answer.hits:
        assert hit.article.published.last <= day
        assert index.article(hit.article.id).published.last <= day
        assert all(other.published is not None and other.published.last <= day for other in hit.also_in)
    assert all(index.article(citation.article_id).published.last <= day for citation in answer.citations)
    assert all(one.published.last <= day for one in turn_of(answer).told)
    sides = [side for conflict in answer.conflicts for side in conflict.values]
    for row in (*sides, *answer.timeline):
        article = index.article(row.article_id)
        assert row.published == article.published
        assert article.published.last <= day
        assert article.text[row.start : row.end] == row.quote
    # A row is dated by what had happened by its printing, or by the printing.
    assert all(row.first <= index.article(row.article_id).published.last for row in answer.timeline)
    coverage = answer.coverage
    assert coverage.undated == 0
    ends = (
        coverage.first,
        coverage.first_by,
        coverage.last,
        coverage.last_from,
        *(d for gap in coverage.gaps for d in gap),
    )
    assert all(one is None or one <= day for one in ends)
    assert all(month <= f"{day:%Y-%m}" for month in coverage.months)
    assert sum(coverage.sources.values()) == sum(coverage.months.values()) == coverage.articles


def records():
    """Return 120 articles over ten years: dated to the day, the month or the year, undated, and later reprints."""
    draw, found = Random(7), []
    for n in range(90):
        place, thing = PLACES[n % len(PLACES)], THINGS[n // 3 % len(THINGS)]
        day = FIRST + timedelta(draw.randrange(3650))
        written = (day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}", None)[n % 4]
        person = f"Person{n} Zeuge{n}"
        text = (
            f"In {place} hat {person} die {thing} mit der Nummer {n} eröffnet. Der Umbau dauerte {n + 3} Monate und "
            f"kostete {n * 13 + 5} Millionen Euro. Zur Feier kamen {n * 31 + 100} Gäste nach {place} an die {thing}. "
            f"Die nächste Prüfung der {thing} leitet {person} nach Angaben aus dem Rathaus in {n + 2} Jahren."
        )
        found.append({"title": f"{place} eröffnet {thing} {n}", "text": text, "published": written, "source": "bote"})
        if n % 3 == 0:
            later = day + timedelta(400 + n)
            reprint = f"{text} Nachdruck aus dem Boten."
            found.append({"title": f"Rückblick {n}", "text": reprint, "published": later.isoformat(), "source": "echo"})
    return [{key: value for key, value in one.items() if value is not None} for one in found]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    lines = [json.dumps(one, ensure_ascii=False) for one in records()]
    (folder / "made.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index([folder / "made.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as index:
        yield Answerer(index, Settings(answering="extractive"), None, None)


def test_the_archive_of_this_test_has_what_could_leak(made):
    coverage = made.index.coverage()
    assert (coverage.articles, coverage.undated) == (120, 22)
    answer = made.ask("In Kiel hat Person0 Zeuge0 die Brücke mit der Nummer 0 eröffnet")
    assert any(hit.also_in for hit in answer.hits)


BUILDING = "Wie viele Monate dauerte der Umbau in {}?"


def test_the_questions_of_this_test_have_conflicts_and_timelines_that_could_leak(made):
    late = Filters(as_of=date(2010, 1, 1))
    told = [made.ask(f"Chronik der {THINGS[n % 6]} in {place}", late) for n, place in enumerate(PLACES)]
    asked = [made.ask(BUILDING.format(place), late) for place in PLACES]
    for answer in (*told, *asked):
        assert_nothing_later(answer, made.index, late.as_of)
    assert sum(len(answer.timeline) for answer in told) > 10
    assert sum(bool(answer.conflicts) for answer in asked) > 6


QUESTIONS = st.one_of(
    st.builds("Chronik der {} in {}".format, st.sampled_from(THINGS), st.sampled_from(PLACES)),
    st.sampled_from([one["title"] for one in records()]),
    st.sampled_from(PLACES).map(BUILDING.format),
    st.builds("Was kostete die {} in {}?".format, st.sampled_from(THINGS), st.sampled_from(PLACES)),
    st.builds(
        "Was geschah {} in {}?".format,
        st.sampled_from(["gestern", "letztes Jahr", "seit 1995", "vor 2001", "in den letzten drei Jahren", "heute"]),
        st.sampled_from(PLACES),
    ),
)


@settings(max_examples=250, deadline=None)
@given(question=QUESTIONS, day=st.dates(FIRST - timedelta(30), FIRST + timedelta(5000)))
def test_nothing_later_is_shown_whatever_is_asked(made, question, day):
    assert_nothing_later(made.ask(question, Filters(as_of=day)), made.index, day)


def turn_on(index, article):
    """Return a turn that was answered by the first sentence of one article, whatever its date."""
    return Turn(
        "Wer hat es eröffnet?", (Told(index.article(article).text.split(". ")[0], index.article(article).published),)
    )


@settings(max_examples=200, deadline=None)
@given(data=st.data(), day=st.dates(FIRST, FIRST + timedelta(4000)))
def test_a_follow_up_does_not_speak_of_who_was_only_named_later(made, data, day):
    # The question before was asked of the whole archive, and the day set after it.
    name = data.draw(st.sampled_from(made.index.article_ids()))
    published = made.index.article(name).published
    answer = made.ask("Wie alt ist sie?", Filters(as_of=day), history=[turn_on(made.index, name)])
    assert_nothing_later(answer, made.index, day)
    assert ("Person" in answer.question) == (published is not None and published.last <= day)


def test_a_date_that_may_reach_past_the_day_is_left_out(made):
    # An article of "1996" may have appeared in December.
    answer = made.ask("Brücke", Filters(as_of=date(1996, 6, 30)))
    assert all(hit.article.published.last <= date(1996, 6, 30) for hit in answer.hits)
    whole = made.index.coverage(Filters(as_of=date(1996, 12, 31))).articles
    half = made.index.coverage(Filters(as_of=date(1996, 12, 30))).articles
    # On the last day of the year all that is dated "1996", and "1996-12", comes in at once.
    dates = [one.get("published", "") for one in records()]
    assert whole - half == sum(one in ("1996", "1996-12", "1996-12-31") for one in dates)
    assert whole > half


def test_sentences_of_later_or_undated_articles_are_not_referred_to():
    def told(published):
        turn = Turn("Wer leitet das Museum?", (Told("Das Museum leitet Anke Holm.", published),))
        return stand_alone("Wie alt ist sie?", [turn], date(1995, 6, 1), date(1995, 6, 1)).question

    from index.dates import parse_edtf

    assert told(parse_edtf("1995-05-31")) == "Wie alt ist Anke Holm?"
    for later in (parse_edtf("1995-06-02"), parse_edtf("1995"), None):
        assert "Anke" not in told(later)


def test_relative_words_are_relative_to_the_day(made):
    found = made.understand("Was geschah letztes Jahr?", Filters(as_of=date(1996, 6, 1)), date(2001, 1, 1))
    assert (found.first, found.last) == (date(1995, 1, 1), date(1995, 12, 31))


@pytest.mark.skipif(not NEWSWIRE.exists(), reason="the newswire archive lies beside the project, in ../shared")
def test_nothing_later_is_shown_for_the_headlines_of_a_newswire(tmp_path):
    build_index([NEWSWIRE], tmp_path / "index", embedder=HashEmbedder())
    made = ("What happened last week?", "What was reported since yesterday on grain?", "Who bought shares in 1987?",
            "What happened before March 1987?", "What did the bank say two days ago?")  # fmt: skip
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        articles = [index.article(name) for name in index.article_ids()]
        days = sorted({one.published.first for one in articles if one.published})
        draw, answerer = Random(11), Answerer(index, Settings(answering="extractive"), None, None)
        questions = [one.title for one in draw.sample(articles, 195)] + [*made]
        found, before = 0, None
        for question in questions:
            day = draw.choice(days)
            answer = answerer.ask(question, Filters(as_of=day), history=[turn_of(before)] if before else [])
            assert_nothing_later(answer, index, day)
            found += bool(answer.hits)
            # Half of the next questions follow on one that was asked of the whole archive.
            before = answerer.ask(question) if draw.random() < 0.1 else None
        assert len(questions) == 200
        assert found > 150
