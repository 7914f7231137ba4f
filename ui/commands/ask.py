"""search and ask: a question's commands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.options import DateParam, day_of, filter_options, filters_from, index_option, json_option

if TYPE_CHECKING:
    from index.types import DateSpan


@click.command()
@click.argument("question")
@index_option
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="Number of hits.")
@filter_options
@click.option("--mode", type=click.Choice(["hybrid", "dense", "lexical"]), default="hybrid", show_default=True)
@json_option
def search(
    question: str,
    index: Path,
    k: int,
    first: DateSpan | None,
    last: DateSpan | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    today: DateSpan | None,
    mode: Any,
    as_json: bool,
) -> None:
    """Find the passages nearest to QUESTION."""
    from index.search import ArticleIndex
    from rag.answer import Answerer
    from rag.as_json import search_as_json
    from rag.settings import Settings
    from ui.terminal import print_search

    _refuse_blank(question)
    filters = filters_from(first, last, sources, languages)
    with ArticleIndex.open(index) as opened:
        answerer = Answerer(opened, Settings(answering="extractive"), None, None)
        result = answerer.search(question, filters, k=k, mode=mode, today=day_of(today))
        coverage = opened.coverage(result.filters)
    if as_json:
        click.echo(json.dumps(search_as_json(result), ensure_ascii=False))
    else:
        print_search(result, coverage)


@click.command()
@click.argument("question")
@index_option
@filter_options
@click.option("--as-of", type=DateParam(), help="Answer as if this were the day: nothing published later is used.")
@click.option(
    "--after",
    multiple=True,
    metavar="QUESTION",
    help='An earlier question that this one follows on ("And in 2022?"); may be repeated, oldest first.',
)
@click.option(
    "--answerer",
    type=click.Choice(["auto", "extractive", "llm"]),
    help="Who answers: quoted sentences, the language model, or the model where its words hold (default).",
)
@json_option
def ask(
    question: str,
    index: Path,
    first: DateSpan | None,
    last: DateSpan | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    today: DateSpan | None,
    as_of: DateSpan | None,
    after: tuple[str, ...],
    answerer: str | None,
    as_json: bool,
) -> None:
    """Answer QUESTION from the archive, each sentence with its source."""
    from rag.answer import open_answerer
    from rag.as_json import answer_as_json
    from rag.conversation.follow_ups import Turn, turn_of
    from rag.settings import load_settings
    from ui.terminal import print_answer_stream

    for one in (*after, question):
        _refuse_blank(one)
    filters = filters_from(first, last, sources, languages, as_of)
    settings = load_settings(os.environ, Path.cwd(), answering=answerer)
    opened = open_answerer(index, settings)
    try:
        history: list[Turn] = []
        for earlier in after:
            # What the model would make of it is not needed to know what was spoken of.
            told = opened.ask(earlier, filters, answering="extractive", today=day_of(today), history=history)
            history.append(turn_of(told))
        if as_json:
            answer = opened.ask(question, filters, today=day_of(today), history=history)
            click.echo(json.dumps(answer_as_json(answer), ensure_ascii=False))
        else:
            print_answer_stream(opened.stream(question, filters, today=day_of(today), history=history))
    finally:
        opened.close()


def _refuse_blank(question: str) -> None:
    if not question.strip():
        raise click.UsageError("The question is blank.")


COMMANDS = (search, ask)
