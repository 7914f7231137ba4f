"""What an answer that is none says: that nothing was found, what was searched, and where the archive has gaps. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from index.types import Coverage, Filters

MONTH_NAMES = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHOWN_GAPS = 3
_SHOWN_SOURCES = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Whole months in which no article can have appeared: from the first day of one to the last day of another."""

    first: date
    last: date


def gaps_of(coverage: Coverage, filters: Filters) -> tuple[Gap, ...]:
    """Return the whole months without any article in the span that was asked about, in order.

    The span is that of the filters; a side that they leave open ends with the archive. An article dated to the year
    may have appeared in any of its months, so it leaves no gap.

    Args:
        coverage: What the index holds under the filters.
        filters: As applied.
    """
    bare = list(coverage.gaps)
    until = min((day for day in (filters.last, filters.as_of) if day), default=None)
    if coverage.first is None or coverage.last is None:
        bare = [(filters.first, until)] if filters.first and until and filters.first <= until else []
    else:
        if filters.first and filters.first < coverage.first:
            bare.insert(0, (filters.first, coverage.first - _DAY))
        if filters.last and until and until > coverage.last:
            bare.append((coverage.last + _DAY, until))
    found = []
    for start, end in bare:
        # An article that only overlaps the span says nothing about the time outside of it.
        start, end = max(start, filters.first or start), min(end, until or end)
        if start <= end and (gap := _whole_months(start, end)):
            found.append(gap)
    return tuple(found)


def not_found_text(coverage: Coverage, filters: Filters, language: str) -> str:
    """Return what stands where the archive holds no answer.

    Args:
        coverage: What the index holds under the filters.
        filters: As applied.
        language: Of the question; German or else English.
    """
    german = language == "de"
    if not coverage.articles:
        within = _within(filters, german)
        return f"Im Archiv steht kein Artikel{within}." if german else f"The archive holds no article{within}."
    count, scope = _count(coverage.articles, german), _dates(coverage, german) + _within(filters, german)
    if german:
        text = f"Im Archiv steht dazu nichts. Durchsucht: {count} Artikel{scope}."
    else:
        noun = "articles" if coverage.articles != 1 else "article"
        text = f"The archive says nothing on this. Searched: {count} {noun}{scope}."
    parts = (_sources(coverage, german), _gap_text(gaps_of(coverage, filters), german), _undated(coverage, german))
    return " ".join([text, *filter(None, parts)])


def span_text(first: date, last: date, german: bool) -> str:
    """Name an interval as precisely as it is known: `May 2024`, `2024`, `October–December 2024`, `1997–1999`."""
    months = MONTH_NAMES["de" if german else "en"]
    if (first.year, first.month) == (last.year, last.month):
        return f"{months[first.month - 1]} {first.year}"
    if first.year != last.year:
        return f"{first.year}–{last.year}"
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{months[first.month - 1]}–{months[last.month - 1]} {first.year}"


def _whole_months(start: date, end: date) -> Gap | None:
    if start.day > 1:
        start = date(start.year, start.month, monthrange(start.year, start.month)[1]) + _DAY
    if (end + _DAY).month == end.month:
        end = end.replace(day=1) - _DAY
    return Gap(start, end) if start <= end else None


def _dates(coverage: Coverage, german: bool) -> str:
    if coverage.first is None or coverage.last is None:
        return ""
    # Where the earliest or latest date is not known to the month, what is known is said.
    first = span_text(coverage.first, max(coverage.first, coverage.first_by or coverage.first), german)
    last = span_text(min(coverage.last, coverage.last_from or coverage.last), coverage.last, german)
    if first == last:
        return f" ({first})"
    return f" ({first} bis {last})" if german else f" ({first} to {last})"


def _sources(coverage: Coverage, german: bool) -> str:
    names = [name for name in coverage.sources if name]
    if not names:
        return ""
    more = len(names) - _SHOWN_SOURCES
    listed = ", ".join(names[:_SHOWN_SOURCES])
    if more > 0:
        listed += f" und {more} weitere" if german else f" and {more} more"
    return f"{'Quellen' if german else 'Sources'}: {listed}."


def _gap_text(gaps: tuple[Gap, ...], german: bool) -> str:
    if not gaps:
        return ""
    longest = sorted(sorted(gaps, key=lambda gap: gap.first - gap.last)[:_SHOWN_GAPS], key=lambda gap: gap.first)
    listed = ", ".join(_gap(gap, german) for gap in longest)
    more = len(gaps) - len(longest)
    if more:
        listed += f" und {more} weitere Lücken" if german else f" and {more} more gaps"
    return f"Kein Artikel aus: {listed}." if german else f"No article from: {listed}."


def _gap(gap: Gap, german: bool) -> str:
    months = MONTH_NAMES["de" if german else "en"]
    if (gap.first.month, gap.last.month) == (1, 12):
        return span_text(gap.first, gap.last, german)
    if (gap.first.year, gap.first.month) == (gap.last.year, gap.last.month):
        return f"{months[gap.first.month - 1]} {gap.first.year}"
    year = f" {gap.first.year}" if gap.first.year != gap.last.year else ""
    to = "bis" if german else "to"
    return f"{months[gap.first.month - 1]}{year} {to} {months[gap.last.month - 1]} {gap.last.year}"


def _undated(coverage: Coverage, german: bool) -> str:
    if not coverage.undated:
        return ""
    count = _count(coverage.undated, german)
    return f"Ohne Datum: {count} Artikel." if german else f"Without a date: {count}."


def _count(number: int, german: bool) -> str:
    return f"{number:,}".replace(",", "." if german else ",")


def _within(filters: Filters, german: bool) -> str:
    """Name the filters that hid the rest, so that a reader knows what was not searched."""
    parts = []
    if filters.time_words:
        parts.append(f"„{filters.time_words}“" if german else f'"{filters.time_words}"')
    elif filters.first or filters.last:
        first = filters.first.isoformat() if filters.first else "…"
        last = filters.last.isoformat() if filters.last else "…"
        parts.append(f"{first} bis {last}" if german else f"{first} to {last}")
    if filters.as_of:
        parts.append(f"Stand {filters.as_of}" if german else f"as of {filters.as_of}")
    parts.extend([*filters.sources, *filters.languages])
    if not parts:
        return ""
    return (", Filter: " if german else ", filters: ") + ", ".join(parts)
