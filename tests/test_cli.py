"""The command line as scripts call it: what it prints where, and how it leaves."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.generation import current_generation
from index.manifest import read_manifest, write_manifest
from tests.conftest import ROOT, SAMPLE

STORY = {
    "headline": "Bridge opens",
    "articleBody": "The bridge opened on Monday. It cost 3 million.",
    "datePublished": "2022-05",
}


def dateline(*arguments, env=None, cwd=None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from ui.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **(env or {})},
    )  # fmt: skip


def assert_fails(found, code: int, *parts: str) -> None:
    assert found.returncode == code, found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    for part in parts:
        assert part in found.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["buidl"], "Did you mean build?"),
        (["build"], "Name at least one archive"),
        (["build", "x"], "Missing option '--index'"),
        (["search", "x"], "Missing option '--index'"),
        (["search", "x", "--index", "i", "--from", "2022-13"], "not a date"),
        (["search", "x", "--index", "i", "-k", "0"], "-k"),
        (["search", "x", "--index", "i", "--mode", "fuzzy"], "--mode"),
        (["search", " ", "--index", "i"], "blank"),
        (["search", "x", "--index", "i", "--from", "2023", "--to", "2022"], "later than"),
        (["build", "x", "--index", "i", "--map", "title"], "FIELD=KEY"),
        (["ask", "x", "--index", "i", "--answerer", "oracle"], "--answerer"),
        (["chat", "--index", "i", "--host", "0.0.0.0"], "no password is set"),
    ],
)
def test_wrong_usage_leaves_with_2_and_says_what(arguments, part):
    assert_fails(dateline(*arguments), 2, part)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["search", "x", "--index", "nowhere"], ["error: there is no such folder", "where: nowhere", "dateline build"]),
        (["build", "nowhere.jsonl", "--index", "new"], ["error: there is no such archive", "nowhere.jsonl", "fix:"]),
        (["info", "--index", "nowhere"], ["dateline build"]),
        (["models", "pull", "gpt"], ['no model called "gpt"', "multilingual-e5-small-q4"]),
        (["eval", "run", "nowhere.json"], ["there is no such suite"]),
        (["eval", "compare", "a", "b"], ["there is no run here"]),
    ],
)
def test_a_failure_leaves_with_1_and_says_what_where_and_how_to_mend_it(tmp_path, arguments, parts):
    assert_fails(dateline(*arguments, cwd=tmp_path), 1, *parts)
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_leaves_with_1_where_there_is_no_index(tmp_path):
    found = dateline("doctor", "--index", tmp_path / "nothing")
    assert found.returncode == 1
    assert "error: " in found.stdout


def test_a_missing_model_is_named_with_the_command_that_pulls_it(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(STORY))
    found = dateline("build", "a.jsonl", "--index", "i", cwd=tmp_path, env={"XDG_DATA_HOME": str(tmp_path / "empty")})
    assert_fails(found, 1, "is not here", "dateline models pull multilingual-e5-small-q4")
    assert not (tmp_path / "i").exists()


def test_help_is_there_for_every_command():
    found = dateline("--help")
    assert found.returncode == 0
    for name in ("build", "ledger", "info", "doctor", "search", "ask", "chat", "eval", "models", "bench"):
        assert re.search(rf"^  {name} ", found.stdout, re.MULTILINE), name
        assert dateline(name, "--help").returncode == 0


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    found = dateline("build", SAMPLE, "--index", folder / "index", "--json")
    assert found.returncode == 0, found.stderr
    summary = json.loads(found.stdout)
    assert set(summary) == {
        "records",
        "indexed",
        "duplicate",
        "rejected",
        "failed",
        "passages",
        "embedded",
        "reused",
        "seconds",
    }
    assert summary["records"] == 67 == summary["indexed"] + summary["duplicate"]
    return folder / "index"


@pytest.mark.model
def test_a_second_build_is_skipped_when_nothing_changed(built):
    found = dateline("build", SAMPLE, "--index", built, "--if-changed")
    assert (found.returncode, found.stdout) == (0, "")
    assert "index is current" in found.stderr


@pytest.mark.model
def test_search_prints_one_json_object_with_the_keys_of_the_contract(built):
    found = json.loads(
        dateline("search", "Wie lang ist die Hafenbrücke?", "--index", built, "-k", "3", "--json").stdout
    )
    assert set(found) == {"question", "filters", "hits", "timings_ms"}
    assert len(found["hits"]) == 3


@pytest.mark.model
def test_filters_hold_and_time_words_are_told(built):
    command = (
        "search",
        "Hafenfest",
        "--index",
        built,
        "--from",
        "2021-07",
        "--to",
        "2021-07",
        "--source",
        "KUESTENBOTE.example",
        "--json",
    )
    found = json.loads(dateline(*command).stdout)
    assert [hit["published"] for hit in found["hits"]] == ["2021-07"]
    assert (found["filters"]["from"], found["filters"]["to"]) == ("2021-07-01", "2021-07-31")
    told = json.loads(
        dateline("search", "Wie viele kamen letztes Jahr?", "--today", "2023-08-01", "--index", built, "--json").stdout
    )
    assert told["filters"]["time_words"] == "letztes Jahr"
    assert (told["filters"]["from"], told["filters"]["to"]) == ("2022-01-01", "2022-12-31")


@pytest.mark.model
def test_ask_prints_quotes_that_stand_in_their_articles(built):
    command = (
        "ask",
        "Wie viele Bürger legten Widerspruch gegen ihre Strafzettel ein?",
        "--index",
        built,
        "--answerer",
        "extractive",
    )
    found = json.loads(dateline(*command, "--json").stdout)
    assert found["answer"].startswith("37 Bürger legten Widerspruch gegen ihre Strafzettel ein.")
    assert found["citations"][0]["quote"] == found["sentences"][0]["text"]
    shown = dateline(*command).stdout
    assert "✓ 37 Bürger" in shown
    assert "[1] 2024-02-19 · almersdorfer-blatt.example" in shown


@pytest.mark.model
def test_the_local_language_model_answers_with_its_source(built):
    from index.models import DEFAULT_LLM, is_pulled

    if not is_pulled(DEFAULT_LLM):
        pytest.skip("the language model is not here; fetch it: dateline models pull")
    command = ("ask", "Wie viele Bürger legten Widerspruch gegen ihre Strafzettel ein?", "--index", built)
    found = json.loads(dateline(*command, "--answerer", "llm", "--json").stdout)
    assert "37" in found["answer"]
    assert found["answerer"] == "llm"
    assert found["citations"][0]["title"] == "Gesprächsroboter im Rathaus ließ sich überlisten"


@pytest.mark.model
def test_as_of_a_day_nothing_later_is_quoted(built):
    command = (
        "ask",
        "Was kostet die Hafenbrücke?",
        "--index",
        built,
        "--answerer",
        "extractive",
        "--as-of",
        "2020-12",
        "--json",
    )
    found = json.loads(dateline(*command).stdout)
    assert found["filters"]["as_of"] == "2020-12-31"
    assert found["coverage"]["last"] <= "2020-12-31"
    assert all(citation["published"] <= "2020-12-31" for citation in found["citations"])


@pytest.mark.model
def test_the_ledger_accounts_for_every_record(built):
    found = json.loads(dateline("ledger", "--index", built, "--json").stdout)
    assert len(found["entries"]) == found["records"] == 67
    (double,) = json.loads(dateline("ledger", "--index", built, "--state", "duplicate", "--json").stdout)["entries"]
    assert double["reason"] == "same as sample/almersdorfer-blatt.jsonl:10"


@pytest.mark.model
def test_info_and_doctor_know_a_whole_index(built):
    assert "66" in dateline("info", "--index", built).stdout
    found = dateline("doctor", "--index", built)
    assert (found.returncode, "nothing is wrong" in found.stdout) == (0, True)


def test_answers_are_not_measured_on_another_search_than_theirs():
    refused = dateline("eval", "run", ROOT / "docs" / "sample-suite.json", "--mode", "dense")
    assert (refused.returncode, "--mode dense needs --retrieval-only" in refused.stderr) == (2, True)


@pytest.mark.model
def test_a_gate_that_is_not_met_leaves_with_3(built, tmp_path):
    suite = ROOT / "docs" / "sample-suite.json"
    run = dateline("eval", "run", suite, "--index", built, "--retrieval-only", "--out", tmp_path / "run", "--json")
    found = json.loads(run.stdout)
    assert {"suite", "cases", "scored", "ineligible", "failed", "metrics", "intervals", "timings_ms", "out"} <= set(
        found
    )
    # Of 50 questions one, in German, has its article in English behind five German ones.
    assert (found["metrics"]["R@5"], found["metrics"]["R@10"]) == (0.98, 1)
    assert dateline("eval", "gate", tmp_path / "run", "--min", "R@10=1").returncode == 0
    refused = dateline("eval", "gate", tmp_path / "run", "--min", "R@1=1.01")
    assert (refused.returncode, "FAIL R@1" in refused.stdout) == (3, True)
    assert dateline("eval", "compare", tmp_path / "run", tmp_path / "run").returncode == 0


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("empty.jsonl", b"", "empty"),
        ("broken.jsonl", b"{not json\n", "broken.jsonl:1"),
        ("cut.jsonl.gz", gzip.compress(json.dumps(STORY).encode(), mtime=0)[:20], "cut.jsonl.gz"),
        ("what.xyz", b"\x00\x01\x02\x03" * 50, "what.xyz"),
        ("evil.zip", b"PK\x03\x04 not a zip", "evil.zip"),
    ],
)
def test_an_archive_that_cannot_be_read_is_named_and_leaves_no_index(tmp_path, name, content, part):
    (tmp_path / name).write_bytes(content)
    assert_fails(dateline("build", name, "--index", "i", cwd=tmp_path), 1, part)
    assert not (tmp_path / "i").exists()


@pytest.mark.model
def test_a_busy_port_is_said_before_anything_is_loaded(built):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_fails(dateline("chat", "--index", built, "--port", port), 1, "another program", f"--port {port + 1}")


@pytest.mark.model
def test_an_index_of_another_model_is_refused(built, tmp_path):
    shutil.copytree(built, tmp_path / "index")
    generation = current_generation(tmp_path / "index")
    write_manifest(generation, replace(read_manifest(generation), model_fingerprint="0" * 64))
    assert_fails(
        dateline("search", "x", "--index", tmp_path / "index"), 1, "was built with the model", "build it again"
    )


def test_control_characters_of_an_article_do_not_reach_the_terminal():
    from ui.terminal import clean

    assert clean("a\x1b[31mred\x1b[0m\r\n\u202eb") == "a[31mred[0m b"


def test_the_ledger_is_filtered_counted_and_exported(tmp_path):
    archive = tmp_path / "a.jsonl"
    archive.write_text("\n".join([json.dumps(STORY), json.dumps(STORY), '{"text": ', '{"x": 1}', "{]"]))
    index = tmp_path / "index"
    assert dateline("build", archive, "--index", index).returncode == 0
    rejected = json.loads(dateline("ledger", "--index", index, "--reason", "NOT JSON", "--json").stdout)
    assert [entry["place"] for entry in rejected["entries"]] == ["a.jsonl:3", "a.jsonl:5"]
    assert rejected["records"] == 5  # the sums are always those of the whole ledger
    one = json.loads(dateline("ledger", "--index", index, "--place", "a.jsonl:[12]", "--json").stdout)
    assert [entry["state"] for entry in one["entries"]] == ["indexed", "duplicate"]
    counted = dateline("ledger", "--index", index, "--state", "rejected", "--count").stdout.splitlines()
    assert any(line.split()[:2] == ["1", "rejected"] and "neither text nor title" in line for line in counted)
    assert counted[-1] == "5 records = 1 indexed + 1 duplicate + 3 rejected + 0 failed"
    table = dateline("ledger", "--index", index, "--csv").stdout.splitlines()
    assert table[0] == "place,state,reason,article_id"
    assert len(table) == 6 and table[2].startswith("a.jsonl:2,duplicate,same as a.jsonl:1,")


def test_what_failed_is_tried_again_and_what_did_not_is_left_alone(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(STORY))
    whole = gzip.compress(json.dumps({**STORY, "headline": "Second"}).encode())
    (folder / "b.jsonl.gz").write_bytes(whole[:-9])
    index = tmp_path / "index"
    first = json.loads(dateline("build", folder, "--index", index, "--json").stdout)
    assert (first["indexed"], first["failed"]) == (1, 1)
    (folder / "b.jsonl.gz").write_bytes(whole)
    again = json.loads(dateline("build", "--retry-failed", "--index", index, "--json").stdout)
    assert (again["indexed"], again["failed"], again["embedded"], again["reused"]) == (2, 0, 1, 1)
    generation = (index / "CURRENT").read_text()
    third = dateline("build", "--retry-failed", "--index", index, "--json")
    assert json.loads(third.stdout)["indexed"] == 2
    assert "no record failed" in third.stderr
    assert (index / "CURRENT").read_text() == generation


def test_info_says_how_a_source_was_found_to_write_its_dates(tmp_path):
    rows = [
        {**STORY, "headline": day, "datePublished": day, "publisher": "Times"} for day in ("03/04/2022", "25/12/2022")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert dateline("build", tmp_path / "a.jsonl", "--index", tmp_path / "index").returncode == 0
    shown = dateline("info", "--index", tmp_path / "index").stdout
    assert "Times: 1 date like 03/04/2022, day first, as 25/12/2022 shows" in shown
    (order,) = json.loads(dateline("info", "--index", tmp_path / "index", "--json").stdout)["date_orders"]
    assert order == {"source": "Times", "order": "day first", "dates": 1, "evidence": "25/12/2022"}


def test_a_spreadsheet_cannot_take_a_file_name_for_a_formula(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(STORY))
    (tmp_path / "=cmd.txt").write_text("")
    assert dateline("build", folder, tmp_path / "=cmd.txt", "--index", tmp_path / "index").returncode == 0
    table = dateline("ledger", "--index", tmp_path / "index", "--csv").stdout
    assert "'=cmd.txt,rejected" in table
