"""Articles by time as a row of bars that choose a span: whole months, years or decades, by how long the archive is.

A chosen span brings the time round it nearer where that makes the bars finer, so that a reader of a century of articles
comes to a month by choosing a decade and then a year. Pure. Each bar is a button, so that a keyboard chooses what a
mouse drags over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from index.types import Coverage, Filters, Hit
from ui.panels.buttons import button
from ui.words import month_text, number_text, words_for

# More bars than this are thinner than 3 pixels on a telephone, and dragging over them is guesswork.
_MOST_BARS = 120
# Months of a bar, from fine to coarse: a month, a quarter, a year, five years, a decade, a century.
_WIDTHS = (1, 3, 12, 60, 120, 1200)
# Least that is shown on each side of a chosen span when it is brought nearer, in months.
_LEAST_BESIDE = 12
# Least height of a bar that stands for something, in per cent: one article of thousands must not vanish.
_LEAST_HEIGHT = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles of one stretch of time; first and last day inclusive."""

    first: date
    last: date
    articles: int


def bars_of(months: dict[str, int]) -> list[Bar]:
    """Return articles by month as bars without gaps, in order; as fine as fits.

    Args:
        months: Articles by `YYYY-MM`.
    """
    if not months:
        return []
    numbered = {_number(name): count for name, count in months.items()}
    low, high = min(numbered), max(numbered)
    width = _width(low, high)
    counts: Counter[int] = Counter()
    for number, count in numbered.items():
        counts[number // width] += count
    return [
        Bar(_first_day(n * width), _last_day((n + 1) * width), counts[n])
        for n in range(low // width, high // width + 1)
    ]


def near(months: dict[str, int], filters: Filters) -> dict[str, int]:
    """Return the months round the chosen span, where they alone make finer bars; else all.

    The span has its own length on each side, and at least a year.
    """
    if not months or (filters.first is None and filters.last is None):
        return months
    low, high = _number(min(months)), _number(max(months))
    first = max(low, _month(filters.first)) if filters.first else low
    last = min(high, _month(filters.last)) if filters.last else high
    beside = max(_LEAST_BESIDE, last - first + 1)
    start, end = max(low, first - beside), min(high, last + beside)
    if first > last or _width(start, end) == _width(low, high):
        return months
    # The ends stand for themselves even where no article fell, so that the span keeps its place in the middle.
    inside = {name: count for name, count in months.items() if start <= _number(name) <= end}
    return {_name(start): 0, _name(end): 0} | inside


def histogram_html(
    whole: Coverage, filters: Filters, language: str, *, left: int, total: int, hits: Sequence[Hit] = ()
) -> str:
    """Return the chart, with the chosen span set off and the hits of the answer marked.

    Args:
        whole: What the other filters leave over all time.
        filters: As they stand.
        left: Articles that every filter lets through.
        total: Articles in the archive.
        hits: Of the answer shown.
    """
    words, shown = words_for(language), near(whole.months, filters)
    bars = bars_of(shown)
    tallest = max((bar.articles for bar in bars), default=1)
    found = [hit.article.published.first for hit in hits if hit.article.published]
    drawn = "".join(
        _bar_html(bar, tallest, filters, sum(bar.first <= day <= bar.last for day in found), n == 0, language)
        for n, bar in enumerate(bars)
    )
    count = words["remain"].format(left=number_text(left, language), all=number_text(total, language))
    hidden = whole.undated if filters.first or filters.last or filters.as_of else 0
    undated = f" · {words['undated_out'].format(count=hidden)}" if hidden else ""
    clear = "" if filters.is_open else button("clear", words["clear"], style="quiet")
    ends = f'<p class="ends">{_ends(bars, shown, whole.months, language) or escape(words["undated_only"])}</p>'
    return (
        f'<div class="histogram"><p class="remaining" role="status"><b>{escape(count)}</b>{escape(undated)} {clear}</p>'
        f'<div class="bars" role="group" aria-label="{escape(words["histogram"])}. {escape(words["brush"])}">'
        f"{drawn}</div>{ends}</div>"
    )


def _bar_html(bar: Bar, tallest: int, filters: Filters, found: int, is_first: bool, language: str) -> str:
    words = words_for(language)
    chosen = (filters.first is None or bar.last >= filters.first) and (
        filters.last is None or bar.first <= filters.last
    )
    span = _bar_text(bar, language)
    noun = words["article" if bar.articles == 1 else "articles"]
    told = f"{span}: {number_text(bar.articles, language)} {noun}"
    if found:
        told += ", " + words["found_here"].format(count=found)
    height = max(_LEAST_HEIGHT, round(100 * bar.articles / tallest)) if bar.articles else 0
    return (
        f'<button type="button" class="bar{"" if chosen else " out"}{" found" if found else ""}"'
        f' data-first="{bar.first}" data-last="{bar.last}" tabindex="{0 if is_first else -1}"'
        f' aria-pressed="{"true" if chosen and (filters.first or filters.last) else "false"}"'
        f' aria-label="{escape(told)}" title="{escape(told)}"><svg viewBox="0 0 1 100" preserveAspectRatio="none"'
        f' aria-hidden="true"><rect width="1" y="{100 - height}" height="{height}"/></svg></button>'
    )


def _ends(bars: Sequence[Bar], shown: dict[str, int], months: dict[str, int], language: str) -> str:
    """Return what stands under the first and the last bar, with a sign where the archive goes on beyond them."""
    if not bars:
        return ""
    before, after = ("‹ " if min(shown) > min(months) else ""), (" ›" if max(shown) < max(months) else "")
    first, last = _end_text(bars[0].first, bars, language), _end_text(bars[-1].last, bars, language)
    return f"<span>{before}{escape(first)}</span><span>{escape(last)}{after}</span>"


def _bar_text(bar: Bar, language: str) -> str:
    if bar.first.month == 1 and bar.last.month == 12:
        return str(bar.first.year) if bar.first.year == bar.last.year else f"{bar.first.year} – {bar.last.year}"
    first, last = month_text(bar.first, language), month_text(bar.last, language)
    return first if first == last else f"{first} – {last}"


def _end_text(day: date, bars: Sequence[Bar], language: str) -> str:
    yearly = (bars[0].last - bars[0].first).days > 100
    return str(day.year) if yearly else month_text(day, language)


def _width(low: int, high: int) -> int:
    """Return the months of a bar when these months, both inclusive, are shown."""
    return next((w for w in _WIDTHS if high // w - low // w < _MOST_BARS), _WIDTHS[-1])


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> date:
    # The first bar of an archive of the year 1 would begin in the year 0, which no date can be.
    return date(number // 12, number % 12 + 1, 1) if number >= 12 else date.min


def _last_day(number: int) -> date:
    return _first_day(number) - timedelta(days=1) if number // 12 <= date.max.year else date.max
