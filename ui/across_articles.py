"""What several articles say of one thing, as HTML: contradictions side by side, a story in the order of its events.

Pure; everything from an archive is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from index.dates import parse_edtf
from rag.conflicts.disagreement import Conflict, ConflictValue
from rag.timeline import TimelineEntry
from ui.addresses import article_address
from ui.story_plot import story_plot_html
from ui.words import date_text, words_for


def conflicts_html(
    conflicts: Sequence[Conflict], language: str, spoken: Mapping[str, str], *, linked: bool = True
) -> str:
    """Return a table for each disagreement between articles: what each says, and where and when.

    Args:
        language: Of the page's own words.
        spoken: Languages of articles by id, as far as they are known.
        linked: Whether titles lead to their articles, which they cannot from a file.
    """
    words = words_for(language)
    # The roles hold where a narrow screen lays the cells out anew, for which some browsers forget the table.
    heads = "".join(
        f'<th scope="col" role="columnheader">{escape(words[name])}</th>' for name in ("value", "printed", "passage")
    )
    return "".join(
        f'<table class="conflict" role="table"><caption>{escape(differ_text(conflict, language))}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{_sides_html(conflict, language, spoken, linked)}</tbody></table>'
        for conflict in conflicts
    )


def differ_text(conflict: Conflict, language: str) -> str:
    """Return what articles disagree on, and whether a language model says so."""
    words = words_for(language)
    differ = words[f"differ_{conflict.kind}"]
    return f"{differ} ({words['as_read']})" if conflict.read_by_model else differ


def timeline_html(
    entries: Sequence[TimelineEntry], language: str, spoken: Mapping[str, str], *, linked: bool = True
) -> str:
    """Return how a story went, as a plot and a list in the order of events; arguments as for `conflicts_html`."""
    if not entries:
        return ""
    rows = "".join(
        f'<li><time class="when">{escape(when_text(one, language))}</time> '
        f"{_title_html(one.title, one.article_id, one.start, one.end, linked)}"
        f'<span class="where">{escape(one.source or words_for(language)["source"])} · '
        f"{escape(dating_text(one, language))}</span>"
        f'<q lang="{escape(spoken.get(one.article_id, "und"))}">{escape(one.quote)}</q></li>'
        for one in entries
    )
    heading = f"<h3>{escape(words_for(language)['in_order'])}</h3>"
    # A file has no style of ours to draw it in.
    plot = story_plot_html(entries, language) if linked else ""
    return f'<section class="timeline">{heading}{plot}<ol>{rows}</ol></section>'


def when_text(entry: TimelineEntry, language: str) -> str:
    """Return when a row of a timeline was, as exactly as it is known."""
    return date_text(parse_edtf(entry.when) if entry.when else None, language)


def dating_text(entry: TimelineEntry, language: str) -> str:
    """Return what dates a row of a timeline; that of an event is told apart from the article's own date."""
    words = words_for(language)
    if entry.dated_by == "event":
        return words["by_event"].format(date=date_text(entry.published, language))
    return words["by_publication"] if entry.published else words["no_date"]


def _sides_html(conflict: Conflict, language: str, spoken: Mapping[str, str], linked: bool) -> str:
    return "".join(_side_html(one, language, spoken, linked) for one in conflict.values)


def _side_html(one: ConflictValue, language: str, spoken: Mapping[str, str], linked: bool) -> str:
    start, end = one.value_start - one.start, one.value_end - one.start
    quote = f"{escape(one.quote[:start])}<mark>{escape(one.quote[start:end])}</mark>{escape(one.quote[end:])}"
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{escape(one.value)}</th>'
        f'<td role="cell"><time>{escape(date_text(one.published, language))}</time> '
        f"{escape(one.source or words_for(language)['source'])}</td>"
        f'<td role="cell"><q lang="{escape(spoken.get(one.article_id, "und"))}">{quote}</q> '
        f"{_title_html(one.title, one.article_id, one.start, one.end, linked)}</td></tr>"
    )


def _title_html(title: str, article_id: str, start: int, end: int, linked: bool) -> str:
    if not linked:
        return f"<b>{escape(title)}</b>"
    return f'<a class="open" href="{escape(article_address(article_id, start, end))}">{escape(title)}</a>'
