"""A language model that says what the test tells it, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.prompts import Message


class ScriptedModel:
    """Yields its next answer word by word; an exception in the script is raised instead."""

    name = "scripted"

    def __init__(self, *answers: str | Exception, points: bool = False, completions: Sequence[str] = ()) -> None:
        self.points = points
        self.completions = list(completions)
        self.completed: list[list[Message]] = []
        self._answers = list(answers)
        self.asked: list[list[Message]] = []
        self.grammars: list[str | None] = []
        self.pieces_taken = 0
        self.closed = False

    def stream(self, messages: Sequence[Message], grammar: str | None = None) -> Iterator[str]:
        self.asked.append(list(messages))
        self.grammars.append(grammar)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        for word in answer.split(" "):
            self.pieces_taken += 1
            yield word + " "

    def complete(self, messages: Sequence[Message], grammar: str | None = None) -> str:
        self.completed.append(list(messages))
        return self.completions.pop(0) if self.completions else "no"

    def close(self) -> None:
        self.closed = True
