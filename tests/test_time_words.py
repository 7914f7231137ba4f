from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bench.time import LABELLED, interval_of, read_labelled
from index.errors import SuiteError
from rag.times.words import find_time_words

TODAY = date(2024, 6, 12)  # a Wednesday

PHRASES = [
    # German
    ("Was geschah im September 2022?", "2022-09-01", "2022-09-30"),
    ("Was geschah am 12. September 2022?", "2022-09-12", "2022-09-12"),
    ("Was stand am 12.09.2022 in der Zeitung?", "2022-09-12", "2022-09-12"),
    ("Was war 2022-09 los?", "2022-09-01", "2022-09-30"),
    ("Wie viele Gäste kamen 2023?", "2023-01-01", "2023-12-31"),
    ("Wie viele Besucher kamen 2022 zum Hafenfest?", "2022-01-01", "2022-12-31"),
    ("Was beschloss der Rat im Jahr 2020?", "2020-01-01", "2020-12-31"),
    ("Was war in den 90ern in Suhl los?", "1990-01-01", "1999-12-31"),
    ("Was war in den 1980er Jahren teuer?", "1980-01-01", "1989-12-31"),
    ("Was war in den Neunzigern Mode?", "1990-01-01", "1999-12-31"),
    ("Was wurde seit dem Frühjahr 2020 beschlossen?", "2020-03-01", None),
    ("Was hat sich seit 2019 geändert?", "2019-01-01", None),
    ("Was galt bis Mai 2021?", None, "2021-05-31"),
    ("Wer war vor 2019 im Amt?", None, "2018-12-31"),
    ("Was geschah nach März 2022?", "2022-04-01", None),
    ("Was passierte zwischen März und Mai 2021?", "2021-03-01", "2021-05-31"),
    ("Was kostete das von 2019 bis 2021?", "2019-01-01", "2021-12-31"),
    ("Wie war der Sommer 2021?", "2021-06-01", "2021-08-31"),
    ("Wie kalt war es im Winter 2020?", "2020-12-01", "2021-02-28"),
    ("Wie hoch war das Budget im ersten Halbjahr 2023?", "2023-01-01", "2023-06-30"),
    ("Was meldete die Firma im dritten Quartal 2021?", "2021-07-01", "2021-09-30"),
    ("Was geschah Ende 2021?", "2021-09-01", "2021-12-31"),
    ("Was geschah Anfang Mai 2021?", "2021-05-01", "2021-05-10"),
    ("Was geschah letzte Woche?", "2024-06-03", "2024-06-09"),
    ("Was geschah im letzten Monat?", "2024-05-01", "2024-05-31"),
    ("Was geschah im vergangenen Jahr?", "2023-01-01", "2023-12-31"),
    ("Was geschah gestern?", "2024-06-11", "2024-06-11"),
    ("Was geschah vorgestern?", "2024-06-10", "2024-06-10"),
    ("Was geschah im vorletzten Jahr?", "2022-01-01", "2022-12-31"),
    ("Was geschah in diesem Jahr?", "2024-01-01", "2024-12-31"),
    ("Was geschah am dritten Mai 2021?", "2021-05-03", "2021-05-03"),
    ("Was geschah vom 3. bis 5. Mai 2021?", "2021-05-03", "2021-05-05"),
    ("Was geschah in der ersten Maihälfte 2021?", "2021-05-01", "2021-05-15"),
    ("Was geschah in der ersten Juniwoche 2021?", "2021-06-01", "2021-06-07"),
    ("Was geschah in KW 12/2021?", "2021-03-22", "2021-03-28"),
    ("Was geschah an Pfingsten 2023?", "2023-05-28", "2023-05-29"),  # Easter was on 9 April
    ("Was geschah in den letzten drei Monaten?", "2024-03-12", "2024-06-12"),
    ("Was geschah vor drei Jahren?", "2021-01-01", "2021-12-31"),
    ("Wer regiert seit drei Jahren?", "2021-06-12", None),
    ("Wer regierte bis vor drei Jahren?", None, "2021-12-31"),
    ("Was geschah am Montag letzter Woche?", "2024-06-03", "2024-06-03"),
    ("Was geschah im Mai letzten Jahres?", "2023-05-01", "2023-05-31"),
    ("Was geschah letztes Jahr im Mai?", "2023-05-01", "2023-05-31"),
    ("Was geschah im Herbst '89?", "1989-09-01", "1989-11-30"),
    ("Was geschah in den frühen 90ern?", "1990-01-01", "1993-12-31"),
    ("Was geschah im späten 19. Jahrhundert?", "1867-01-01", "1900-12-31"),
    ("Was geschah im Winter 1978/79?", "1978-12-01", "1979-02-28"),
    ("Was geschah von November bis Februar 2020?", "2019-11-01", "2020-02-29"),
    ("Was geschah 2019 und 2020 in Köln?", "2019-01-01", "2020-12-31"),
    ("Was geschah zwischen dem 1. und 15. Mai 2021?", "2021-05-01", "2021-05-15"),
    ("Was hat sich seit Jahresbeginn geändert?", "2024-01-01", None),
    ("Was war am Wochenende los?", "2024-06-08", "2024-06-09"),
    ("Was schrieb der Spiegel 1962 über die Bundeswehr?", "1962-01-01", "1962-12-31"),
    ("Was geschah im Kriegsjahr 1943?", "1943-01-01", "1943-12-31"),
    # English
    ("What happened in September 2022?", "2022-09-01", "2022-09-30"),
    ("What happened on 12 March 2021?", "2021-03-12", "2021-03-12"),
    ("What happened on March 12, 2021?", "2021-03-12", "2021-03-12"),
    ("What happened on the 3rd of May 2021?", "2021-05-03", "2021-05-03"),
    ("How many visitors came in 2022?", "2022-01-01", "2022-12-31"),
    ("In 2023, what did the mayor say?", "2023-01-01", "2023-12-31"),
    ("What did the council decide in the summer of 2021?", "2021-06-01", "2021-08-31"),
    ("Who was mayor before 2019?", None, "2018-12-31"),
    ("What changed after May 2020?", "2020-06-01", None),
    ("What has been built since 2018?", "2018-01-01", None),
    ("What was decided between May and July 2020?", "2020-05-01", "2020-07-31"),
    ("What was in the papers from 2019 to 2021?", "2019-01-01", "2021-12-31"),
    ("What was music like in the nineties?", "1990-01-01", "1999-12-31"),
    ("What was music like in the 1980s?", "1980-01-01", "1989-12-31"),
    ("What did the firm report in Q3 2021?", "2021-07-01", "2021-09-30"),
    ("What happened in early 2020?", "2020-01-01", "2020-04-30"),
    ("What happened last week?", "2024-06-03", "2024-06-09"),
    ("What happened last month?", "2024-05-01", "2024-05-31"),
    ("What did he say last year?", "2023-01-01", "2023-12-31"),
    ("What happened yesterday?", "2024-06-11", "2024-06-11"),
    ("What happened over the past two weeks?", "2024-05-29", "2024-06-12"),
    ("What happened on the twenty-first of May 2021?", "2021-05-21", "2021-05-21"),
    ("What happened on May 3-5, 2021?", "2021-05-03", "2021-05-05"),
    ("What happened in the week of 5 March 1987?", "1987-03-02", "1987-03-08"),
    ("What happened two weeks ago?", "2024-05-27", "2024-06-02"),
    ("What happened in the last three months of 1929?", "1929-10-01", "1929-12-31"),
    ("What was known before the end of 2019?", None, "2019-12-31"),
    ("What has changed from March 1987 on?", "1987-03-01", None),
    ("What happened on Thanksgiving 2020?", "2020-11-26", "2020-11-26"),
    ("What happened in the 1800s?", "1800-01-01", "1899-12-31"),
    ("What happened in the early 2000s?", "2000-01-01", "2003-12-31"),
    ("What was said in the Spring of 2020?", "2020-03-01", "2020-05-31"),
]

