"""Intervals and tests, by scipy. Every random draw is seeded: the same values give the same numbers.

scipy rather than statsmodels: it is here already, its `permutation_test` is the randomisation test of IR, an exact
McNemar test is its `binomtest` on the cases that differ, and Holm's correction is four lines; statsmodels would bring
pandas, patsy and 40 MB for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

Alternative = Literal["two-sided", "less", "greater"]

_RESAMPLES = 2000
_LEVEL = 0.95
# Of comparisons with a true difference of this size, so many find it: the usual 80 %, at a level of 5 %, two-sided.
_Z_LEVEL, _Z_POWER = 1.959964, 0.841621


def bootstrap_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean (Efron and Tibshirani 1993).

    Where all values are 0 or all are 1, resampling sees no spread and would claim certainty; Wilson's interval of a
    proportion stands in: 50 of 50 right is 0.93 to 1, not 1 to 1.

    Args:
        values: One a case; without any nothing is known, and the interval is 0 to 1.
    """
    from scipy.stats import binom, binomtest, bootstrap

    count = len(values)
    if not count:
        return 0.0, 1.0
    first = float(values[0])
    if len(set(values)) < 2:
        if first not in (0.0, 1.0):
            return first, first
        wilson = binomtest(round(first) * count, count).proportion_ci(_LEVEL, "wilson")
        return float(wilson.low), float(wilson.high)
    if is_yes_no(values):
        # The mean of resampled yes/no values is binomial: its quantiles are the bootstrap's, without drawing.
        low, high = binom.ppf([(1 - _LEVEL) / 2, (1 + _LEVEL) / 2], count, sum(values) / count) / count
        return float(low), float(high)
    found = bootstrap(
        (np.asarray(values),), np.mean, n_resamples=_RESAMPLES, confidence_level=_LEVEL, method="percentile",
        vectorized=True, rng=np.random.default_rng(seed), batch=100,
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def is_yes_no(*samples: Sequence[float]) -> bool:
    """Tell whether all values are 0 or 1."""
    return all(value in (0.0, 1.0) for sample in samples for value in sample)


def paired_p_value(
    one: Sequence[float], other: Sequence[float], seed: int = 0, alternative: Alternative = "two-sided"
) -> float:
    """Return the p-value of the difference of two paired samples.

    Yes/no values by McNemar's exact test, others by randomising signs (Smucker et al. 2007).

    Args:
        one: Value of each case in the first run.
        other: Value of the same case in the second.
        alternative: `greater` asks whether the first is greater.
    """
    from scipy.stats import binomtest, permutation_test

    left, right = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    differing = left != right
    if not differing.any():
        return 1.0
    if is_yes_no(one, other):
        won = int((left > right).sum())
        return float(binomtest(won, int(differing.sum()), 0.5, alternative).pvalue)
    if differing.sum() == 1:
        # One sign to turn, and scipy wants two: it stands as it is, or turned round.
        greater = bool((left > right).any())
        return 0.5 if alternative == ("greater" if greater else "less") else 1.0
    # Cases without a difference have no sign to turn; leaving them out changes no p-value and saves their draws.
    found = permutation_test(
        (left[differing], right[differing]), lambda a, b, axis: np.mean(a - b, axis=axis), permutation_type="samples",
        vectorized=True, n_resamples=_RESAMPLES, alternative=alternative, rng=np.random.default_rng(seed), batch=100,
    )  # fmt: skip
    return float(found.pvalue)


def name_of_test(one: Sequence[float], other: Sequence[float]) -> str:
    """Return which test `paired_p_value` takes."""
    return "McNemar" if is_yes_no(one, other) else "randomisation"


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number, in their order (Holm 1979).

    Corrected ones below a level reject at that level together: the chance of any false alarm stays below it.
    """
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for step, place in enumerate(sorted(range(len(p_values)), key=lambda n: p_values[n])):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - step)))
        corrected[place] = highest
    return corrected


def detectable_paired(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the smallest difference of paired means that 80 of 100 comparisons like this one find at p < 0.05."""
    if len(one) < 2:
        return 1.0
    return _detectable(float(np.std(np.asarray(one) - np.asarray(other), ddof=1)), len(one))


def detectable_unpaired(values: Sequence[float]) -> float:
    """Return the same for a comparison with a run that is yet to come, whose answers owe nothing to this one's.

    The cases are the same, so a paired comparison finds smaller differences; this is the most that it takes.
    """
    if len(values) < 2:
        return 1.0
    return _detectable(float(np.std(values, ddof=1)) * 2**0.5, len(values))


def _detectable(deviation: float, cases: int) -> float:
    # Where no case differed yet, one still may: without a floor, agreement would promise to see anything.
    spread = max(deviation, cases**-0.5)
    return float(min(1.0, (_Z_LEVEL + _Z_POWER) * spread / cases**0.5))
