"""Does a run meet its conditions? What lets a release out.

nDCG@10>=0.7                               a metric reaches a value (`=` says the same), or `<=` stays below it
F1 not worse than RUN by 0.02 at p<0.05    it has not fallen by more than 0.02, or the fall may be chance

A relative condition fails when the metric fell by more than the margin over the cases that both runs scored and the
fall is no chance: one-sided, paired, corrected by Holm for all relative conditions of one gate. It also fails when
cases that counted in RUN do not count now: a figure may not rise by leaving cases out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import numpy as np

from eval.compare import common_cases, paired_values
from eval.metrics import ABSTENTION, LOWER_IS_BETTER
from eval.statistics import detectable_paired, holm, paired_p_value
from eval.store import StoredRun, read_run
from index.errors import SettingsError

DEFAULT_LEVEL = 0.05
_DECIMALS = 4
_GRAMMAR = "write it as nDCG@10>=0.7, as_of_leaks<=0, or: F1 not worse than RUN by 0.02 at p<0.05"
_ABSOLUTE = re.compile(r"\s*(?P<metric>[^\s<>=]+)\s*(?P<sign>>=|<=|=)\s*(?P<value>\S+)\s*")
_RELATIVE = re.compile(
    r"\s*(?P<metric>\S+)\s+not\s+worse\s+than\s+(?P<run>.+?)(?:\s+by\s+(?P<margin>\S+))?"
    r"(?:\s+at\s+p\s*<\s*(?P<level>\S+))?\s*"
)

# Metrics that a case has only when it was answered, or only when it was not: their number moves with the answers.
_DEPENDS_ON_ANSWER = frozenset(
    {*ABSTENTION, "citation_precision", "citation_recall", "gold_citation_precision", "verbatim_quotes"}
    | {"answer_language", "filter_leaks"}
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A metric must reach a value, or with `<=` stay at or below it."""

    metric: str
    least: float
    sign: Literal[">=", "<="] = ">="


@dataclass(frozen=True, slots=True)
class RelativeCondition:
    """A metric must not have fallen by more than a margin from another run.

    Args:
        run: Folder of a run, or a baseline file.
        margin: In the metric's own unit, 0 or more.
        level: Chance of a false alarm that is accepted.
    """

    metric: str
    run: Path
    margin: float = 0.0
    level: float = DEFAULT_LEVEL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a condition came to; `reason` is one line.

    Args:
        value: Of the metric; None when it was not measured.
        p_value: Of a fall, before correction; None for absolute conditions.
    """

    condition: Condition | RelativeCondition
    value: float | None
    met: bool
    reason: str
    p_value: float | None = None


def parse_condition(text: str) -> Condition | RelativeCondition:
    """Read a condition.

    Raises:
        SettingsError: It is none.
    """
    relative = _RELATIVE.fullmatch(text)
    if relative:
        margin = _number(relative["margin"] or "0", text)
        level = _number(relative["level"] or str(DEFAULT_LEVEL), text)
        if margin < 0 or not 0 < level < 1:
            raise SettingsError(
                f'"{text}" has a margin below 0 or a level that is no chance', where="gate", fix=_GRAMMAR
            )
        return RelativeCondition(relative["metric"], Path(relative["run"].strip("'\"")), margin, level)
    absolute = _ABSOLUTE.fullmatch(text)
    if not absolute:
        raise SettingsError(f'"{text}" is no condition', where="gate", fix=_GRAMMAR)
    sign: Literal[">=", "<="] = "<=" if absolute["sign"] == "<=" else ">="
    return Condition(absolute["metric"], _number(absolute["value"], text), sign)


def against_baseline(baseline: Path, margin: float) -> list[RelativeCondition]:
    """Return the condition that no metric of a baseline is worse by more than a margin."""
    return [RelativeCondition(name, baseline, margin) for name in read_run(baseline).summary["metrics"]]


def check_gate(run: StoredRun, conditions: Sequence[Condition | RelativeCondition]) -> list[Outcome]:
    """Return what each condition comes to on a run, in their order; failed cases are one more condition, never met.

    Raises:
        SuiteError: A run that a condition names cannot be read.
    """
    others = {one.run: read_run(one.run) for one in conditions if isinstance(one, RelativeCondition)}
    outcomes = []
    for condition in conditions:
        value = run.summary["metrics"].get(condition.metric)
        if value is None:
            known = ", ".join(run.summary["metrics"])
            reason = f"{condition.metric} was not measured (measured: {known})"
            outcomes.append(Outcome(condition, None, False, reason))
        elif isinstance(condition, Condition):
            outcomes.append(_absolute(condition, value))
        else:
            outcomes.append(_relative(condition, run, others[condition.run], value))
    outcomes = _corrected(outcomes)
    if run.summary["failed"]:
        reason = f"{run.summary['failed']} of {run.summary['cases']} cases failed"
        outcomes.append(Outcome(Condition("failed", 0, "<="), float(run.summary["failed"]), False, reason))
    return outcomes


def outcomes_as_json(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return what `dateline eval gate --json` prints of each condition."""
    return [
        {
            "condition": {
                name: str(value) if isinstance(value, Path) else value for name, value in asdict(one.condition).items()
            },
            "value": one.value,
            "met": one.met,
            "reason": one.reason,
            "p_value": one.p_value,
        }
        for one in outcomes
    ]


