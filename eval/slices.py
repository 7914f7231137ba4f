"""Means with intervals, over all cases and over those that share a language, era, source or kind. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.metrics import ABSTENTION
from eval.statistics import bootstrap_interval, detectable_unpaired
from eval.types import CaseResult, Slice

DIMENSIONS = ("kind", "language", "era", "source")
# Years of a long archive would be rows of two cases each; beyond this many, decades are told apart.
_MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What some cases come to, by metric."""

    means: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    counts: dict[str, int]
    detectable: dict[str, float]


def figures_of(scored: Sequence[CaseResult], names: Sequence[str], seed: int) -> Figures:
    """Return mean, interval and count of each metric that some case has.

    Recall and precision of abstaining stand there whenever they are asked for: an answerer that never abstains has
    precision 0 over 0 cases, of which nothing is known, and a recall of 0.
    """
    values = {name: [one.metrics[name] for one in scored if name in one.metrics] for name in names}
    values = {name: found for name, found in values.items() if found or name in ABSTENTION}
    return Figures(
        means={name: float(np.mean(found)) if found else 0.0 for name, found in values.items()},
        intervals={name: bootstrap_interval(found, seed) for name, found in values.items()},
        counts={name: len(found) for name, found in values.items()},
        detectable={name: round(detectable_unpaired(found), 4) for name, found in values.items()},
    )


def slices_of(scored: Sequence[CaseResult], names: Sequence[str], seed: int) -> tuple[Slice, ...]:
    """Return the figures of each part of the cases; a dimension in which all are alike is left out."""
    years = {one.slices["era"] for one in scored if one.slices.get("era", "").isdecimal()}
    if len(years) > _MOST_YEARS:
        scored = [_by_decade(one) for one in scored]
    found = []
    for dimension in DIMENSIONS:
        parts = sorted({one.slices[dimension] for one in scored if dimension in one.slices})
        for part in parts if len(parts) > 1 else ():
            members = [one for one in scored if one.slices.get(dimension) == part]
            asked = [name for name in names if any(name in one.metrics for one in members)]
            figures = figures_of(members, asked, seed)
            found.append(Slice(dimension, part, len(members), figures.means, figures.intervals, figures.counts))
    return tuple(found)


def _by_decade(result: CaseResult) -> CaseResult:
    era = result.slices.get("era", "")
    return replace(result, slices={**result.slices, "era": f"{era[:3]}0s"}) if era.isdecimal() else result
