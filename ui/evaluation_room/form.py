"""The form for a new run, what is running, and the list of runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from ui.evaluation_room.plans import Plan
from ui.evaluation_room.runs import Run
from ui.evaluation_room.suites import OfferedSuite
from ui.evaluation_room.words import title_of, when_text, words_of
from ui.german.phrases import message_in
from ui.panels.buttons import button
from ui.words import figure_text, number_text

# The figure that a run is known by in the list: the first that it has.
_HEADLINE = ("nDCG@10", "contains", "F1", "abstention_recall", "time_span")


def form_html(offered: Sequence[OfferedSuite], language: str) -> str:
    """Return the form; a select of the browser's own each, which every keyboard and screen reader knows."""
    words = words_of(language)
    heading = f'<h2 id="new-run">{escape(words["new"])}</h2>'
    if not offered:
        return f'<section class="new-run">{heading}<p class="about">{escape(words["no_suites"])}</p></section>'
    groups = "".join(
        f'<optgroup label="{escape(words[group])}">{_suites(some, language)}</optgroup>'
        for group, some in groupby(offered, key=lambda one: one.group)
    )
    answering = _options((name, words[name]) for name in ("extractive", "search", "auto"))
    articles = _options((name, words[name]) for name in ("own", "page"))
    return (
        f'<section class="new-run">{heading}'
        '<form data-act="tell" data-tell="run" aria-labelledby="new-run">'
        f"{_select('suite', words['suite'], groups)}{_select('answering', words['answering'], answering)}"
        f'{_select("articles", words["articles"], articles)}<div class="pair">'
        f"{_number('limit', words['limit'], words['limit_hint'])}{_number('seed', words['seed'], '0')}</div>"
        f'<button type="submit" class="go">{escape(words["run"])}</button></form></section>'
    )


def running_html(run: Run | None, language: str) -> str:
    """Return how far the running run is, with a button to stop it; nothing when none is."""
    if run is None:
        return ""
    words = words_of(language)
    value = f' value="{min(run.done, run.plan.cases)}"' if run.done else ""
    bar = f'<progress max="{run.plan.cases}"{value} aria-label="{escape(words["running"])}"></progress>'
    return (
        f'<section class="running"><h2>{escape(words["running"])}: {escape(title_of(run.plan.title, language))}</h2>'
        f"{bar}"
        f'<p class="about">{escape(_far(run, language))}</p>{button("tell", words["stop"], tell="cancel")}</section>'
    )


def list_html(runs: Sequence[Run], shown: str, language: str) -> str:
    """Return the list of runs, the newest first; the one that is shown can be deleted.

    Args:
        shown: Id of the run that is open; empty when none is.
    """
    words = words_of(language)
    rows = "".join(_row_html(run, run.id == shown, language) for run in runs)
    listed = f"<ul>{rows}</ul>" if rows else f'<p class="about">{escape(words["no_runs"])}</p>'
    return f'<nav class="runs" aria-label="{escape(words["runs"])}"><h2>{escape(words["runs"])}</h2>{listed}</nav>'


def made_with(plan: Plan, language: str) -> str:
    """Return in a few words what is measured."""
    words = words_of(language)
    drawn = f", {number_text(plan.cases, language)} {words['cases']}" if plan.limit else ""
    return f"{words[plan.answering]}, {words['of_page' if plan.index else 'of_suite']}{drawn}"


def _far(run: Run, language: str) -> str:
    words = words_of(language)
    if not run.done:
        return f"{words['preparing']} {message_in(run.doing, language)}".strip()
    if run.done >= run.plan.cases:
        return words["writing"]
    done, total = (number_text(count, language) for count in (run.done, run.plan.cases))
    return words["asked"].format(done=done, all=total)


def _row_html(run: Run, is_shown: bool, language: str) -> str:
    words = words_of(language)
    about = f"{when_text(run.id, language)} · {made_with(run.plan, language)}"
    inside = (
        f'<button type="button" class="name" data-act="open" data-id="{escape(run.id)}"'
        f"{' aria-current=true' if is_shown else ''}><b>{escape(title_of(run.plan.title, language))}</b>"
        f'<span class="state {run.state}">{escape(_result(run, language))}</span>'
        f'<span class="when">{escape(about)}</span></button>'
    )
    tools = ""
    if is_shown and run.state != "running":
        delete = button("delete", words["delete"], id=run.id, sure=words["sure"])
        tools = f'<div class="tools">{delete}</div>'
    return f"<li{' class=open' if is_shown else ''}>{inside}{tools}</li>"


def _result(run: Run, language: str) -> str:
    metrics = (run.summary or {}).get("metrics", {})
    name = next((one for one in _HEADLINE if one in metrics), None)
    if name is None:
        return words_of(language)[run.state]
    return f"{name} {figure_text(metrics[name], language)}"


def _suites(offered: Iterable[OfferedSuite], language: str) -> str:
    return _options((one.name, title_of(one.title, language)) for one in offered)


def _options(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(name)}">{escape(shown)}</option>' for name, shown in pairs)


def _select(name: str, label: str, options: str) -> str:
    return f'<label>{escape(label)}<select name="{name}">{options}</select></label>'


def _number(name: str, label: str, hint: str) -> str:
    box = f'<input name="{name}" inputmode="numeric" maxlength="10" autocomplete="off" placeholder="{escape(hint)}">'
    return f"<label>{escape(label)}{box}</label>"
