"""Questions that ask how something went are answered in the order of events, each row dated and cited."""

import pytest

from index.dates import parse_date
from index.search import ArticleIndex
from index.types import Article, Hit, Passage
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.settings import Settings
from rag.timeline import asks_for_timeline, timeline_of, topic_of
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


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How did the dispute over the harbour bridge develop?", "harbour bridge"),
        ("Wie entwickelte sich der Streit um die Klappbrücke?", "Klappbrücke"),
        ("Timeline of the Kestrel Line ferries", "Kestrel Line ferries"),
        ("What happened step by step?", "What happened step by step?"),
    ],
)
def test_what_is_searched_is_what_the_story_is_about(question, topic):
    assert topic_of(question) == topic


def test_hits_in_another_language_are_compared_with_each_other_and_the_best_row_of_the_own():
    def found(text, language, cosine):
        one = hit(text, "2020-05", title=text[:9], language=language)
        return Hit(one.passage, one.article, one.rank, one.score, {"dense": cosine})

    own = found("The dike at Tarn was raised.", "en", 0.85)
    near, next_to_it = found("Der Deich wurde erhöht.", "de", 0.81), found("Am Deich wird gebaut.", "de", 0.80)
    far = found("Das Theater wird umgebaut.", "de", 0.78)
    titles = {row.title for row in timeline_of("timeline of the dike", "en", [own, near, next_to_it, far])}
    assert titles == {"The dike ", "Der Deich", "Am Deich "}  # 0.78 is 0.03 behind the best German one
    strong = found("The dike at Tarn was raised.", "en", 0.90)  # and 0.81 is 0.09 behind this one
    assert {row.title for row in timeline_of("timeline of the dike", "en", [strong, near, far])} == {"The dike "}


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


@pytest.mark.parametrize(
    ("text", "language", "when"),
    [
        ("Der Turm der Mühle von 1887 wird abgetragen.", "de", "2020-05"),
        ("Die Mühle, die 1887 gebaut wurde, brannte nieder.", "de", "2020-05"),
        ("Die 1887 erbaute Mühle brannte nieder.", "de", "2020-05"),
        ("In der 1887 erbauten Mühle wird gefeiert.", "de", "2020-05"),
        ("So schwer traf die Mühle seit 1976 kein Sturm.", "de", "2020-05"),
        ("Die Mühle (1887) bekommt Flügel.", "de", "2020-05"),
        ("Die Mühle, Baujahr 1887, bekommt Flügel.", "de", "2020-05"),
        ("Im Jahr 1887 wurde die Mühle gebaut.", "de", "1887"),
        ("Die Mühle wurde 1887 gebaut.", "de", "1887"),
        ("1887 brannten Mühle und Hof.", "de", "1887"),
        ("In der Nacht zum 3. Mai 1887 brannte die Mühle.", "de", "1887-05-03"),
        ("The 1887 mill is to be sold.", "en", "2020-05"),
        ("The mill, opened in 1887, is to be sold.", "en", "2020-05"),
        ("A wing of the mill from 1887 is on show.", "en", "2020-05"),
        ("The mill burned on the night of 3 May 1887.", "en", "1887-05-03"),
        ("The mill opened in the spring of 1887.", "en", "1887-03-01/1887-05-31"),
    ],
)
def test_a_date_that_belongs_to_a_thing_in_the_sentence_dates_no_event(text, language, when):
    question = "Chronik der Mühle" if language == "de" else "Timeline of the mill"
    (row,) = timeline_of(question, language, [hit(text, "2020-05", language=language)])
    assert (row.when, row.dated_by) == (when, "publication" if when == "2020-05" else "event")


def test_a_row_is_about_the_thing_itself_and_quotes_the_sentence_that_names_most_of_it():
    rows = timeline_of(
        "Wie entwickelte sich der Bau der Kornmühle in Rülz?",
        "de",
        [
            hit("In Rülz regnet es. Der Bau der Kornmühle beginnt. In Rülz freut man sich.", "2019", title="A"),
            hit("Die Sägemühle in Rülz brennt, der Bau stockt.", "2020", title="B"),
            hit("In Rülz wird gewählt. Der Bau der Schule ist fertig.", "2021", title="C"),
            hit("Die Mühle in Rülz mahlt. Die Kornmühle ist fertig, der Bau war teuer.", "2022", title="D"),
        ],
    )
    assert [row.title for row in rows] == ["A", "D"]
    assert [row.quote for row in rows] == [
        "Der Bau der Kornmühle beginnt.",
        "Die Kornmühle ist fertig, der Bau war teuer.",
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie entwickelte sich das Hafenfest?", True),
        ("Zeitleiste: Hafenbrücke", True),
        ("Timeline of the Kestrel Line ferries", True),
        ("Wie entwickelte sich der Bau des Flughafens in Norderhaven?", False),
        ("Wie entwickelte sich der Zoo in Norderhaven?", False),
    ],
)
def test_the_words_that_ask_for_a_story_need_not_stand_in_it(model_index, question, told):
    with ArticleIndex.open(model_index) as index:
        answer = Answerer(index, Settings(answering="extractive"), None, None).ask(question)
    assert (not answer.abstained, bool(answer.timeline)) == (told, told)


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
