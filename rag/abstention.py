"""Does the archive answer a question at all? A small logistic model over three signals that can be looked at. Pure.

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
from rag.sentence_vectors import Nearness

WEIGHTS_FILE = Path(__file__).parent / "abstention.json"
SIGNALS = ("cosine", "ahead", "held")
# Across languages only names are shared, and another article on the same people has those too.
SIGNALS_ACROSS = ("cosine", "ahead")
_LEAST_BACKGROUND = 3  # other articles; fewer say nothing about how far the best sentence stands out
# Refused is what is unlikely, not what is only doubtful: a reader sees at once that a sentence does not answer, and
# never that one was withheld. By 300 questions each of XQuAD in German, English and Spanish: of 100 whose article is
# gone 90, 91, 87 are refused at 0, of 100 whose article is there 16, 14, 8; here 87, 89, 85 and 13, 11, 7.
_LEAST_LOG_ODDS = -0.3
# Without weights: so much of a question's words, weighed by length, stands in the best passage for 91 of 100 questions
# of XQuAD in three languages, and for 27 of 100 whose article is gone.
_LEAST_HELD = 0.4


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells an answer from the nearest thing that an archive has.

    Args:
        cosine: Of the best sentence with the question.
        ahead: How near the question the nearest sentence is, token by token, less the mean of the sentences of other
            articles; None with fewer than three other articles, as behind a narrow filter, where all may be about the
            question.
        held: Share of the question's words, weighed by length, that the best passage holds. Some other passage nearly
            always holds more of a question that nothing answers.
        across: Question and best sentence are in different languages, so that `held` says little.
    """

    cosine: float
    ahead: float | None
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

    def answers(self, signals: Signals) -> bool:
        """Tell whether the archive answers, or is likely enough to."""
        return self.log_odds(signals) >= _LEAST_LOG_ODDS


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


def signals_of(
    question: str, language: str, evidence: Sequence[Evidence], hits: Sequence[Hit], near: Sequence[Nearness | None]
) -> Signals | None:
    """Return the signals of one question; None when there is no evidence.

    Args:
        language: Of the question; `und` counts as that of the archive.
        evidence: From `pick_sentences`.
        hits: Best first, those whose sentences were looked at.
        near: How near each hit is to the question.
    """
    sentences = [
        (float(value), hit.article.id) for hit, one in zip(hits, near, strict=True) if one for value in one.by_token
    ]
    if not evidence or not sentences:
        return None
    nearest, nearest_article = max(sentences)
    best = max(evidence, key=lambda one: one.cosine)
    words = question_words(question, language, sorted({hit.article.language for hit in hits}))
    total = sum(len(word[0]) for word in words)
    first = hits[0]
    terms = set(index_terms(f"{first.article.title}\n{first.passage.text}", first.article.language))
    found = sum(len(word[0]) for word in words if terms.intersection(word))
    return Signals(
        cosine=best.cosine,
        ahead=_ahead(nearest, [(value, article) for value, article in sentences if article != nearest_article]),
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
    return weights.answers(signals)


def calibration_of(manifest: Manifest) -> Calibration | None:
    """Return the weights recorded with an index; those known for its model, or None, where it has none.

    Weights of an older version for other signals than those of today are none.
    """
    recorded = manifest.calibration.get("abstention")
    if recorded and _is_of_today(recorded):
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
    return {fingerprint: _calibration(entry) for fingerprint, entry in entries.items() if _is_of_today(entry)}


def _is_of_today(entry: dict[str, Any]) -> bool:
    return set(entry["same"]["weights"]) <= set(SIGNALS)


def _calibration(entry: dict[str, Any]) -> Calibration:
    return Calibration(entry["fingerprint"], entry["fitted_on"], Weights(**entry["same"]), Weights(**entry["across"]))


def _ahead(nearest: float, others: Sequence[tuple[float, str]]) -> float | None:
    """Return how far the nearest sentence is ahead of the mean of some others, each with the id of its article."""
    if len({article for _, article in others}) < _LEAST_BACKGROUND:
        return None
    return nearest - sum(value for value, _ in others) / len(others)
