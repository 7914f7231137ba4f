"""The ledger of a generation to look through: counted by state, file and reason, and a page at a time.

What is counted by is read once, into arrays of a few bytes a record; places and titles are read when they are searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.store import LedgerEntry, StoreReader
from index.table import ArticleTable

_DIGITS = "0123456789"
_VARIES = re.compile(r'"[^"]*"|“[^”]*”|„[^“]*“|https?://\S+|\d[\d,.]*')
_SAME_AS = "same as "
_NONE = -1

Facet = Literal["state", "file", "kind"]


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which records are wanted; an empty text filters nothing.

    Args:
        file: As `archive_of` names it.
        kind: As `kind_of` makes it of a reason.
        words: Each of them must stand in the title or the place, in part and in any case.
    """

    state: str = ""
    file: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet, and how many records the other filters leave of it.

    Args:
        example: One reason of this kind, whole; of other facets the value itself.
    """

    value: str
    records: int
    example: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the records that are wanted, in input order.

    Args:
        total: How many there are on all pages.
        counts: By facet, its values with most records first; those without any are left out.
        all_states: How many the filters other than the state leave.
    """

    total: int
    entries: list[LedgerEntry]
    counts: dict[Facet, list[Counted]]
    all_states: int


class Ledger:
    """Finds records of one generation; safe to share between threads."""

    def __init__(self, store: StoreReader, table: ArticleTable) -> None:
        """Read what the records are counted by: half a second for 100,000 of them."""
        self._store = store
        self._articles = len(table)
        names: dict[Facet, _Names] = {"state": _Names(), "file": _Names(), "kind": _Names()}
        numbers: dict[Facet, list[int]] = {name: [] for name in names}
        ids = []
        for entry in store.ledger():
            reason = entry.reason or ""
            numbers["state"].append(names["state"].number(entry.state, entry.state))
            numbers["file"].append(names["file"].number(file := archive_of(entry.place), file))
            numbers["kind"].append(names["kind"].number(kind_of(reason), reason) if reason else _NONE)
            ids.append((entry.article_id or "").encode())
        self._names = names
        self._numbers = {name: np.array(some, dtype=np.int32) for name, some in numbers.items()}
        self._article = _rows(np.array(ids, dtype=np.bytes_), table.ids)

    def page(self, wanted: LedgerFilter, page: slice, most: int) -> LedgerPage:
        """Return the records of one page, and how many each filter would leave under the others.

        Args:
            page: Which of the records, counted from 0, without a step.
            most: Values of each facet, at most.
        """
        passes = {name: self._chosen(name, getattr(wanted, name)) for name in self._names}
        found = self._with_words(wanted.words.casefold().split())
        others = {name: _all([found, *(some for other, some in passes.items() if other != name)]) for name in passes}
        rows = np.flatnonzero(_all([found, *passes.values()]))
        return LedgerPage(
            total=len(rows),
            entries=self._store.ledger_entries(rows[page].tolist()),
            counts={name: self._counted(name, some, most) for name, some in others.items()},
            all_states=int(others["state"].sum()),
        )

    def _chosen(self, facet: Facet, value: str) -> NDArray[np.bool_]:
        numbers = self._numbers[facet]
        return numbers == self._names[facet].numbers.get(value, len(numbers)) if value else np.ones(len(numbers), bool)

    def _counted(self, facet: Facet, among: NDArray[np.bool_], most: int) -> list[Counted]:
        names, numbers = self._names[facet], self._numbers[facet][among]
        counts = np.bincount(numbers[numbers != _NONE], minlength=len(names.values))
        order = np.argsort(-counts, kind="stable")
        shown = [number for number in order[:most].tolist() if counts[number]]
        return [Counted(names.values[number], int(counts[number]), names.examples[number]) for number in shown]

    def _with_words(self, words: list[str]) -> NDArray[np.bool_]:
        found = np.ones(len(self._article), dtype=bool)
        if not words:
            return found
        # SQLite folds the case of ASCII alone, so titles and places are compared here. A record without an article
        # takes the last place, of a title that nobody finds.
        titles = [(row, title.casefold()) for row, title in self._store.titles()]
        places = [place.casefold() for place in self._store.ledger_places()]
        for word in words:
            titled = np.zeros(self._articles + 1, dtype=bool)
            titled[[row for row, title in titles if word in title]] = True
            found &= titled[self._article] | np.array([word in place for place in places])
        return found


class _Names:
    """Numbers for names, in order of appearance, with the first example of each."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.values: list[str] = []
        self.examples: list[str] = []

    def number(self, value: str, example: str) -> int:
        found = self.numbers.get(value)
        if found is None:
            found = self.numbers[value] = len(self.values)
            self.values.append(value)
            self.examples.append(example)
        return found


def archive_of(place: str) -> str:
    """Return the archive file of a place: `news.csv:12` -> `news.csv`, `news.zip!a.json#3` -> `news.zip!a.json`."""
    # Without a regular expression: of a large ledger this is called for every record.
    above = place.rstrip(_DIGITS)
    while above != place and above.endswith((":", "#")):
        place = above[:-1]
        above = place.rstrip(_DIGITS)
    return place


def kind_of(reason: str) -> str:
    """Return a reason without what differs from record to record: `not JSON: … at column 3` -> `… at column …`."""
    return f"{_SAME_AS}…" if reason.startswith(_SAME_AS) else _VARIES.sub("…", reason)


def _rows(ids: NDArray[np.bytes_], known: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Return the row of each id, -1 where it is not known."""
    if not len(known):
        return np.full(len(ids), _NONE)
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known, ids, sorter=order), len(known) - 1)
    rows = order[at]
    return np.where(known[rows] == ids, rows, _NONE)


def _all(passes: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    met: NDArray[np.bool_] = np.logical_and.reduce(list(passes))
    return met
