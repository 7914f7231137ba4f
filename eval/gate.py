"""Does a run meet its conditions? What lets a release out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from eval.store import StoredRun
from index.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Condition:
    """A metric must reach a value."""

    metric: str
    least: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a condition came to; `reason` is one line."""

    condition: Condition
    value: float | None
    met: bool
    reason: str


def parse_condition(text: str) -> Condition:
    """Read `nDCG@10=0.7`, also written with `>=`.

    Raises:
        SettingsError: It is neither.
    """
    name, _, number = text.replace(">=", "=").partition("=")
    try:
        least = float(number)
    except ValueError:
        least = math.nan
    if not name.strip() or not math.isfinite(least):
        raise SettingsError(f'"{text}" is no condition', where="--min", fix="write it as nDCG@10=0.7")
    return Condition(name.strip(), least)


def check_gate(run: StoredRun, conditions: list[Condition]) -> list[Outcome]:
    """Return what each condition comes to on a run; a metric that the run does not have is not met."""
    outcomes = []
    for condition in conditions:
        value = run.summary["metrics"].get(condition.metric)
        if value is None:
            known = ", ".join(run.summary["metrics"])
            reason = f"{condition.metric} was not measured (measured: {known})"
            outcomes.append(Outcome(condition, None, False, reason))
            continue
        met = value >= condition.least
        relation = "reaches" if met else "is below"
        reason = f"{condition.metric} {value:.4f} {relation} {condition.least:g}"
        outcomes.append(Outcome(condition, value, met, reason))
    if run.summary["failed"]:
        reason = f"{run.summary['failed']} of {run.summary['cases']} cases failed"
        outcomes.append(Outcome(Condition("failed", 0), float(run.summary["failed"]), False, reason))
    return outcomes
