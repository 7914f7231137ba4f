import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import ArticleIndex
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.from_json import answer_of_json
from rag.pointing import find_words
from rag.settings import Settings
from rag.types import Final, Token
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel

QUESTION = "Was kostete die Hafenbrücke am Ende?"
FIRST = "Am Ende kostete die Brücke 131 Millionen Euro, 47 Millionen mehr als beschlossen."


@pytest.fixture(scope="module")
def index(sample_index):
    with ArticleIndex.open(sample_index, HashEmbedder()) as opened:
        yield opened


def ask(index, words, question=QUESTION, answering="auto"):
    return Answerer(index, Settings(), ScriptedModel(words, points=True), None).ask(question, answering=answering)


def quotes(index, question=QUESTION):
    return Answerer(index, Settings(answering="extractive"), None, None).ask(question)


def test_the_quote_that_the_model_points_at_comes_first_and_the_others_stay_below_it(index):
    question = "Wie viel kostete die Hafenbrücke am Ende?"
    first, second, third = quotes(index, question).sentences
    assert second.text == FIRST
    answer = ask(index, "131 Millionen Euro [2]", question)
    assert answer.answerer == "llm"
    assert answer.sentences == (second, first, third)
    assert answer.text == f"{second.text} [2] {first.text} [1] {third.text} [3]"
    assert [one.marker for one in answer.citations] == [2, 1, 3]


def test_the_words_pointed_at_are_marked_in_their_article(index):
    cited = ask(index, "131 millionen Euro [1]").citations[0]
    text = index.article(cited.article_id).text
    assert text[cited.focus_start : cited.focus_end] == "131 Millionen Euro"
    assert cited.quote[slice(*cited.focus)] == "131 Millionen Euro"


def test_words_that_the_sentence_has_not_are_not_shown(index):
    answer = ask(index, "1 Milliarde Dollar [1]")
    assert answer.citations[0].focus is None
    assert "Milliarde" not in answer.text
    assert answer.sentences == quotes(index).sentences


def test_where_a_story_is_told_the_models_numbers_are_those_of_the_quotes(index):
    question = "Wie entwickelte sich der Bau der Hafenbrücke?"
    before = quotes(index, question)
    assert before.timeline
    for one in before.sentences[:2]:
        answer = ask(index, f"{one.text.split()[0]} [{one.markers[0]}]", question, answering="llm")
        assert answer.sentences[0].text == one.text


def test_nobody_sees_what_the_model_says_before_it_was_looked_up(index):
    model = ScriptedModel("1 Milliarde Dollar [1]", points=True)
    events = list(Answerer(index, Settings(), model, None).stream(QUESTION))
    assert [event.text for event in events if isinstance(event, Token)] == [""]
    assert isinstance(events[-1], Final)


def test_asked_for_alone_the_model_gives_the_one_quote(index):
    answer = ask(index, "131 Millionen Euro [1]", answering="llm")
    assert len(answer.sentences) == len(answer.citations) == 1
    assert answer.sentences[0].verdict == "verbatim"


@pytest.mark.parametrize(
    ("words", "question", "reason"),
    [
        ("die Brücke [1]", "Wie viel kostete die Brücke am Ende?", "wiederholte nur die Frage"),
        ("von Norderhaven [1]", "Wie viel kostete die Hafenbrücke am Ende?", "keine Zahl"),
        ("für den Verkehr [1]", "Wann war die Hafenbrücke am Ende fertig?", "keine Zeit"),
        ("Nicht im Archiv.", QUESTION, "keine Antwort"),
        ("131 Millionen [9]", QUESTION, "[9], keine Quelle"),
        ("131 Millionen", QUESTION, "nicht gedeckt"),
    ],
)
def test_what_is_no_answer_to_the_question_leaves_the_quotes_as_they_were(index, words, question, reason):
    before = quotes(index, question)
    answer = ask(index, words, question)
    assert (answer.answerer, answer.sentences) == ("extractive", before.sentences)
    assert reason in answer.note


def test_a_document_keeps_the_words_pointed_at_and_says_nothing_of_them_where_there_are_none(index):
    answer = ask(index, "131 Millionen Euro [1]")
    document = answer_as_json(answer)
    assert answer_of_json(document, answer.hits).citations == answer.citations
    assert "focus_start" not in answer_as_json(quotes(index))["citations"][0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ida Kern", "Ida Kern"),
        ("ida  kern", "Ida Kern"),
        ("die Kreide-Paläogen-Grenze", "Kreide-Paläogen-Grenze"),
        ("Kern Ida", None),
        ("Ida", "Ida"),
        ("Id", None),
        ("die", None),
        ("…", None),
    ],
)
def test_words_are_found_whatever_their_case_and_the_article_in_front(words, found):
    text = "An der Kreide-Paläogen-Grenze grub Ida Kern."
    span = find_words(words, text, "de")
    assert (text[slice(*span)] if span else None) == found


def test_words_may_stand_apart_by_however_many_signs():
    text = "So grub Ida – – – (die) Kern."
    assert text[slice(*find_words("Ida – die Kern", text, "de"))] == "Ida – – – (die) Kern"


@given(st.lists(st.sampled_from(["die", "Ida", "Kern", "7", "–", "…", "grub,"]), max_size=8), st.data())
def test_words_taken_from_a_text_are_found_in_it_if_they_say_anything(words, data):
    start = data.draw(st.integers(0, len(words)))
    taken = words[start : data.draw(st.integers(start, len(words)))]
    text = " ".join(words)
    span = find_words(" ".join(taken), text, "de")
    assert (span is not None) == any(word not in ("–", "…") for word in taken)
    if span:
        found = re.findall(r"\w+", text[slice(*span)])
        assert found == re.findall(r"\w+", " ".join(taken))[-len(found) :]
