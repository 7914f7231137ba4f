"""What the index holds and what it was made from, as a page. Pure but for `holdings_of`, which reads the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from index.manifest import Manifest
from index.search import ArticleIndex
from index.types import Coverage
from ui.library.place import UNDATED, Place
from ui.library.words import library_words
from ui.panels.filters import language_name
from ui.words import day_text, number_text, size_text
from ui.years import bars_of, years_of

# Rows of a chart; what is beyond them can be found among the articles.
_MOST_ROWS = 12
_MOST_ARCHIVES = 6


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one generation of an index holds.

    Args:
        origins: Articles by where their date was found.
        ledger: Records, and how many of them are in each state.
        size: Bytes on disk.
    """

    manifest: Manifest
    coverage: Coverage
    origins: Mapping[str, int]
    ledger: Mapping[str, int]
    size: int


def holdings_of(index: ArticleIndex) -> Holdings:
    """Return what an index holds; it counts every article, so that a caller keeps it for the next time."""
    size = sum(index.sizes().values())
    return Holdings(index.manifest, index.coverage(), index.date_origins(), index.ledger_counts(), size)


def holdings_html(held: Holdings, language: str, *, whole_paths: bool) -> str:
    """Return the page.

    Args:
        whole_paths: Show where on the server the archives are, not only what they are called.
    """
    words = library_words(language)
    years = bars_of(years_of(held.coverage))
    undated = held.coverage.undated
    by_year: list[tuple[str, int, str | None]]
    by_year = [
        (name.replace("-", "–"), count, Place("articles", year=name).address() if count else None)
        for name, count in years
    ]
    if undated:
        by_year.append((words["undated"], undated, Place("articles", year=UNDATED).address()))
    sources = [
        (name or words["no_source"], count, Place("articles", source=name).address() if name else None)
        for name, count in held.coverage.sources.items()
    ]
    spoken = [
        (language_name(name, language), count, Place("articles", language=name).address())
        for name, count in held.coverage.languages.items()
    ]
    origins = [
        (words[f"origin_{name}"], count, Place("articles", year=UNDATED).address() if name == "unknown" else None)
        for name, count in held.origins.items()
    ]
    return (
        f'<div class="charts">{_chart_html(words["years"], by_year, language, most=len(by_year))}'
        f"<div>{_chart_html(words['sources'], sources, language)}{_chart_html(words['languages'], spoken, language)}"
        f"{_chart_html(words['origins'], origins, language)}</div></div>"
        f"<h3>{escape(words['made'])}</h3>{_facts_html(held, language, whole_paths)}"
    )


def _facts_html(held: Holdings, language: str, whole_paths: bool) -> str:
    words, manifest = library_words(language), held.manifest
    exact, near = manifest.counts["duplicate"], manifest.counts["groups"]
    rows = (
        (words["passages"].capitalize(), number_text(manifest.counts["passages"], language)),
        (
            words["duplicates"],
            f"{words['exact'].format(count=number_text(exact, language))}, "
            f"{words['near'].format(count=number_text(near, language))}",
        ),
        (words["model"], f"{manifest.model} ({manifest.model_fingerprint[:12]})"),
        (words["vectors"], words["dimensions"].format(kind=manifest.index_kind, dim=manifest.dim)),
        (words["size"], size_text(held.size, language)),
        (words["built"], built_text(manifest.created, language)),
        (words["generation"], manifest.generation),
        (words["built_from"], _archives_text(manifest.archives, language, whole_paths)),
    )
    inside = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<dl class="made">{inside}</dl>'


def _archives_text(archives: tuple[str, ...], language: str, whole_paths: bool) -> str:
    shown = [path if whole_paths else Path(path).name for path in archives[:_MOST_ARCHIVES]]
    if len(archives) > _MOST_ARCHIVES:
        shown.append(library_words(language)["more_of"].format(count=len(archives) - _MOST_ARCHIVES))
    # A path may hold bytes that are no letters.
    return ", ".join(shown).encode("utf-8", "replace").decode()


def _chart_html(
    title: str, rows: Sequence[tuple[str, int, str | None]], language: str, *, most: int = _MOST_ROWS
) -> str:
    """Return a bar for each row; a row with an address leads to its articles."""
    words = library_words(language)
    longest = max((count for _, count, _ in rows), default=0)
    drawn = "".join(_row_html(name, count, longest, address, language) for name, count, address in rows[:most])
    left = len(rows) - most
    more = words["more_of"].format(count=number_text(left, language)) if left > 0 else ""
    beyond = f'<p class="about"><a data-go href="{escape(Place("articles").address())}">{escape(more)}</a></p>'
    return f'<section class="chart"><h3>{escape(title)}</h3><ul>{drawn}</ul>{beyond if more else ""}</section>'


def _row_html(name: str, count: int, longest: int, address: str | None, language: str) -> str:
    # A year with one article among thousands is still seen.
    width = max(1, round(100 * count / longest)) if count else 0
    bar = (
        '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="1"/></svg>'
    )
    shown = f'<span class="name">{escape(name)}</span>'
    named = f'<a data-go href="{escape(address)}">{shown}</a>' if address else shown
    return f'<li>{named}{bar}<span class="count">{number_text(count, language)}</span></li>'


def built_text(created: str, language: str) -> str:
    """Return the moment of a build, given as ISO 8601: `26. November 2026, 01:09 UTC`."""
    moment = datetime.fromisoformat(created)
    return f"{day_text(moment.date(), language)}, {moment:%H:%M} UTC"
