"""Looking through an archive without a question."""

from __future__ import annotations

import json
from datetime import date

import pytest

from index.build import build_index
from index.search import ArticleIndex
from index.types import Filters
from tests.fakes import HashEmbedder

STORIES = [
    ("Übung der Feuerwehr", "2021-05-03", "Bote"),
    ("Feuerwehr löscht Scheune", "2022-07-01", "Anzeiger"),
    ("Markttag", "2022", "Bote"),
    ("Alte FEUERWEHR-Spritze", None, "Bote"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browsing")
    (folder / "news.jsonl").write_text(
        "".join(
            json.dumps({"title": title, "text": f"Text von {title}.", "date": day, "source": source}) + "\n"
            for title, day, source in STORIES
        )
    )
    build_index([folder / "news.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as opened:
        yield opened


def titles(found):
    return [article.title for article in found.articles]


def test_the_newest_come_first_and_those_without_a_date_last(index):
    found = index.browse(Filters(), slice(0, 10))
    assert found.total == 4
    # 2022-07-01 is later than the first day of 2022.
    assert titles(found) == ["Feuerwehr löscht Scheune", "Markttag", "Übung der Feuerwehr", "Alte FEUERWEHR-Spritze"]


def test_a_page_holds_what_follows_the_one_before(index):
    assert titles(index.browse(Filters(), slice(2, 4))) == ["Übung der Feuerwehr", "Alte FEUERWEHR-Spritze"]
    assert titles(index.browse(Filters(), slice(4, 6))) == []


@pytest.mark.parametrize(
    ("words", "count"), [("feuerwehr", 3), ("ÜBUNG feuer", 1), ("wehr spritze", 1), ("zebra", 0), (" ", 4)]
)
def test_every_word_must_stand_in_the_title_in_any_case(index, words, count):
    assert index.browse(Filters(), slice(0, 10), words).total == count


def test_filters_and_words_hold_together(index):
    assert titles(index.browse(Filters(sources=("bote",)), slice(0, 10), "feuerwehr")) == [
        "Übung der Feuerwehr", "Alte FEUERWEHR-Spritze",
    ]  # fmt: skip
    year = Filters(first=date(2022, 1, 1), last=date(2022, 12, 31))
    assert titles(index.browse(year, slice(0, 10))) == ["Feuerwehr löscht Scheune", "Markttag"]


def test_articles_without_a_date_can_be_looked_through_alone(index):
    assert titles(index.browse(Filters(), slice(0, 10), undated=True)) == ["Alte FEUERWEHR-Spritze"]
