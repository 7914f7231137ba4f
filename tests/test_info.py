"""What `dateline info` prints is what the index holds."""

import json
import re

import pytest

from index.build import build_index
from index.search import ArticleIndex
from tests.fakes import HashEmbedder
from tests.test_duplicates import CUT, STORY
from ui.terminal_info import bars_of, print_info

GERMAN = "Der Stadtrat von Kiel hat am Abend beschlossen, die Brücke über den Hafen im Frühjahr neu zu bauen."
# Two printings of one story, one of them twice; a German article of a month, one of a year, and one without a date.
STORIES = [
    {"headline": "Bridge", "articleBody": STORY, "datePublished": "1901-05-03", "publisher": "a.example"},
    {"headline": "Bridge", "articleBody": STORY, "datePublished": "1901-05-03", "publisher": "a.example"},
    {"headline": "The bridge", "articleBody": CUT, "datePublished": "1901-05-04", "publisher": "b.example"},
    {"headline": "Rat", "articleBody": GERMAN, "datePublished": "1901-06", "publisher": "a.example"},
    {"headline": "Boats", "articleBody": "The boats of the harbour went out to sea again.", "datePublished": "1903"},
    {"headline": "Rain", "articleBody": "It has been raining in the harbour for a long time."},
]


@pytest.fixture
def lines(tmp_path, capsys):
    """Return what info prints of an index of `STORIES`, one line each."""
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in STORIES))
    build_index([tmp_path / "a.jsonl"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        sizes = {"text": index.text_bytes(), **index.sizes()}
        print_info(index.manifest, index.coverage(), index.date_orders(), index.date_origins(), sizes)
    return capsys.readouterr().out.splitlines()


def test_info_tells_what_is_held_of_whom_from_when_and_what_it_weighs(lines):
    told = {line[:12].strip(): line[12:].strip() for line in lines if not line[:1].isdigit()}
    # Six records: one is the same as another, and of the five that are left two print one story.
    assert (told["articles"], told["passages"]) == ("5", "5")
    assert told["duplicates"] == "1 exact, 1 group of near ones"
    # A year is all of its days, so the last one may be the 31st of December.
    assert told["published"] == "1901-05-03 to 1903-12-31, 1 without a date"
    assert told["dates from"] == "markup 4, unknown 1"
    assert told["languages"] == "en 4, de 1"
    assert told["sources"] == "unknown 2, a.example 2, b.example 1"
    assert told["model"] == "word-hash-64 (ffffffffffff)"
    assert told["vectors"] == "SQfp16, 64 dimensions"
    assert re.fullmatch(r"\d+ kB, of which text 1 kB: articles\.npz \d+ kB, lexical \d+ kB, .*", told["on disk"])
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:+]+ from", told["built"])


def test_info_draws_a_bar_for_every_year_with_the_largest_forty_characters_long(lines):
    # Three articles of 1901 are 40 characters, one of 1903 is 40 / 3 = 13; 1902 lies between them and has none.
    assert lines[-3:] == [f"1901 {'█' * 40} 3", "1902  0", f"1903 {'█' * 13} 1"]


def test_many_years_are_drawn_by_fives_and_tens():
    assert bars_of({}) == []
    assert bars_of({"1999": 2, "2001": 1}) == [("1999", 2), ("2000", 0), ("2001", 1)]
    # 40 years are more lines than a chart has; by fives they are nine, the first and the last of them not full.
    fives = bars_of({"1983": 1, "1984": 1, "2022": 5})
    assert (fives[0], fives[1], fives[-1], len(fives)) == (("1980-1984", 2), ("1985-1989", 0), ("2020-2024", 5), 9)
    assert bars_of({"1850": 1, "2022": 1})[0] == ("1850-1859", 1)
