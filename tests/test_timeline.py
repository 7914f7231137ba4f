"""Questions that ask how something went are answered in the order of events, each row dated and cited."""

import numpy as np
import pytest

from eval.bench.timeline import LABELLED, LabelledTimeline, Told, read_labelled, run
from index.dates import parse_date
from index.errors import SuiteError
from index.search import ArticleIndex
from index.types import Article, Hit, Passage
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.settings import Settings
from rag.timeline import asks_for_timeline, timeline_of, topic_of
from rag.timeline.asking import parsed
from tests.fakes import HashEmbedder

STORY = ["2019-03", "2020-02", "2021-04", "2022-09", "2023-06", "2024-05-17"]

ASKED = ("Chronologie des Windparks Graue Bank", "Wie entwickelte sich der Zoo in Norderhaven?")


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
        ("Um 1887 wurde die Mühle gebaut.", "de", "1887~"),
        ("The mill was built around 1887.", "en", "1887~"),
        ("Bei der Mühle fand man eine 1741 gebaute Geige.", "de", "2020-05"),
        ("At the mill they found a violin made in 1741.", "en", "2020-05"),
        ("The violin of the mill was made in 1741.", "en", "1741"),
        ("The mill ground 18 pct less than in 2018.", "en", "2020-05"),
        ("Flour of the mill rose to 12 tonnes from 9 tonnes in 2018.", "en", "2020-05"),
        ("Im Vergleich zu 2018 mahlte die Mühle weniger.", "de", "2020-05"),
        ("Since the mill closed in 2018, nobody bakes.", "en", "2020-05"),
        ("Die Mühle steht im Haushalt 2018/19.", "de", "2020-05"),
        ("The mill met 2018 winners Kestrel.", "en", "2020-05"),
        ("The mill lost money in the year ended March 2019.", "en", "2020-05"),
        ("The mill sold the shop that opened in 2018.", "en", "2020-05"),
    ],
)
def test_a_date_that_belongs_to_a_thing_in_the_sentence_dates_no_event(text, language, when):
    question = "Chronik der Mühle" if language == "de" else "Timeline of the mill"
    (row,) = timeline_of(question, language, [hit(text, "2020-05", language=language)])
    assert (row.when, row.dated_by) == (when, "publication" if when == "2020-05" else "event")


@pytest.mark.parametrize(
    "text",
    [
        "RÜLZ, 3. Mai - Die Mühle brennt.",
        "RUELZ, Germany, May 3 - The mill is on fire.",
        "Ruelz, May 3 (Wire) - The mill is on fire.",
    ],
)
def test_the_day_of_a_dispatch_is_that_of_publication(text):
    language = "de" if "Mühle" in text else "en"
    question = "Chronik der Mühle" if language == "de" else "Timeline of the mill"
    (row,) = timeline_of(question, language, [hit(text, "2020-05-03", language=language)])
    assert (row.when, row.dated_by) == ("2020-05-03", "publication")


def test_what_is_to_come_dates_no_event_of_an_article_without_a_date():
    texts = ["The mill will open in 2008.", "The mill is due to open in 2008.", "The mill opened in 2008."]
    rows = [timeline_of("Timeline of the mill", "en", [hit(text, None, language="en")])[0] for text in texts]
    assert [row.when for row in rows] == [None, None, "2008"]


@pytest.mark.parametrize(
    ("question", "language", "head", "core", "places"),
    [
        ("Wie entwickelte sich der Zoo in Norderhaven?", "de", "Zoo", ("Zoo",), ("Norderhaven",)),
        ("How did the film festival at Tarn develop?", "en", "festival", ("film", "festival"), ("Tarn",)),
        ("How did the trial of Tobias Wren unfold?", "en", "trial", ("trial", "Tobias", "Wren"), ()),
        ("Timeline of Arsenal's stadium", "en", "stadium", ("Arsenal", "stadium"), ()),
        ("Wie entwickelte sich der Brückenstreit?", "de", "Brücke", ("Brücke",), ()),
        ("Was geschah mit der Klappbrücke der Reihe nach?", "de", "Klappbrücke", ("Klappbrücke",), ()),
        ("What happened to the mill at Tarn, step by step?", "en", "mill", ("mill",), ("Tarn",)),
    ],
)
def test_a_topic_has_a_head_and_may_have_a_place(question, language, head, core, places):
    topic = parsed(topic_of(question), language)
    assert (topic.head, topic.core, topic.places) == (head, core, places)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How did the zoo at Tarn develop?", False),  # only Tarn is known
        ("How did the mill at Kestrel develop?", False),  # the mill is at Tarn
        ("How did the trial of Ann Vane unfold?", False),  # she stands in no trial
        ("How did the harbour mill develop?", False),  # a harbour, and a mill; no harbour mill
        ("How did the mill at Tarn develop?", True),
        ("Timeline of Ann Vane", True),
    ],
)
def test_what_shares_only_the_place_or_the_people_is_no_story(question, told):
    articles = [
        "Ann Vane has bought the mill. It stands at Tarn, by the road.",
        "A school was opened at Tarn. The harbour is full.",
        "The weather in Kestrel was fine. A harbour is planned.",
    ]
    hits = [hit(text, "2020", title=text[:9], language="en") for text in articles]
    assert bool(timeline_of(question, "en", hits)) is told


