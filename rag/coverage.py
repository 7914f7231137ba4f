"""What an answer that is none says: that nothing was found, and what was searched. Pure."""

from __future__ import annotations

from datetime import date

from index.types import Coverage, Filters

_MONTHS_DE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def not_found_text(coverage: Coverage, filters: Filters, language: str) -> str:
    """Return the sentence that stands where the archive holds no answer.

    Args:
        coverage: What the index holds under the filters.
        filters: As applied.
        language: Of the question; German or else English.
    """
    german = language == "de"
    if not coverage.articles:
        within = _within(filters, german)
        return f"Im Archiv steht kein Artikel{within}." if german else f"The archive holds no article{within}."
    count, scope = f"{coverage.articles:,}", _dates(coverage, german) + _within(filters, german)
    if german:
        count = count.replace(",", ".")
        return f"Im Archiv steht dazu nichts. Durchsucht: {count} Artikel{scope}."
    noun = "articles" if coverage.articles != 1 else "article"
    return f"The archive says nothing on this. Searched: {count} {noun}{scope}."


def _dates(coverage: Coverage, german: bool) -> str:
    if coverage.first is None or coverage.last is None:
        return ""
    first, last = _month_of(coverage.first, german), _month_of(coverage.last, german)
    if first == last:
        return f" ({first})"
    return f" ({first} bis {last})" if german else f" ({first} to {last})"


def _month_of(day: date, german: bool) -> str:
    return f"{_MONTHS_DE[day.month - 1]} {day.year}" if german else f"{day:%B %Y}"


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
