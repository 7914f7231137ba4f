"""The four things that a machine may do with an archive, over Gradio's API and MCP alike; all of them only read.

Their names, types and docstrings become the description that a client sees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.errors import SettingsError
from rag.as_json import answer_as_json, coverage_as_json, search_as_json
from rag.latest import LatestAnswerer
from rag.types import Answering
from ui.filters import filters_of_texts
from ui.panels.asking import MOST_QUESTION_CHARACTERS

_MOST_HITS = 100

Tool = Callable[..., dict[str, Any]]


def machine_tools(latest: LatestAnswerer) -> list[Tool]:
    """Return the functions; each takes plain values and gives what the command line prints with `--json`."""

    def search(
        question: str,
        first: str = "",
        last: str = "",
        sources: list[str] | None = None,
        languages: list[str] | None = None,
        as_of: str = "",
        k: int = 10,
    ) -> dict[str, Any]:
        """Search the archive's passages by meaning and words; each comes with its article's title, date and source.

        Args:
            question: What to look for, in any language.
            first: Earliest date of publication: 2022, 2022-09 or 2022-09-14. Empty sets no limit.
            last: Latest date of publication, likewise.
            sources: Only these sources; see list_sources.
            languages: Only these languages, as two letters.
            as_of: Leave out everything that appeared after this date.
            k: Number of passages, 1 to 100.
        """
        filters = filters_of_texts(first, last, as_of, sources or [], languages or [])
        asked = _question(question)
        return search_as_json(latest.current().search(asked, filters, k=min(max(int(k), 1), _MOST_HITS)))

    def ask(
        question: str,
        first: str = "",
        last: str = "",
        sources: list[str] | None = None,
        languages: list[str] | None = None,
        as_of: str = "",
        with_model: bool = False,
    ) -> dict[str, Any]:
        """Answer a question from the archive; every sentence cites the dated passage that it rests on.

        Args:
            question: In any language.
            first: Earliest date of publication: 2022, 2022-09 or 2022-09-14. Empty sets no limit.
            last: Latest date of publication, likewise.
            sources: Only these sources; see list_sources.
            languages: Only these languages, as two letters.
            as_of: Answer as if it were this date.
            with_model: Let the language model word the answer, which takes seconds; else sentences are quoted.
        """
        filters = filters_of_texts(first, last, as_of, sources or [], languages or [])
        answering: Answering = "auto" if with_model else "extractive"
        return answer_as_json(latest.current().ask(_question(question), filters, answering=answering))

    def get_article(article_id: str) -> dict[str, Any]:
        """Return one article whole, by the article_id of a passage or citation.

        Args:
            article_id: As search and ask give it.
        """
        try:
            article = latest.current().index.article(article_id)
        except KeyError as error:
            fix = "take the article_id of a hit or citation"
            raise SettingsError(f'there is no article "{article_id[:80]}"', where="article_id", fix=fix) from error
        return {
            "article_id": article.id,
            "title": article.title,
            "text": article.text,
            "published": article.published.edtf if article.published else None,
            "source": article.source,
            "authors": list(article.authors),
            "url": article.url,
            "language": article.language,
        }

    def list_sources() -> dict[str, Any]:
        """Return what the archive holds: articles, first and last day, and articles by source and language."""
        coverage = latest.current().index.coverage()
        return {**coverage_as_json(coverage), "languages": coverage.languages}

    return [search, ask, get_article, list_sources]


def _question(question: str) -> str:
    if not question.strip():
        raise SettingsError("the question is blank", where="question", fix="ask something")
    return question[:MOST_QUESTION_CHARACTERS]
