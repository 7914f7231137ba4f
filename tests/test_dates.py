"""Dates: what a source wrote becomes the days that it may mean, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import date_in_path, is_slashed, parse_date, parse_edtf, shows_day_first
from index.types import DateSpan

D = date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-09-14", D(2022, 9, 14)),
        ("2022-09-14T08:15:30", D(2022, 9, 14)),
        ("2022-09-14T23:30:00-08:00", D(2022, 9, 14)),  # the day that was printed, not the one in Greenwich
        ("2022-09-14 08:15:30.123456+0200", D(2022, 9, 14)),
        ("2022-09-14T08:15Z", D(2022, 9, 14)),
        ("20220914", D(2022, 9, 14)),
        ("20220914T081530Z", D(2022, 9, 14)),
        ("20220914081530", D(2022, 9, 14)),
        ("2022/9/14", D(2022, 9, 14)),
        ("2022.09.14", D(2022, 9, 14)),
        ("2022-W37-3", D(2022, 9, 14)),
        ("2022-257", D(2022, 9, 14)),
        ("Wed, 14 Sep 2022 12:00:00 GMT", D(2022, 9, 14)),
        ("Wed, 14 Sep 2022 12:00:00 +0200 (CEST)", D(2022, 9, 14)),
        ("14 Sep 22 12:00 UT", D(2022, 9, 14)),
        ("Wed Sep 14 12:00:00 2022", D(2022, 9, 14)),
        ("Wed Sep 14 12:00:00 +0000 2022", D(2022, 9, 14)),
        ("26-MAR-1987 12:12:57.76", D(1987, 3, 26)),
        ("1-MAR-1987 01:30:29.50", D(1987, 3, 1)),
        ("3-MAR-1987  09:15:05.40", D(1987, 3, 3)),
        ("26-MAR-87", D(1987, 3, 26)),
        ("12. September 2022", D(2022, 9, 12)),
        ("12.September 2022", D(2022, 9, 12)),
        ("Montag, 12. September 2022", D(2022, 9, 12)),
        ("Montag, den 12. September 2022, 14:30 Uhr", D(2022, 9, 12)),
        ("am 12. Sept. 2022", D(2022, 9, 12)),
        ("Mo., 3. März 2014", D(2014, 3, 3)),
        ("1. Jänner 2020", D(2020, 1, 1)),
        ("Sept. 12, 2022", D(2022, 9, 12)),
        ("September 12th, 2022", D(2022, 9, 12)),
        ("Monday, September 12, 2022 at 2:30 p.m. EDT", D(2022, 9, 12)),
        ("Published: Sep 12, 2022", D(2022, 9, 12)),
        ("12th of September 2022", D(2022, 9, 12)),
        ("the 12th of September, 2022", D(2022, 9, 12)),
        ("14.09.2022", D(2022, 9, 14)),
        ("14.9.22", D(2022, 9, 14)),
        ("14.09.2022 08:15", D(2022, 9, 14)),
        ("3.4.2022", D(2022, 4, 3)),  # dots put the day first
        ("25/12/2022", D(2022, 12, 25)),
        ("12/25/2022", D(2022, 12, 25)),
        ("12/25/2022 08:15 PM", D(2022, 12, 25)),
        ("0001-01-01", D(1, 1, 1)),
        ("9999-12-31", D(9999, 12, 31)),
        ("2024-02-29", D(2024, 2, 29)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: date) -> None:
    assert parse_date(text, "markup") == DateSpan(day, day, "day", "markup")


@pytest.mark.parametrize(
    "text",
    [
        "2022-09",
        "2022/09",
        "9/2022",
        "09.2022",
        "im September 2022",
        "September 2022",
        "September, 2022",
        "Sept 2022",
        "SEPTEMBER 2022",
        "2022-09-XX",
    ],
)
def test_a_month_stays_a_month(text: str) -> None:
    assert parse_date(text, "header") == DateSpan(D(2022, 9, 1), D(2022, 9, 30), "month", "header")


@pytest.mark.parametrize("text", ["1998", "im Jahr 1998", "im Jahre 1998", "1998-XX", "in 1998"])
def test_a_year_stays_a_year(text: str) -> None:
    assert parse_date(text, "header") == DateSpan(D(1998, 1, 1), D(1998, 12, 31), "year", "header")


@pytest.mark.parametrize(
    "text", ["1998~", "1998?", "1998%", "ca. 1998", "circa 1998", "um 1998", "c. 1998", "about 1998"]
)
def test_about_a_year_is_one_year_wider_on_both_sides(text: str) -> None:
    assert parse_date(text, "text") == DateSpan(D(1997, 1, 1), D(1999, 12, 31), "circa", "text")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1998/2001", D(1998, 1, 1), D(2001, 12, 31)),
        ("1998-05/1998-07", D(1998, 5, 1), D(1998, 7, 31)),
        ("1998-05-03/1998-05-09", D(1998, 5, 3), D(1998, 5, 9)),
        ("1998-2001", D(1998, 1, 1), D(2001, 12, 31)),
        ("1998 – 2001", D(1998, 1, 1), D(2001, 12, 31)),
        ("zwischen 1998 und 2001", D(1998, 1, 1), D(2001, 12, 31)),
        ("199X", D(1990, 1, 1), D(1999, 12, 31)),
        ("19XX", D(1900, 1, 1), D(1999, 12, 31)),
        ("1998-05~", D(1998, 4, 1), D(1998, 6, 30)),
        ("1998-05-03~", D(1998, 5, 2), D(1998, 5, 4)),
        ("1998-21", D(1998, 3, 1), D(1998, 5, 31)),
        ("1998-24", D(1998, 12, 1), D(1999, 2, 28)),
        ("1998-34", D(1998, 4, 1), D(1998, 6, 30)),
        ("Spring 1998", D(1998, 3, 1), D(1998, 5, 31)),
        ("im Herbst 1998", D(1998, 9, 1), D(1998, 11, 30)),
        ("Mai/Juni 1998", D(1998, 5, 1), D(1998, 6, 30)),
        ("May-June 1998", D(1998, 5, 1), D(1998, 6, 30)),
        ("12.-14. September 2022", D(2022, 9, 12), D(2022, 9, 14)),
        ("2022-W37", D(2022, 9, 12), D(2022, 9, 18)),
    ],
)
def test_an_interval_is_kept_as_one(text: str, first: date, last: date) -> None:
    assert parse_date(text, "header") == DateSpan(first, last, "interval", "header")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2021-13-02",
        "2021-02-30",
        "2021-00-10",
        "0000",
        "0000-01-01",
        "31.02.2021",
        "32 May 2021",
        "13/13/2021",
        "yesterday",
        "gestern",
        "soon",
        "may",
        "2021-1",
        "12",
        "123",
        "12345",
        "2021-09-14-15",
        "1998/..",
        "../1998",
        "2001/1998",
        "2021-366",
        "2021-W54",
        "14 Foo 2021",
        "price 1998 dollars",
        "2021-09-14 is a date",
        "9999~",
        "0001~",
        "1998-05-XX-01",
        "1998-25-01",
        "\u0661\u0669\u0669\u0668x",
        "-1998",
        "10000",
    ],
)
def test_what_is_no_date_of_the_calendar_is_none(text: str) -> None:
    assert parse_date(text, "markup") is None


def test_a_date_that_may_be_read_in_two_ways_reaches_from_one_reading_to_the_other() -> None:
    # 3 April or 4 March: the source does not tell, so every day from the one to the other may be meant.
    assert parse_date("03/04/2022", "markup") == DateSpan(D(2022, 3, 4), D(2022, 4, 3), "interval", "markup")


def test_the_order_of_the_source_settles_the_day() -> None:
    assert parse_date("03/04/2022", "markup", day_first=True) == DateSpan(D(2022, 4, 3), D(2022, 4, 3), "day", "markup")
    assert parse_date("03/04/2022", "markup", day_first=False) == DateSpan(
        D(2022, 3, 4), D(2022, 3, 4), "day", "markup"
    )
    assert parse_date("04/04/2022", "markup") == DateSpan(D(2022, 4, 4), D(2022, 4, 4), "day", "markup")


@pytest.mark.parametrize(
    ("text", "slashed", "day_first"),
    [
        ("03/04/2022", True, None),
        ("04/04/2022", True, None),
        ("25/12/2022", True, True),
        ("12-25-2022 10:00", True, False),
        ("25.12.2022", False, True),  # dots always put the day first, and say nothing about slashes
        ("2022-12-25", False, None),
        ("31/31/2022", True, None),
        ("no date", False, None),
    ],
)
def test_a_day_past_the_twelfth_shows_the_order_of_a_slashed_date(
    text: str, slashed: bool, day_first: bool | None
) -> None:
    assert (is_slashed(text), shows_day_first(text)) == (slashed, day_first)


@pytest.mark.parametrize(
    ("path", "edtf"),
    [
        ("2021-03-05-flood.txt", "2021-03-05"),
        ("news/20210305_flood.txt", "2021-03-05"),
        ("flood_2021_03_05.txt", "2021-03-05"),
        ("https://example.com/2021/03/05/flood", "2021-03-05"),
        ("https://example.com/2021/mar/05/flood", "2021-03-05"),
        ("https://example.com/2021/3/5/flood", "2021-03-05"),
        ("1998-05/a.txt", "1998-05"),
        ("https://example.com/2021/03/flood", "2021-03"),
        ("archive/1998/a.txt", "1998"),
        ("1998/a.txt", "1998"),
    ],
)
def test_a_date_in_a_name_is_found_at_its_own_precision(path: str, edtf: str) -> None:
    span = date_in_path(path)
    assert span is not None
    assert (span.edtf, span.origin) == (edtf, "file name")


@pytest.mark.parametrize(
    "path",
    [
        "001.txt",
        "1234.txt",
        "report-1998.txt",
        "2021-13-05.txt",
        "5551234.txt",
        "120210305.txt",
        "https://example.com/articles/202103051",
        "bbc/business/001.txt",
    ],
)
def test_a_number_in_a_name_is_not_taken_for_a_date(path: str) -> None:
    assert date_in_path(path) is None


days = st.dates(min_value=D(1, 1, 1), max_value=D(9999, 12, 31))
years = st.integers(min_value=1, max_value=9999)


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    """A span of any precision, as the calendar has it, made without the code under test."""
    precision = draw(st.sampled_from(["day", "month", "year", "circa", "interval"]))
    if precision == "day":
        day = draw(days)
        return DateSpan(day, day, "day", "header")
    if precision == "month":
        first = draw(days).replace(day=1)
        following = first.replace(day=28) + timedelta(days=4) if first < D(9999, 12, 1) else None
        last = following - timedelta(days=following.day) if following else D(9999, 12, 31)
        return DateSpan(first, last, "month", "header")
    if precision == "year":
        year = draw(years)
        return DateSpan(D(year, 1, 1), D(year, 12, 31), "year", "header")
    if precision == "circa":
        year = draw(st.integers(min_value=2, max_value=9998))
        return DateSpan(D(year - 1, 1, 1), D(year + 1, 12, 31), "circa", "header")
    first, last = sorted((draw(days), draw(days)))
    return DateSpan(first, last, "interval", "header")


@given(spans())
def test_every_span_is_read_back_from_its_edtf(span: DateSpan) -> None:
    assert parse_edtf(span.edtf, span.origin) == span
    assert parse_date(span.edtf, span.origin) == span


@given(spans(), days, days)
def test_a_filter_lets_through_exactly_the_spans_that_share_a_day_with_it(span: DateSpan, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    share_a_day = max(span.first, first) <= min(span.last, last)
    assert span.overlaps(first, last) is share_a_day
    assert span.overlaps(None, last) is (span.first <= last)
    assert span.overlaps(first, None) is (span.last >= first)
    assert span.overlaps(None, None)


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_parser(text: str) -> None:
    span = parse_date(text, "text")
    assert span is None or span.first <= span.last


@given(
    days,
    st.sampled_from(
        [
            "{d.day}. {m} {d.year:04d}",
            "{m} {d.day}, {d.year:04d}",
            "{d.day}-{m}-{d.year:04d} 15:01:01.79",
            "{d.day:02d}.{d.month:02d}.{d.year:04d}",
        ]
    ),
)
def test_every_day_is_read_back_from_prose(day: date, form: str) -> None:
    names = ["Jan", "February", "März", "APR", "Mai", "June", "Juli", "Aug.", "Sept.", "Oktober", "Nov", "Dez."]
    text = form.format(d=day, m=names[day.month - 1])
    assert parse_date(text, "text") == DateSpan(day, day, "day", "text")
