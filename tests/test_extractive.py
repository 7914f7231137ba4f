import json

import pytest

from index.build import build_index
from index.search import ArticleIndex
from rag.extractive import pick_sentences
from tests.fakes import HashEmbedder

TEXTS = [
    ("Bridge", "The new bridge cost 84 million euros. Fish was sold at the market. Ok."),
    ("Bridge again", "The new bridge cost 127 million euros. The weather stayed fine all week."),
    ("Bridge reprint", "The new bridge cost 84 million euros! Nothing else was said on that day."),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extractive")
    lines = [{"headline": title, "articleBody": text, "datePublished": "2022"} for title, text in TEXTS]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    build_index([folder / "a.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as opened:
        yield opened


def picked(index, question, count=6):
    return pick_sentences(index, question, "en", index.search(question), count)


def test_the_sentence_that_shares_the_questions_words_comes_first(index):
    assert picked(index, "How fine was the weather all week?")[0].text == "The weather stayed fine all week."


def test_the_same_words_are_shown_once_and_another_figure_is_shown_too(index):
    texts = [one.text for one in picked(index, "What did the new bridge cost in euros?")]
    assert sum("84 million" in text for text in texts) == 1
    assert "The new bridge cost 127 million euros." in texts


def test_scraps_are_no_evidence_and_every_piece_is_exact(index):
    found = picked(index, "What did the new bridge cost in euros?")
    assert all(one.text != "Ok." for one in found)
    assert all(one.article.text[one.start : one.end] == one.text for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_no_more_than_asked_for(index):
    assert len(picked(index, "What did the new bridge cost?", count=2)) == 2
    assert pick_sentences(index, "What?", "en", [], 3) == []
