"""Numbers, units and dates are read once, from German and English text, with their exact places."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_date
from rag.reading.dates import relative_years, said_dates
from rag.reading.days import find_days, years_of
from rag.reading.figures import agrees, find_figures
from rag.reading.number_words import german_number, written_numbers


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("null", 0), ("siebenundzwanzig", 27), ("dreihundertzwölf", 312), ("hundertunddrei", 103), ("zweitausend", 2000),
        ("dreissig", 30), ("zweieinhalb", Decimal("2.5")), ("eine", None), ("hund", None), ("hundertfach", None),
    ],
)  # fmt: skip
def test_one_german_word_is_one_number(word, value):
    assert german_number(word) == value


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Two hundred and six men and two dozen sheep", "en", ["206", "24"]),
        ("a hundred boats, a million pounds, a boat", "en", ["100", "1"]),  # the million is a magnitude
        ("six thousand three hundred voters", "en", ["6300"]),
        ("several hundred, hundred and again", "en", []),
        ("mehrere hundert und hundert, eine Million, eine Frau", "de", ["100", "1"]),
    ],
)
def test_numbers_in_words_are_read_in_runs(text, language, found):
    assert [str(value) for _, _, value in written_numbers(text, language)] == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,2 Mio. Euro", "1.200.000 Euro", True),
        ("9,7 km", "9.700 Meter", True),
        ("24 Stunden", "ein Weg", False),
        ("34 Jahre", "34-jährig", True),
        ("34 Tage", "34-jährig", False),
        ("9 Euro", "9 Dollar", False),
        ("9 Euro", "9 Prozent", False),
        ("zwei Dutzend", "24", True),
        ("mehr als 60", "60", False),
    ],
)
def test_numbers_agree_by_what_they_are_worth(one, other, same):
    left, right = find_figures(one, "de"), find_figures(other, "de")
    assert bool(left and right and agrees(left[0], right[0])) is same


@given(st.text(alphabet="0123456789.,:€$ mkUS-einzwohundrtv", max_size=40), st.sampled_from(["de", "en", "und"]))
def test_every_number_lies_where_it_says(text, language):
    for one in find_figures(text, language):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == one.text


def test_a_date_is_read_as_far_as_it_is_said():
    parts = [
        (one.year, one.month, one.day) for one in said_dates("Am 3. Mai 2021, 2022-01-09, 4.5.2020, June 7, im März")
    ]
    assert parts == [(2021, 5, 3), (2022, 1, 9), (2020, 5, 4), (None, 6, 7), (None, 3, None)]


def test_days_take_their_year_from_the_printing():
    printed = parse_date("2022-01-05", "header")
    days = [
        one.may_be[0] for one in find_days("Am 30. Dezember, gestern, im Winter 2020, 2019 und 31. Februar.", printed)
    ]
    assert days == [
        (date(2021, 12, 30), date(2021, 12, 30)),
        (date(2022, 1, 4), date(2022, 1, 4)),
        (date(2020, 12, 1), date(2021, 2, 28)),
        (date(2019, 1, 1), date(2019, 12, 31)),
    ]
    assert find_days("2022 Besucher kamen am 3. Mai.", None) == []


def test_years_are_also_those_that_are_said_by_the_printing():
    printed = parse_date("2022-01", "header")
    assert years_of("2019 mehr als im Vorjahr und this year", printed) == {2019, 2021, 2022}
    assert relative_years("last year", parse_date("2021/2022", "header")) == set()
