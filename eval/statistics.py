"""Intervals and tests, by scipy. Every random draw is seeded: the same values give the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_RESAMPLES = 2000
_LEVEL = 0.95


def bootstrap_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean (Efron and Tibshirani 1993).

    Args:
        values: One a case; a single value, or values all alike, give an interval of width 0.
    """
    from scipy.stats import bootstrap

    if len(set(values)) < 2:
        return (float(values[0]), float(values[0])) if len(values) else (0.0, 0.0)
    generator = np.random.default_rng(seed)
    found = bootstrap(
        (np.asarray(values),), np.mean, n_resamples=_RESAMPLES, confidence_level=_LEVEL, method="percentile",
        vectorized=True, rng=generator, batch=100,
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def paired_p_value(one: Sequence[float], other: Sequence[float], seed: int = 0) -> float:
    """Return the two-sided p-value of the difference of two paired means, by randomising signs (Smucker et al. 2007).

    Args:
        one: Value of each case in the first run.
        other: Value of the same case in the second.
    """
    from scipy.stats import permutation_test

    left, right = np.asarray(one), np.asarray(other)
    if np.array_equal(left, right):
        return 1.0
    found = permutation_test(
        (left, right), lambda a, b, axis: np.mean(a - b, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=_RESAMPLES, alternative="two-sided", rng=np.random.default_rng(seed), batch=100,
    )  # fmt: skip
    return float(found.pvalue)
