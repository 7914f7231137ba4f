"""Two runs, question by question: which metrics moved, whether by chance, and which cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from eval.metrics import LOWER_IS_BETTER
from eval.statistics import bootstrap_interval, detectable_paired, holm, name_of_test, paired_p_value
from eval.store import StoredRun
from index.errors import SuiteError

_CASES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class MetricChange:
    """How one metric differs between two runs, over the cases that both scored.

    Args:
        p_value: Two-sided, of this metric alone.
        p_holm: The same, corrected for the number of metrics compared (Holm).
        test: `McNemar` for yes/no metrics, `randomisation` for the others; both paired.
        interval: 95 % bootstrap interval of the difference.
        detectable: The smallest difference that 80 of 100 such comparisons find.
        better: Cases in which B is better; `worse` likewise.
    """

    metric: str
    a: float
    b: float
    difference: float
    p_value: float
    cases: int
    p_holm: float
    test: str
    interval: tuple[float, float]
    detectable: float
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from run A to run B.

    Args:
        only_a: Cases that only A has.
        only_b: Cases that only B has.
        differing: Cases of both that ask or expect something else in B, and are not compared.
        better: Ids of cases whose first relevant article rose, most first.
        worse: Likewise fell.
    """

    changes: tuple[MetricChange, ...]
    only_a: int
    only_b: int
    differing: int
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare_runs(a: StoredRun, b: StoredRun, seed: int = 0) -> Comparison:
    """Compare two runs of one suite.

    Raises:
        SuiteError: They have no case in common.
    """
    shared = [name for name in a.cases if name in b.cases]
    common = common_cases(a, b)
    if not common:
        fix = "compare two runs of the same suite"
        raise SuiteError("the runs have no case in common", where=f"{a.path}, {b.path}", fix=fix)
    names = [name for name in a.summary["metrics"] if name in b.summary["metrics"]]
    changes = [change for name in names if (change := _change(name, a, b, common, seed)) is not None]
    corrected = holm([change.p_value for change in changes])
    moved = sorted(
        ((_main(b.cases[name]) - _main(a.cases[name]), name) for name in common),
        key=lambda pair: (-abs(pair[0]), pair[1]),
    )
    return Comparison(
        changes=tuple(replace(change, p_holm=p) for change, p in zip(changes, corrected, strict=True)),
        only_a=len(a.cases) - len(shared),
        only_b=len(b.cases) - len(shared),
        differing=len(shared) - len(common),
        better=tuple(name for difference, name in moved if difference > 0)[:_CASES_SHOWN],
        worse=tuple(name for difference, name in moved if difference < 0)[:_CASES_SHOWN],
    )


def common_cases(a: StoredRun, b: StoredRun) -> list[str]:
    """Return the ids of the cases that mean the same in both runs; one whose text or gold was edited does not."""
    return [
        name for name, case in a.cases.items() if name in b.cases and case.get("digest") == b.cases[name].get("digest")
    ]


def paired_values(name: str, a: StoredRun, b: StoredRun, cases: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the values of one metric in two runs, over the cases in which both have it."""
    pairs = [
        (a.cases[case]["metrics"][name], b.cases[case]["metrics"][name])
        for case in cases
        if name in a.cases[case]["metrics"] and name in b.cases[case]["metrics"]
    ]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return what `dateline eval compare --json` prints."""
    return asdict(comparison)


def _change(name: str, a: StoredRun, b: StoredRun, common: list[str], seed: int) -> MetricChange | None:
    left, right = paired_values(name, a, b, common)
    if not left:
        return None
    differences = np.asarray(right) - np.asarray(left)
    good = -differences if name in LOWER_IS_BETTER else differences
    p_value = paired_p_value(left, right, seed)
    return MetricChange(
        metric=name,
        a=float(np.mean(left)),
        b=float(np.mean(right)),
        difference=float(np.mean(differences)),
        p_value=p_value,
        cases=len(left),
        p_holm=p_value,
        test=name_of_test(left, right),
        # Two runs that agree everywhere differ by nothing, and resampling them cannot say otherwise.
        interval=bootstrap_interval(differences.tolist(), seed) if differences.any() else (0.0, 0.0),
        detectable=round(detectable_paired(left, right), 4),
        better=int((good > 0).sum()),
        worse=int((good < 0).sum()),
    )


def _main(case: dict[str, Any]) -> float:
    """Return the number by which a case is called better: its reciprocal rank and its answer's F1."""
    return float(case["metrics"].get("RR", 0.0) + case["metrics"].get("F1", 0.0))
