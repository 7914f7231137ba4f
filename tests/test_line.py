"""The line for the language model: fair, visible, and left by whoever goes away."""

from __future__ import annotations

import threading

from index.search import ArticleIndex
from index.types import Filters
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel
from tests.page_tools import BRIDGE
from ui.line import Line
from ui.panels.asking import Question, steps

GOOD = "Die Brücke kostete am Ende 131 Millionen Euro [1]."


def test_places_are_given_in_the_order_of_arrival_and_move_up():
    line = Line(1)
    first, second, third = line.place(), line.place(), line.place()
    one, two, three = first.__enter__(), second.__enter__(), third.__enter__()
    assert list(one.wait()) == []
    assert next(two.wait()) == 1
    assert next(three.wait()) == 2
    # The second goes away before it is in: the third moves up, and is in when the first has left.
    second.__exit__(None, None, None)
    assert next(three.wait()) == 1
    first.__exit__(None, None, None)
    assert list(three.wait()) == []
    third.__exit__(None, None, None)


def test_who_waits_reads_quotes_and_sees_the_place_and_who_leaves_makes_way(sample_index):
    line = Line(1)
    with ArticleIndex.open(sample_index, HashEmbedder()) as index, line.place():
        answerer = Answerer(index, Settings(), ScriptedModel(GOOD, GOOD), None)
        waiting = steps(answerer, Question(BRIDGE, Filters()), "de", line, threading.Event())
        assert "131 Millionen Euro" in next(waiting).html
        assert "Auf Platz 1 in der Schlange" in next(waiting).html
        # Somebody who only wants quotes is served at once, whoever waits for the model; no words follow, so one step.
        quoting = steps(
            Answerer(index, Settings(), None, None), Question(BRIDGE, Filters()), "de", line, threading.Event()
        )
        assert [step.is_last for step in quoting] == [True]
        stop = threading.Event()
        leaving = steps(answerer, Question(BRIDGE, Filters()), "de", line, stop)
        next(leaving)
        stop.set()
        last = list(leaving)[-1]
        assert last.is_last
        assert last.answer.answerer == "extractive"
        waiting.close()
