"""Keeps a window's memory flat, which Gradio lets grow with every answer.

Gradio makes a component anew for each update and files it in the window's session under a number of its own, for as
long as the window is open and an hour longer (seen in 6.31: 0.1 MB a question). Only the newest are ever looked up.
"""

from __future__ import annotations

import contextlib
from typing import Any

import anyio.from_thread
import gradio as gr

# Those of events that are under way; an event updates fewer than ten boxes.
_KEPT = 32


def forget_replaced(page: gr.Blocks, request: gr.Request) -> None:
    """Drop what is filed of components that were replaced; called in a worker thread, it works in Gradio's own."""
    # These are Gradio's own affairs: a version that keeps them elsewhere grows, and answers all the same.
    with contextlib.suppress(AttributeError):
        anyio.from_thread.run_sync(_forget, page, request.session_hash)


def _forget(page: gr.Blocks, window: str | None) -> None:
    holder = page.app.state_holder
    if window not in holder.session_data:
        return
    state: Any = holder.session_data[window]
    blocks = state.blocks_config.blocks
    own = page.default_config.blocks
    current = {blocks[name]._id for name in own if name in blocks}
    filed = [name for name in blocks if name not in own and name not in current]
    for name in sorted(filed)[:-_KEPT]:
        del blocks[name]
        state.config_values.pop(name, None)
