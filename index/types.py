"""The values that flow through Dateline's index: dates, records, articles, passages, hits.

All are frozen; nothing else crosses a file boundary. Nothing here reads, writes or imports a library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year", "circa", "interval"]
Origin = Literal["markup", "header", "file name", "text", "unknown"]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A publication date as the interval that is really known, never a made-up day.

    Args:
        first: First day on which the article may have appeared.
        last: Last such day, inclusive; equal to `first` for a date known to the day.
        precision: How the source wrote it: `day`, `month`, `year`, `circa` (EDTF `1998~`) or `interval`.
        origin: Where the date was found.
    """

    first: date
    last: date
    precision: Precision
    origin: Origin

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"a date span cannot end ({self.last}) before it begins ({self.first})")

    @property
    def edtf(self) -> str:
        """Return the date in EDTF: `1998`, `1998-05`, `1998-05-03`, `1998~`, `1998-05-03/1998-05-09`."""
        if self.precision == "day":
            return self.first.isoformat()
        if self.precision == "month":
            return f"{self.first.year:04d}-{self.first.month:02d}"
        if self.precision == "year":
            return f"{self.first.year:04d}"
        if self.precision == "circa":
            # The span of `1998~` is widened on both sides, so the year that was printed is the middle one.
            return f"{(self.first.year + self.last.year) // 2:04d}~"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Tell whether the article may have appeared within [first, last]; None leaves that side open."""
        return (first is None or self.last >= first) and (last is None or self.first <= last)


@dataclass(frozen=True, slots=True)
class Record:
    """One input record as its reader found it, before it is an article.

    Args:
        place: File, and record or line in it: `news.jsonl:812`, `bbc.zip!bbc/business/001.txt`.
        text: The body; may be empty when only a title was given.
        title: None when the record has no title.
        outside_id: The archive's own id for the record (BEIR `_id`, `NEWID`), None when it has none.
        language: BCP-47 as the archive states it, None when it does not.
        written_date: The date as it was printed, where that shows or leaves open whether the source puts the day or
            the month first (`03/04/2022`, `25/12/2022`); None for every other date.
    """

    place: str
    text: str
    title: str | None = None
    published: DateSpan | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    section: str | None = None
    outside_id: str | None = None
    written_date: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An input record that could not become an article.

    Args:
        place: File, and record or line in it.
        reason: One line a person can act on.
        retryable: True for a failure that may pass (an unreadable file), False for a record that is wrong.
    """

    place: str
    reason: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One dated article. `text` is NFC; all offsets anywhere in Dateline count its characters.

    Args:
        id: Stable across rebuilds, made from content, source and date, not from the file name.
        title: Never empty: where the archive has none, the first words of the text.
        published: None when the date is unknown.
        source: Publisher or site; None when unknown.
        language: BCP-47 primary language, `und` when it cannot be told.
        place: Where the archive holds it (the first place, when it holds it several times).
        outside_id: The archive's own id, None when it has none.
    """

    id: str
    title: str
    text: str
    published: DateSpan | None
    source: str | None
    authors: tuple[str, ...]
    url: str | None
    language: str
    section: str | None
    place: str
    outside_id: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article, on sentence borders: `article.text[start:end] == text`, always."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another printing of a hit's article: a reprint, an update, a correction, an excerpt."""

    article_id: str
    title: str
    published: DateSpan | None
    source: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result.

    Args:
        rank: Counts from 1.
        score: The fused score in [0, 1]; higher is better.
        parts: The scores it was made of: `dense` (cosine in [-1, 1]), `lexical` and `article` (BM25 of the passage and
            of its whole article, 0 or more), `matched` (the passage's BM25 as a share of what the question allows).
        also_in: The other members of the article's duplicate group.
    """

    passage: Passage
    article: Article
    rank: int
    score: float
    parts: dict[str, float]
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is confined to, applied before the search. Empty means no limit.

    Args:
        first: Earliest publication day, inclusive; an article counts when its date may fall in the span.
        last: Latest publication day, inclusive.
        sources: Any of these sources, compared without case.
        languages: Any of these BCP-47 primary languages.
        article_ids: Only these articles.
        as_of: Leave out every article that may have appeared after this day, and those without a date.
        time_words: The question's own words that set `first` and `last`; None when the user did.
    """

    first: date | None = None
    last: date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    as_of: date | None = None
    time_words: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is filtered out."""
        return not (self.first or self.last or self.sources or self.languages or self.article_ids or self.as_of)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an index holds under some filters.

    Args:
        articles: Number of articles.
        first: Earliest day any of them may have appeared; None when none is dated.
        last: Latest such day.
        sources: Articles by source, most first; the key `None` counts those without one.
        languages: Articles by language, most first.
        undated: Articles without a date, which no date filter lets through.
        months: Articles by month of their first day, `YYYY-MM`, in order.
        first_by: Day by which the earliest article had surely appeared: for a `1998~`, `first` is in 1997 and this in
            1999. None when none is dated.
        last_from: Day on which the latest article had appeared at the earliest; None likewise.
        gaps: Stretches of four weeks or more between `first` and `last`, first and last day, on which none can have
            appeared, in order.
    """

    articles: int
    first: date | None
    last: date | None
    sources: dict[str | None, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    undated: int = 0
    months: dict[str, int] = field(default_factory=dict)
    first_by: date | None = None
    last_from: date | None = None
    gaps: tuple[tuple[date, date], ...] = ()
