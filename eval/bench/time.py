"""Whether time words mean the days that people mean: labelled questions, German and English, read and compared.

Files of labelled questions flow in (language, day of asking, days meant, question), figures out. The project's own were
written by hand in three sittings, one before the code and two after it, and the code was then mended by each: unseen
questions are read a little worse, as the heads of the second and third file say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.bench.labelled import lines_of, share
from eval.bench.report import BenchReport, BenchRow
from index.errors import SuiteError
from rag.times.words import find_time_words

LABELLED = tuple(
    Path(__file__).parents[1] / "labelled" / f"time_{sitting}.tsv" for sitting in ("first", "second", "third")
)
_NO_FILTER = "-"
_SHOWN_MISSES = 20


@dataclass(frozen=True, slots=True)
class LabelledTime:
    """One question and the days that it means.

    Args:
        language: `de` or `en`.
        today: The day of asking.
        meant: As an EDTF interval, `..` for an open side; `-` when nothing may be filtered.
    """

    language: str
    today: date
    meant: str
    question: str


def run(files: Sequence[Path] = LABELLED) -> BenchReport:
    """Read every question and compare the days exactly; a filter where none is meant counts as invented.

    Raises:
        SuiteError: A line does not have the four columns.
    """
    cases = [case for file in files for case in read_labelled(file)]
    read = {case: interval_of(case) for case in cases}
    rows: list[BenchRow] = []
    for language in sorted({case.language for case in cases}):
        here = [case for case in cases if case.language == language]
        exact = [float(read[case] == case.meant) for case in here if case.meant != _NO_FILTER]
        invented = [float(read[case] != _NO_FILTER) for case in here if case.meant == _NO_FILTER]
        rows.extend(share(f"{language}: exactly the days meant, {len(exact)} questions", exact))
        rows.extend(share(f"{language}: filters invented, {len(invented)} questions", invented))
    missed = [case for case in cases if read[case] != case.meant]
    shown = [f"{case.question} {case.meant}, read {read[case]}" for case in missed[:_SHOWN_MISSES]]
    return BenchReport("time", tuple(rows), "\n".join([f"{len(cases)} questions, {len(missed)} missed", *shown]))


def read_labelled(file: Path) -> Iterator[LabelledTime]:
    """Yield the questions of a file; lines that begin with # are remarks.

    Raises:
        SuiteError: A line does not have the four columns.
    """
    for place, columns in lines_of(file):
        try:
            language, today, meant, question = columns
            yield LabelledTime(language, date.fromisoformat(today), meant, question)
        except ValueError as error:
            fix = "write: language, day of asking, days meant (2022-09-01/2022-09-30, ../2019-12-31, -), question"
            what = "the line has not four columns, separated by tabs, the second a day"
            raise SuiteError(what, where=place, fix=fix) from error


def interval_of(case: LabelledTime) -> str:
    """Return the days that a question's time words are read as, written as its label is."""
    found = find_time_words(case.question, case.today)
    return _NO_FILTER if found is None else f"{found.first or '..'}/{found.last or '..'}"
