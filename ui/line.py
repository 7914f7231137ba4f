"""The line for the language model: one after the other, first come first served, everybody sees the place.

Only the model's words wait here; searches and quoted answers never do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# How often a place in line is looked at again; the page then shows it.
_LOOK_SECONDS = 1.0


class Line:
    """Lets so many in at once, in the order of arrival."""

    def __init__(self, at_once: int) -> None:
        """Open an empty line."""
        self._at_once = at_once
        self._waiting: list[object] = []
        self._moved = threading.Condition()

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Stand in line; whoever leaves the block, in the room or not, makes way for the next."""
        ticket = object()
        with self._moved:
            self._waiting.append(ticket)
        try:
            yield Place(self, ticket)
        finally:
            with self._moved:
                self._waiting.remove(ticket)
                self._moved.notify_all()

    def _ahead(self, ticket: object) -> int:
        """Return how many must leave before this ticket is in; 0 is in."""
        return max(0, self._waiting.index(ticket) + 1 - self._at_once)


class Place:
    """One person's place in a line."""

    def __init__(self, line: Line, ticket: object) -> None:
        """Use `Line.place`."""
        self._line = line
        self._ticket = ticket

    def wait(self) -> Iterator[int]:
        """Yield the place in line, from 1, now and each time it may have changed; end when it is one's turn."""
        line = self._line
        while True:
            with line._moved:
                ahead = line._ahead(self._ticket)
                if not ahead:
                    return
            yield ahead
            with line._moved:
                line._moved.wait(_LOOK_SECONDS)
