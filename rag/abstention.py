"""Does the archive answer a question at all? A small logistic model over four signals that can be looked at. Pure.

Evidence and hits flow in, yes or no flows out. The weights belong to one embedding model, since cosines do, and are
data (`abstention.json`), fitted by `dateline bench abstention`, which also prints how well they do on suites that they
were not fitted on. `dateline build` records them in the manifest, so that an index goes on refusing what it refused.
For a model without weights of its own only the question's words decide.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.lexical import index_terms, question_words
from index.manifest import Manifest
from index.types import Hit
from rag.extractive import Evidence

WEIGHTS_FILE = Path(__file__).parent / "abstention.json"
SIGNALS = ("cosine", "lead", "clear", "held")
# Across languages only names are shared, and another article on the same people has those too.
SIGNALS_ACROSS = ("cosine", "lead", "clear")
_AHEAD = 3  # best hits that are no background to the first
_LEAST_BACKGROUND = 3  # hits or articles; fewer say nothing about how far the best one stands out
# Without weights: so much of a question's words, weighed by length, stands in the best passage for 91 of 100 questions
# of XQuAD in three languages, and for 27 of 100 whose article is gone.
_LEAST_HELD = 0.4


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answer from the nearest thing that an archive has.

    Args:
        cosine: Of the best sentence with the question.
        lead: Cosine of the best passage less the mean of those from the fourth on; None with fewer than six hits.
        clear: Cosine of the best sentence less the mean of the sentences of other articles; None with fewer than three
            other articles, as behind a narrow filter, where all may be about the question.
        held: Share of the question's words, weighed by length, that the best passage holds. Some other passage nearly
            always holds more of a question that nothing answers.
        across: Question and best sentence are in different languages, so that `held` says little.
    """

    cosine: float
    lead: float | None
    clear: float | None
    held: float
    across: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """One fitted model: the log-odds that a question is answered are `bias + Σ weight · signal`.

    Args:
        weights: By name of the signal.
        neutral: What stands in for a signal that is None: its mean where the model was fitted.
    """

    bias: float
    weights: dict[str, float]
    neutral: dict[str, float]

    def log_odds(self, signals: Signals) -> float:
        """Return the log-odds that the archive answers."""
        values = asdict(signals)
        return self.bias + sum(
            weight * (self.neutral[name] if values[name] is None else values[name])
            for name, weight in self.weights.items()
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The weights for one embedding model.

    Args:
        fingerprint: Of the model.
        fitted_on: What they were fitted on, for people.
        same: For questions in the language of the answer.
        across: For all others.
    """

    fingerprint: str
    fitted_on: str
    same: Weights
    across: Weights


def signals_of(question: str, language: str, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Signals | None:
    """Return the signals of one question; None when there is no evidence.

    Args:
        language: Of the question; `und` counts as that of the archive.
        evidence: From `pick_sentences`, a dozen.
        hits: Best first, ten.
    """
    if not evidence or not hits:
        return None
    best = max(evidence, key=lambda one: one.cosine)
    words = question_words(question, language, sorted({hit.article.language for hit in hits}))
    total = sum(len(word[0]) for word in words)
    first = hits[0]
    terms = set(index_terms(f"{first.article.title}\n{first.passage.text}", first.article.language))
    found = sum(len(word[0]) for word in words if terms.intersection(word))
    return Signals(
        cosine=best.cosine,
        lead=_ahead([hit.parts["dense"] for hit in hits if "dense" in hit.parts], _AHEAD),
        clear=_clear(best, evidence),
        held=found / total if total else 0.0,
        across=language not in ("und", best.article.language),
    )


def is_answered(signals: Signals | None, calibration: Calibration | None) -> bool:
    """Tell whether the evidence answers, or is only the nearest that the archive has.

    Args:
        signals: None, no evidence, is no answer.
        calibration: None, for a model without one, lets the question's words decide; across languages they cannot,
            so everything found is shown.
    """
    if signals is None:
        return False
    if calibration is None:
        return signals.across or signals.held >= _LEAST_HELD
    weights = calibration.across if signals.across else calibration.same
    return weights.log_odds(signals) >= 0


def calibration_of(manifest: Manifest) -> Calibration | None:
    """Return the weights recorded with an index; those known for its model, or None, where it has none.

    Weights of an older version for other signals than those of today are none.
    """
    recorded = manifest.calibration.get("abstention")
    if recorded and set(recorded["same"]["weights"]) <= set(SIGNALS):
        return _calibration(recorded)
    return calibration_for(manifest.model_fingerprint)


def to_record(fingerprint: str) -> dict[str, Any]:
    """Return what the manifest of an index is to keep for a model: its weights, where there are some."""
    found = calibration_for(fingerprint)
    return {"abstention": asdict(found)} if found else {}


def calibration_for(fingerprint: str) -> Calibration | None:
    """Return the weights for an embedding model; None when none were fitted."""
    return _read(WEIGHTS_FILE).get(fingerprint)


def write_calibration(calibration: Calibration, path: Path = WEIGHTS_FILE) -> None:
    """Store the weights for one model beside those of others."""
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entries[calibration.fingerprint] = asdict(calibration)
    path.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _read.cache_clear()


@cache
def _read(path: Path) -> dict[str, Calibration]:
    if not path.exists():
        return {}
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {fingerprint: _calibration(entry) for fingerprint, entry in entries.items()}


def _calibration(entry: dict[str, Any]) -> Calibration:
    return Calibration(entry["fingerprint"], entry["fitted_on"], Weights(**entry["same"]), Weights(**entry["across"]))


def _clear(best: Evidence, evidence: Sequence[Evidence]) -> float | None:
    others = [one for one in evidence if one.article.id != best.article.id]
    if len({one.article.id for one in others}) < _LEAST_BACKGROUND:
        return None
    return best.cosine - sum(one.cosine for one in others) / len(others)


def _ahead(cosines: Sequence[float], ahead: int) -> float | None:
    """Return how far the best of some cosines is above the mean of all but the first few."""
    ordered = sorted(cosines, reverse=True)
    background = ordered[ahead:]
    return ordered[0] - sum(background) / len(background) if len(background) >= _LEAST_BACKGROUND else None
