"""Whether a timeline tells the story that was asked for and no other: labelled questions about the sample archive.

A file of labelled questions and an index flow in, figures out. A row is right when its article belongs to the story, or
may stand there; a question about what the archive does not hold is answered rightly by no timeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.labelled import lines_of, share
from eval.bench.report import BenchReport, BenchRow
from index.errors import SuiteError
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings

LABELLED = (Path(__file__).parents[1] / "labelled" / "timelines.tsv",)
_STORY = "story"
_NONE = "-"


@dataclass(frozen=True, slots=True)
class LabelledTimeline:
    """One question for a timeline.

    Args:
        part: `tuning` or `held-out`.
        kind: `story` when the archive tells it; else what it has of it: `place`, `person` or `nothing`.
        language: `de` or `en`.
        rows: The articles that belong to it, each by the ids of its printings.
        allowed: Ids of articles that may stand there too.
    """

    part: str
    kind: str
    language: str
    question: str
    rows: tuple[frozenset[str], ...]
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a question brought: the ids of its rows' articles."""

    case: LabelledTimeline
    articles: tuple[str, ...]

    @property
    def right(self) -> list[float]:
        """Return 1 for each row that may stand there, 0 for each other."""
        fitting = self.case.allowed.union(*self.case.rows)
        return [float(one in fitting) for one in self.articles]

    @property
    def found(self) -> list[float]:
        """Return 1 for each article of the story that has its row, 0 for each that has none."""
        return [float(bool(printings & {*self.articles})) for printings in self.case.rows]


def run(index: Path, files: Sequence[Path] = LABELLED) -> BenchReport:
    """Ask every question of an index of the sample archive and look at the rows.

    Raises:
        SuiteError: A line does not have the six columns, or the index lacks an article that it names.
    """
    cases = [case for file in files for case in read_labelled(file)]
    with ArticleIndex.open(index) as opened:
        lacking = {one for case in cases for one in case.allowed.union(*case.rows)} - {*opened.article_ids()}
        if lacking:
            what = f"the index does not hold {len(lacking)} of the articles that the labels name"
            raise SuiteError(what, where=str(index), fix="leave --index out, or name an index of docs/sample")
        answerer = Answerer(opened, Settings(answering="extractive"), None, None)
        told = [Told(case, tuple(row.article_id for row in answerer.ask(case.question).timeline)) for case in cases]
        missed = [line for one in told if (line := _miss(one, opened))]
    rows = [row for part in dict.fromkeys(case.part for case in cases) for row in _figures(part, told)]
    return BenchReport(
        "timeline", tuple(rows), "\n".join([f"{len(cases)} questions, {len(missed)} not whole", *missed])
    )


def read_labelled(file: Path) -> Iterator[LabelledTimeline]:
    """Yield the questions of a file; lines that begin with # are remarks.

    Raises:
        SuiteError: A line does not have the six columns.
    """
    for place, columns in lines_of(file):
        if len(columns) != 6:
            fix = "write: part, kind, language, question, articles of the story, articles that may stand there too"
            raise SuiteError(f"the line has {len(columns)} columns, not six", where=place, fix=fix)
        part, kind, language, question, rows, allowed = columns
        yield LabelledTimeline(part, kind, language, question, _groups(rows), frozenset().union(*_groups(allowed)))


def _groups(column: str) -> tuple[frozenset[str], ...]:
    return () if column == _NONE else tuple(frozenset(one.split("|")) for one in column.split(";"))


def _figures(part: str, told: Sequence[Told]) -> Iterator[BenchRow]:
    here = [one for one in told if one.case.part == part]
    stories = [one for one in here if one.case.kind == _STORY]
    others = [one for one in here if one.case.kind != _STORY]
    right = [value for one in here for value in one.right]
    yield from share(f"{part}: rows that belong to what was asked, of {len(right)}", right)
    right = [value for one in stories for value in one.right]
    yield from share(f"{part}: the same, of {len(right)} rows where there is a story", right)
    found = [value for one in stories for value in one.found]
    yield from share(f"{part}: articles of {len(stories)} stories that have a row, of {len(found)}", found)
    silent = [float(not one.articles) for one in others]
    yield from share(f"{part}: no timeline where there is no story, of {len(silent)} questions", silent)


def _miss(told: Told, index: ArticleIndex) -> str | None:
    """Return a line that says what is wrong with a timeline; None when nothing is."""
    found = {*told.articles}
    wrong = [one for one, right in zip(told.articles, told.right, strict=True) if not right]
    missing = [min(printings) for printings in told.case.rows if not printings & found]
    if not wrong and not missing:
        return None
    signed = [
        *(f"+ {index.article(one).title}" for one in wrong),
        *(f"- {index.article(one).title}" for one in missing),
    ]
    return f"{told.case.part}, {told.case.question} {'; '.join(signed)}"
