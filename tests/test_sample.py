"""The sample archive holds what its page says."""

import json
from collections import Counter

import pytest

from index.archives import read_archives
from index.search import ArticleIndex
from index.types import Record
from tests.conftest import ROOT, SAMPLE
from tests.fakes import HashEmbedder

RECORDS = list(read_archives([SAMPLE]))
SUITES = (ROOT / "docs" / "sample-suite.json", *sorted((ROOT / "docs" / "suites").glob("*.json")))
SUITE = [
    case for path in SUITES if path.stem != "baseline" for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
]


@pytest.fixture(scope="module")
def index(sample_index):
    with ArticleIndex.open(sample_index, HashEmbedder()) as opened:
        yield opened


def test_every_record_of_the_sample_is_good():
    assert len(RECORDS) == 67
    assert all(isinstance(record, Record) for record in RECORDS)


def test_it_has_many_articles_in_two_languages_and_at_every_precision(index):
    coverage = index.coverage()
    assert (coverage.articles, coverage.undated) == (66, 1)
    assert min(coverage.languages["de"], coverage.languages["en"]) >= 20
    assert set(coverage.languages) == {"de", "en"}
    precisions = Counter(record.published.precision for record in RECORDS if record.published)
    assert {"day", "month", "year", "circa"} <= set(precisions)
    assert precisions["month"] >= 15
    years = {record.published.first.year for record in RECORDS if record.published}
    assert years >= set(range(2019, 2025))


def test_the_planted_reprint_is_one_group_and_nothing_else_is(index):
    hits = index.search("Seehunde vor Lüttoog verendet", k=66)
    groups = {frozenset({hit.article.title, *(other.title for other in hit.also_in)}) for hit in hits if hit.also_in}
    assert groups == {
        frozenset(
            {
                "Rätselhafter Tod von 140 Seehunden vor Lüttoog",
                "140 SEEHUNDE VOR LUETTOOG VERENDET - VOGELGRIPPEVIRUS GEFUNDEN",
            }
        )
    }


def test_the_planted_duplicate_is_stored_once(index):
    assert [entry.place for entry in index.ledger("duplicate")] == ["sample/harbourtimes.jsonl.gz:11"]


@pytest.mark.parametrize("words", ["<script>", "onerror=", "Ignoriere alle", "84.000", "61,000", "bestritten"])
def test_what_is_planted_is_there(words):
    assert any(words in record.text for record in RECORDS)


@pytest.mark.parametrize("case", SUITE, ids=[case["id"] for case in SUITE])
def test_gold_quotes_stand_in_the_article_that_is_named(index, case):
    assert bool(case.get("gold")) != bool(case.get("abstain"))
    for gold in case.get("gold", ()):
        named = [
            a for a in map(index.article, index.article_ids()) if (a.title, a.source) == (gold["title"], gold["source"])
        ]
        assert len(named) == 1
        assert gold.get("quote", "") in named[0].text
