"""What the page does when a reader asks, filters, or turns to another conversation: values in, HTML out.

Knows nothing of Gradio, so that `ui.chat` only wires boxes to it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from index.errors import DatelineError
from rag.answer import Answerer
from rag.conversation.follow_ups import Turn as ToldTurn
from rag.latest import LatestAnswerer
from rag.types import Answer
from ui.conversations.snapshot import kept, restored, told_in
from ui.conversations.store import ConversationStore, Turn
from ui.german.phrases import message_in
from ui.line import Line
from ui.panels.asking import MOST_QUESTION_CHARACTERS, Question, steps
from ui.panels.buttons import button
from ui.panels.conversations import earlier_html, list_html, tools_html
from ui.panels.evidence import sources_html
from ui.panels.filters import Facets, FilterTexts, facets_of
from ui.panels.histogram import histogram_html
from ui.rate import RateLimiter
from ui.rendering import answer_html, chips_html, error_html, searching_html
from ui.words import words_for


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads.

    Args:
        owner: Whose conversations these are: a user's name, or a random one that the browser keeps.
        language: Of the page's own words.
        user: Whom questions are counted against: a user's name, or an address.
        window: Tells the windows of one reader apart, so that one's stop button does not stop another's answer.
    """

    owner: str
    language: str
    user: str
    window: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """What stands in the boxes of the page.

    Args:
        dropped: Time words that the reader took away.
        alone: A question that is to be asked alone, without what the conversation was about before.
    """

    question: str = ""
    texts: FilterTexts = field(default_factory=FilterTexts)
    dropped: str = ""
    alone: str = ""

    def asked(self, turns: Sequence[Turn]) -> Question:
        """Return what is asked in a conversation.

        Asked again, a question refers to what it referred to the first time, not to itself.

        Raises:
            SettingsError: A filter's box holds no date, or the span ends before it begins.
        """
        words = self.question[:MOST_QUESTION_CHARACTERS]
        earlier = [] if self.alone == self.question else list(turns)
        while earlier and earlier[-1].answer["question"] == words:
            earlier.pop()
        history: list[ToldTurn] = [told_in(turn.answer) for turn in earlier]
        return Question(words, self.texts.filters(), history)


@dataclass(frozen=True, slots=True)
class View:
    """Parts of the page to show anew; None leaves a part as it is.

    Args:
        conversation: Id of the conversation that is open; empty when it is a new one.
        running: Whether there is something to stop.
    """

    answer: str | None = None
    sources: str | None = None
    earlier: str | None = None
    conversations: str | None = None
    conversation: str | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class FilterView:
    """The filter panel: its chart, and what each source and language would leave; None where a box is no date."""

    chart: str
    facets: Facets | None


