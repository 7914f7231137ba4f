"""Plots as inline SVG: drawn in the page's own colours, so that they are readable in the dark and on paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT = 420, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 16, 40
_WIDEST = 96
_TRACK, _TRACK_HEIGHT = 160, 16


def interval_mark(value: float, low: float, high: float, label: str | None = None) -> str:
    """Return a mark on a scale from 0 to 1: a dot at the mean, a bar over its interval.

    Args:
        label: Read out to those who do not see it; None says it in English.
    """
    at, left, right = (round(_clipped(one) * _TRACK, 1) for one in (value, low, high))
    label = label or f"{value:.3f}, interval {low:.3f} to {high:.3f}"
    middle = _TRACK_HEIGHT / 2
    return (
        f'<svg class="mark" viewBox="-5 0 {_TRACK + 10} {_TRACK_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<line class="track" x1="0" x2="{_TRACK}" y1="{middle}" y2="{middle}"/>'
        f'<line class="span" x1="{left}" x2="{right}" y1="{middle}" y2="{middle}"/>'
        f'<circle class="dot" cx="{at}" cy="{middle}" r="4"/></svg>'
    )


def columns(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    *,
    notes: Sequence[str] = (),
    top: float | None = None,
) -> str:
    """Return a column chart of counts or shares.

    Args:
        title: Read out to those who do not see it.
        notes: What stands above each column; empty writes the value.
        top: Value at the upper end of the scale; None takes the greatest.
    """
    top = top or max(values, default=0.0) or 1.0
    inside_w, inside_h = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    step = min(inside_w / max(len(values), 1), _WIDEST)
    spoken = "; ".join(f"{label}: {_number(value)}" for label, value in zip(labels, values, strict=True))
    parts = [
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(f"{title}. {spoken}")}">',
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_HEIGHT - _BOTTOM}" y2="{_HEIGHT - _BOTTOM}"/>',
    ]
    for n, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = inside_h * value / top
        x, y = _LEFT + n * step, _HEIGHT - _BOTTOM - height
        middle = x + step / 2
        note = notes[n] if notes else _number(value)
        left, width = x + step * 0.12, step * 0.76
        parts.append(
            f'<rect class="column" x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            f'<text class="note" x="{middle:.1f}" y="{y - 4:.1f}">{escape(note)}</text>'
            f'<text class="label" x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 15}">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def scatter(title: str, x_name: str, y_name: str, points: Sequence[tuple[float, float, str]]) -> str:
    """Return a scatter plot with a label at each point; the axes span the points.

    Args:
        points: (x, y, label).
    """
    inside_w, inside_h = _WIDTH - 2 * _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    (x_low, x_high), (y_low, y_high) = _range([p[0] for p in points]), _range([p[1] for p in points])
    floor, left = _HEIGHT - _BOTTOM, 2 * _LEFT
    parts = [
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<line class="axis" x1="{left}" x2="{_WIDTH - _RIGHT}" y1="{floor}" y2="{floor}"/>',
        f'<line class="axis" x1="{left}" x2="{left}" y1="{_TOP}" y2="{floor}"/>',
        f'<text class="label start" x="{left}" y="{floor + 15}">{_number(x_low)}</text>',
        f'<text class="label end" x="{_WIDTH - _RIGHT}" y="{floor + 15}">{_number(x_high)}</text>',
        f'<text class="label" x="{left + inside_w / 2}" y="{floor + 30}">{escape(x_name)}</text>',
        f'<text class="label end" x="{left - 4}" y="{floor}">{_number(y_low)}</text>',
        f'<text class="label end" x="{left - 4}" y="{_TOP + 4}">{_number(y_high)}</text>',
        f'<text class="label start" x="2" y="{_TOP - 5}">{escape(y_name)}</text>',
    ]
    for x_value, y_value, label in points:
        x = left + inside_w * (x_value - x_low) / (x_high - x_low)
        y = floor - inside_h * (y_value - y_low) / (y_high - y_low)
        parts.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(label)}</title></circle>'
            f'<text class="note" x="{x:.1f}" y="{y - 7:.1f}">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the least and the greatest value, with air around them, and apart where they are equal."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    return low - air, high + air


def _clipped(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"
