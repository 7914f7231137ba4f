"""Day or month first: decided for each source from the whole archive, applied to filters, and recorded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.date_orders import DateOrder, DateOrders
from index.search import ArticleIndex
from index.types import Filters
from tests.fakes import HashEmbedder


def built(folder: Path, rows: list[tuple[str | None, str]], name: str = "a.jsonl") -> ArticleIndex:
    """Return the index of an article a row: source and date as printed; the title is the date."""
    lines = (
        json.dumps({"title": f"{day} {n}", "text": f"Text {n}.", "date": day, "publisher": source})
        for n, (source, day) in enumerate(rows)
    )
    (folder / name).write_text("\n".join(lines))
    build_index([folder / name], folder / "index", embedder=HashEmbedder())
    return ArticleIndex.open(folder / "index", HashEmbedder())


def dates(index: ArticleIndex) -> list[str]:
    return [article.published.edtf for article, _ in index.passages()]


def test_one_date_anywhere_in_the_archive_settles_all_of_its_source_and_of_no_other(tmp_path: Path) -> None:
    rows = [("Times", "03/04/2022"), ("Post", "03/04/2022"), ("Blick", "03/04/2022"), ("Times", "25/12/2022")]
    with built(tmp_path, [*rows, ("Post", "12/25/2022")]) as index:
        # Times puts the day first, Post the month; Blick has no date that tells.
        assert dates(index) == ["2022-04-03", "2022-03-04", "2022-03-04/2022-04-03", "2022-12-25", "2022-12-25"]
        assert index.date_orders() == [
            DateOrder("Blick", "not shown", 1, None),
            DateOrder("Post", "month first", 1, "12/25/2022"),
            DateOrder("Times", "day first", 1, "25/12/2022"),
        ]


def test_a_source_that_contradicts_itself_keeps_its_open_dates_as_spans(tmp_path: Path) -> None:
    with built(tmp_path, [("Times", "03/04/2022"), ("Times", "25/12/2022"), ("Times", "12/25/2022")]) as index:
        assert dates(index)[0] == "2022-03-04/2022-04-03"
        assert [order.order for order in index.date_orders()] == ["both"]


def test_records_without_a_source_are_decided_by_their_file(tmp_path: Path) -> None:
    with built(tmp_path, [(None, "03/04/2022"), (None, "25/12/2022")]) as index:
        assert dates(index)[0] == "2022-04-03"
        assert index.date_orders()[0].source == "a.jsonl"


def test_filters_of_every_kind_see_the_date_that_was_decided(tmp_path: Path) -> None:
    with built(tmp_path, [("Times", "03/04/2022"), ("Times", "25/12/2022")]) as index:
        for mode in ("dense", "lexical", "hybrid"):
            march = Filters(first=date(2022, 3, 1), last=date(2022, 3, 31))
            april = Filters(first=date(2022, 4, 1), last=date(2022, 4, 30))
            assert index.search("text", march, mode=mode) == []
            assert [hit.article.published.edtf for hit in index.search("text", april, mode=mode)] == ["2022-04-03"]


def test_ids_do_not_change_when_a_later_record_settles_a_date(tmp_path: Path) -> None:
    rows = [("Times", "03/04/2022")]
    with built(tmp_path, rows) as index:
        before = [article.id for article, _ in index.passages()]
    with built(tmp_path, [*rows, ("Times", "25/12/2022")]) as index:
        assert [article.id for article, _ in index.passages()][:1] == before


@given(st.lists(st.dates(date(1950, 1, 1), date(2030, 12, 31)), min_size=1, max_size=30), st.booleans())
@settings(deadline=None)
def test_no_date_is_ever_read_in_the_other_order(days: list[date], day_first: bool) -> None:
    orders = DateOrders()
    for row, day in enumerate(days):
        orders.note(row, "Times", day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y"), "markup")
    for row, span in orders.resolved():
        assert (span.first, span.last) == (days[row], days[row])
