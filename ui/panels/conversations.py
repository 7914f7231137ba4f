"""The list of conversations, the earlier turns of the one that is open, and what can be done with an answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rag.types import Answer
from ui.conversations.exports import FORMATS, footnoted
from ui.conversations.store import Conversation
from ui.panels.buttons import button
from ui.panels.evidence import sources_html
from ui.rendering import answer_html, typed
from ui.words import words_for


def list_html(conversations: Sequence[Conversation], current: str | None, language: str) -> str:
    """Return the list; the open conversation can be renamed, shared, exported and deleted."""
    words = words_for(language)
    rows = "".join(_row_html(one, one.id == current, language) for one in conversations)
    listed = f"<ul>{rows}</ul>" if rows else f'<p class="about">{escape(words["none_yet"])}</p>'
    return (
        f'<nav class="conversations" aria-label="{escape(words["conversations"])}">'
        f"<h2>{escape(words['conversations'])}</h2>{button('new', '+ ' + words['new'], style='new')}{listed}</nav>"
    )


def _row_html(one: Conversation, is_open: bool, language: str) -> str:
    words = words_for(language)
    if not is_open:
        return f"<li>{button('open', one.name, style='name', id=one.id)}</li>"
    if one.shared:
        address = f"shared/{escape(one.shared)}"
        link = f'<a href="{address}" target="_blank">{address[:13]}…</a>'
        share = button("unshare", words["unshare"], id=one.id)
        share += f'<p class="shared">{escape(words["shared_at"])} {link}</p>'
    else:
        share = button("share", words["share"], id=one.id)
    exports = "".join(
        f'<a href="export/{escape(one.id)}.{kind}?lang={language}" download>{kind}</a>' for kind in FORMATS
    )
    rename = button("rename", words["rename"], id=one.id, name=one.name, ask=words["name"])
    delete = button("delete", words["delete"], id=one.id, sure=words["sure"])
    return (
        f'<li class="open" aria-current="true"><p class="name">{escape(one.name)}</p>'
        f'<div class="tools">{rename}{delete}{share}<span class="exports">{escape(words["export"])}: {exports}</span>'
        "</div></li>"
    )


def earlier_html(answers: Sequence[Answer], language: str) -> str:
    """Return earlier turns, the last one first, each folded behind its question."""
    if not answers:
        return ""
    words = words_for(language)
    turns = "".join(
        f'<details class="turn"><summary>{escape(typed(answer))}</summary>{answer_html(answer, language)}</details>'
        for answer in reversed(answers)
    )
    return f'<section class="earlier"><h2>{escape(words["earlier"])}</h2>{turns}</section>'


def tools_html(answer: Answer, conversation: str, number: int, verdict: str | None, language: str) -> str:
    """Return what can be done with an answer that stands: copied with its footnotes, judged with a remark.

    Args:
        conversation: Its id.
        number: Of the turn in it.
        verdict: As the reader judged it before; None when not yet.
    """
    words = words_for(language)
    copy = button("copy", words["copy"], text=footnoted(answer, language), done=words["copied"])
    choices = ("good", "bad") if answer.abstained else ("good", "bad", "absent")
    radios = "".join(_radio(name, words[name], name == verdict) for name in choices)
    return (
        f'<div class="tools">{copy}<details class="judge"><summary>{escape(words["good"])} / {escape(words["bad"])}'
        f'</summary><form data-act="judge" data-id="{escape(conversation)}" data-number="{number}"'
        f' data-thanks="{escape(words["thanks"])}" data-noted="{escape(words["noted"])}"><fieldset>{radios}</fieldset>'
        f'<label>{escape(words["comment"])}<textarea name="comment" rows="2" maxlength="2000"></textarea></label>'
        f'<button type="submit">{escape(words["send"])}</button></form></details></div>'
    )


def _radio(name: str, shown: str, is_checked: bool) -> str:
    checked = " checked" if is_checked else ""
    return f'<label><input type="radio" name="verdict" value="{name}" required{checked}> {escape(shown)}</label>'


def shared_html(name: str, answers: Sequence[Answer], language: str) -> str:
    """Return a conversation to read only, without a script: its answers, and each source with its quote."""
    words = words_for(language)
    turns = "".join(_shared_turn_html(answer, language) for answer in answers)
    return f'<p class="about">{escape(words["read_only"])}</p><h1>{escape(name)}</h1>{turns}'


def _shared_turn_html(answer: Answer, language: str) -> str:
    return f'<div class="turn">{answer_html(answer, language)}{sources_html(answer, language)}</div>'
