"""A reader of the chat page, as its server sees one: Gradio's own protocol, spoken by the standard library.

The page's own events are called, and not the API for machines: they read the conversation, keep the answer, render it,
and count the filters' articles, which is what a reader waits for.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import Any
from urllib.request import Request, urlopen

# A reader begins anew after so many questions; answers are shown with the earlier ones of their conversation.
_TURNS = 5
_SECONDS = 60.0
# Where the answer's conversation stands among the boxes that the page's event fills.
_CONVERSATION = 4


class PageReader:
    """One reader in one window."""

    def __init__(self, address: str) -> None:
        """Read which events the page has.

        Args:
            address: `http://host:port`.
        """
        self._address = address
        self._owner, self._window = secrets.token_urlsafe(16), secrets.token_hex(8)
        with urlopen(f"{address}/config", timeout=_SECONDS) as answer:
            events = json.load(answer)["dependencies"]
        self._events = {event["api_name"]: event["id"] for event in events}
        self._conversation, self._asked = "", 0

    def ask(self, question: str) -> str:
        """Ask; return the answer's markup once it stands.

        Raises:
            OSError: The server does not answer.
            RuntimeError: It answers with an error.
        """
        if self._asked % _TURNS == 0:
            self._conversation = ""
        self._asked += 1
        boxes = self._call("asked", question)
        self._conversation = boxes[_CONVERSATION]
        markup = str(boxes[0])
        if "failed" in markup[:60]:
            raise RuntimeError(markup)
        return markup

    def filter(self, question: str) -> None:
        """Count the articles that the filters leave, as the page does after each answer."""
        self._call("filtered", question)

    def _call(self, event: str, question: str) -> list[Any]:
        boxes = [self._owner, "", self._conversation, question, "", "", "", [], [], "", ""]
        body = {"data": boxes, "fn_index": self._events[event], "session_hash": self._window}
        request = Request(
            f"{self._address}/gradio_api/queue/join",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urlopen(request, timeout=_SECONDS) as answer:
            answer.read()
        address = f"{self._address}/gradio_api/queue/data?session_hash={self._window}"
        with urlopen(address, timeout=_SECONDS) as stream:
            for line in stream:
                said = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if said.get("msg") == "process_completed":
                    if not said["success"]:
                        raise RuntimeError(str(said["output"]))
                    found: list[Any] = said["output"]["data"]
                    return found
        raise RuntimeError("the server ended the stream before the answer")


def page_times(address: str) -> tuple[float, float]:
    """Return the milliseconds until the first byte of the page is there, and until all of its HTML is."""
    started = time.perf_counter()
    with urlopen(address, timeout=_SECONDS) as answer:
        answer.read(1)
        first = time.perf_counter() - started
        answer.read()
    return 1000 * first, 1000 * (time.perf_counter() - started)
