"""The page itself: Gradio's boxes, wired to the desk behind them."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import DatelineError
from rag.answer import Answerer
from ui.acts import act, read_act
from ui.api.tools import Tool, machine_tools
from ui.desk import Boxes, Desk, FilterView, Reader, View
from ui.lean_blocks import LeanBlocks
from ui.panels.asking import MOST_QUESTION_CHARACTERS
from ui.panels.filters import FilterTexts
from ui.panels.frame import examples_html, filters_head_html, frame_html
from ui.rate import RateLimiter
from ui.words import accepted_language, words_for

# Sources up to which each has a box of its own to tick; a list to search in serves more.
_TICKED_SOURCES = 12


@dataclass(frozen=True, slots=True)
class _Components:
    """The page's boxes, as Gradio's components."""

    question: Any
    ask: Any
    stop: Any
    first: Any
    last: Any
    as_of: Any
    sources: Any
    languages: Any
    chart: Any
    answer: Any
    found: Any
    earlier: Any
    conversations: Any
    frame: Any
    examples: Any
    language: Any
    owner: Any
    conversation: Any
    dropped: Any
    alone: Any
    act: Any
    filters: Any

    @property
    def texts(self) -> list[Any]:
        """Return the boxes that make the filters."""
        return [
            self.question, self.first, self.last, self.as_of, self.sources, self.languages, self.dropped, self.alone,
        ]  # fmt: skip

    @property
    def who(self) -> list[Any]:
        """Return the boxes that say who reads what."""
        return [self.owner, self.language, self.conversation]

    @property
    def view(self) -> list[Any]:
        """Return the boxes that a `View` fills."""
        return [self.answer, self.found, self.earlier, self.conversations, self.conversation, self.stop, self.ask]

    @property
    def panel(self) -> list[Any]:
        """Return the boxes that a `FilterView` fills."""
        return [self.chart, self.sources, self.languages]

    @property
    def worded(self) -> list[Any]:
        """Return the boxes with words of the page on them."""
        return [
            self.frame, self.examples, self.question, self.ask, self.stop, self.first, self.last, self.as_of,
            self.filters,
        ]  # fmt: skip


def build_page(desk: Desk, limiter: RateLimiter, suite: Path) -> gr.Blocks:
    """Return the page as Gradio blocks."""
    with LeanBlocks(title="Dateline", fill_width=True) as page:
        _wire(page, _boxes(desk), desk, suite, _example_questions(desk.latest.current()))
        for tool in machine_tools(desk.latest):
            gr.api(_endpoint(tool, limiter), api_name=tool.__name__)
    return page


def _endpoint(tool: Tool, limiter: RateLimiter) -> Tool:
    """Return a tool as Gradio serves it: counted against who asks, its errors told, of which Gradio tells no others."""

    def endpoint(request: gr.Request, *values: Any) -> dict[str, Any]:
        try:
            limiter.check(request.username or (request.client.host if request.client else ""))
            return tool(*values)
        except DatelineError as error:
            raise gr.Error(str(error), print_exception=False) from error

    # Gradio reads names and types of the parameters from these.
    who = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    own = inspect.signature(tool, eval_str=True)
    endpoint.__signature__ = own.replace(parameters=[who, *own.parameters.values()])  # type: ignore[attr-defined]
    endpoint.__annotations__ = {"request": gr.Request, **inspect.get_annotations(tool, eval_str=True)}
    endpoint.__name__, endpoint.__doc__ = tool.__name__, tool.__doc__
    return endpoint


def _boxes(desk: Desk) -> _Components:
    coverage = desk.latest.current().index.coverage()
    many = len(coverage.sources) > _TICKED_SOURCES
    owner = gr.BrowserState(None, storage_key="dateline-reader", secret="dateline")
    conversation = gr.BrowserState("", storage_key="dateline-conversation", secret="dateline")
    frame = gr.HTML(elem_id="frame", padding=False, apply_default_css=False)
    with gr.Row(elem_id="bridge"):
        language = gr.Textbox(elem_id="language", show_label=False)
        dropped = gr.Textbox(elem_id="dropped", show_label=False)
        alone = gr.Textbox(elem_id="alone", show_label=False)
        act_box = gr.Textbox(elem_id="act", show_label=False)
    with gr.Row(elem_id="room"):
        with gr.Column(elem_id="rail", min_width=0):
            conversations = gr.HTML(elem_id="conversations", padding=False, apply_default_css=False)
        with gr.Column(elem_id="middle", min_width=0):
            with gr.Row(elem_id="asking"):
                question = gr.Textbox(
                    elem_id="question", label="Question", autofocus=True, lines=1, max_lines=4, show_label=False,
                    max_length=MOST_QUESTION_CHARACTERS, scale=8,
                )  # fmt: skip
                ask = gr.Button("Ask", elem_id="ask", variant="primary", scale=1, min_width=80)
                stop = gr.Button("Stop", elem_id="stop", scale=1, min_width=80, visible=False)
            chart = gr.HTML(elem_id="chart", padding=False, apply_default_css=False)
            filters = gr.HTML(elem_id="filters-head", padding=False, apply_default_css=False)
            # No accordion: a closed one has no boxes for the chart to fill.
            with gr.Column(elem_id="filters"):
                with gr.Row():
                    first, last, as_of = (
                        gr.Textbox(elem_id=name, label=name, min_width=120) for name in ("first", "last", "as-of")
                    )
                if many:
                    sources = gr.Dropdown([], multiselect=True, label="Sources", elem_id="by-source")
                else:
                    sources = gr.CheckboxGroup([], label="Sources", elem_id="by-source")
                languages = gr.CheckboxGroup([], label="Languages", elem_id="by-language")
            examples = gr.HTML(elem_id="examples", padding=False, apply_default_css=False)
            answer = gr.HTML(elem_id="answer", padding=False, apply_default_css=False)
            earlier = gr.HTML(elem_id="earlier", padding=False, apply_default_css=False)
        with gr.Column(elem_id="beside", min_width=0):
            found = gr.HTML(elem_id="sources", padding=False, apply_default_css=False)
    return _Components(
        question, ask, stop, first, last, as_of, sources, languages, chart, answer, found, earlier, conversations,
        frame, examples, language, owner, conversation, dropped, alone, act_box, filters,
    )  # fmt: skip


def _wire(page: gr.Blocks, boxes: _Components, desk: Desk, suite: Path, examples: list[str]) -> None:
    def opened(owner: Any, chosen: Any, conversation: Any, request: gr.Request) -> list[Any]:
        owner = _text(owner) or secrets.token_urlsafe(16)
        reader = _reader(owner, chosen, request)
        view = desk.opened(reader, _text(conversation))
        panel = desk.filters(reader, _text(conversation), Boxes())
        rooms = [name for name, *_ in page.pages]
        return [owner, *_worded(desk, reader, examples, rooms), *_shown(view), *_panel(panel, reader)]

    def asked(request: gr.Request, owner: Any, chosen: Any, conversation: Any, *values: Any) -> Iterator[list[Any]]:
        for view in desk.ask(_reader(owner, chosen, request), _text(conversation), _filled(*values)):
            yield _shown(view)

    def stopped(owner: Any, chosen: Any, request: gr.Request) -> None:
        desk.stop(_reader(owner, chosen, request))

    def filtered(request: gr.Request, owner: Any, chosen: Any, conversation: Any, *values: Any) -> list[Any]:
        reader = _reader(owner, chosen, request)
        return _panel(desk.filters(reader, _text(conversation), _filled(*values)), reader)

    def acted(owner: Any, chosen: Any, conversation: Any, said: Any, request: gr.Request) -> list[Any]:
        return _shown(act(desk, _reader(owner, chosen, request), read_act(_text(said)), _text(conversation), suite))

    # Values come and go as they are; to look at each box's takes Gradio a thread's turn.
    hidden: dict[str, Any] = {
        "show_progress": "hidden", "api_visibility": "private", "preprocess": False, "postprocess": False,
    }  # fmt: skip
    everything = [boxes.owner, *boxes.worded, *boxes.view, *boxes.panel]
    page.load(opened, boxes.who, everything, **hidden)
    boxes.language.change(opened, boxes.who, everything, **hidden)
    asking = [
        trigger(asked, [*boxes.who, *boxes.texts], boxes.view, concurrency_id="ask", **hidden)
        for trigger in (boxes.question.submit, boxes.ask.click)
    ]
    boxes.stop.click(stopped, [boxes.owner, boxes.language], None, **hidden)
    filtering = [box.change for box in boxes.texts]
    gr.on(filtering, filtered, [*boxes.who, *boxes.texts], boxes.panel, trigger_mode="always_last", **hidden)
    for done in asking:
        done.then(filtered, [*boxes.who, *boxes.texts], boxes.panel, **hidden)
    boxes.act.change(acted, [*boxes.who, boxes.act], boxes.view, trigger_mode="multiple", **hidden)


def _reader(owner: Any, chosen: Any, request: gr.Request) -> Reader:
    address = request.client.host if request.client else ""
    language = accepted_language(request.headers.get("accept-language"), _text(chosen))
    name = request.username
    return Reader(f"user:{name}" if name else f"browser:{owner}", language, name or address, request.session_hash or "")


def _filled(
    question: Any, first: Any, last: Any, as_of: Any, sources: Any, languages: Any, dropped: Any, alone: Any
) -> Boxes:
    """Return what stands in the boxes; whatever a browser sends becomes text, or a list of texts."""
    texts = FilterTexts(_text(first), _text(last), _text(as_of), _texts(sources), _texts(languages))
    return Boxes(_text(question), texts, _text(dropped), _text(alone))


def _text(sent: Any) -> str:
    return str(sent or "")


def _texts(sent: Any) -> tuple[str, ...]:
    return tuple(map(str, sent)) if isinstance(sent, list) else ()


def _shown(view: View) -> list[Any]:
    parts = [view.answer, view.sources, view.earlier, view.conversations, view.conversation]
    running = (
        [gr.skip(), gr.skip()]
        if view.running is None
        else [gr.update(visible=view.running), gr.update(visible=not view.running)]
    )
    return [*(gr.skip() if part is None else part for part in parts), *running]


def _panel(panel: FilterView, reader: Reader) -> list[Any]:
    words = words_for(reader.language)
    if panel.facets is None:
        return [panel.chart, gr.skip(), gr.skip()]
    return [
        panel.chart,
        gr.update(choices=panel.facets.sources, label=words["sources"]),
        gr.update(choices=panel.facets.languages, label=words["languages"]),
    ]


def _worded(desk: Desk, reader: Reader, examples: list[str], rooms: list[str]) -> list[Any]:
    words = words_for(reader.language)
    return [
        frame_html(desk.latest.current().index.coverage(), reader.language, rooms),
        examples_html(examples, reader.language),
        gr.update(placeholder=words["placeholder"], label=words["question"]),
        gr.update(value=words["ask"]),
        gr.update(value=words["stop"]),
        gr.update(label=words["from_day"], placeholder=words["day_hint"]),
        gr.update(label=words["to_day"], placeholder=words["day_hint"]),
        gr.update(label=words["as_of_day"], placeholder=words["as_of_hint"]),
        filters_head_html(reader.language),
    ]


def _example_questions(answerer: Answerer) -> list[str]:
    """Return the questions for an empty page: those of the sample archive, where this is it."""
    from ui.examples import SAMPLE_QUESTIONS

    # Searching also loads the encoder, so that the first reader need not wait for it.
    question, title = SAMPLE_QUESTIONS[0]
    is_sample = any(hit.article.title == title for hit in answerer.index.search(question))
    return [question for question, _ in SAMPLE_QUESTIONS] if is_sample else []
