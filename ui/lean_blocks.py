"""Gradio's page, without what it spends on every answer and nobody looks at (seen in 6.31).

- It makes a component anew for each box that a step updates, and for each that the step leaves as it is: a third of the
  interpreter's time under load. It files them in the window's session under numbers of their own, for as long as the
  window is open and an hour longer: 0.1 MB a question. Only the newest are ever looked up.
- It keeps statistics of its last 10,000 events, and counts them all again, with pandas, after each one.
"""

from __future__ import annotations

import copy
import os
from typing import Any

import gradio as gr

# Of components that were replaced; those of events that are under way, and an event updates fewer than ten boxes.
_KEPT = 32
# Gradio's own settings: how many events it remembers, and after how many it counts them.
_NO_STATISTICS = {"GRADIO_ANALYTICS_MAX_EVENTS": "1", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9)}


class LeanBlocks(gr.Blocks):
    """Blocks that touch only the boxes which a step changes, and forget what was replaced."""

    def __init__(self, **options: Any) -> None:
        """Begin a page; options as of `gr.Blocks`."""
        for name, value in _NO_STATISTICS.items():
            os.environ.setdefault(name, value)
        super().__init__(analytics_enabled=False, **options)

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """Return what is sent to the boxes of an event, as Gradio does."""
        boxes = block_fn.outputs
        if len(boxes) == 1 or not isinstance(predictions, list) or len(predictions) != len(boxes):
            return await super().postprocess_data(block_fn, predictions, state)
        changed = [n for n, value in enumerate(predictions) if not _is_skip(value)]
        sent: list[Any] = [None if box.stateful else gr.skip() for box in boxes]
        if changed:
            event = copy.copy(block_fn)
            event.outputs = [boxes[n] for n in changed]
            values = [predictions[n] for n in changed]
            # An event of one box is given its value, and not a list of one.
            made = await super().postprocess_data(event, values if len(values) > 1 else values[0], state)
            for n, value in zip(changed, made, strict=True):
                sent[n] = value
        if state is not None:
            self._forget_replaced(state)
        return sent

    def _forget_replaced(self, state: Any) -> None:
        blocks = state.blocks_config.blocks
        own = self.default_config.blocks
        current = {blocks[name]._id for name in own if name in blocks}
        filed = [name for name in blocks if name not in own and name not in current]
        for name in sorted(filed)[:-_KEPT]:
            del blocks[name]
            state.config_values.pop(name, None)


def _is_skip(value: Any) -> bool:
    return isinstance(value, dict) and value == gr.skip()
