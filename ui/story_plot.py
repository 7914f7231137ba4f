"""How a story went as dots along a line: what happened, and what was only printed then. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from index.dates import parse_edtf
from index.types import DateSpan
from rag.timeline import TimelineEntry
from ui.words import month_text, words_for

_WIDTH, _HEIGHT, _RADIUS = 400, 16, 4
_SIGNS = {"event": "●", "publication": "○"}


def story_plot_html(entries: Sequence[TimelineEntry], language: str) -> str:
    """Return the plot of a timeline's dated rows; nothing where they are not two days at least.

    It says nothing that the list below it does not, and so is not read out.
    """
    dated = [(one, span) for one in entries if one.when and (span := parse_edtf(one.when))]
    low = min((span.first for _, span in dated), default=date.min)
    high = max((span.last for _, span in dated), default=date.min)
    if low == high:
        return ""
    marks = "".join(_mark_html(one, span, low, (high - low).days) for one, span in dated)
    words = words_for(language)
    signs = " ".join(
        f"{sign} {words[f'dated_by_{kind}']}"
        for kind, sign in _SIGNS.items()
        if any(one.dated_by == kind for one, _ in dated)
    )
    ends = "".join(
        f"<span>{escape(told)}</span>" for told in (month_text(low, language), signs, month_text(high, language))
    )
    return (
        f'<div class="story-plot" aria-hidden="true"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<rect class="axis" x="0" y="{_HEIGHT / 2 - 0.5}" width="{_WIDTH}" height="1"/>{marks}</svg>'
        f'<p class="ends">{ends}</p></div>'
    )


def _mark_html(entry: TimelineEntry, span: DateSpan, low: date, days: int) -> str:
    """Return a dot in the middle of the days that a row may mean, and a bar over all of them."""

    def at(day: date) -> float:
        return _RADIUS + (_WIDTH - 2 * _RADIUS) * (day - low).days / days

    left, right = at(span.first), at(span.last)
    return (
        f'<rect x="{left:.1f}" y="{_HEIGHT / 2 - 2}" width="{right - left:.1f}" height="4"/>'
        f'<circle class="{entry.dated_by}" cx="{(left + right) / 2:.1f}" cy="{_HEIGHT / 2}" r="{_RADIUS}"/>'
    )
