"""Gradio's page without what it spends on boxes that nobody changed."""

from __future__ import annotations

import asyncio
import copy

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from eval.bench.page_client import PageReader
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import options
from ui.lean_blocks import LeanBlocks

STEPS = [
    ["words", gr.skip(), gr.skip(), 1],
    [gr.skip(), gr.update(visible=False), gr.update(choices=["a", "b"]), 2],
    [gr.skip(), gr.skip(), gr.skip(), 3],
    [gr.skip(), gr.skip(), gr.update(choices=["a"], value=["a"]), 4],
    ["other words", gr.update(value="Stop"), gr.skip(), 5],
]


def page_of(kind: type[gr.Blocks]) -> gr.Blocks:
    with kind() as page:
        boxes = [gr.HTML(), gr.Button(), gr.CheckboxGroup(), gr.State(0)]
        one = gr.CheckboxGroup(["a"])
        page.load(lambda: None, None, boxes)
        page.load(lambda: None, None, one)
    return page


def sent(page: gr.Blocks, state: SessionState, event: int, values: object) -> list[object]:
    made = asyncio.run(page.postprocess_data(page.fns[event], values, state))
    # Gradio wraps what leaves an HTML box alone once more.
    return [gr.skip() if value == {**gr.skip(), "props": gr.skip()} else value for value in made]


def test_what_is_sent_to_the_boxes_is_what_gradio_sends():
    ours, theirs = page_of(LeanBlocks), page_of(gr.Blocks)
    here, there = SessionState(ours), SessionState(theirs)
    for step in STEPS:
        assert sent(ours, here, 0, copy.deepcopy(step)) == sent(theirs, there, 0, copy.deepcopy(step))
        assert list(here.state_data.values()) == list(there.state_data.values()) == [step[-1]]


@pytest.mark.parametrize("value", [["a"], [], gr.skip(), gr.update(choices=["b"])])
def test_an_event_of_one_box_is_left_to_gradio(value):
    ours, theirs = page_of(LeanBlocks), page_of(gr.Blocks)
    assert sent(ours, SessionState(ours), 1, value) == sent(theirs, SessionState(theirs), 1, value)


def test_a_box_that_a_step_leaves_alone_stays_the_component_that_it_was():
    page = page_of(LeanBlocks)
    state = SessionState(page)
    text, button, *_ = page.fns[0].outputs
    sent(page, state, 0, ["words", gr.skip(), gr.skip(), 1])
    assert state[button._id] is button
    sent(page, state, 0, [gr.skip(), gr.update(visible=False), gr.skip(), 2])
    assert state[button._id] is not button
    assert state[text._id] is text


def test_a_window_that_asks_on_and_on_holds_no_more_of_gradios_boxes(sample_index, tmp_path, monkeypatch):
    from ui import chat

    pages, build = [], chat.build_page
    monkeypatch.setattr(chat, "build_page", lambda *given: pages.append(build(*given)) or pages[-1])
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        address = chat.serve(Answerer(index, Settings(llm="none"), None, None), options(tmp_path), block=False)
        reader = PageReader(address)

        def held() -> int:
            for _ in range(25):
                assert "131" in reader.ask("Was kostete die Brücke am Ende?")
                reader.filter("Was kostete die Brücke am Ende?")
            (state,) = pages[0].app.state_holder.session_data.values()
            return len(state.blocks_config.blocks)

        # As many questions fill what is kept of events under way; as many more add nothing.
        first = held()
        assert held() == first


def test_no_statistics_of_events_are_kept():
    queue = page_of(LeanBlocks)._queue
    assert queue.ANALYTICS_MAX_EVENTS == 1
    assert queue.ANAYLTICS_CACHE_FREQUENCY > 10**6