WITHOUT = [
    "Was geschah vor der Wahl 2017?",
    "Kamen 2022 Besucher?",
    "Was steht in der Agenda 2010?",
    "Wann wurde die Brücke 1998 gebaut?",
    "Wer gewann die Wahl 2021?",
    "Was sagte May dazu?",
    "Was kostete die Brücke?",
    "Wer wohnt in der Straße des 17. Juni?",
    "Was kostet der Audi A4 2000?",
    "Wie viele der 2000 Bäume wurden gefällt?",
    "Was bringt der März?",
    "How much did the bridge cost?",
    "Who wrote Blade Runner 2049?",
    "Did 2000 people come?",
    "What did Theresa May say?",
    "Will April come?",
    "How high is the tower at 1500 metres?",
    "What is the March of the Penguins?",
    "Where is Summer Street?",
    "Wie unterscheiden sich die Zahlen von 2019 und 2022?",
    "Was sagten Zeugen 2015 oder 2018?",
    "Was beschloss der Rat in der Sitzung vom 3. Mai 2021?",
    "Wer wurde 1990 in Suhl geboren?",
    "Was geschah kurz vor Weihnachten 2020?",
    "Was geschah rund um den 3. Mai 2021?",
    "Was war vor mehr als drei Jahren?",
    "Was geschah vor 2000 Jahren?",
    "Was geschah in den letzten Jahren?",
    "Was gilt ab Juli?",
    "Was will die Stadt bis 2030 erreichen?",
    "Wie heiß wird es im Sommer?",
    "Welche Folgen hatte der 11. September?",
    "What happened more than three years ago?",
    "What happened on 3/5/2021?",  # in March or in May
    "What was the last week of the campaign like?",
    "Who sang Last Christmas?",
    "How did the June 2017 election end?",
    "Is the museum open on Monday?",
    "Who wrote 1984?",
    "What were exports in the year to March 1987?",
    "Was geschah am 1. und 15. Mai 2021?",
    "",
]


