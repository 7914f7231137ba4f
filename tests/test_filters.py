"""Under any filter, a search finds what comparing every allowed passage would find, and k of them where there are k."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.fusion import fuse
from index.search import ArticleIndex
from index.types import Filters
from tests.fakes import HashEmbedder

ARTICLES = 10_000  # so that one article is 0.01 %
FIRST_DAY = date(1990, 1, 1)
WORDS = [
    "harbour",
    "ships",
    "mayor",
    "council",
    "bridge",
    "flood",
    "storm",
    "ferry",
    "fish",
    "market",
    "strike",
    "coal",
]
CANDIDATES = 100  # of each side, as the index takes them


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filters")
    random = np.random.default_rng(5)
    with (folder / "a.jsonl").open("w") as file:
        for n in range(ARTICLES):
            words = " ".join(random.choice(WORDS, size=6))
            story = {
                "headline": f"Notice {n}",
                "articleBody": f"{words} number{n % 500}",
                "datePublished": str(FIRST_DAY + timedelta(days=n)),
                "publisher": f"{n % 200}.example",
                "inLanguage": "en",
            }
            file.write(json.dumps(story) + "\n")
    build_index([folder / "a.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as opened:
        yield opened


@st.composite
def filters(draw):
    """Draw filters that let through from a half of the articles to one of ten thousand, by one field or by two."""
    share = draw(st.sampled_from([0.5, 0.2, 0.1, 0.01, 0.001, 0.0001]))
    first = draw(st.integers(0, ARTICLES - 1))
    last = FIRST_DAY + timedelta(days=min(ARTICLES - 1, first + round(share * ARTICLES) - 1))
    by = draw(st.sampled_from(["days", "sources", "articles", "days and sources"]))
    some = draw(st.sets(st.integers(0, 199), min_size=1, max_size=max(1, round(share * 200))))
    if by == "articles":
        rows = np.random.default_rng(first).choice(ARTICLES, size=round(share * ARTICLES), replace=False)
        return frozenset(rows.tolist()), "articles"
    days = set(range(first, (last - FIRST_DAY).days + 1)) if by != "sources" else set(range(ARTICLES))
    sources = some if by != "days" else set(range(200))
    return frozenset(n for n in days if n % 200 in sources), (by, first, last, frozenset(some))


def as_filters(index, drawn):
    rows, how = drawn
    if how == "articles":
        ids = index.article_ids()
        return Filters(article_ids=tuple(ids[row] for row in rows))
    by, first, last, some = how
    return Filters(
        first=FIRST_DAY + timedelta(days=first) if by != "sources" else None,
        last=last if by != "sources" else None,
        sources=tuple(f"{n}.EXAMPLE" for n in some) if by != "days" else (),
    )


def best(scores, rows, k):
    """Return the k rows with the best scores above nothing, ties by row."""
    return sorted(((row, scores[row]) for row in rows if row in scores), key=lambda one: (-one[1], one[0]))[:k]


def by_comparing_all(index, question, rows, k, mode):
    """Search the allowed rows one by one; each article is one passage here, so rows are those of both."""
    matrix = index.vector_matrix()
    cosines = dict(enumerate((matrix @ index.embedder.embed_queries([question])[0]).tolist()))
    words = index._retriever.words(question, Filters())
    passages = dict(index._passages.search(words, ARTICLES))
    articles = dict(index._articles.search(words, ARTICLES))
    if mode == "dense":
        return best(cosines, rows, k)
    if mode == "lexical":
        return best(passages, rows, k)
    dense = [row for row, _ in best(cosines, rows, CANDIDATES)]
    lexical, whole = dict(best(passages, rows, CANDIDATES)), dict(best(articles, rows, CANDIDATES))
    found = sorted({*dense, *lexical})
    if not found:
        return []
    columns = [[scores.get(row, 0.0) for row in found] for scores in (cosines, cosines, lexical, whole)]
    scores = fuse(*(np.array(column, dtype=np.float32) for column in columns), index._passages.ceiling(words))
    return best(dict(zip(found, scores.tolist(), strict=True)), found, k)


@settings(max_examples=60, deadline=None)
@given(
    drawn=filters(),
    words=st.lists(st.sampled_from([*WORDS, "number7", "number499", "absent"]), min_size=1, max_size=4, unique=True),
    k=st.sampled_from([1, 10, 60]),
    mode=st.sampled_from(["dense", "lexical", "hybrid"]),
)
def test_a_filtered_search_equals_comparing_every_allowed_passage(index, drawn, words, k, mode):
    question = " ".join(words)
    rows, _ = drawn
    expected = by_comparing_all(index, question, rows, k, mode)
    hits = index.search(question, as_filters(index, drawn), k=k, mode=mode)
    ids = index.article_ids()
    scores = [hit.score for hit in hits]
    np.testing.assert_allclose(scores, [score for _, score in expected], rtol=1e-4, atol=1e-5)
    # Scores that differ by less than single precision tells may change places, and nothing else may.
    certain = {row for row, score in expected if not expected or score > expected[-1][1] + 1e-4}
    assert {ids[row] for row in certain} <= {hit.article.id for hit in hits} <= {ids[row] for row in rows}
    if mode != "lexical":
        assert len(hits) == min(k, len(rows))
