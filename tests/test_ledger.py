"""The ledger looked through: what each filter leaves, counted by hand."""

from __future__ import annotations

import json

import pytest

from index.build import build_index
from index.ledger import LedgerFilter, archive_of, kind_of
from index.search import ArticleIndex
from tests.fakes import HashEmbedder

FIRST = slice(0, 50)


def story(title, text, date="2022"):
    return json.dumps({"title": title, "text": text, "date": date}, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Two files: `a` has two articles, a duplicate and two wrong dates, `b` one article, a wrong date and half a line."""
    folder, index_folder = tmp_path_factory.mktemp("ledger"), tmp_path_factory.mktemp("index")
    (folder / "a.jsonl").write_text(
        story("Übung am Deich", "Die Feuerwehr übte.") + story("Der Turm", "Er ist hoch.")
        + story("Der Turm", "Er ist hoch.") + story("Eins", "Ein Text.", "gestern") + story("Zwei", "Zwei.", "morgen"),
        encoding="utf-8",
    )  # fmt: skip
    (folder / "b.jsonl").write_text(
        story("Die Brücke", "Sie ist lang.") + story("Drei", "Drei.", "bald") + '{"title": "halb\n', encoding="utf-8"
    )
    build_index([folder], index_folder, embedder=HashEmbedder())
    with ArticleIndex.open(index_folder, HashEmbedder()) as index:
        yield index.open_ledger()


def counted(page, facet):
    return {one.value.rpartition("/")[2]: one.records for one in page.counts[facet]}


def test_each_filter_is_counted_under_the_others(ledger):
    everything = ledger.page(LedgerFilter(), FIRST, most=9)
    assert everything.total == everything.all_states == 8
    assert counted(everything, "state") == {"rejected": 4, "indexed": 3, "duplicate": 1}
    assert counted(everything, "file") == {"a.jsonl": 5, "b.jsonl": 3}
    dates, half = (one.value for one in everything.counts["kind"] if one.value != "same as …")
    assert dates.startswith("field … is …, not a date")
    assert half.startswith("not JSON: Unterminated string")
    rejected = ledger.page(LedgerFilter(state="rejected", kind=dates), FIRST, most=9)
    # Two of `a`, one of `b`; of the other states none has this reason, and of the reasons one more is rejected.
    assert rejected.total == 3
    assert counted(rejected, "file") == {"a.jsonl": 2, "b.jsonl": 1}
    assert counted(rejected, "state") == {"rejected": 3}
    assert {one.value: one.records for one in rejected.counts["kind"]} == {dates: 3, half: 1}


def test_words_are_found_in_titles_and_places_in_any_case_each_somewhere(ledger):
    def found(words):
        return [entry.place.rpartition("/")[2] for entry in ledger.page(LedgerFilter(words=words), FIRST, 9).entries]

    assert found("ÜBUNG") == ["a.jsonl:1"]
    # The title of a duplicate is that of the article that it repeats.
    assert found("turm") == ["a.jsonl:2", "a.jsonl:3"]
    assert found("turm jsonl:3") == ["a.jsonl:3"]
    # A rejected record has no title, but a place.
    assert found("b.jsonl") == ["b.jsonl:1", "b.jsonl:2", "b.jsonl:3"]
    assert found("turm brücke") == []


def test_a_page_is_a_part_of_what_is_left_and_what_is_unknown_leaves_nothing(ledger):
    page = ledger.page(LedgerFilter(state="rejected"), slice(2, 4), most=1)
    assert [entry.place.rpartition("/")[2] for entry in page.entries] == ["b.jsonl:2", "b.jsonl:3"]
    assert page.total == 4
    assert len(page.counts["file"]) == 1
    assert ledger.page(LedgerFilter(file="c.jsonl"), FIRST, most=9).total == 0


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("news.csv:12", "news.csv"), ("a/news.zip!b.json#3", "a/news.zip!b.json"), ("1999", "1999"),
        ("x.mbox:3:9", "x.mbox"), ("notes:", "notes:"), ("page-2.html", "page-2.html"), ("", ""),
    ],
)  # fmt: skip
def test_the_file_of_a_place_is_what_stands_before_its_numbers(place, file):
    assert archive_of(place) == file


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("same as a.jsonl:3", "same as …"), ("empty", "empty"),
        ('field "date" is "12", not a date', "field … is …, not a date"),
        ("https://a.example/1 is empty", "… is empty"), ("the line is longer than 1,000 bytes", "the line is longer than … bytes"),
    ],
)  # fmt: skip
def test_a_kind_of_reason_leaves_out_what_differs(reason, kind):
    assert kind_of(reason) == kind