@pytest.mark.parametrize(("question", "first", "last"), PHRASES)
def test_time_words_mean_exactly_these_days(question, first, last):
    found = find_time_words(question, TODAY)
    assert found is not None
    assert found.words in question
    assert (found.first, found.last) == tuple(day and date.fromisoformat(day) for day in (first, last))


@pytest.mark.parametrize("question", WITHOUT)
def test_no_filter_is_invented(question):
    assert find_time_words(question, TODAY) is None


@pytest.mark.parametrize("question", ["Was geschah am 31. Februar 2022?", "What happened on 2022-13-40?"])
def test_a_day_that_does_not_exist_filters_nothing(question):
    assert find_time_words(question, TODAY) is None


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_labelled_questions_mean_the_days_that_people_mean(language):
    cases = [case for file in LABELLED for case in read_labelled(file) if case.language == language]
    meant = [case for case in cases if case.meant != "-"]
    assert len(meant) >= 150
    assert sum(interval_of(case) == case.meant for case in meant) / len(meant) >= 0.92
    without = [case for case in cases if case.meant == "-"]
    assert len(without) >= 70
    assert [case.question for case in without if interval_of(case) != "-"] == []


@pytest.mark.parametrize(
    ("question", "today", "first", "last"),
    [
        # Begun, if not over; then the year before.
        ("Was geschah im September?", date(2024, 6, 12), date(2023, 9, 1), date(2023, 9, 30)),
        ("Was geschah im Juni?", date(2024, 6, 12), date(2024, 6, 1), date(2024, 6, 30)),
        ("Was geschah zwischen März und Mai?", date(2024, 4, 10), date(2024, 3, 1), date(2024, 5, 31)),
        ("Was geschah zwischen März und Mai?", date(2024, 2, 10), date(2023, 3, 1), date(2023, 5, 31)),
        ("How were sales last winter?", date(2022, 1, 10), date(2020, 12, 1), date(2021, 2, 28)),
        ("What happened in the twenties?", date(1995, 6, 1), date(1920, 1, 1), date(1929, 12, 31)),
        ("What happened in the twenties?", date(2024, 6, 1), date(2020, 1, 1), date(2029, 12, 31)),
    ],
)
def test_what_has_no_year_is_the_newest_that_has_begun(question, today, first, last):
    found = find_time_words(question, today)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Was wurde im Mai 2020 über die Werft berichtet?", "publication"),
        ("Alle Artikel aus dem Jahr 2017", "publication"),
        ("Show me articles from May 2020", "publication"),
        ("What was written in May 2020?", "publication"),
        ("Was geschah 1989 in Berlin?", "event"),
        ("Who won in May 2020?", "event"),
    ],
)
def test_it_is_told_whether_a_question_speaks_of_printing_or_of_what_happened(question, about):
    assert find_time_words(question, TODAY).about == about


def test_of_two_times_that_before_the_topic_is_meant():
    found = find_time_words("What did the papers say last week about the flood in July 2021?", TODAY)
    assert found.words == "last week"


PIECES = [
    "im", "in", "seit", "vor", "von", "bis", "zwischen", "und", "last", "letzten", "drei", "week", "ago", "half of",
    "2020", "90er", "'98", "3.", "31.", "0", "Mai", "May", "Ende", "Winter", "Ostern", "29. Februar", "century", "KW 53",
    "'’„“", "-", "–", "/", ".", ",", "?", "İß", "heute", "Montag", "jahre", "9999", "1.1.", "the",
]  # fmt: skip


@settings(deadline=None)  # the first question compiles patterns
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from([" ", ""]))
def test_no_question_is_too_odd_to_be_read(pieces, between):
    question = between.join(pieces)
    found = find_time_words(question, TODAY)
    assert found is None or (found.words in question and (found.first or found.last))


def test_a_text_that_is_no_question_is_left_alone():
    assert find_time_words("Was geschah im Mai 2020? " * 1000, TODAY) is None


@settings(deadline=None)  # the first question compiles patterns
@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_a_day_written_out_is_that_day(day):
    for text in (f"Was geschah am {day.day}.{day.month}.{day.year}?", f"What happened on {day.isoformat()}?"):
        found = find_time_words(text, TODAY)
        assert found is not None
        assert (found.first, found.last) == (day, day)


@settings(deadline=None)  # the first question compiles patterns
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_last_week_is_a_monday_to_sunday_that_is_over(today):
    found = find_time_words("What happened last week?", today)
    assert found.first.weekday() == 0
    assert found.last - found.first == timedelta(6)
    assert found.last < today


def test_a_labelled_line_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("# a remark\nde\t2024-06-12\tno question\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="four columns") as error:
        list(read_labelled(file))
    assert error.value.where == f"{file}:2"
