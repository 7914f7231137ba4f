"""How more comes into the archive: files from the reader, files of the server, and the build that reads them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from index.progress import BuildProgress
from ui.german.phrases import message_html
from ui.library.build_state import BuildState
from ui.library.place import Place
from ui.library.uploads import MOST_ALL_BYTES, MOST_FILE_BYTES, TYPES, UploadedFile
from ui.library.words import library_words
from ui.panels.buttons import button
from ui.words import number_text, size_text

_STAGES = ("reading", "indexing words", "embedding", "writing")
# From here on a longer unit tells as much in fewer digits.
_SECONDS_TOLD = 90
_MINUTES_TOLD = 90


def adding_html(files: Sequence[UploadedFile], folders: Sequence[Path], language: str, *, closed: bool) -> str:
    """Return what a reader can add; while a build runs, nothing.

    Args:
        files: That were added before.
        folders: Of the server, out of which may be read.
        closed: Whether a build runs.
    """
    words = library_words(language)
    locked = " disabled" if closed else ""
    none = f"{words['refused_none']}. {words['refused_none_fix']}"
    large = f"{words['refused_large']}. {words['refused_large_fix']}".format(
        name="{name}", most=size_text(MOST_FILE_BYTES, language)
    )
    takes = words["takes"].format(file=size_text(MOST_FILE_BYTES, language), all=size_text(MOST_ALL_BYTES, language))
    return (
        # The browser's own words are in its language, not the page's: its box lies unseen over ours, and works.
        f'<form class="add" data-upload><div class="choose"><label for="files">{escape(words["files"])}</label>'
        f'<span id="chosen" data-none="{escape(words["none_chosen"])}" data-some="{escape(words["some_chosen"])}">'
        f"{escape(words['none_chosen'])}</span>"
        f'<input type="file" id="files" name="files" multiple accept="{",".join(TYPES)}"'
        f' title="{escape(words["files"])}" aria-describedby="chosen takes"'
        f' data-none="{escape(none)}" data-most="{MOST_FILE_BYTES}" data-large="{escape(large)}"'
        f' data-sending="{escape(words["sending"])}"{locked}></div><p class="about" id="takes">{escape(takes)}</p>'
        f'<button class="main" id="upload"{locked}>{escape(words["upload"])}</button>'
        f'<ul class="sent" aria-live="polite"></ul></form>'
        f"{_files_html(files, language, locked)}"
        f"<h3>{escape(words['server'])}</h3>{_server_html(folders, language, locked)}"
        f'<h3>{escape(words["again"])}</h3><form class="add" data-do="again">'
        f'<p class="about">{escape(words["again_told"])}</p>'
        f'<button id="again"{locked}>{escape(words["again"])}</button></form>'
    )


def closed_html(language: str) -> str:
    """Return why nothing can be added here."""
    words = library_words(language)
    return f'<p><b>{escape(words["closed"])}</b></p><p class="about">{escape(words["closed_told"])}</p>'


def _files_html(files: Sequence[UploadedFile], language: str, locked: str) -> str:
    if not files:
        return ""
    words = library_words(language)
    rows = "".join(
        f'<li><span class="file">{escape(file.name)}</span> <span class="about">{size_text(file.size, language)}</span>'
        f'<form data-do="remove" data-sure="{escape(words["sure"].format(name=file.name))}">'
        f'<input type="hidden" name="name" value="{escape(file.name)}">'
        f'<button class="quiet" aria-label="{escape(words["remove"])}: {escape(file.name)}"{locked}>'
        f"{escape(words['remove'])}</button></form></li>"
        for file in files
    )
    return f'<h3>{escape(words["uploads"])}</h3><ul class="files">{rows}</ul>'


def _server_html(folders: Sequence[Path], language: str, locked: str) -> str:
    words = library_words(language)
    if not folders:
        return f'<p class="about">{escape(words["no_folders"])}</p>'
    listed = "".join(f"<li><code>{escape(str(folder))}</code></li>" for folder in folders)
    return (
        f'<form class="add" data-do="path"><label for="path">{escape(words["path"])}</label>'
        f'<input type="text" id="path" name="path" maxlength="4000" autocomplete="off" spellcheck="false"'
        f' aria-describedby="folders"{locked}><div class="about" id="folders">{escape(words["folders"])}'
        f'<ul>{listed}</ul></div><button class="main" id="read-path"{locked}>{escape(words["read_path"])}</button>'
        "</form>"
    )


def build_html(state: BuildState, language: str, *, may_build: bool) -> str:
    """Return how it stands with the build that runs or ran last; nothing when there was none.

    Args:
        may_build: Whether the reader may stop it, or begin it again.
    """
    if state.phase == "idle":
        return ""
    words = library_words(language)
    title = words["failed_build" if state.phase == "failed" else state.phase]
    dismiss = button("build", words["dismiss"], style="quiet", do="dismiss")
    ended = "" if state.runs else _ended_html(state, language, may_build) + dismiss
    inside = _running_html(state, language, may_build) if state.runs else ended
    stage = state.progress.stage if state.runs and state.progress else state.phase
    return (
        f'<section class="build {state.phase}" data-began="{state.began.isoformat()}"'
        f' data-told="{escape(words.get(f"stage_{stage}", title))}"'
        f' aria-labelledby="build-title"><h3 id="build-title">{escape(title)}</h3>{inside}</section>'
    )


def _running_html(state: BuildState, language: str, may_build: bool) -> str:
    words = library_words(language)
    at = _STAGES.index(state.progress.stage) if state.progress else -1
    steps = ""
    for number, stage in enumerate(_STAGES):
        when = "done" if number < at else "now" if number == at else "later"
        here = ' aria-current="step"' if when == "now" else ""
        steps += f'<li class="{when}"{here}>{escape(words[f"stage_{stage}"])}</li>'
    progress = state.progress
    done = f' max="{progress.total}" value="{progress.done}"' if progress and progress.total else ""
    began = words["began"].format(time=f"{state.began:%H:%M} UTC", user=state.user)
    stop = button("build", words["stop"], do="stop", id="stop") if may_build and state.phase == "running" else ""
    return (
        f'<ol class="steps">{steps}</ol><progress aria-labelledby="build-title"{done}></progress>'
        f'<p class="far">{escape(_far_text(state, language))}</p>'
        f'<p class="about">{escape(words["meanwhile"])} ({escape(began)})</p>{stop}'
    )


def _far_text(state: BuildState, language: str) -> str:
    words, progress = library_words(language), state.progress
    if progress is None:
        return words["starting"]
    parts = [_done_text(progress, language)]
    if state.rate is not None:
        parts.append(words["rate"].format(rate=number_text(round(state.rate), language)))
    if state.seconds_left is not None:
        parts.append(left_text(state.seconds_left, language))
    return " · ".join(parts)


def _done_text(progress: BuildProgress, language: str) -> str:
    words = library_words(language)
    done, unit = number_text(progress.done, language), words[f"unit_{progress.unit}"]
    if progress.total is None:
        return words["so_far"].format(done=done, unit=unit) if progress.done else words["starting"]
    return words["of"].format(done=done, total=number_text(progress.total, language), unit=unit)


def left_text(seconds: float, language: str) -> str:
    """Return how long something will take yet, no more exactly than can be known."""
    words, minutes = library_words(language), seconds / 60
    if seconds < _SECONDS_TOLD:
        return words["left_seconds"].format(count=max(1, round(seconds)))
    if minutes < _MINUTES_TOLD:
        return words["left_minutes"].format(count=round(minutes))
    return words["left_hours"].format(count=round(minutes / 60))


def _ended_html(state: BuildState, language: str, may_build: bool) -> str:
    words = library_words(language)
    again = button("build", words["go_on"], do="go-on", id="go-on") if may_build else ""
    if state.phase == "stopped":
        return f'<p class="about">{escape(words["stopped_told"])}</p>{again}'
    if state.error is not None:
        parts = (state.error.what, state.error.where, state.error.fix)
        told = "".join(f"<span>{message_html(part, language)}</span>" for part in parts if part)
        return f'<p class="warning">{told}</p><p class="about">{escape(words["failed_told"])}</p>{again}'
    return _summary_html(state, language)


def _summary_html(state: BuildState, language: str) -> str:
    words, summary = library_words(language), state.summary
    if summary is None:
        return ""
    counts = {name: getattr(summary, name) for name in ("records", "indexed", "duplicate", "rejected", "failed")}
    told = words["sum"].format(**{name: number_text(count, language) for name, count in counts.items()})
    more = summary.indexed - state.articles_before
    kind = "gained" if more > 0 else "lost" if more < 0 else "unchanged"
    gained = words[kind].format(count=number_text(abs(more), language))
    links = "".join(
        f'<a data-go href="{escape(Place("ledger", state=bad).address())}">{escape(words[f"why_{bad}"])}</a> '
        for bad in ("rejected", "failed")
        if counts[bad]
    )
    ask = f'<a href="./">{escape(words["ask_now"])}</a>'
    return f'<p class="sum">{escape(told)} <b>{escape(gained)}</b></p><p>{links}{ask}</p>'
