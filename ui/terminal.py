"""What the commands print for people: colour on a terminal, plain text elsewhere.

Text from articles is data: it is never read as markup, and control characters are taken out of it, so that no article
can move the cursor or colour the screen.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from index.models import ModelSpec
    from index.types import Coverage, DateSpan, Hit
    from rag.conflicts.disagreement import Conflict
    from rag.types import Answer, AnswerEvent, Citation, SearchResult

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"\w{4,}")
_PASSAGE_CHARACTERS = 420
_VERDICT_MARKS = {"verbatim": ("✓", "green"), "supported": ("≈", "yellow"), "unsupported": ("?", "red")}
PIPE_WIDTH = 100  # columns where the output is no terminal


def console() -> Console:
    """Return a console for stdout; rich honours NO_COLOR by itself."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=PIPE_WIDTH)


def clean(text: str) -> str:
    """Return a text from an article, safe to print: no control or direction characters, on one line."""
    return re.sub(r"\s+", " ", _CONTROL.sub("", text.replace("\n", " "))).strip()


def print_models(models: Sequence[tuple[ModelSpec, bool]]) -> None:
    """Print the models by name."""
    table = Table(box=None, pad_edge=False)
    for heading in ("model", "size", "", "about"):
        table.add_column(heading, overflow="fold")
    for spec, here in models:
        table.add_row(spec.name, f"{spec.size / 1e6:,.0f} MB", "here" if here else "not here", spec.about)
    console().print(table)


def print_search(result: SearchResult, coverage: Coverage) -> None:
    """Print hits: rank, date, source, title, and the passage with the question's words marked."""
    out = console()
    words = {word.casefold() for word in _WORD.findall(result.question)}
    if result.filters.time_words:
        out.print(Text(f"only {span_of(result)} (from “{clean(result.filters.time_words)}”)", style="dim"))
    for hit in result.hits:
        out.print(_heading(hit))
        out.print(Padding(_marked(clean(hit.passage.text), words), (0, 0, 0, 4), expand=False))
        if hit.also_in:
            others = ", ".join(f"{clean(o.source or '?')} {_date(o.published)} ({o.kind})" for o in hit.also_in)
            out.print(Text(f"also in {others}", style="dim"))
        out.print()
    if not result.hits:
        out.print(f"[yellow]nothing found[/] in {coverage.articles:,} articles")
    out.print(
        Text(f"{len(result.hits)} hits in {coverage.articles:,} articles, {result.timings_ms['total']:.0f} ms", "dim")
    )


def print_answer_stream(events: Iterator[AnswerEvent]) -> None:
    """Print an answer as it grows: quoted sentences at once, then a model's words in their place."""
    from rag.types import Draft, Final, Token

    out = console()
    answer: Answer | None = None
    if not out.is_terminal:
        for event in events:
            answer = event.answer if isinstance(event, Final) else answer
    else:
        written = ""
        with Live(Text("…", style="dim"), console=out, transient=True, refresh_per_second=8) as live:
            for event in events:
                if isinstance(event, Draft):
                    live.update(Text(clean(event.answer.text)))
                elif isinstance(event, Token) and event.text:
                    written += event.text
                    live.update(Text(clean(written), style="dim"))
                elif isinstance(event, Final):
                    answer = event.answer
    if answer is not None:
        print_answer(answer, out)


def print_answer(answer: Answer, out: Console | None = None) -> None:
    """Print an answer with its sources: each quote with date, source and title."""
    out = out or console()
    _print_reading(answer)
    if answer.filters.time_words:
        out.print(Text(f"only what “{clean(answer.filters.time_words)}” means: {_span(answer)}", style="dim"))
    if answer.abstained:
        out.print(Text(clean(answer.text), style="yellow"))
    _print_sentences(answer, out)
    if answer.citations:
        out.print()
    for citation in answer.citations:
        out.print(_source_line(citation))
        out.print(_quoted(citation.quote, citation.focus))
    _print_timeline(answer, out)
    for conflict in answer.conflicts:
        _print_conflict(conflict, out)
    for marker in answer.unknown_markers:
        out.print(Text(f"[{marker}] matches no source", style="red"))
    if not answer.abstained:
        verdicts = ", ".join(dict.fromkeys(sentence.verdict for sentence in answer.sentences))
        out.print(Text(f"\n{verdicts} · {answer.answerer} · {answer.timings_ms['total'] / 1000:.1f} s", style="dim"))
    if answer.note:
        out.print(Text(clean(answer.note), style="dim"))


