"""One run to read: what it was made with, its figures with their intervals, its plots. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.compare import MetricChange
from eval.plots import interval_mark
from eval.views import Plot
from ui.evaluation_room.form import made_with
from ui.evaluation_room.runs import Run
from ui.evaluation_room.words import meaning_of, title_of, when_text, words_of
from ui.german.phrases import error_in
from ui.panels.buttons import button
from ui.words import figure_text, number_text

# A difference that is less likely by chance is in bold.
_CHANCE = 0.05


def unfinished_html(run: Run, language: str) -> str:
    """Return what is known of a run that is not whole, and how to go on with it."""
    words = words_of(language)
    parts = [_head(run, language)]
    if run.error:
        parts.append(f'<pre class="warning" role="alert">{escape(error_in(run.error, language))}</pre>')
    if run.done:
        done, total = (number_text(count, language) for count in (run.done, run.plan.cases))
        parts.append(f'<p class="about">{escape(words["stands"].format(done=done, all=total))}</p>')
    if run.state != "running":
        again = button("tell", words["again" if run.error else "resume"], tell="resume", id=run.id)
        parts.append(f'<div class="tools">{again}</div>')
    return _section(run.id, "".join(parts))


def run_html(
    run: Run, view: Mapping[str, Any], others: Sequence[Run], against: Run | None, changes: str, language: str
) -> str:
    """Return a whole run.

    Args:
        view: As `eval.views.view_of` makes it.
        others: Runs that it can be compared with.
        against: The run that it is compared with; None for none.
        changes: Markup of what changed from that run, question by question; empty without one.
    """
    summary, words = view["summary"], words_of(language)
    counts = {name: number_text(summary[name], language) for name in ("cases", "scored", "ineligible", "failed")}
    counted = f'<p class="about counted">{escape(words["counted"].format(**counts))}</p>'
    figures = _compared(view["figures"], language) if against else _figures(view["figures"], language)
    told = f"<h3>{escape(words['compared'].format(when=when_text(against.id, language)))}</h3>" if against else ""
    return _section(
        f"{run.id} {against.id if against else ''}",
        f"{_head(run, language)}{counted}{_tools(run, others, against, language)}{told}{figures}{changes}"
        f"{_plots(view['plots'], language)}",
    )


def _section(shown: str, inside: str) -> str:
    # The page's script brings a section into view that shows something else than before.
    return f'<section class="run" data-shown="{escape(shown)}" aria-labelledby="run-name">{inside}</section>'


def _head(run: Run, language: str) -> str:
    about = f"{when_text(run.id, language)} · {made_with(run.plan, language)}"
    manifest = (run.summary or {}).get("manifest", {})
    index = manifest.get("index")
    if index:
        about += f" · {number_text(index['articles'], language)} {words_of(language)['held']}, {index['model']}"
    if manifest.get("commit"):
        about += f" · {manifest['commit']}"
    return f'<h2 id="run-name">{escape(title_of(run.plan.title, language))}</h2><p class="about">{escape(about)}</p>'


def _tools(run: Run, others: Sequence[Run], against: Run | None, language: str) -> str:
    words = words_of(language)
    address = f"evaluation/report/{escape(run.id)}"
    if against:
        address += f"?against={escape(against.id)}"
    shown = words["report_compared" if against else "report"]
    link = f'<a class="report" href="{address}" target="_blank" rel="noopener">{escape(shown)}</a>'
    options = "".join(
        f'<option value="{escape(one.id)}"{" selected" if against and one.id == against.id else ""}>'
        f"{escape(when_text(one.id, language))} · {escape(made_with(one.plan, language))}</option>"
        for one in others
    )
    compare = (
        '<form data-act="tell" data-tell="compare" class="compare">'
        f'<input type="hidden" name="id" value="{escape(run.id)}">'
        f'<label>{escape(words["compare_with"])} <select name="against">{options}</select></label>'
        f"<button type=submit>{escape(words['compare'])}</button></form>"
        if others
        else ""
    )
    alone = button("open", words["alone"], id=run.id) if against else ""
    return f'<div class="tools">{link}{compare}{alone}</div>'


def _figures(rows: Sequence[Mapping[str, Any]], language: str) -> str:
    inside = "".join(_figure_row(row, language) for row in rows)
    return _table(words_of(language)["figures"], ("metric", "mean", "interval", "scale", "cases"), inside, language)


def _figure_row(row: Mapping[str, Any], language: str) -> str:
    value, low, high = (figure_text(row[name], language) for name in ("value", "low", "high"))
    told = words_of(language)["mark"].format(value=value, low=low, high=high)
    return (
        f'<tr>{_name(row, language)}<td>{value}</td><td class="interval">{low} – {high}</td>'
        f'<td class="drawn">{interval_mark(row["value"], row["low"], row["high"], told)}</td>'
        f'<td class="cases">{number_text(row["count"], language)}</td></tr>'
    )


def _compared(rows: Sequence[Mapping[str, Any]], language: str) -> str:
    inside = "".join(_compared_row(row, language) for row in rows if row["change"])
    note = f'<p class="about">{escape(words_of(language)["chance"])}</p>'
    return (
        _table(words_of(language)["figures"], ("metric", "before", "now", "change", "p", "cases"), inside, language)
        + note
    )


def _compared_row(row: Mapping[str, Any], language: str) -> str:
    change = row["change"]
    sure = change.p_holm < _CHANCE
    way = ("better" if change.better > change.worse else "worse") if sure else ""
    return (
        f'<tr class="{"sure" if sure else ""}">{_name(row, language)}<td>{figure_text(change.a, language)}</td>'
        f'<td>{figure_text(change.b, language)}</td><td class="{way}">{_difference(change, language)}</td>'
        f'<td class="p">{figure_text(change.p_holm, language)}</td>'
        f'<td class="cases">{number_text(change.cases, language)}</td></tr>'
    )


def _difference(change: MetricChange, language: str) -> str:
    if not change.better and not change.worse:
        return "="
    low, high = (figure_text(one, language, signed=True) for one in change.interval)
    return f'{figure_text(change.difference, language, signed=True)} <span class="small">{low} – {high}</span>'


def _name(row: Mapping[str, Any], language: str) -> str:
    less = f" ({words_of(language)['less']})" if row["lower"] else ""
    told = f"{meaning_of(row['name'], language)}{less}"
    return f'<th scope="row">{escape(row["name"])}<span class="small">{escape(told)}</span></th>'


def _table(caption: str, headings: Sequence[str], rows: str, language: str) -> str:
    words = words_of(language)
    heads = "".join(f'<th scope="col" class="{name}">{escape(words[name])}</th>' for name in headings)
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}"><table class="figures">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _plots(plots: Sequence[Plot], language: str) -> str:
    if not plots:
        return ""

    def told(english: str) -> str:
        return words_of(language).get(english, english)

    drawn = "".join(
        f'<figure><figcaption>{escape(told(plot.title))} <span class="small">{escape(told(plot.note))}</span>'
        f"</figcaption>{plot.svg(told)}</figure>"
        for plot in plots
    )
    return f'<h3>{escape(told("plots"))}</h3><div class="plots">{drawn}</div>'
