from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bench.follow_ups import LABELLED, is_right, read_labelled
from index.errors import SuiteError
from index.search import ArticleIndex
from index.types import Filters
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.conversation.follow_ups import Told, Turn, Understood, stand_alone, turn_of
from rag.settings import Settings
from rag.times.note import time_note
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel

TODAY = date(2024, 6, 12)
COST = "Was kostete die Hafenbrücke?"


def after(before, question, *told):
    return stand_alone(question, [Turn(before, tuple(Told(one, None) for one in told))], TODAY)


@pytest.fixture(scope="module")
def answerer(sample_index):
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        yield Answerer(index, Settings(answering="extractive"), None, None)


@pytest.mark.parametrize(
    ("before", "told", "question", "alone"),
    [
        ("Wann wurde die Hafenbrücke gebaut?", "", "Und wer hat sie gebaut?", "Wer hat die Hafenbrücke gebaut?"),
        ("Was kostete der neue Bahnhof?", "", "Wer hat ihn bezahlt?", "Wer hat den neuen Bahnhof bezahlt?"),
        ("Wer ist Bürgermeisterin?", "Bürgermeisterin ist Petra Lang.", "Wie alt ist sie?", "Wie alt ist Petra Lang?"),
        ("Wer baute die Brücke?", "Die Brücke baute Jan Holm.", "Wann wurde sie gesperrt?", "Wann wurde die Brücke gesperrt?"),
        ("Wer baute die Brücke?", "Die Brücke baute Jan Holm.", "Wie alt ist er?", "Wie alt ist Jan Holm?"),
        ("Wie viele kamen 2021 zum Fest?", "", "Und 2022?", "Wie viele kamen 2022 zum Fest?"),
        ("Wer gewann die Wahl 2021?", "", "Und 2017?", "Wer gewann die Wahl 2017?"),
        ("Was beschloss der Rat im Mai 2021?", "", "Und im Juni?", "Was beschloss der Rat im Juni 2021?"),
        ("Was beschloss der Rat im Mai 2021?", "", "Wer widersprach ihm?", "Wer widersprach dem Rat (im Mai 2021)?"),
        ("Was beschloss der Rat im Mai 2021?", "", "Was tat er danach?", "Was tat der Rat danach?"),
        ("Wie hoch war die Miete in Bonn?", "", "Und in Köln?", "Wie hoch war die Miete in Köln?"),
        ("Wann wurde das Bad geschlossen?", "", "Warum?", "Warum wurde das Bad geschlossen?"),
        ("Wer schloss das Bad?", "", "Warum?", "Wer schloss das Bad? Warum?"),
        ("Was kostete die Brücke am Ende?", "", "Wer hat sie bezahlt?", "Wer hat die Brücke bezahlt?"),
        ("Wie viele kamen am Ende?", "", "Und am Anfang?", "Wie viele kamen am Anfang?"),
        ("Wie viele Gäste kamen am Ende zum Fest?", "", "Wer hat es eröffnet?", "Wer hat das Fest eröffnet?"),
        ("Wie hoch war die Miete in Bonn im Schnitt?", "", "Wer hat sie erhöht?", "Wer hat die Miete in Bonn erhöht?"),
        ("Wer wohnte am Ende der Straße?", "", "Wann wurde sie gebaut?", "Wann wurde die Straße gebaut?"),
        ("Wie viele kamen am Ende des Jahres 2021 ins Bad?", "", "Wer hat es eröffnet?", "Wer hat das Bad eröffnet (am Ende des Jahres 2021)?"),
        ("How much did the bridge cost in the end?", "", "Who paid for it?", "Who paid for the bridge?"),
        ("Who led the club at the beginning?", "", "Who owned it?", "Who owned the club?"),
        ("Wo liegt die Werft?", "", "Wie viele Leute arbeiten dort?", "Werft: Wie viele Leute arbeiten dort?"),
        ("When was the bridge built?", "", "And who built it?", "Who built the bridge?"),
        ("How did the court rule?", "", "What were its reasons?", "What were the court's reasons?"),
        ("Who won in Ohio in 2019?", "", "And in Texas?", "Who won in Texas in 2019?"),
        ("How many goals did Messi score?", "", "What about Ronaldo?", "How many goals did Ronaldo score?"),
        ("Who owns the mill?", "It belongs to Carl Dunn.", "What else does he own?", "What else does Carl Dunn own?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_made_to_stand_alone_and_it_is_told_how(before, told, question, alone):
    found = after(before, question, *([told] if told else []))
    assert found.question == alone
    assert found.asked == question
    assert found.why


@pytest.mark.parametrize(
    "question",
    [
        "Wann wurde der Leuchtturm gebaut?",
        "Was gibt es Neues vom Freibad?",
        "Können Sie mir sagen, wer die Werft gekauft hat?",
        "Warum trat Merkel zurück und wer folgte ihr?",
        "What did the bank say about its profits?",
        "Is it true that the brewery was sold?",
        "Was there a strike at the airport?",
        "Danke!",
        "",
    ],
)
def test_what_stands_alone_is_left_as_it_is(question):
    assert after("Wo liegt die Werft?", question, "Die Werft liegt in Kiel.") == Understood(question, question)


def test_without_anything_before_it_nothing_is_changed():
    assert stand_alone("Und 2022?", [], TODAY) == Understood("Und 2022?", "Und 2022?")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_labelled_follow_ups_are_understood(language):
    cases = [case for case in read_labelled(LABELLED[0]) if case.language == language]
    assert len(cases) >= 30
    assert sum(map(is_right, cases)) / len(cases) >= 0.9


def test_a_labelled_line_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text("de\tWo?\tUnd?\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="3 columns, not five") as error:
        list(read_labelled(file))
    assert error.value.where == f"{file}:1"


WORDS = ["Und", "wer", "sie", "es", "it", "the", "der", "Brücke", "2022", "in", "Kiel", "this", "plan", "dort", "there",
         "Why", "?", ",", "ihre", "„", "(", "\\", "[", "im Mai", "what about"]  # fmt: skip
SENTENCE = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)


@settings(deadline=None)  # the first question compiles patterns
@given(SENTENCE, SENTENCE, SENTENCE)
def test_no_conversation_is_too_odd(before, told, question):
    found = after(before, question, told)
    assert found.asked == question
    assert (found.question == question) or found.why


def test_the_answer_says_what_was_asked_and_what_was_understood(answerer):
    history = [turn_of(answerer.ask(COST))]
    answer = answerer.ask("Und wann wurde sie eröffnet?", history=history)
    assert (answer.asked, answer.question) == ("Und wann wurde sie eröffnet?", "Wann wurde die Hafenbrücke eröffnet?")
    found = answer_as_json(answer)
    assert found["question"] == "Und wann wurde sie eröffnet?"
    assert found["understood_as"] == "Wann wurde die Hafenbrücke eröffnet?"
    assert "Hafenbrücke" in found["understood_why"]
    undone = answer_as_json(answerer.ask("Und wann wurde sie eröffnet?"))
    assert undone["understood_as"] is None


def test_a_follow_up_finds_what_its_stand_alone_question_finds(answerer):
    history = [turn_of(answerer.ask(COST))]
    follow, alone = (
        answerer.ask("Und wie lang ist sie?", history=history),
        answerer.ask("Wie lang ist die Hafenbrücke?"),
    )
    assert [hit.passage.id for hit in follow.hits] == [hit.passage.id for hit in alone.hits]


def test_the_model_is_given_the_question_that_was_understood(answerer):
    model = ScriptedModel("Nicht im Archiv.")
    asked = Answerer(answerer.index, Settings(answering="llm"), model, None)
    asked.ask("Und wer hat sie gebaut?", history=[Turn(COST)])
    assert "Wer hat die Hafenbrücke gebaut?" in model.asked[0][-1].content


def test_new_time_words_take_the_place_of_the_old_and_the_users_own_days_stand(answerer):
    history = [Turn("Wie viele Gäste kamen im Juli 2021 zum Hafenfest?")]
    answer = answerer.ask("Und 2022?", today=TODAY, history=history)
    assert (answer.filters.first, answer.filters.last) == (date(2022, 7, 1), date(2022, 7, 31))
    own = Filters(first=date(2019, 1, 1))
    assert answerer.ask("Und 2022?", own, today=TODAY, history=history).filters == own


def test_it_is_said_when_an_events_time_is_read_as_that_of_printing(answerer):
    answer = answerer.ask("Wie viele Gäste kamen im Juli 2021 zum Hafenfest?", today=TODAY)
    assert (
        answer.time_note
        == "„im Juli 2021“ ist als Zeit des Erscheinens gelesen; was zu anderer Zeit darüber erschien, fehlt."
    )
    assert answer_as_json(answer)["time_note"] == answer.time_note
    assert answerer.ask("Was wurde im Juli 2021 über das Hafenfest berichtet?", today=TODAY).time_note is None
    assert "filtert nicht" in answerer.ask("Was geschah im Mai 1950?", today=TODAY).time_note


def test_of_days_that_the_user_set_nothing_is_said():
    own = Filters(first=date(2019, 1, 1))
    assert time_note("What happened in May 2020?", own, TODAY, "en") is None
    assert "is no filter here" in time_note("What happened in May 2020?", Filters(), TODAY, "en")
    applied = Filters(date(2020, 5, 1), date(2020, 5, 31), time_words="in May 2020")
    assert "time of publication" in time_note("What happened in May 2020?", applied, TODAY, "en")
