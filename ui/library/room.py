"""The library as a page of the Gradio app: its head; what is below it, the page's script fetches from the routes."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.library.library import Library
from ui.panels.frame import frame_html
from ui.words import accepted_language

ROOM = "library"


def add_library(page: gr.Blocks, library: Library) -> None:
    """Make the library a room of the page, at an address of its own."""
    with page.route("Library", f"/{ROOM}", show_in_navbar=False):
        frame = gr.HTML(elem_id="frame", padding=False, apply_default_css=False)
        with gr.Row(elem_id="bridge"):
            language = gr.Textbox(elem_id="language", show_label=False)
        gr.HTML(elem_id=ROOM, padding=False, apply_default_css=False)

        def opened(chosen: str, request: gr.Request) -> str:
            spoken = accepted_language(request.headers.get("accept-language"), chosen)
            coverage = library.latest.current().index.coverage()
            return frame_html(coverage, spoken, [name for name, *_ in page.pages], ROOM)

        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(opened, [language], [frame], **hidden)
        language.change(opened, [language], [frame], **hidden)
