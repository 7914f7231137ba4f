"""A suite made from an archive: its own headlines, sentences and dates ask for its articles.

out/suite.json     the questions, in Dateline's own format
out/archive.jsonl  the articles without their headlines, and without those that must not be found

A headline in the index would find its own story by itself; so the suite is run on the archive that is written beside
it. The same index, seed and count give the same bytes.
"""

from __future__ import annotations

import calendar
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from eval.metrics import contains
from eval.questions import cloze_of, headline_of, in_month
from eval.suites.own import VERSION
from index.errors import SettingsError, SuiteError
from index.search import ArticleIndex
from index.types import Article, Filters

KINDS = ("known-item", "cloze", "time", "as-of", "unanswerable")
SUITE_FILE, ARCHIVE_FILE = "suite.json", "archive.jsonl"
# Where an answer might stand elsewhere in the archive, it is among the passages nearest to its question.
_CHECKED_HITS = 20

Paraphrase = Callable[[Article, dict[str, Any], str], str | None]


@dataclass(frozen=True, slots=True)
class MadeSuite:
    """What was made.

    Args:
        cases: Number of cases by kind; fewer than asked for where the archive has no more.
        held_out: Articles left out of the archive, which the unanswerable questions ask for.
    """

    path: Path
    cases: dict[str, int]
    articles: int
    held_out: int


