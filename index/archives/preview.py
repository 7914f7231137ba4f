"""A look at an archive before it is built: its first records, what became of their fields, and a profile to edit.

Nothing is written. What is proposed is what would be done anyway, plus guesses for fields that no record showed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from index.archives.fields import date_of, value_at
from index.archives.profile import FIELDS, Profile, load_profile, profile_path
from index.archives.reading import read_archives
from index.articles import article_from
from index.date_orders import DateOrder, DateOrders
from index.types import Article, Record, Reject

RECORDS = 1_000
_SAMPLES = 5
_GUESSED_SHARE = 0.9  # of a field's values that must be dates, or differ from each other, for a guess
_LEAST_VALUES = 5
_LEAST_TEXT = 200  # characters on average
_MOST_TITLE = 200
_VALUES_KEPT = 200  # of each field, to guess from
_MOST_FIELDS = 200  # told apart in one archive


@dataclass(slots=True)
class FieldSeen:
    """One field of the archive.

    Args:
        key: As the archive names it.
        ours: The field of ours that it became; None for one that was not used.
        filled: How many records have a value in it.
        example: One of its values.
        guessed: Whether `ours` is a guess, which only the profile would make true.
    """

    key: str
    ours: str | None
    filled: int
    example: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first records of an archive show.

    Args:
        records: How many were read, rejects among them.
        whole: Whether that was all there are.
        articles: The first good ones.
        precisions: Articles by the precision of their date, `unknown` for those without one.
        sources: Articles by source, None for those without one.
        orders: Of the sources whose dates can be read in two ways.
        profile: The proposal, as TOML.
        profile_path: Where it belongs.
    """

    archive: Path
    records: int
    whole: bool
    rejects: tuple[Reject, ...]
    articles: tuple[Article, ...]
    fields: tuple[FieldSeen, ...]
    precisions: Mapping[str, int]
    sources: Mapping[str | None, int]
    languages: Mapping[str, int]
    orders: tuple[DateOrder, ...]
    profile: str
    profile_path: Path


@dataclass(slots=True)
class _Seen:
    ours: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    values: list[Any] = field(default_factory=list)


class _Fields:
    """Watches which fields records have, and which of them were used."""

    def __init__(self) -> None:
        self.seen: dict[str, _Seen] = {}

    def note(self, fields: Mapping[str, Any], pairs: tuple[tuple[str, str], ...]) -> None:
        used: dict[str, str] = {}
        for ours, key in pairs:
            if ours not in used and value_at(fields, key) is not None:
                used[ours] = key
        by_key = {key: ours for ours, key in used.items()}
        for key in [*fields, *(key for key in by_key if key not in fields)]:
            if key not in self.seen and len(self.seen) >= _MOST_FIELDS:
                continue
            value = value_at(fields, key)
            one = self.seen.setdefault(key, _Seen())
            if value is not None:
                one.filled += 1
                one.ours.update([by_key[key]] if key in by_key else [])
                if len(one.values) < _VALUES_KEPT:
                    one.values.append(value)


def preview(archive: Path, mapping: Mapping[str, str] | None = None, records: int = RECORDS) -> Preview:
    """Read the first records of an archive and propose its profile.

    Args:
        archive: A file or a folder.
        mapping: As for `read_archives`.
        records: How many to read.

    Raises:
        ArchiveError: The archive is missing, or is a file of an unknown format.
        SettingsError: The mapping or the profile names a field that articles do not have.
    """
    watched, orders = _Fields(), DateOrders()
    found = read_archives([archive], mapping, on_fields=watched.note)
    taken = list(islice(found, records))
    whole = next(found, None) is None
    articles: list[Article] = []
    rejects: list[Reject] = []
    for one in taken:
        article = article_from(one) if isinstance(one, Record) else one
        if isinstance(article, Reject):
            rejects.append(article)
            continue
        if isinstance(one, Record) and one.written_date and one.published:
            orders.note(len(articles), article.source or archive.name, one.written_date, one.published.origin)
        articles.append(article)
    for row, span in orders.resolved():
        articles[row] = replace(articles[row], published=span)
    fields = _fields_seen(watched)
    profile = load_profile(archive).with_fields(mapping or {})
    return Preview(
        archive=archive,
        records=len(taken),
        whole=whole,
        rejects=tuple(rejects[:_SAMPLES]),
        articles=tuple(articles[:_SAMPLES]),
        fields=tuple(fields),
        precisions=Counter(article.published.precision if article.published else "unknown" for article in articles),
        sources=Counter(article.source for article in articles),
        languages=Counter(article.language for article in articles),
        orders=tuple(orders.summary()),
        profile=_as_toml(archive, profile, fields, orders.summary(), articles),
        profile_path=profile_path(archive),
    )


