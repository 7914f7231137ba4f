"""Two runs, question by question: which metrics moved, whether by chance, and which cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from eval.statistics import paired_p_value
from eval.store import StoredRun
from index.errors import SuiteError

_CASES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class MetricChange:
    """How one metric differs between two runs, over the cases that both scored.

    Args:
        p_value: Two-sided, of a paired randomisation test; not corrected for the number of metrics.
    """

    metric: str
    a: float
    b: float
    difference: float
    p_value: float
    cases: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from run A to run B.

    Args:
        only_a: Cases that only A has.
        only_b: Cases that only B has.
        better: Ids of cases whose first relevant article rose, most first.
        worse: Likewise fell.
    """

    changes: tuple[MetricChange, ...]
    only_a: int
    only_b: int
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare_runs(a: StoredRun, b: StoredRun, seed: int = 0) -> Comparison:
    """Compare two runs of one suite.

    Raises:
        SuiteError: They have no case in common.
    """
    common = [name for name in a.cases if name in b.cases]
    if not common:
        fix = "compare two runs of the same suite"
        raise SuiteError("the runs have no case in common", where=f"{a.path}, {b.path}", fix=fix)
    names = [name for name in a.summary["metrics"] if name in b.summary["metrics"]]
    changes = [_change(name, a, b, common, seed) for name in names]
    moved = sorted(
        ((_main(b.cases[name]) - _main(a.cases[name]), name) for name in common),
        key=lambda pair: (-abs(pair[0]), pair[1]),
    )
    return Comparison(
        changes=tuple(change for change in changes if change is not None),
        only_a=len(a.cases) - len(common),
        only_b=len(b.cases) - len(common),
        better=tuple(name for difference, name in moved if difference > 0)[:_CASES_SHOWN],
        worse=tuple(name for difference, name in moved if difference < 0)[:_CASES_SHOWN],
    )


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return what `dateline eval compare --json` prints."""
    return asdict(comparison)


def _change(name: str, a: StoredRun, b: StoredRun, common: list[str], seed: int) -> MetricChange | None:
    pairs = [
        (a.cases[case]["metrics"][name], b.cases[case]["metrics"][name])
        for case in common
        if name in a.cases[case]["metrics"] and name in b.cases[case]["metrics"]
    ]
    if not pairs:
        return None
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    mean_a, mean_b = float(np.mean(left)), float(np.mean(right))
    return MetricChange(name, mean_a, mean_b, mean_b - mean_a, paired_p_value(left, right, seed), len(pairs))


def _main(case: dict[str, Any]) -> float:
    """Return the number by which a case is called better: its reciprocal rank and its answer's F1."""
    return float(case["metrics"].get("RR", 0.0) + case["metrics"].get("F1", 0.0))
