"""Suites made from an archive and from what readers say; sweeps over settings."""

import json
from collections import Counter

import pytest

from eval.feedback import append_feedback
from eval.make import KINDS, make_suite
from eval.paraphrase import Paraphraser
from eval.questions import GAP, cloze_of, headline_of
from eval.store import read_run
from eval.suites import load_suite
from eval.sweep import combinations, parse_knob, run_sweep
from eval.sweep_report import sweep_as_json, write_sweep
from index.errors import SettingsError, SuiteError
from index.search import ArticleIndex
from index.types import Article, Filters
from rag.answer import Answerer
from rag.settings import Settings
from tests.conftest import ROOT
from tests.eval_tools import TODAY, run_hashed
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel


@pytest.fixture(scope="module")
def index(sample_index):
    with ArticleIndex.open(sample_index, HashEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(index, tmp_path_factory):
    return make_suite(index, tmp_path_factory.mktemp("made") / "suite", count=6, seed=3)


def test_a_suite_is_made_of_every_kind_in_the_languages_of_the_archive(made):
    suite = load_suite(made.path)
    assert set(Counter(case.kind for case in suite.cases)) == set(KINDS)
    assert {case.language for case in suite.cases} == {"de", "en"}
    assert made.held_out == 6
    assert made.articles == 60


def test_the_same_seed_makes_the_same_bytes_and_another_one_does_not(index, made, tmp_path):
    make_suite(index, tmp_path / "suite", count=6, seed=3)
    for name in ("suite.json", "archive.jsonl"):
        assert (tmp_path / "suite" / name).read_bytes() == (made.path.parent / name).read_bytes()
    make_suite(index, tmp_path / "suite", count=6, seed=4)
    assert (tmp_path / "suite" / "suite.json").read_bytes() != made.path.read_bytes()


def test_headlines_are_left_out_of_the_archive_that_they_are_asked_of(index, made):
    records = [json.loads(line) for line in (made.path.parent / "archive.jsonl").read_text().splitlines()]
    assert all("title" not in record for record in records)
    texts = {record["_id"]: record["text"] for record in records}
    cases = {case.id: case for case in load_suite(made.path).cases}
    for case in cases.values():
        for gold in case.gold:
            assert (gold.quote or "") in texts[gold.outside_id]
        if case.kind == "cloze":
            (gap,) = case.answers
            assert case.question.count(GAP) == 1
            assert gap not in case.question
            assert case.question.split(GAP)[0][-12:].lstrip("„“«?¿ ") in texts[case.gold[0].outside_id]
        if case.kind == "known-item":
            assert case.question not in texts[case.gold[0].outside_id]


def test_a_made_suite_runs_and_what_was_held_out_is_not_found(made, tmp_path):
    report = run_hashed(made.path, tmp_path / "run")
    assert (report.failed, report.ineligible) == (0, 0)
    assert report.metrics["as_of_leaks"] == 0
    assert report.metrics["time_span"] == 1
    assert {one.value for one in report.slices if one.dimension == "kind"} == set(KINDS)


def test_one_kind_is_made_alone_and_an_unknown_one_is_refused(index, tmp_path):
    make_suite(index, tmp_path / "one", count=3, kinds=("cloze",))
    assert {case.kind for case in load_suite(tmp_path / "one" / "suite.json").cases} == {"cloze"}
    with pytest.raises(SettingsError, match='no kind "riddle"'):
        make_suite(index, tmp_path / "two", kinds=("riddle",))
    assert not (tmp_path / "two").exists()


def test_an_article_without_headline_names_or_numbers_asks_nothing():
    import random

    plain = Article(
        "a", "Es regnet im …", "Es regnet im ganzen Land und hört nicht auf.", None, None, (), None, "de", None, "x"
    )
    assert headline_of(plain) is None
    assert cloze_of(plain, random.Random(0)) is None


def test_a_paraphrase_is_kept_only_where_the_model_can_answer_it(index, tmp_path):
    class Model(ScriptedModel):
        def stream(self, messages, grammar=None):
            self.asked.append(messages)
            answer = messages[0].content.partition("exactly: ")[2].partition(". The question")[0]
            if answer:  # asked for a question; every second one holds the answer, and is no question then
                self.last = answer
                yield f"Wie viele waren es damals wirklich{' ' + answer if len(self.asked) % 3 == 0 else ''}?"
            else:
                yield self.last if "waren" in messages[1].content else "no"

    suite = make_suite(index, tmp_path / "p", count=6, kinds=("cloze",), paraphrase=Paraphraser(Model()))
    cases = load_suite(suite.path).cases
    others = [case for case in cases if case.kind == "paraphrase"]
    assert others
    assert all(case.answers[0] not in case.question and case.language == "de" for case in others)


@pytest.fixture
def answer(index):
    answerer = Answerer(index, Settings(answering="extractive"), None, None)
    return answerer.ask(
        "Die neue Hafenbrücke soll nach ersten Schätzungen 84 Millionen Euro kosten und 2023 fertig sein."
    )


def test_what_readers_say_becomes_cases_that_run(index, answer, sample_index, tmp_path):
    path = tmp_path / "kept" / "feedback.json"
    question = "Was kostet die Brücke?"
    assert answer.citations
    up = append_feedback(path, question, answer, "up", "genau", filters=Filters(languages=("de",)), history=("Und?",))
    down = append_feedback(path, "Wie lang ist sie?", answer, "down", "falsche Brücke")
    assert append_feedback(path, question, answer, "down", "doch nicht", history=("Und?",)) == up
    append_feedback(path, question, answer, "up", "genau", filters=Filters(languages=("de",)), history=("Und?",))
    cases = {case.id: case for case in load_suite(path).cases}
    assert set(cases) == {up, down}
    assert cases[up].feedback.comment == "genau"
    assert cases[up].filters.languages == ("de",)
    assert [gold.quote for gold in cases[up].gold] == [one.quote for one in answer.citations]
    report = run_hashed(path, tmp_path / "run", index=sample_index)
    # The one that was good is scored; the one that was not waits for a person, and is counted as waiting.
    assert (report.scored, report.ineligible, report.failed) == (1, 1, 0)
    assert "nobody has said yet" in next(one.ineligible for one in report.results if one.ineligible)


def test_feedback_that_cannot_be_kept_leaves_the_file_as_it_was(answer, tmp_path):
    path = tmp_path / "feedback.json"
    path.write_text('{"version": 7, "cases": []}')
    with pytest.raises(SuiteError, match="version 7"):
        append_feedback(path, "Was?", answer, "up")
    assert path.read_text() == '{"version": 7, "cases": []}'
    with pytest.raises(SuiteError, match="cannot be kept"):
        append_feedback(tmp_path / "feedback.json" / "below.json", "Was?", answer, "up")


@pytest.mark.parametrize("text", ["hits", "hits=", "hats=3", "hits=x", "hits=0", "fusion=1.5", "chunk=3"])
def test_a_setting_that_cannot_be_swept_is_refused(text):
    with pytest.raises(SettingsError):
        parse_knob(text)


def test_settings_are_swept_in_every_combination_and_embedded_once(tmp_path):
    import index.chunking
    import index.fusion

    before = (index.chunking.TARGET_TOKENS, index.chunking.WHOLE_TOKENS, index.fusion.LEXICAL_WEIGHT)
    suite = load_suite(ROOT / "docs" / "sample-suite.json")
    knobs = dict(map(parse_knob, ["chunk=20,200", "fusion=0,0.4"]))
    assert len(combinations(knobs)) == 4
    embedder = HashEmbedder()
    runs = run_sweep(
        suite, knobs, tmp_path, settings=Settings(answering="extractive"), retrieval_only=True, limit=12, today=TODAY,
        embedder_of=lambda name: embedder,
    )  # fmt: skip
    assert before == (index.chunking.TARGET_TOKENS, index.chunking.WHOLE_TOKENS, index.fusion.LEXICAL_WEIGHT)
    assert [run.name for run in runs][:2] == ["chunk=20, fusion=0", "chunk=20, fusion=0.4"]
    assert runs[0].passages == runs[1].passages > runs[2].passages
    assert runs[0].report.metrics != runs[1].report.metrics
    assert len(embedder.embedded) == len(set(embedder.embedded))
    assert len(embedder.read) == len(set(embedder.read)) > 0
    stored = read_run(tmp_path / "chunk=20 fusion=0")
    assert stored.summary["manifest"]["turned"] == {"chunk": "20", "fusion": "0"}
    found = sweep_as_json(suite.name, runs)
    write_sweep(found, tmp_path)
    page = (tmp_path / "sweep.html").read_text()
    assert found["best"] in page
    assert page.count("<circle") >= 8
    assert found["runs"][0]["metrics"]["nDCG@10"] <= max(run["metrics"]["nDCG@10"] for run in found["runs"])


def test_an_index_that_is_given_cannot_be_swept_over_chunks(tmp_path, sample_index):
    suite = load_suite(ROOT / "docs" / "sample-suite.json")
    with pytest.raises(SettingsError, match="make another index"):
        run_sweep(suite, {"chunk": ("20",)}, tmp_path, index=sample_index, settings=Settings())
