import json
import threading
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.filtering import allowed_articles
from index.search import ArticleIndex
from index.types import Filters
from tests.fakes import HashEmbedder
from tests.test_duplicates import CUT, STORY

DATES = ["2021", "2021-05", "2021-05-20", "2021-12-31", "2022-01-01", "2022-02", "1998~", None]
SOURCES = ["a.example", "B.example", None]
PLACES = ["Norderhaven", "Suhl", "Kiel", "Bergen"]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    stories = [
        {
            "headline": f"{place} report {n}",
            "articleBody": f"The harbour of {place} counted {n} ships. The mayor spoke of number {n}.",
            "datePublished": published,
            "publisher": source,
            "inLanguage": language,
            "id": f"r{n}",
        }
        for n, (published, source, place, language) in enumerate(product(DATES, SOURCES, PLACES, ["de", "en"]))
    ]
    reprints = [
        {"headline": "Bridge opens", "articleBody": STORY, "datePublished": "2022-05-01", "publisher": "a.example"},
        {"headline": "Bridge is open", "articleBody": CUT, "datePublished": "2022-05-03", "publisher": "b.example"},
    ]
    lines = [{name: value for name, value in story.items() if value is not None} for story in stories + reprints]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    build_index([folder / "a.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as opened:
        yield opened


def articles_of(index):
    return [index.article(name) for name in index.article_ids()]


days = st.none() | st.dates(date(1996, 1, 1), date(2022, 12, 31))
filters = st.builds(
    Filters,
    first=days,
    last=days,
    sources=st.sampled_from([(), ("a.example",), ("b.EXAMPLE",), ("nobody.example",)]),
    languages=st.sampled_from([(), ("de",), ("en", "de")]),
    as_of=days,
)


def passes(article, wanted: Filters) -> bool:
    """Say in plain words, one article at a time, what the filters mean."""
    span = article.published
    if (wanted.first or wanted.last or wanted.as_of) and span is None:
        return False
    if span and not span.overlaps(wanted.first, wanted.last):
        return False
    if wanted.as_of and span.last > wanted.as_of:
        return False
    if wanted.sources and (article.source or "").casefold() not in [name.casefold() for name in wanted.sources]:
        return False
    return not wanted.languages or article.language in wanted.languages


@settings(max_examples=60, deadline=None)
@given(wanted=filters, mode=st.sampled_from(["hybrid", "dense"]))
def test_a_filter_returns_exactly_what_passes_it(index, wanted, mode):
    expected = {article.id for article in articles_of(index) if passes(article, wanted)}
    hits = index.search("ships in the harbour of Kiel", wanted, k=500, mode=mode)
    stories = {other.article_id for hit in hits for other in hit.also_in}
    assert {hit.article.id for hit in hits} | (stories & expected) == expected
    assert index.coverage(wanted).articles == len(expected)


@settings(max_examples=30, deadline=None)
@given(wanted=filters)
def test_a_lexical_search_under_a_filter_is_the_free_one_with_the_others_struck_out(index, wanted):
    free = index.search("harbour Norderhaven ships", k=500, mode="lexical")
    expected = [(h.passage.id, h.score) for h in free if passes(h.article, wanted) and not h.also_in]
    found = index.search("harbour Norderhaven ships", wanted, k=500, mode="lexical")
    assert [(h.passage.id, h.score) for h in found if not h.also_in] == expected


def test_k_hits_come_back_whenever_k_exist(index):
    for k in (1, 5, 150):
        hits = index.search("harbour", k=k)
        assert [hit.rank for hit in hits] == list(range(1, k + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_group_of_reprints_is_shown_once_with_its_other_printings(index):
    hits = index.search("Norderhaven bridge cost 212 million", k=200)
    bridges = [hit for hit in hits if "ridge" in hit.article.title]
    assert len({hit.article.id for hit in bridges}) == 1
    (other,) = bridges[0].also_in
    assert (other.title, other.kind) == ("Bridge is open", "reprint") or (other.title, other.kind) == (
        "Bridge opens",
        "original",
    )


def test_as_of_hides_later_printings_of_a_story_too(index):
    hits = index.search("Norderhaven bridge cost 212 million", Filters(as_of=date(2022, 5, 2)), k=200)
    bridges = [hit for hit in hits if "ridge" in hit.article.title]
    assert [(hit.article.title, hit.also_in) for hit in bridges] == [("Bridge opens", ())]


def test_an_undated_article_is_counted_and_passes_no_date_filter(index):
    whole = index.coverage()
    undated = len(SOURCES) * len(PLACES) * 2
    assert whole.undated == undated
    assert index.coverage(Filters(first=date(1, 1, 1))).articles == whole.articles - undated


def test_an_outside_id_leads_to_its_article_and_an_unknown_one_to_none(index):
    name = index.article_id_of("r3")
    assert index.article(name).outside_id == "r3"
    assert index.article_id_of("r99999") is None
    with pytest.raises(KeyError):
        index.article("nothing")


@pytest.mark.parametrize(("question", "k"), [("", 3), ("  ", 3), ("harbour", 0)])
def test_a_blank_question_or_no_hits_wanted_is_a_mistake_of_the_caller(index, question, k):
    with pytest.raises(ValueError, match=r"blank|at least 1"):
        index.search(question, k=k)


def test_threads_get_the_same_hits(index):
    expected = index.search("harbour of Bergen", k=20)
    found = []
    threads = [threading.Thread(target=lambda: found.append(index.search("harbour of Bergen", k=20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_a_thread_that_ended_leaves_its_connection_to_the_next(index):
    def ask():
        index.search("ships of Kiel")

    for _ in range(3):
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
    held = len(index._store._connections)
    for _ in range(20):
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
    assert len(index._store._connections) == held


def test_months_and_sources_of_the_coverage_add_up(index):
    coverage = index.coverage()
    assert sum(coverage.months.values()) + coverage.undated == coverage.articles
    assert sum(coverage.sources.values()) == sum(coverage.languages.values()) == coverage.articles
    assert coverage.last - coverage.first > timedelta(days=365)


def test_article_ids_are_a_filter_too(index):
    some = tuple(index.article_ids()[5:9])
    assert {hit.article.id for hit in index.search("harbour", Filters(article_ids=some), k=50)} == set(some)
    mask = allowed_articles(index._table, Filters(article_ids=some))
    assert np.flatnonzero(mask).tolist() == [5, 6, 7, 8]


def test_the_neighbours_of_a_hit_are_the_passages_around_it_in_its_article(tmp_path):
    sentences = [
        f"Sentence number {n} of this long story speaks of the harbour wall and its keeper." for n in range(80)
    ]
    archive = tmp_path / "a.jsonl"
    archive.write_text(json.dumps({"title": "Harbour", "text": " ".join(sentences)}) + "\n")
    build_index([archive], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        passages = [passage for _, passage in index.passages()]
        assert len(passages) > 3
        assert index.neighbours(passages[0]) == ([], [passages[1]])
        assert index.neighbours(passages[2], 2) == (passages[:2], passages[3:5])
        assert index.neighbours(passages[-1], 1) == ([passages[-2]], [])
        assert index.neighbours(passages[1], 0) == ([], [])
