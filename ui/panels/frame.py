"""What frames the page: its head, its help, its examples, and what is there before Gradio has loaded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.types import Coverage
from ui.panels.buttons import button, icon
from ui.rendering import coverage_html
from ui.words import words_for

READING_ROOM = ""
# Names of rooms are the last parts of their addresses; a room that a page does not have is not shown.
_ROOMS = (READING_ROOM, "library", "evaluation")
_LIST_KEYS = (("j k", "key_next"), ("o", "key_open"))
_ALL_KEYS = (("Esc", "key_close"), ("?", "key_help"))
_KEYS = {
    READING_ROOM: (("/", "key_ask"), ("Enter", "key_enter"), *_LIST_KEYS, *_ALL_KEYS),
    "library": (("/", "key_find"), *_LIST_KEYS, *_ALL_KEYS),
    "evaluation": _ALL_KEYS,
}
# What rooms have of their own among the page's files.
_OWN_FILES = {"library": ("library.css", "library.js"), "evaluation": ("evaluation.css", "evaluation.js")}
_LANGUAGES = (("de", "Deutsch"), ("en", "English"))


def frame_html(
    coverage: Coverage, language: str, rooms: Sequence[str] = (READING_ROOM,), here: str = READING_ROOM
) -> str:
    """Return the head of the page, with the article's place beside the answer and the help, both closed.

    Args:
        rooms: What the page has, by the last parts of their addresses.
        here: The room that is shown.
    """
    words = words_for(language)
    tongues = "".join(
        f'<button type="button" data-act="language" data-language="{name}" lang="{name}"'
        f' aria-pressed="{"true" if name == language else "false"}" aria-label="{shown}">{name.upper()}</button>'
        for name, shown in _LANGUAGES
    )
    keys = "".join(f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(words[told])}</dd>" for key, told in _KEYS[here])
    return (
        f'<header class="head" data-language="{language}"><a class="skip" href="{here}#{here or "answer"}">'
        f'{escape(words["skip_here" if here else "skip"])}</a><h1 class="wordmark">Dateline</h1>'
        f'{_rooms_html(rooms, here, language)}{coverage_html(coverage, language)}<div class="settings">'
        f'<span class="tongues" role="group" aria-label="{escape(words["language"])}">{tongues}</span>'
        f"{icon('theme', '◑', words['theme'])}{icon('help', '?', words['help'])}</div></header>"
        f'<dialog id="help" aria-label="{escape(words["help"])}"><h2>{escape(words["keys"])}</h2><dl>{keys}</dl>'
        f'<form method="dialog"><button>{escape(words["close"])}</button></form></dialog>'
        f'<aside id="reader" hidden aria-label="{escape(words["reader"])}" tabindex="-1">'
        f"{button('close', '← ' + words['back_here' if here else 'back'], style='quiet')}"
        '<div class="text"></div></aside><p id="said" role="status" aria-live="polite"></p>'
    )


def _rooms_html(rooms: Sequence[str], here: str, language: str) -> str:
    words, known = words_for(language), [room for room in _ROOMS if room in rooms]
    if len(known) < 2:
        return ""
    links = ""
    for room in known:
        now = ' aria-current="page"' if room == here else ""
        shown = escape(words[f"room_{room or 'reading'}"])
        links += f'<a href="./{room}" data-room="{room}"{now}>{shown}</a>'
    return f'<nav class="rooms" aria-label="{escape(words["rooms"])}">{links}</nav>'


def filters_head_html(language: str) -> str:
    """Return what opens and closes the boxes of the filters."""
    shown = escape(words_for(language)["filters"])
    return (
        '<button type="button" class="quiet" data-act="filters" aria-controls="filters" aria-expanded="false">'
        f"{shown}</button>"
    )


def examples_html(questions: Sequence[str], language: str) -> str:
    """Return what an empty page shows: what this is, and questions to begin with."""
    words = words_for(language)
    rows = "".join(f"<li>{button('example', one, question=one)}</li>" for one in questions)
    listed = f"<h2>{escape(words['examples'])}</h2><ul>{rows}</ul>" if rows else ""
    return f'<section class="examples"><p class="lead">{escape(words["lead"])}</p>{listed}</section>'


def head_markup(room: str = READING_ROOM) -> str:
    """Return what is added to the head of Gradio's page: our style before its own is shown, and our scripts."""
    names = ("page.css", "page.js", *_OWN_FILES.get(room, ()))
    styles = "".join(f'<link rel="stylesheet" href="page/{name}">' for name in names if name.endswith(".css"))
    scripts = "".join(f'<script src="page/{name}" defer></script>' for name in names if name.endswith(".js"))
    return f'{styles}<meta name="color-scheme" content="light dark">{scripts}'


def opening_markup() -> str:
    """Return what is shown until Gradio's page is there."""
    return (
        '<div id="opening"><p class="wordmark">Dateline</p><p class="about" role="status">…</p></div>'
        "<noscript><p>Dateline's page needs JavaScript; its articles and shared conversations do not.</p></noscript>"
    )
