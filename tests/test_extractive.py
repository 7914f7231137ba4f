import json

import pytest

from index.build import build_index
from index.search import ArticleIndex
from rag.conflicts.fitting import holds_what_is_asked
from rag.conflicts.slots import slot_of
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


def test_a_sentence_that_has_what_is_asked_for_gains_on_one_that_has_not(tmp_path):
    said = "The flock of the farm was attacked. The flock of the farm was attacked on Monday by 3 dogs."
    (tmp_path / "a.jsonl").write_text(json.dumps({"headline": "Flock", "articleBody": said}))
    build_index([tmp_path / "a.jsonl"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as opened:
        by = {
            question: {one.text: one.score for one in picked(opened, question)}
            for question in ("Tell of the flock of the farm.", "How many of the flock of the farm?")
        }
    short, long = said[: said.index(".") + 1], said[said.index(".") + 2 :]
    plain, asked = by.values()
    assert plain[short] - plain[long] > asked[short] - asked[long]


@pytest.mark.parametrize(
    ("question", "text", "language", "holds"),
    [
        ("Wie viele Schafe riss der Wolf?", "Am Donnerstag sind elf tote Schafe gefunden worden.", "de", True),
        ("Wie viele Schafe riss der Wolf?", "Ein Wolf hat die Tiere gerissen.", "de", False),
        ("Was geschah 1931 mit der Brücke, und wie viel kostete sie?", "Die Brücke von 1931.", "de", False),
        ("Wann wurde die Brücke eröffnet?", "Am Freitag wurde sie freigegeben.", "de", True),
        ("Wann wurde die Brücke eröffnet?", "Im Mai war es so weit.", "de", True),
        ("Wann wurde die Brücke eröffnet?", "Sie wurde von vielen gefeiert.", "de", False),
        ("Who built the tower of Almsiel?", "It was built by Peter Harms.", "en", True),
        ("Who built the tower of Almsiel?", "The tower of Almsiel is tall.", "en", False),
    ],
)
def test_a_text_holds_what_is_asked_if_it_has_a_number_a_time_or_a_name_beside_the_questions(
    question, text, language, holds
):
    assert holds_what_is_asked(text, slot_of(question, language), language) == holds