class Desk:
    """Serves all readers of one archive; safe to share between threads."""

    def __init__(self, latest: LatestAnswerer, store: ConversationStore, limiter: RateLimiter, line: Line) -> None:
        """Sit down at an archive."""
        self.latest = latest
        self.store = store
        self._limiter = limiter
        self._line = line
        self._running: dict[str, threading.Event] = {}

    def ask(self, reader: Reader, conversation: str, boxes: Boxes) -> Iterator[View]:
        """Yield what the page shows while a question is answered; a failure becomes a message of the page.

        Args:
            conversation: The one that is open, whose turns the question may refer to; empty begins a new one.
        """
        words = words_for(reader.language)
        if not boxes.question.strip():
            yield View(answer=error_html(words["blank"], None), running=False)
            return
        seconds = self._limiter.wait_seconds(reader.user)
        if seconds:
            yield View(answer=error_html(words["fast"], words["fast_fix"].format(seconds=seconds)), running=False)
            return
        # A new question moves the answer that is shown to the earlier ones.
        answerer = self.latest.current()
        turns = self.turns(reader, conversation)
        yield View(
            answer=searching_html(boxes.question, reader.language),
            earlier=self._earlier(turns, answerer, reader.language),
            running=True,
        )
        stop = self._running[reader.window] = threading.Event()
        try:
            asked = boxes.asked(turns)
            reading = _reading(answerer, asked, boxes.dropped)
            for step in steps(reading, asked, reader.language, self._line, stop):
                beside = sources_html(step.answer, reader.language) if step.answer else None
                if step.is_last and step.answer is not None:
                    yield self._ended(reader, conversation, step.answer, beside)
                    return
                yield View(answer=step.html, sources=beside)
            yield View(answer=error_html(words["stopped"], None), running=False)
        except DatelineError as error:
            fix = message_in(error.fix, reader.language) if error.fix else None
            yield View(answer=error_html(message_in(error.what, reader.language), fix), running=False)
        finally:
            if self._running.get(reader.window) is stop:
                del self._running[reader.window]

    def stop(self, reader: Reader) -> None:
        """Stop the model that answers in a reader's window; the quoted answer then stands."""
        running = self._running.get(reader.window)
        if running is not None:
            running.set()

    def filters(self, reader: Reader, conversation: str, boxes: Boxes) -> FilterView:
        """Return the filter panel: what the boxes and the question's own time words leave.

        Args:
            conversation: The one that is open; the hits of its last answer are marked.
        """
        answerer = self.latest.current()
        turns = self.turns(reader, conversation)
        try:
            asked = boxes.asked(turns)
        except DatelineError as error:
            return FilterView(
                f'<p class="warning" role="status">{escape(message_in(error.what, reader.language))}</p>', None
            )
        alone, applied = asked.alone(), asked.filters
        if alone.strip():
            applied = _reading(answerer, asked, boxes.dropped).understand(alone, applied)
        hits = restored(turns[-1].answer, answerer.index).hits if turns else ()
        facets = facets_of(answerer.index, applied, reader.language)
        chart = histogram_html(
            facets.over_time, applied, reader.language, left=facets.left, total=facets.total, hits=hits
        )
        time_only = replace(applied, sources=(), languages=(), as_of=None)
        chips = chips_html(time_only, reader.language, removable=True) if applied.time_words else ""
        return FilterView(chips + _dropped_html(boxes.dropped, alone, reader.language) + chart, facets)

    def opened(self, reader: Reader, conversation: str) -> View:
        """Return the page with a conversation open; an unknown one opens a new one."""
        answerer = self.latest.current()
        turns = self.turns(reader, conversation)
        listed = self.store.listed(reader.owner)
        if not turns:
            return View("", "", "", list_html(listed, None, reader.language), "", running=False)
        last = restored(turns[-1].answer, answerer.index)
        tools = tools_html(last, conversation, turns[-1].number, turns[-1].verdict, reader.language)
        return View(
            answer=answer_html(last, reader.language, tools=tools),
            sources=sources_html(last, reader.language),
            earlier=self._earlier(turns[:-1], answerer, reader.language),
            conversations=list_html(listed, conversation, reader.language),
            conversation=conversation,
            running=False,
        )

    def turns(self, reader: Reader, conversation: str) -> list[Turn]:
        """Return the turns of a reader's own conversation; none of another's."""
        held = self.store.conversation(reader.owner, conversation) if conversation else None
        return self.store.turns(held.id) if held else []

    def listed(self, reader: Reader, conversation: str) -> str:
        """Return the list of conversations anew."""
        return list_html(self.store.listed(reader.owner), conversation, reader.language)

    def _ended(self, reader: Reader, conversation: str, answer: Answer, beside: str | None) -> View:
        kept_in, number = self.store.append(reader.owner, conversation or None, kept(answer))
        tools = tools_html(answer, kept_in, number, None, reader.language)
        return View(
            answer=answer_html(answer, reader.language, tools=tools),
            sources=beside,
            conversations=self.listed(reader, kept_in),
            conversation=kept_in,
            running=False,
        )

    def _earlier(self, turns: list[Turn], answerer: Answerer, language: str) -> str:
        return earlier_html([restored(turn.answer, answerer.index) for turn in turns], language)


def _reading(answerer: Answerer, asked: Question, dropped: str) -> Answerer:
    """Return the answerer for a question, one blind to its time words where the reader took just these away."""
    if not dropped:
        return answerer
    said = answerer.understand(asked.alone(), asked.filters).time_words
    return answerer.without_time_words() if said == dropped else answerer


def _dropped_html(dropped: str, question: str, language: str) -> str:
    if not dropped or dropped not in question:
        return ""
    words = words_for(language)
    told = words["dropped"].format(words=dropped)
    again = button("restore", words["restore"], style="quiet")
    return f'<p class="chips"><span class="chip">{escape(told)} {again}</span></p>'
