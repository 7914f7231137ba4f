"""The room as a page of its own of the Gradio app, wired to the desk behind it, which is made when first used."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.routing import Route

from rag.latest import LatestAnswerer
from ui.acts import read_act
from ui.evaluation_room.routes import evaluation_routes
from ui.panels.frame import frame_html
from ui.serving import ServingOptions, suite_file
from ui.words import accepted_language

if TYPE_CHECKING:
    from ui.evaluation_room.desk import EvaluationDesk, Open, RoomView
    from ui.evaluation_room.runs import Runs

PATH = "evaluation"


def evaluation_is_served(options: ServingOptions) -> bool:
    """Tell whether the server has the room: not where anybody may come in, since a run takes minutes of the machine."""
    is_for_anybody = options.open_to_all and options.auth_file is None
    # Processes inherit a lock; Windows has no such thing.
    return not is_for_anybody and sys.platform != "win32"


def add_evaluation_room(page: gr.Blocks, latest: LatestAnswerer, options: ServingOptions) -> list[Route]:
    """Add the room to the app; return the routes that belong to it. Nothing of `eval` is loaded until it is used."""
    if not evaluation_is_served(options):
        return []

    @functools.cache
    def runs() -> Runs:
        from ui.evaluation_room.runs import Runs

        return Runs(options.data / PATH)

    @functools.cache
    def desk() -> EvaluationDesk:
        from ui.evaluation_room.desk import EvaluationDesk

        return EvaluationDesk(runs(), latest, options.suites, suite_file(options.data))

    with page.route("Evaluation", PATH, show_in_navbar=False):
        _wire(page, latest, desk)
    return evaluation_routes(runs)


def _wire(page: gr.Blocks, latest: LatestAnswerer, desk: Any) -> None:
    shown: dict[str, Any] = {"padding": False, "apply_default_css": False}
    frame = gr.HTML(elem_id="frame", **shown)
    with gr.Row(elem_id="bridge"):
        language = gr.Textbox(elem_id="language", show_label=False)
        act = gr.Textbox(elem_id="act", show_label=False)
    with gr.Row(elem_id="evaluation"):
        with gr.Column(elem_id="plans", min_width=0):
            form, running, runs = (gr.HTML(elem_id=name, **shown) for name in ("new-form", "running", "runs"))
        with gr.Column(elem_id="results", min_width=0):
            told, run = (gr.HTML(elem_id=name, **shown) for name in ("told", "answer"))
    state = gr.State(None)
    parts = [form, told, running, runs, run, state]

    # The state is an `Open` or None; Gradio reads these annotations, and `Open` is not loaded yet.
    def opened(chosen: str, open_now: Any, request: gr.Request) -> list[Any]:
        spoken = _spoken(chosen, request)
        head = frame_html(latest.current().index.coverage(), spoken, [name for name, *_ in page.pages], PATH)
        return [head, *_shown(desk().opened(_known(open_now), spoken))]

    def acted(chosen: str, said: str, open_now: Any, request: gr.Request) -> list[Any]:
        known = _known(open_now)
        return _shown(desk().act(read_act(said), known, _spoken(chosen, request)), known)

    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    page.load(opened, [language, state], [frame, *parts], **hidden)
    language.change(opened, [language, state], [frame, *parts], **hidden)
    act.change(acted, [language, act, state], parts, trigger_mode="multiple", **hidden)


def _known(open_now: Open | None) -> Open:
    from ui.evaluation_room.desk import Open

    return open_now or Open()


def _spoken(chosen: str, request: gr.Request) -> str:
    return accepted_language(request.headers.get("accept-language"), chosen)


def _shown(view: RoomView, before: Open | None = None) -> list[Any]:
    parts = [view.form, view.told, view.running, view.runs, view.run]
    # What the room tells by itself must not undo what was opened meanwhile.
    opened = gr.skip() if view.open == before else view.open
    return [*(gr.skip() if part is None else part for part in parts), opened]
