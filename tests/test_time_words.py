from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.time_words import find_time_words

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


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_a_day_written_out_is_that_day(day):
    for text in (f"Was geschah am {day.day}.{day.month}.{day.year}?", f"What happened on {day.isoformat()}?"):
        found = find_time_words(text, TODAY)
        assert found is not None
        assert (found.first, found.last) == (day, day)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_last_week_is_a_monday_to_sunday_that_is_over(today):
    found = find_time_words("What happened last week?", today)
    assert found.first.weekday() == 0
    assert found.last - found.first == timedelta(6)
    assert found.last < today
