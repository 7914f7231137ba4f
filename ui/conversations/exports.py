"""A conversation as a file: Markdown with footnotes, a page, JSON, or RIS for a citation manager. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from index.dates import parse_edtf
from rag.types import Answer, Citation
from ui.conversations.store import Turn
from ui.rendering import safe_url
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
    """Return one answer as plain text with its sources as numbered footnotes, for the clipboard."""
    if answer.abstained:
        return answer.text
    notes = "\n".join(f"[{one.marker}] {_cited(one, language)}" for one in answer.citations)
    return f"{answer.text}\n\n{notes}\n" if notes else answer.text


def _cited(one: Citation, language: str) -> str:
    quote = f"„{one.quote}“" if language == "de" else f"“{one.quote}”"
    where = f"{one.source or words_for(language)['source']}, {date_text(one.published, language)}"
    return f"{one.title}, {where}: {quote}" + (f" <{one.url}>" if safe_url(one.url) else "")


def _markdown(name: str, turns: Sequence[Turn], language: str) -> str:
    parts = [f"# {_plain(name)}\n"]
    for turn in turns:
        answer, notes = turn.answer, []
        text = _plain(answer["answer"])
        for one in answer["citations"]:
            note = f"{turn.number}-{one['marker']}"
            text = text.replace(f"\\[{one['marker']}\\]", f"[^{note}]")
            notes.append(f"[^{note}]: {_plain(_stored_citation(one, language))}")
        parts.append(f"## {_plain(answer['question'])}\n\n{text}\n")
        parts.append("\n".join(notes) + "\n" if notes else "")
    return "\n".join(part for part in parts if part)


def _page(name: str, turns: Sequence[Turn], language: str) -> str:
    sections = []
    for turn in turns:
        notes = "".join(f"<li>{escape(_stored_citation(one, language))}</li>" for one in turn.answer["citations"])
        sections.append(
            f"<section><h2>{escape(turn.answer['question'])}</h2><p>{escape(turn.answer['answer'])}</p>"
            f"<ol>{notes}</ol></section>"
        )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(name)}</title></head><body><h1>{escape(name)}</h1>{''.join(sections)}</body></html>"
    )


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
    escaped = "".join(f"\\{sign}" if sign in "\\`*_#[]" else sign for sign in _line(text))
    return escaped.replace("<", "&lt;")
