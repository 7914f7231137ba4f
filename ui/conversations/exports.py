"""A conversation as a file: Markdown with footnotes, a page, JSON, or RIS for a citation manager. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from index.dates import parse_edtf
from rag.conflicts.disagreement import ConflictValue
from rag.from_json import conflicts_of_json, timeline_of_json
from rag.timeline import TimelineEntry
from rag.types import Answer, Citation
from ui.across_articles import conflicts_html, dating_text, differ_text, timeline_html, when_text
from ui.addresses import safe_url
from ui.conversations.store import Turn
from ui.words import date_text, words_for

FORMATS: dict[str, str] = {"md": "text/markdown", "html": "text/html", "json": "application/json", "ris": "text/plain"}


def exported(kind: str, name: str, turns: Sequence[Turn], language: str) -> str:
    """Return a conversation as text of one of `FORMATS`.

    Raises:
        KeyError: There is no such format.
    """
    writers: dict[str, Callable[[str, Sequence[Turn], str], str]] = {
        "md": _markdown, "html": _page, "json": _json, "ris": _ris,
    }  # fmt: skip
    return writers[kind](name, turns, language)


def footnoted(answer: Answer, language: str) -> str:
    """Return one answer as plain text for the clipboard: its sources as numbered footnotes, and all that it shows."""
    if answer.abstained:
        return answer.text
    notes = [f"[{one.marker}] {_cited(one, language)}" for one in answer.citations]
    blocks = [[answer.text], notes, *_across(answer, language)]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + ("\n" if notes else "")


def _across(answer: Answer, language: str) -> list[list[str]]:
    """Return where articles disagree and how a story went, each as lines of plain text."""
    words = words_for(language)
    blocks = [
        [
            f"{differ_text(conflict, language)}:",
            *(f"- {one.value} ({_origin(one, language)}): {_quoted(one.quote, language)}" for one in conflict.values),
        ]
        for conflict in answer.conflicts
    ]
    rows = [
        f"- {when_text(one, language)}: {one.title} ({one.source or words['source']}, {dating_text(one, language)}): "
        f"{_quoted(one.quote, language)}"
        for one in answer.timeline
    ]
    return [*blocks, [f"{words['in_order']}:", *rows]] if rows else blocks


def _quoted(text: str, language: str) -> str:
    return f"„{text}“" if language == "de" else f"“{text}”"


def _origin(one: Citation | ConflictValue, language: str) -> str:
    return f"{one.source or words_for(language)['source']}, {date_text(one.published, language)}"


def _cited(one: Citation, language: str) -> str:
    quote = _quoted(one.quote, language)
    return f"{one.title}, {_origin(one, language)}: {quote}" + (f" <{one.url}>" if safe_url(one.url) else "")


def _markdown(name: str, turns: Sequence[Turn], language: str) -> str:
    parts = [f"# {_plain(name)}\n"]
    for turn in turns:
        answer, notes = turn.answer, []
        text = _plain(answer["answer"])
        for one in answer["citations"]:
            note = f"{turn.number}-{one['marker']}"
            text = text.replace(f"\\[{one['marker']}\\]", f"[^{note}]")
            notes.append(f"[^{note}]: {_plain(_stored_citation(one, language))}")
        taken = [f"*{_plain(remark)}*\n" for remark in _remarks(answer, language)]
        parts += [f"## {_plain(answer['question'])}\n", *taken, f"{text}\n", *_told_across(answer, language)]
        parts.append("\n".join(notes) + "\n" if notes else "")
    return "\n".join(part for part in parts if part)


def _page(name: str, turns: Sequence[Turn], language: str) -> str:
    sections = []
    for turn in turns:
        notes = "".join(f"<li>{escape(_stored_citation(one, language))}</li>" for one in turn.answer["citations"])
        sections.append(
            f"<section><h2>{escape(turn.answer['question'])}</h2>"
            f"{''.join(f'<p>{escape(remark)}</p>' for remark in _remarks(turn.answer, language))}"
            f"<p>{escape(turn.answer['answer'])}</p><ol>{notes}</ol>"
            f"{conflicts_html(conflicts_of_json(turn.answer), language, {}, linked=False)}"
            f"{timeline_html(timeline_of_json(turn.answer), language, {}, linked=False)}</section>"
        )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(name)}</title></head><body><h1>{escape(name)}</h1>{''.join(sections)}</body></html>"
    )


def _remarks(answer: dict[str, Any], language: str) -> list[str]:
    """Return how a question was taken: what was made of a follow-up, and of time words."""
    remarks = []
    if answer.get("understood_as"):
        why = f" ({answer['understood_why']})" if answer.get("understood_why") else ""
        remarks.append(f"{words_for(language)['understood']} {answer['understood_as']}{why}")
    return [*remarks, answer["time_note"]] if answer.get("time_note") else remarks


def _told_across(answer: dict[str, Any], language: str) -> list[str]:
    """Return, in Markdown, where articles disagree, as tables, and how a story went, as a list."""
    words, parts = words_for(language), []
    for conflict in conflicts_of_json(answer):
        head = f"| {words['value']} | {words['printed']} | {words['passage']} |\n| --- | --- | --- |\n"
        rows = "".join(_side(one, language) for one in conflict.values)
        parts.append(f"{differ_text(conflict, language)}:\n\n{head}{rows}")
    rows = "".join(_row(one, language) for one in timeline_of_json(answer))
    return [*parts, f"{words['in_order']}:\n\n{rows}"] if rows else parts


def _side(one: ConflictValue, language: str) -> str:
    start, end = one.value_start - one.start, one.value_end - one.start
    quote = f"{_inline(one.quote[:start])}**{_inline(one.quote[start:end])}**{_inline(one.quote[end:])}"
    where = _origin(one, language)
    return f"| {_plain(one.value)} | {_plain(where)} | {quote.strip()} ({_plain(one.title)}) |\n"


def _row(one: TimelineEntry, language: str) -> str:
    where = f"{one.source or words_for(language)['source']}, {dating_text(one, language)}"
    return f"- **{_plain(when_text(one, language))}** {_plain(one.title)} ({_plain(where)}): {_plain(one.quote)}\n"


def _json(name: str, turns: Sequence[Turn], language: str) -> str:
    del language  # JSON has none.
    answers = [{key: value for key, value in turn.answer.items() if key != "months"} for turn in turns]
    return json.dumps({"name": name, "turns": answers}, ensure_ascii=False, indent=2) + "\n"


def _ris(name: str, turns: Sequence[Turn], language: str) -> str:
    """Return each cited article once; see the RIS specification of 2011 for the tags."""
    del name, language  # RIS names articles, in their own words.
    entries: dict[str, str] = {}
    for one in (one for turn in turns for one in turn.answer["citations"]):
        lines = ["TY  - NEWS", f"TI  - {_line(one['title'])}"]
        if one["source"]:
            lines.append(f"T2  - {_line(one['source'])}")
        span = parse_edtf(one["published"]) if one["published"] else None
        if span and span.precision in ("day", "month", "year"):
            lines += [f"PY  - {span.first.year:04d}", f"DA  - {_ris_date(one['published'])}"]
        if safe_url(one["url"]):
            lines.append(f"UR  - {_line(one['url'])}")
        entries[one["article_id"]] = "\r\n".join([*lines, f"N1  - {_line(one['quote'])}", "ER  - ", ""])
    return "\r\n".join(entries.values())


def _ris_date(edtf: str) -> str:
    year, month, day = [*edtf.split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/"


def _stored_citation(one: dict[str, Any], language: str) -> str:
    span = parse_edtf(one["published"]) if one["published"] else None
    return _cited(Citation(**{**one, "published": span}), language)


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is; an archive's words are never markup."""
    return _inline(text).strip()


def _inline(text: str) -> str:
    """Return a piece of a line likewise, with the white space at its ends; `|` would end a table's cell."""
    line = re.sub(r"\s+", " ", str(text))
    return "".join(f"\\{sign}" if sign in "\\`*_#[]|" else sign for sign in line).replace("<", "&lt;")
