"""What the Evaluation room offers and starts, below the page: suites, plans, and the folder of runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.errors import SettingsError
from tests.eval_tools import write_suite
from ui.evaluation_room.plans import Plan, plan_as_json, plan_of_json, wanted_of
from ui.evaluation_room.runs import Runs
from ui.evaluation_room.suites import offered_suites, suite_named

PLAN = Plan(Path("/s/a b.json"), "a b.json", None, "search", 5, 3, date(2026, 11, 25), 5)


@pytest.fixture
def suites(tmp_path):
    write_suite(tmp_path / "own.json", [], [{"headline": "beside it", "articleBody": "an archive"}])
    (tmp_path / "ragas.jsonl").write_text('{"question": "Wer?", "answer": "Ines"}\n')
    (tmp_path / "beir").mkdir()
    (tmp_path / "beir" / "queries.jsonl").touch()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "broken.json").write_text("{")
    return tmp_path


def test_a_folders_suites_are_offered_and_not_what_lies_beside_them(suites):
    offered = [one for one in offered_suites(suites, suites / "no-feedback.json") if one.group == "folder"]
    # `own.jsonl` is the archive of `own.json`; a broken one is offered, and told of when it is run.
    assert [one.title for one in offered] == ["beir", "broken.json", "own.json", "ragas.jsonl"]


def test_feedback_is_offered_once_there_is_some_and_the_bundled_ones_without_the_baseline(suites):
    assert "feedback" not in [one.name for one in offered_suites(None, suites / "none.json")]
    offered = offered_suites(None, suites / "own.json")
    assert offered[-1].name == "feedback"
    assert "bundled/sample-suite.json" in [one.name for one in offered]
    assert "bundled/baseline.json" not in [one.name for one in offered]


@pytest.mark.parametrize("name", ["", "/etc/passwd", "folder/../own.json", "folder/notes.txt"])
def test_only_an_offered_suite_can_be_named(suites, name):
    with pytest.raises(SettingsError, match="there is no suite"):
        suite_named(name, offered_suites(suites, suites / "none.json"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "1" * 5000}, "limit"),
        ({"seed": "1.5"}, "seed"),
        ({"seed": "٣"}, "seed"),
        ({"answering": "llm; rm"}, "extractive, auto, search"),
        ({"articles": "/etc"}, "own, page"),
    ],
)
def test_a_box_that_holds_what_it_cannot_is_named(said, told):
    with pytest.raises(SettingsError, match=told):
        wanted_of({"suite": "x", **said})


def test_a_plan_is_a_command_line_and_its_file_gives_it_back():
    assert PLAN.arguments(Path("/o")) == [
        *("eval", "run", "/s/a b.json", "--out", "/o", "--json", "--seed", "3", "--today", "2026-11-25"),
        *("--limit", "5", "--retrieval-only"),
    ]
    assert plan_of_json(plan_as_json(PLAN)) == PLAN


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc", ".running", "run/../../secret"])
def test_a_run_is_only_ever_a_folder_of_its_own(tmp_path, name):
    (tmp_path / "runs" / "run").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "plan.json").write_text(plan_as_json(PLAN))
    runs = Runs(tmp_path / "runs")
    assert runs.named(name) is None
    with pytest.raises(SettingsError, match="no run"):
        runs.delete(name)


@pytest.mark.parametrize(
    ("log", "state", "error"),
    [
        ("", "stopped", None),
        ("Asking: 5 of 9 cases\n", "stopped", None),
        ("Asking: 5 of 9 cases\nerror: no index\n  where: x\n", "failed", "no index\n  where: x"),
        ('Traceback (most recent call last):\n  File "x"\nMemoryError: 3 GB\n', "failed", "MemoryError: 3 GB"),
    ],
)
def test_what_became_of_a_run_stands_in_its_folder(tmp_path, log, state, error):
    folder = tmp_path / "20261126-010203-000004"
    folder.mkdir()
    (folder / "plan.json").write_text(plan_as_json(PLAN))
    (folder / "log.txt").write_text(log)
    (folder / "cases.partial.jsonl").write_text('{"manifest": {}}\n{"id": "a"}\n{"id": "b"}\n{"id": "cut o')
    found = Runs(tmp_path).listed()[0]
    assert (found.id, found.state, found.error, found.done) == (folder.name, state, error, 2)


def test_one_run_at_a_time_whoever_asks_and_a_server_started_anew_sees_and_ends_it(tmp_path):
    suite = write_suite(tmp_path / "s.json", [{"id": "a", "question": "Wer?", "abstain": True}])
    plan = Plan(suite, "s", tmp_path / "no-index", "search", None, 0, date(2026, 11, 25), 1)
    run = Runs(tmp_path / "runs").start(plan)
    again = Runs(tmp_path / "runs")
    assert again.running().id == run
    with pytest.raises(SettingsError, match="another run is going on"):
        again.start(plan)
    with pytest.raises(SettingsError, match="stop it first"):
        again.delete(run)
    again.cancel()
    assert again.running() is None
    assert again.named(run).state == "stopped"
    again.delete(run)
    assert again.listed() == []