def test_rows_lack_neither_the_owner_nor_what_stands_side_by_side():
    articles = {
        "both": "The takeover of Tarn Mills was refused.",
        "other": "The takeover of a dog track in Tarn was refused.",
        "apart": "The takeover was refused. Nobody in Tarn wept. Mills are rare.",
    }
    hits = [hit(text, "2020", title=title, language="en") for title, text in articles.items()]
    assert [row.title for row in timeline_of("How did the takeover of Tarn Mills unfold?", "en", hits)] == ["both"]


def across(text, title, cosine=0.8):
    one = hit(text, "2020", title=title, language="de")
    return Hit(one.passage, one.article, one.rank, one.score, {"dense": cosine})


def test_across_languages_a_word_that_stands_out_as_a_translation_is_the_head():
    # Sixty nouns of no meaning; on the first axis "bridge" and "Brücke" meet, and nothing else.
    filling = [f"Ding{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    meant = {"bridge": 0, "Brücke": 0, "zoo": 1}

    def embed(words):
        rows = np.zeros((len(words), 64), np.float32)
        for row, word in zip(rows, words, strict=True):
            row[meant.get(word, 2)] = 1.0
        return rows

    hits = [
        across(f"In Tarn steht nun die Brücke. {' '.join(filling[:30])}.", "A"),
        across(f"In Tarn gibt es Kuchen. {' '.join(filling[30:])}.", "B"),
    ]
    (row,) = timeline_of("How did the bridge in Tarn develop?", "en", hits, embed)
    assert (row.title, row.quote) == ("A", "In Tarn steht nun die Brücke.")
    assert timeline_of("How did the zoo in Tarn develop?", "en", hits, embed) == ()
    assert timeline_of("How did the bridge in Rome develop?", "en", hits, embed) == ()  # none is said to be there
    assert timeline_of("How did the bridge in Tarn develop?", "en", hits) == ()  # without a model only names compare


def test_across_languages_people_are_found_by_their_names():
    hits = [across("Ann Vane ging nach Rom.", "A"), across("Anna Wahn kam nach Rom.", "B", 0.9)]
    assert [row.title for row in timeline_of("Timeline of Ann Vane", "en", hits)] == ["A"]


def test_the_labelled_questions_are_of_the_sample_and_ask_for_a_timeline():
    cases = list(read_labelled(LABELLED[0]))
    assert {case.part for case in cases} == {"tuning", "held-out", "across"}
    assert all(asks_for_timeline(case.question) for case in cases)
    assert all(bool(case.rows) == (case.kind == "story") for case in cases)


def test_a_labelled_line_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "lines.tsv"
    file.write_text("tuning\tstory\tde\tChronik der Mühle\ta\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="5 columns, not six"):
        list(read_labelled(file))


def test_a_printing_of_the_story_is_enough_and_every_other_row_is_wrong():
    case = LabelledTimeline("p", "story", "de", "?", (frozenset({"a", "b"}), frozenset({"c"})), frozenset({"d"}))
    told = Told(case, ("b", "d", "x"))
    assert told.right == [1.0, 1.0, 0.0]
    assert told.found == [1.0, 0.0]


@pytest.mark.model
def test_the_bench_prints_a_share_for_each_part_and_names_an_index_of_something_else(model_index, tmp_path):
    (story, none) = (one for one in list(read_labelled(LABELLED[0])) if one.question in ASKED)
    file = tmp_path / "lines.tsv"
    rows = ";".join(*zip(*story.rows, strict=True))
    file.write_text(
        f"p\tstory\tde\t{story.question}\t{rows}\t-\np\tplace\tde\t{none.question}\t-\t-\n", encoding="utf-8"
    )
    report = run(model_index, [file])
    shares = {row.name: row.value for row in report.rows if "interval" not in row.name}
    assert shares["p: no timeline where there is no story, of 1 questions"] == 100.0
    assert shares["p: articles of 1 stories that have a row, of 2"] == 100.0
    file.write_text("p\tstory\tde\tChronik der Mühle\tnowhere\t-\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="does not hold 1 of the articles"):
        run(model_index, [file])


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
