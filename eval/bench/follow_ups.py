"""Whether follow-up questions are understood: labelled ones, German and English, made to stand alone and checked.

A file of labelled follow-ups flows in, figures out. A follow-up counts as right when the stand-alone question holds
every word that it must and none that it must not; one that stands alone, when it is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.bench.labelled import lines_of, share
from eval.bench.report import BenchReport, BenchRow
from index.errors import SuiteError
from rag.conversation.follow_ups import Told, Turn, stand_alone

LABELLED = (Path(__file__).parents[1] / "labelled" / "follow_ups.tsv",)
_TODAY = date(2024, 6, 12)
_SAME = "="
_SHOWN_MISSES = 20


@dataclass(frozen=True, slots=True)
class LabelledFollowUp:
    """One follow-up.

    Args:
        language: `de` or `en`.
        before: The question before it.
        answer: A sentence of that question's answer.
        question: The follow-up.
        wanted: What the stand-alone question must hold, and with a leading `!` must not; empty when it must be the
            follow-up itself.
    """

    language: str
    before: str
    answer: str
    question: str
    wanted: tuple[str, ...]


def run(files: Sequence[Path] = LABELLED) -> BenchReport:
    """Make every question stand alone and check what it holds.

    Raises:
        SuiteError: A line does not have the five columns.
    """
    cases = [case for file in files for case in read_labelled(file)]
    rows: list[BenchRow] = []
    for language in sorted({case.language for case in cases}):
        for name, alone in (("follow-ups understood", False), ("left alone as they should be", True)):
            here = [case for case in cases if case.language == language and (not case.wanted) == alone]
            right = [float(is_right(case)) for case in here]
            rows.extend(share(f"{language}: {name}, {len(right)} questions", right))
    missed = [case for case in cases if not is_right(case)]
    shown = [f"{case.question} → {understood(case)}" for case in missed[:_SHOWN_MISSES]]
    return BenchReport("follow-ups", tuple(rows), "\n".join([f"{len(cases)} questions, {len(missed)} missed", *shown]))


def read_labelled(file: Path) -> Iterator[LabelledFollowUp]:
    """Yield the follow-ups of a file; lines that begin with # are remarks.

    Raises:
        SuiteError: A line does not have the five columns.
    """
    for place, columns in lines_of(file):
        if len(columns) != 5:
            fix = "write: language, question before, a sentence of its answer, follow-up, what must be held (; between)"
            what = f"the line has {len(columns)} columns, not five, separated by tabs"
            raise SuiteError(what, where=place, fix=fix)
        language, before, answer, question, wanted = columns
        yield LabelledFollowUp(language, before, answer, question, () if wanted == _SAME else tuple(wanted.split(";")))


def understood(case: LabelledFollowUp) -> str:
    """Return the stand-alone question that is made of a follow-up."""
    return stand_alone(case.question, [Turn(case.before, (Told(case.answer, None),))], _TODAY).question


def is_right(case: LabelledFollowUp) -> bool:
    """Tell whether a follow-up was understood as its label says."""
    found = understood(case)
    if not case.wanted:
        return found == case.question
    # Framed by spaces, so that "! sie" is the word and no part of another.
    framed = f" {found.rstrip('?')} "
    must_not = [one[1:] for one in case.wanted if one.startswith("!")]
    must = [one for one in case.wanted if not one.startswith("!")]
    absent = all((f"{one} " if one.startswith(" ") else one) not in framed for one in must_not)
    return absent and all(one.casefold() in framed.casefold() for one in must)
