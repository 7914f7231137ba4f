"""What was searched: the span as well as it is known, and the months in which nothing appeared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.filtering import coverage_of
from index.store import ArticleFacts
from index.table import table_of
from index.types import Coverage, Filters
from rag.as_json import coverage_as_json
from rag.coverage import gaps_of, not_found_text, span_text


def coverage(*spans, filters=None):
    facts = [
        ArticleFacts(f"a{n}", first and first.toordinal(), last and last.toordinal(), "bote.example", "de", n, 1, None)
        for n, (first, last) in enumerate(spans)
    ]
    return coverage_of(table_of(facts), filters or Filters())


def day(text):
    return date.fromisoformat(text)


def spans_of(gaps):
    return [(gap.first.isoformat(), gap.last.isoformat()) for gap in gaps]


JANUARY = (day("2021-01-10"), day("2021-01-10"))
JUNE = (day("2021-06-02"), day("2021-06-02"))


def test_whole_months_without_an_article_are_gaps():
    held = coverage(JANUARY, JUNE)
    assert spans_of(gaps_of(held, Filters())) == [("2021-02-01", "2021-05-31")]
    assert coverage_as_json(held)["gaps"] == [{"from": "2021-02", "to": "2021-05"}]


def test_an_article_dated_to_the_year_leaves_no_gap_in_it():
    assert gaps_of(coverage(JANUARY, JUNE, (day("2021-01-01"), day("2021-12-31"))), Filters()) == ()


def test_the_span_that_is_asked_about_may_reach_beyond_the_archive():
    filters = Filters(first=day("2020-11-15"), last=day("2021-09-30"))
    held = coverage(JANUARY, JUNE, filters=filters)
    assert spans_of(gaps_of(held, filters)) == [
        ("2020-12-01", "2020-12-31"),
        ("2021-02-01", "2021-05-31"),
        ("2021-07-01", "2021-09-30"),
    ]
    # 2021-02 to 2021-05 is the longest; all three fit.
    text = not_found_text(held, filters, "en")
    assert "No article from: December 2020, February to May 2021, July to September 2021." in text


def test_gaps_end_where_the_asked_span_ends_and_never_after_the_day_that_is_asked_for():
    filters = Filters(first=day("2021-01-01"), last=day("2021-12-31"), as_of=day("2021-03-31"))
    assert spans_of(gaps_of(coverage(JANUARY, JUNE, filters=filters), filters)) == [("2021-02-01", "2021-03-31")]


def test_a_circa_date_is_shown_as_wide_as_it_is():
    held = coverage((day("1997-01-01"), day("1999-12-31")), JUNE)
    assert (held.first_by, held.last_from) == (day("1999-12-31"), day("2021-06-02"))
    assert "2 Artikel (1997–1999 bis Juni 2021)" in not_found_text(held, Filters(), "de")
    assert "Kein Artikel aus: Januar 2000 bis Mai 2021." in not_found_text(held, Filters(), "de")


def test_sources_and_articles_without_a_date_are_named():
    held = Coverage(9, None, None, sources={"a": 4, "b": 2, "c": 1, "d": 1, "e": 1}, undated=9)
    assert not_found_text(held, Filters(), "de").endswith("Quellen: a, b, c, d und 1 weitere. Ohne Datum: 9 Artikel.")
    assert not_found_text(held, Filters(), "en").endswith("Sources: a, b, c, d and 1 more. Without a date: 9.")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2024-05-01", "2024-05-31", "May 2024"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-10-14", "2024-12-31", "October–December 2024"),
        ("1997-01-01", "1999-12-31", "1997–1999"),
    ],
)
def test_a_span_is_named_as_well_as_it_is_known(first, last, text):
    assert span_text(day(first), day(last), german=False) == text


@given(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2004, 1, 1)), st.integers(0, 400)), max_size=12))
def test_no_article_can_have_appeared_in_a_gap(drawn):
    spans = [(first, date.fromordinal(first.toordinal() + days)) for first, days in drawn]
    held = coverage(*spans)
    for first, last in held.gaps:
        assert all(not (a <= last and first <= b) for a, b in spans)
        assert held.first < first <= last < held.last
    for gap in gaps_of(held, Filters()):
        assert gap.first.day == 1
        assert date.fromordinal(gap.last.toordinal() + 1).day == 1


def test_an_archive_without_dates_has_no_gaps():
    assert coverage((None, None)).gaps == ()
    assert gaps_of(coverage((None, None)), Filters()) == ()