def make_suite(
    index: ArticleIndex,
    out: Path,
    *,
    count: int = 50,
    seed: int = 0,
    kinds: tuple[str, ...] = KINDS,
    paraphrase: Paraphrase | None = None,
) -> MadeSuite:
    """Make a suite of up to `count` questions of each kind.

    Args:
        out: Folder for the suite and its archive.
        seed: Chooses articles, sentences and gaps.
        kinds: Out of `KINDS`.
        paraphrase: Returns a cloze question (article, case, sentence) in other words, None where that failed.

    Raises:
        SettingsError: A kind is not known.
        SuiteError: The archive gives no question at all, or the files cannot be written.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        fix = f"kinds: {', '.join(KINDS)}"
        raise SettingsError(f'there is no kind "{unknown[0]}"', where="--kind", fix=fix)
    maker = _Maker(index, seed, paraphrase)
    # Held out first: what is left out of the archive can be the gold of no other question.
    order = sorted(kinds, key=lambda kind: (kind != "unanswerable", KINDS.index(kind)))
    cases = [case for kind in order for case in maker.cases(kind, count)]
    if not cases:
        fix = "it needs articles of some sentences with headlines, names or numbers"
        raise SuiteError("the archive gives no question", where=str(index.folder), fix=fix)
    suite = {"name": out.resolve().name, "version": VERSION, "archives": [ARCHIVE_FILE], "cases": cases}
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / ARCHIVE_FILE).open("w", encoding="utf-8") as file:
            file.writelines(maker.archive())
        (out / SUITE_FILE).write_text(json.dumps(suite, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SuiteError(f"the suite cannot be written: {reason}", where=str(out), fix="name another folder") from error
    counts = Counter(str(case["kind"]) for case in cases)
    return MadeSuite(out / SUITE_FILE, dict(counts), len(maker.ids) - len(maker.held_out), len(maker.held_out))


class _Maker:
    """Draws articles of one index, each kind in an order of its own."""

    def __init__(self, index: ArticleIndex, seed: int, paraphrase: Paraphrase | None) -> None:
        self.ids = sorted(index.article_ids())
        self.held_out: set[str] = set()
        self._index = index
        self._seed = seed
        self._paraphrase = paraphrase
        self._titles = Counter(index.article(name).title.casefold() for name in self.ids)

    def cases(self, kind: str, count: int) -> Iterator[dict[str, Any]]:
        """Yield up to `count` cases of a kind."""
        # Seeded by the kind too, so that leaving one kind out changes no other.
        generator = random.Random(f"{self._seed}/{kind}")
        order = self.ids.copy()
        generator.shuffle(order)
        make = {
            "known-item": self._known_item,
            "cloze": self._cloze,
            "time": self._time,
            "as-of": self._as_of,
            "unanswerable": self._unanswerable,
        }[kind]
        made = 0
        for name in order:
            if made == count:
                return
            if name in self.held_out:
                continue
            article = self._index.article(name)
            for case in make(article, generator):
                made += 1
                yield {"id": f"{kind}-{made:04d}", "kind": kind, "language": article.language, **case}

    def archive(self) -> Iterator[str]:
        """Yield the lines of the archive, without headlines and without what is held out."""
        for name in self.ids:
            if name in self.held_out:
                continue
            article = self._index.article(name)
            fields = {
                "_id": name,
                "text": article.text or article.title,
                "published": article.published.edtf if article.published else None,
                "source": article.source,
                "language": article.language,
                "url": article.url,
            }
            kept = {key: value for key, value in fields.items() if value}
            yield json.dumps(kept, ensure_ascii=False) + "\n"

    def _known_item(self, article: Article, generator: random.Random) -> Iterator[dict[str, Any]]:
        title = self._headline(article)
        if title:
            yield {"question": title, "gold": self._gold(article)}

    def _cloze(self, article: Article, generator: random.Random) -> Iterator[dict[str, Any]]:
        cloze = cloze_of(article, generator)
        if cloze is None or self._elsewhere(article, cloze.question, cloze.answer, Filters()):
            return
        gold = [{**self._gold(article)[0], "quote": cloze.sentence}, *self._gold(article)[1:]]
        case = {"question": cloze.question, "answers": [cloze.answer], "gold": gold}
        yield case
        other = self._paraphrase(article, case, cloze.sentence) if self._paraphrase else None
        if other:
            yield {**case, "question": other, "kind": "paraphrase"}

    def _time(self, article: Article, generator: random.Random) -> Iterator[dict[str, Any]]:
        title, published = self._headline(article), article.published
        asked = in_month(title, published, article.language) if title and published else None
        if asked is None or published is None:
            return
        first = published.first.replace(day=1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield {
            "question": asked,
            "gold": self._gold(article),
            "expects": {"from": first.isoformat(), "to": last.isoformat()},
        }

    def _as_of(self, article: Article, generator: random.Random) -> Iterator[dict[str, Any]]:
        cloze = cloze_of(article, generator)
        if cloze is None or article.published is None:
            return
        day = article.published.first - timedelta(days=1)
        filters = Filters(as_of=day)
        # Before the first article the archive holds nothing, and refusing is no achievement.
        if not self._index.coverage(filters).articles:
            return
        if not self._elsewhere(article, cloze.question, cloze.answer, filters):
            yield {"question": cloze.question, "filters": {"as_of": day.isoformat()}, "abstain": True}

    def _unanswerable(self, article: Article, generator: random.Random) -> Iterator[dict[str, Any]]:
        cloze = cloze_of(article, generator)
        if cloze is None or self._printings(article) or len(self.held_out) * 2 >= len(self.ids):
            return
        if not self._elsewhere(article, cloze.question, cloze.answer, Filters()):
            self.held_out.add(article.id)
            yield {"question": cloze.question, "abstain": True}

    def _headline(self, article: Article) -> str | None:
        """Return a headline that asks for this article and no other; one that stands over several asks for none."""
        title = headline_of(article)
        return title if title and self._titles[title.casefold()] == 1 else None

    def _gold(self, article: Article) -> list[dict[str, Any]]:
        return [{"outside_id": name} for name in (article.id, *self._printings(article)) if name not in self.held_out]

    def _printings(self, article: Article) -> list[str]:
        """Return the other articles that print the same story."""
        hits = self._index.search(article.title, Filters(article_ids=(article.id,)), 1)
        return [other.article_id for hit in hits for other in hit.also_in]

    def _elsewhere(self, article: Article, question: str, answer: str, filters: Filters) -> bool:
        """Tell whether another article near to the question holds the answer as well."""
        same = {article.id, *self._printings(article)} if not filters.as_of else set()
        hits = self._index.search(question, filters, _CHECKED_HITS)
        return any(
            hit.article.id not in same and bool(contains(hit.passage.text, [answer], article.language)) for hit in hits
        )