def _fields_seen(watched: _Fields) -> list[FieldSeen]:
    """Return all fields, those that were used first, in our order; with guesses for what no field became."""
    fields = [
        FieldSeen(key, max(one.ours, key=lambda ours: one.ours[ours]) if one.ours else None, one.filled, _example(one))
        for key, one in watched.seen.items()
    ]
    for ours, fits in (("text", _is_text), ("published", _is_date), ("title", _is_title)):
        if not any(seen.ours == ours for seen in fields):
            free = [seen for seen in fields if seen.ours is None and fits(watched.seen[seen.key].values)]
            if free:
                best = max(free, key=lambda seen: seen.filled)
                best.ours, best.guessed = ours, True
    return sorted(fields, key=lambda seen: FIELDS.index(seen.ours) if seen.ours else len(FIELDS))


def _example(one: _Seen) -> str:
    value = one.values[0] if one.values else ""
    return " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)).split())


def _is_text(values: list[Any]) -> bool:
    words = [value for value in values if isinstance(value, str)]
    return bool(words) and sum(map(len, words)) / len(words) >= _LEAST_TEXT


def _is_date(values: list[Any]) -> bool:
    return len(values) >= _LEAST_VALUES and sum(map(_means_a_day, values)) >= _GUESSED_SHARE * len(values)


def _means_a_day(value: Any) -> bool:
    span = date_of(value)
    return span is not None and (isinstance(value, str) or span.precision == "day")


def _is_title(values: list[Any]) -> bool:
    words = [value for value in values if isinstance(value, str) and " " in value.strip() and len(value) <= _MOST_TITLE]
    many = len(words) >= max(_LEAST_VALUES, _GUESSED_SHARE * len(values))
    return many and len(set(words)) >= _GUESSED_SHARE * len(words)


def _as_toml(
    archive: Path, profile: Profile, fields: list[FieldSeen], orders: list[DateOrder], articles: list[Article]
) -> str:
    lines = [f"# How {archive.name} is read. Edit it, and keep it as {profile_path(archive)}", ""]
    unnamed = sum(article.source is None for article in articles)
    lines.append(f"# The source of records that name none: {unnamed:,} of the first {len(articles):,} articles.")
    lines.append(_line("source", profile.source, "Example Courier"))
    lines.append("# The language of records that name none; left out, it is detected for each article.")
    lines.append(_line("language", profile.language, "de"))
    told = {order.order for order in orders}
    day_first = profile.day_first
    if day_first is not None:
        lines.append('# 03/04/2022 is in April with "day-month", in March with "month-day".')
    elif orders:
        shown = ", ".join(f"{one.source}: {one.order}" for one in orders[:3])
        lines.append(f'# Is 03/04/2022 in April ("day-month") or in March ("month-day")? {shown}.')
        if told == {"day first"} or told == {"month first"}:
            day_first = told == {"day first"} if day_first is None else day_first
    else:
        lines.append('# Is 03/04/2022 in April ("day-month") or in March ("month-day")? No date here leaves it open.')
    order = None if day_first is None else "day-month" if day_first else "month-day"
    lines.append(_line("date_order", order, "day-month"))
    lines += ["", "[fields]  # our field = the archive's; with dots for fields within fields"]
    named = {seen.ours: seen for seen in reversed(fields) if seen.ours}
    for ours in FIELDS:
        if ours in named:
            key = json.dumps(named[ours].key, ensure_ascii=False)
            # What is recognised stays so without being named; named, it would hide other names of other files.
            lines.append(f"{ours} = {key}  # a guess" if named[ours].guessed else f"# {ours} = {key}  # recognised")
        elif fields:
            lines.append(f'# {ours} = ""')
    return "\n".join(lines) + "\n"


def _line(key: str, value: str | None, example: str) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}" if value else f'# {key} = "{example}"'
