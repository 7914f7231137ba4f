"""The filters beside a question: what each of them would leave, and the filters that the boxes mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.search import ArticleIndex
from index.types import Coverage, Filters
from ui.filters import filters_of_texts
from ui.words import number_text


@dataclass(frozen=True, slots=True)
class FilterTexts:
    """What stands in the filter boxes, as a reader wrote it; empty means no limit."""

    first: str = ""
    last: str = ""
    as_of: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def filters(self) -> Filters:
        """Return the filters.

        Raises:
            SettingsError: A box holds no date, or the span ends before it begins.
        """
        return filters_of_texts(self.first, self.last, self.as_of, self.sources, self.languages)


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters leave.

    Args:
        left: Articles that pass all filters.
        total: Articles in the archive.
        over_time: What the filters other than the span leave.
        sources: (shown, name) of each source, with how many articles it would leave.
        languages: Likewise of each language.
    """

    left: int
    total: int
    over_time: Coverage
    sources: list[tuple[str, str]]
    languages: list[tuple[str, str]]


def facets_of(index: ArticleIndex, filters: Filters, language: str) -> Facets:
    """Count what each filter leaves; a source's figure is under the filters other than the sources, and so on."""
    whole = index.coverage()
    return Facets(
        left=index.coverage(filters).articles,
        total=whole.articles,
        over_time=index.coverage(replace(filters, first=None, last=None)),
        sources=_choices(whole.sources, index.coverage(replace(filters, sources=())).sources, language),
        languages=_choices(whole.languages, index.coverage(replace(filters, languages=())).languages, language),
    )


def _choices(
    whole: Mapping[str | None, int] | Mapping[str, int],
    left: Mapping[str | None, int] | Mapping[str, int],
    language: str,
) -> list[tuple[str, str]]:
    names: Sequence[str] = [name for name in whole if name]
    counts: dict[str, int] = {name: count for name, count in left.items() if name}
    return [(f"{language_name(name, language)} ({number_text(counts.get(name, 0), language)})", name) for name in names]


def language_name(name: str, language: str) -> str:
    """Return what a language is called in the page's own; its code where that is not known."""
    return _LANGUAGES.get(name, {}).get("de" if language == "de" else "en", name)


_LANGUAGES = {
    "de": {"de": "Deutsch", "en": "German"}, "en": {"de": "Englisch", "en": "English"},
    "fr": {"de": "Französisch", "en": "French"}, "es": {"de": "Spanisch", "en": "Spanish"},
    "it": {"de": "Italienisch", "en": "Italian"}, "nl": {"de": "Niederländisch", "en": "Dutch"},
    "pl": {"de": "Polnisch", "en": "Polish"}, "ru": {"de": "Russisch", "en": "Russian"},
    "und": {"de": "unbestimmt", "en": "undetermined"},
}  # fmt: skip
