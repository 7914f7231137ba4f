"""From a question to the steps of its answer on the page. Knows nothing of Gradio.

Closing the iterator, or setting `stop`, stops the language model and leaves the line for it.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from index.types import Filters
from rag.answer import Answerer
from rag.conversation.follow_ups import Turn, stand_alone
from rag.types import Answer, AnswerEvent, Draft, Final, Token
from ui.line import Line
from ui.rendering import answer_html, waiting_html, writing_html

MOST_QUESTION_CHARACTERS = 2000
# How soon a stop is noticed.
_LOOK_SECONDS = 0.1

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Args:
        words: As typed.
        filters: That the reader set.
        history: Earlier turns that the words may refer to, oldest first.
    """

    words: str
    filters: Filters
    history: Sequence[Turn] = ()

    def alone(self) -> str:
        """Return the question as it is answered, which can be understood without the ones before it."""
        as_of = self.filters.as_of
        return stand_alone(self.words, self.history, as_of or date.today(), as_of).question


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows at one moment.

    Args:
        html: The answer as far as it has come; empty at the last step, which is shown with what can be done with it.
        answer: The answer that is shown, where it is another than a step ago; None keeps the sources as they are.
        is_last: The answer stands.
    """

    html: str
    answer: Answer | None = None
    is_last: bool = False


def steps(answerer: Answerer, question: Question, language: str, line: Line, stop: threading.Event) -> Iterator[Step]:
    """Yield the quoted answer, then a model's words as they come, then the answer that stands.

    Quotes that no model's words follow are the answer that stands, and are not yielded before.

    Args:
        language: Of the page's own words.
        line: For the language model; quotes never wait.
        stop: Set by the reader who wants no more; the quoted answer then stands.

    Raises:
        DatelineError: As `Answerer.stream` does.
    """
    draft: Answer | None = None
    written = ""
    for event in _beside(_events(answerer, question, line), stop):
        if isinstance(event, Draft):
            draft = event.answer
            if not answerer.stands(draft):
                yield Step(answer_html(draft, language), draft)
        elif isinstance(event, int) and draft is not None:
            yield Step(waiting_html(draft, event, language))
        elif isinstance(event, Token) and draft is not None:
            written += event.text
            yield Step(writing_html(written, draft, language))
        elif isinstance(event, Final):
            yield Step("", event.answer, is_last=True)
            return
    if draft is not None:
        yield Step("", draft, is_last=True)


def _events(answerer: Answerer, question: Question, line: Line) -> Iterator[AnswerEvent | int]:
    """Yield the events of an answer, and between quotes and model the place in line."""
    with contextlib.ExitStack() as held:
        # Closed before the line is left, so that the next in line finds the model free.
        place = held.enter_context(line.place()) if answerer.llm is not None else None
        stream: Generator[AnswerEvent] = answerer.stream(  # type: ignore[assignment]
            question.words, question.filters, history=question.history
        )
        for event in held.enter_context(contextlib.closing(stream)):
            yield event
            if isinstance(event, Draft) and place is not None and not event.answer.abstained:
                yield from place.wait()


def _beside(events: Generator[Event] | Iterator[Event], stop: threading.Event) -> Iterator[Event]:
    """Yield events that a thread of their own makes, until they end or it is time to stop.

    Whoever reads may leave at any moment: the page's server waits for a generator that is busy, with everybody's
    questions behind it, and a model that reads its prompt is busy for seconds. The thread then ends by itself.
    """
    made: queue.SimpleQueue[Event | Exception | None] = queue.SimpleQueue()

    def make() -> None:
        try:
            with contextlib.closing(events):  # type: ignore[type-var]
                for event in events:
                    made.put(event)
                    if stop.is_set():
                        break
        except Exception as error:  # raised again where it is read
            made.put(error)
        made.put(None)

    threading.Thread(target=make, daemon=True).start()
    try:
        while not stop.is_set():
            try:
                event = made.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event
    finally:
        stop.set()