def _print_sentences(answer: Answer, out: Console) -> None:
    for sentence in answer.sentences:
        sign, style = _VERDICT_MARKS[sentence.verdict]
        markers = "".join(f"[{marker}]" for marker in sentence.markers)
        out.print(Text.assemble((f"{sign} ", style), clean(sentence.text), " ", (markers, "bold cyan")))
        if sentence.reason:
            out.print(Padding(Text(clean(sentence.reason), style="dim"), (0, 0, 0, 2), expand=False))


def _print_reading(answer: Answer) -> None:
    """Say how the question was taken, on stderr: it is no part of the answer."""
    remarks = Console(highlight=False, stderr=True, width=None if sys.stderr.isatty() else PIPE_WIDTH)
    if answer.asked:
        remarks.print(Text(f"understood as: {clean(answer.question)} ({clean(answer.asked_why or '')})", style="dim"))
    if answer.time_note:
        remarks.print(Text(clean(answer.time_note), style="dim"))


def _quoted(quote: str, bold: tuple[int, int] | None = None) -> Padding:
    start, end = bold or (len(quote), len(quote))
    text = Text.assemble("“", clean(quote[:start]), *_spaced(quote, start, end), "”", style="italic")
    return Padding(text, (0, 0, 0, 4), expand=False)


def _print_timeline(answer: Answer, out: Console) -> None:
    """Print the rows of a timeline, each with what dates it; nothing when there are none."""
    if answer.timeline:
        out.print(Text("\nIn the order of events:", style="bold"))
    for entry in answer.timeline:
        printed = "" if entry.dated_by == "publication" else f"printed {_date(entry.published)} · "
        about = f"{printed}{clean(entry.source or 'unknown source')}"
        out.print(Text.assemble("  ", (entry.when or "undated", "bold"), f"  {clean(entry.title)} · ", (about, "dim")))
        out.print(_quoted(entry.quote))


def _print_conflict(conflict: Conflict, out: Console) -> None:
    """Print what each article gives, oldest first, the value marked in its quote."""
    how = ", as the language model reads them (it may be wrong)" if conflict.read_by_model else ""
    out.print(Text(f"\nThe articles disagree on a {conflict.kind}{how}:", style="bold yellow"))
    for one in conflict.values:
        about = f"{_date(one.published)} · {clean(one.source or 'unknown source')} · {clean(one.title)}"
        out.print(Text.assemble("  ", (clean(one.value), "bold"), f" – {about}"))
        out.print(_quoted(one.quote, (one.value_start - one.start, one.value_end - one.start)))


def _spaced(quote: str, start: int, end: int) -> tuple[str | tuple[str, str], ...]:
    """Return a value and what follows it, with the white space that `clean` takes off around the borders."""
    before = " " if quote[:start].rstrip() != quote[:start] else ""
    behind = " " if quote[end:].lstrip() != quote[end:] else ""
    return before, (clean(quote[start:end]), "bold"), behind, clean(quote[end:])


def span_of(result: SearchResult) -> str:
    """Return the days that a search was confined to."""
    return _days(result.filters.first, result.filters.last)


def _span(answer: Answer) -> str:
    return _days(answer.filters.first, answer.filters.last)


def _days(first: object, last: object) -> str:
    return f"{first or '…'} to {last or '…'}"


def _heading(hit: Hit) -> Text:
    article = hit.article
    return Text.assemble(
        (f"{hit.rank:2}. ", "bold"),
        (clean(article.title), "bold"),
        ("  ", ""),
        (f"{_date(article.published)} · {clean(article.source or 'unknown source')} · {hit.score:.3f}", "cyan"),
    )


def _source_line(citation: Citation) -> Text:
    about = f"{_date(citation.published)} · {clean(citation.source or 'unknown source')} · {clean(citation.title)}"
    return Text.assemble((f"[{citation.marker}] ", "bold cyan"), about)


def _marked(passage: str, words: set[str]) -> Text:
    """Return the beginning of a passage, the question's words in bold."""
    if len(passage) > _PASSAGE_CHARACTERS:
        passage = passage[:_PASSAGE_CHARACTERS].rsplit(" ", 1)[0] + " …"
    text = Text(passage)
    for found in _WORD.finditer(text.plain):
        if found[0].casefold() in words:
            text.stylize("bold", found.start(), found.end())
    return text


def _date(span: DateSpan | None) -> str:
    return span.edtf if span else "undated"
