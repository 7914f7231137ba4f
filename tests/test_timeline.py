"""Questions that ask how something went are answered in the order of events, each row dated and cited."""

import pytest

from index.dates import parse_date
from index.search import ArticleIndex
from index.types import Article, Hit, Passage
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.settings import Settings
from rag.timeline import asks_for_timeline, timeline_of
from tests.fakes import HashEmbedder

STORY = ["2019-03", "2020-02", "2021-04", "2022-09", "2023-06", "2024-05-17"]


def hit(text, published, rank=1, title="Deich", language="de"):
    span = parse_date(published, "header") if published else None
    article = Article(f"{title}{published}{text}", title, text, span, "bote.example", (), None, language, None, "a")
    return Hit(Passage("p", article.id, 0, len(text), text), article, rank, 1.0, {})


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Wie entwickelte sich der Bau der Hafenbrücke?", True),
        ("Wie hat sich die Zahl der Gäste entwickelt?", True),
        ("Was geschah beim Bau der Hafenbrücke der Reihe nach?", True),
        ("Timeline of the harbour bridge", True),
        ("How did the strike unfold?", True),
        ("Wie lang ist die Hafenbrücke?", False),
        ("Who developed the vaccine?", False),
    ],
)
def test_which_questions_ask_for_one(question, asked):
    assert asks_for_timeline(question) is asked


def test_rows_are_in_the_order_of_events_and_say_what_dates_them():
    rows = timeline_of(
        "Chronologie des Deichs",
        "de",
        [
            hit("Der Deich wird seit gestern erhöht.", "2021"),
            hit("Der Deich brach am 3. März 1962.", "2012-03-03"),
            hit("Der Deich soll 2030 fertig sein.", "2020-05"),
            hit("Am Deich blühen Disteln.", None),
            hit("Das Theater wird umgebaut.", "2000", title="Theater"),
        ],
    )
    assert [(row.when, row.dated_by) for row in rows] == [
        ("1962-03-03", "event"),
        ("2020-05", "publication"),
        ("2021", "publication"),
        (None, "publication"),
    ]


def test_the_story_of_the_sample_is_told_over_its_six_dates(sample_index, capsys):
    from ui.terminal import print_answer

    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        asked = Answerer(index, Settings(answering="extractive"), None, None)
        question = "Wie entwickelte sich der Bau der neuen Hafenbrücke Norderhaven?"
        answer = asked.ask(question)
        rows = [row for row in answer.timeline if "rücke" in row.title]
        assert [row.published.edtf for row in rows] == STORY
        assert [row.first for row in answer.timeline] == sorted(row.first for row in answer.timeline)
        for row in answer.timeline:
            assert index.article(row.article_id).text[row.start : row.end] == row.quote
    assert [one["published"] for one in answer_as_json(answer)["timeline"] if "rücke" in one["title"]] == STORY
    print_answer(answer)
    assert "In the order of events" in capsys.readouterr().out
