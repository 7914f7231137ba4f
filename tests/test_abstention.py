"""When an archive is said to hold no answer, and how the weights behind it are fitted and kept."""

import hashlib
import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from eval.bench.abstention import Observation, fit, run
from index.build import build_index
from index.generation import current_generation
from index.manifest import read_manifest
from index.types import Article, Hit, Passage
from rag.abstention import (
    WEIGHTS_FILE,
    Calibration,
    Signals,
    Weights,
    calibration_for,
    calibration_of,
    is_answered,
    signals_of,
    to_record,
    write_calibration,
)
from rag.extractive import Evidence
from rag.sentence_vectors import Nearness
from tests.fakes import HashEmbedder

GOOD = Signals(cosine=0.9, ahead=0.08, held=0.8, across=False)
POOR = Signals(cosine=0.8, ahead=0.01, held=0.1, across=False)
WEIGHTS = Weights(-1.0, {"cosine": 1.0, "ahead": 10.0}, {"cosine": 0.85, "ahead": 0.04})


def found(*cosines, text="The bridge cost 84 million euros.", language="en"):
    """Return evidence, hits and nearness of one sentence each, token by token 0.1 less than as a whole."""
    evidence, hits, near = [], [], []
    for rank, cosine in enumerate(cosines, start=1):
        article = Article(f"a{rank}", "Bridge", text, None, None, (), None, language, None, "a")
        hit = Hit(Passage("p", article.id, 0, len(text), text), article, rank, 1.0, {})
        hits.append(hit)
        evidence.append(Evidence(article, 0, len(text), 1.0, cosine, 1.0, hit))
        near.append(Nearness(((0, len(text)),), np.array([cosine]), np.array([cosine - 0.1]), cosine - 0.1))
    return evidence, hits, near


def test_the_signals_are_what_their_names_say():
    signals = signals_of("What did the bridge cost?", "en", *found(0.9, 0.8, 0.7, 0.6, 0.5, 0.4))
    assert (signals.cosine, signals.across) == (0.9, False)
    # Token by token 0.8 is the best, and the mean of the others is 0.5.
    assert signals.ahead == pytest.approx(0.3)
    # Letters of what, did, bridg, cost: bridg and cost are 9 of 16.
    assert signals.held == pytest.approx(9 / 16)
    assert signals_of("Zebra?", "en", *found(0.9)).held == 0.0
    assert signals_of("Was kostete die Brücke?", "de", *found(0.9)).across


def test_where_few_articles_are_left_nothing_is_said_of_standing_out():
    signals = signals_of("What did the bridge cost?", "en", *found(0.9, 0.8, 0.7))
    assert signals.ahead is None
    # -1 + 0.9 + 10 * 0.04, the neutral value in place of the missing one.
    assert WEIGHTS.log_odds(signals) == pytest.approx(0.3)


def test_without_evidence_there_is_no_answer_and_without_weights_the_words_decide():
    assert signals_of("What?", "en", [], [], []) is None
    assert not is_answered(None, None)
    assert is_answered(GOOD, None)
    assert not is_answered(POOR, None)
    assert is_answered(replace(POOR, across=True), None)


def test_each_side_of_the_language_border_has_its_own_weights():
    calibration = Calibration("f", "a test", same=Weights(1.0, {}, {}), across=Weights(-1.0, {}, {}))
    assert is_answered(POOR, calibration)
    assert not is_answered(replace(POOR, across=True), calibration)


def test_weights_are_kept_by_model_beside_those_of_others(tmp_path):
    path = tmp_path / "weights.json"
    for fingerprint in ("a", "b"):
        write_calibration(Calibration(fingerprint, "a test", WEIGHTS, WEIGHTS), path)
    assert set(json.loads(path.read_text())) == {"a", "b"}
    assert calibration_for("no such model") is None
    assert all(calibration_for(fingerprint) for fingerprint in json.loads(WEIGHTS_FILE.read_text()))


def test_an_index_keeps_the_weights_that_it_was_built_with_and_an_older_one_has_its_models(tmp_path):
    (tmp_path / "news.txt").write_text("date 2020-01 a.example: The mill burned down.\n")
    mine = Calibration("mine", "a test", WEIGHTS, WEIGHTS)
    for name, calibration in (("with", {"abstention": asdict(mine)}), ("without", None)):
        build_index([tmp_path / "news.txt"], tmp_path / name, embedder=HashEmbedder(), calibration=calibration)
    path = current_generation(tmp_path / "with")
    assert calibration_of(read_manifest(path)) == mine
    older = current_generation(tmp_path / "without")
    assert calibration_of(read_manifest(older)) is None
    # As it was written before there was such a field.
    values = json.loads((older / "manifest.json").read_text())
    del values["calibration"], values["digest"]
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    (older / "manifest.json").write_text(json.dumps({**values, "digest": digest}))
    assert read_manifest(older).calibration == {}
    known = next(iter(json.loads(WEIGHTS_FILE.read_text())))
    assert calibration_of(replace(read_manifest(older), model_fingerprint=known)) == calibration_for(known)
    # What an older version measured in another way is not weighed.
    foreign = asdict(replace(mine, same=Weights(1.0, {"shared": 5.0}, {})))
    manifest = replace(read_manifest(path), model_fingerprint=known, calibration={"abstention": foreign})
    assert calibration_of(manifest) == calibration_for(known)
    assert to_record(known)["abstention"]["fingerprint"] == known
    assert to_record("no such model") == {}


def test_fitted_weights_tell_what_they_were_shown_and_fill_what_is_missing():
    seen = [Observation("g", None, GOOD), Observation("g", "article", POOR)] * 20
    weights = fit([*seen, Observation("g", None, replace(GOOD, ahead=None))])
    assert weights.log_odds(GOOD) > 0 > weights.log_odds(POOR)
    assert all(value > 0 for value in weights.weights.values())
    # The mean of those that are known: twenty of each.
    assert weights.neutral["ahead"] == pytest.approx(0.045)


def squad(path, topics):
    data = [
        {
            "title": topic,
            "paragraphs": [
                {
                    "context": f"The {word} of {topic} was built in the spring of that long year.",
                    "qas": [{"id": f"{topic}{word}", "question": f"When was the {word} of {topic} built?",
                             "answers": [{"text": "spring", "answer_start": 0}]}],
                }
                for word in ("harbour", "library")
            ],
        }
        for topic in topics
    ]  # fmt: skip
    path.write_text(json.dumps({"data": data}))
    return path


def test_each_suite_is_judged_by_weights_of_the_others(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    one = squad(tmp_path / "one.json", ["Aston", "Bremen", "Calais", "Dover"])
    two = squad(tmp_path / "two.json", ["Essen", "Florence", "Genoa", "Hull"])
    report = run([one, two], [], HashEmbedder())
    names = {row.name for row in report.rows}
    assert {"one, article gone: recall", "two, topic gone: precision", "two, article gone: recall, from"} <= names
    assert all(0 <= row.value <= 100 for row in report.rows)
    # Three askings of eight questions each, two suites.
    assert report.measured_on.startswith("48 askings")