def junit_xml(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as JUnit XML: one test case a condition, as continuous integration shows them."""
    failures = sum(not one.met for one in outcomes)
    counts = {"tests": str(len(outcomes)), "failures": str(failures)}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": f"dateline eval gate {name}", **counts})
    for one in outcomes:
        case = ElementTree.SubElement(suite, "testcase", {"classname": name, "name": name_of(one.condition)})
        if not one.met:
            ElementTree.SubElement(case, "failure", {"message": one.reason})
        else:
            ElementTree.SubElement(case, "system-out").text = one.reason
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def name_of(condition: Condition | RelativeCondition) -> str:
    """Return a condition as it is written."""
    if isinstance(condition, Condition):
        return f"{condition.metric}{condition.sign}{condition.least:g}"
    end = f"by {condition.margin:g} at p<{condition.level:g}"
    return f"{condition.metric} not worse than {condition.run} {end}"


def _absolute(condition: Condition, value: float) -> Outcome:
    above = condition.sign == ">="
    met = value >= condition.least if above else value <= condition.least
    relation = ("reaches" if met else "is below") if above else ("is within" if met else "is above")
    return Outcome(condition, value, met, f"{condition.metric} {value:.4f} {relation} {condition.least:g}")


def _relative(condition: RelativeCondition, run: StoredRun, other: StoredRun, value: float) -> Outcome:
    name = condition.metric
    common = common_cases(other, run)
    lost = [case for case, held in other.cases.items() if name in held["metrics"] and not _counts(name, case, run)]
    if lost:
        shown = ", ".join(lost[:3]) + (" …" if len(lost) > 3 else "")
        reason = f"{name}: {len(lost)} cases that count in {other.path} do not count here: {shown}"
        return Outcome(condition, value, False, reason)
    # Baselines are written to 4 decimals; without the same here, rounding would look like a tiny, certain change.
    before, after = ([round(value, _DECIMALS) for value in row] for row in paired_values(name, other, run, common))
    if not before:
        return Outcome(condition, value, False, f"{name}: no case has it both here and in {other.path}")
    sign = -1 if name in LOWER_IS_BETTER else 1
    fall = sign * float(np.mean(before) - np.mean(after))
    p_value = paired_p_value([sign * v for v in before], [sign * v for v in after], alternative="greater")
    moved = f"{name} {np.mean(before):.4f} -> {np.mean(after):.4f} over {len(before)} cases"
    seen = detectable_paired(before, after)
    reason = f"{moved}, margin {condition.margin:g}, p={p_value:.3g}, falls from {seen:.3f} are seen"
    return Outcome(condition, value, fall <= condition.margin + 1e-9, reason, p_value)


def _counts(name: str, case: str, run: StoredRun) -> bool:
    """Tell whether a case still counts; one in which nothing was cited or refused has lost only what depends on it."""
    held = run.cases.get(case)
    if held is None or held.get("ineligible") or held.get("error"):
        return False
    return name in held["metrics"] or name in _DEPENDS_ON_ANSWER


def _corrected(outcomes: list[Outcome]) -> list[Outcome]:
    """Let a fall beyond its margin count only where it is no chance, all relative conditions taken together."""
    tested = [n for n, one in enumerate(outcomes) if one.p_value is not None]
    corrected = holm([outcomes[n].p_value or 0.0 for n in tested])
    for n, p_value in zip(tested, corrected, strict=True):
        one, condition = outcomes[n], outcomes[n].condition
        if not one.met and isinstance(condition, RelativeCondition) and p_value >= condition.level:
            outcomes[n] = replace(one, met=True, reason=f"{one.reason}: may be chance")
        elif not one.met:
            outcomes[n] = replace(one, reason=f"{one.reason}: worse")
    return outcomes


def _number(text: str, condition: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SettingsError(f'"{condition}" is no condition: "{text}" is no number', where="gate", fix=_GRAMMAR)
    return number
