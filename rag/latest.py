"""For what runs for days: the answerer of the newest generation of an index, without a restart."""

from __future__ import annotations

import logging
import threading

from index.errors import DatelineError
from index.generation import current_generation
from index.search import ArticleIndex
from rag.answer import Answerer

_log = logging.getLogger(__name__)


class LatestAnswerer:
    """Gives an answerer for each question; a question keeps the one that it was given, and so one generation."""

    def __init__(self, answerer: Answerer) -> None:
        """Begin with an answerer already open."""
        self._answerer = answerer
        self._retired: list[ArticleIndex] = []
        self._refused: str | None = None
        self._lock = threading.Lock()

    def current(self) -> Answerer:
        """Return the answerer of the generation that is published now.

        A newer generation that cannot be opened is left alone, with a warning, and the older one goes on answering.
        """
        with self._lock:
            answerer = self._answerer
            try:
                published = current_generation(answerer.index.folder).name
                if published in (answerer.index.manifest.generation, self._refused):
                    return answerer
                # Refused until the next one is published, unless it opens: a broken one is not tried at each question.
                self._refused = published
                index = ArticleIndex.open(answerer.index.folder, answerer.index.embedder)
            except DatelineError as error:
                _log.warning("the newest index is not used: %s", error)
                return answerer
            # A question may still be reading the one before; the one before that is done with.
            for done in self._retired:
                done.close()
            self._retired = [answerer.index]
            self._answerer = Answerer(index, answerer.settings, answerer.llm, answerer.note)
            return self._answerer

    def close(self) -> None:
        """Close the answerer and every index that it has had."""
        with self._lock:
            for index in self._retired:
                index.close()
            self._retired = []
            self._answerer.close()
