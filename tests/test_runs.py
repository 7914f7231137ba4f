import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from eval.compare import compare_runs
from eval.gate import check_gate, parse_condition
from eval.gold import NOT_IN_ARTICLE
from eval.report import html_report, markdown_report
from eval.runs import Prices, run_suite
from eval.store import read_run, report_as_json
from eval.suites import load_suite
from index.build import build_index
from index.errors import AnswerError, SettingsError, SuiteError
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.conftest import ROOT
from tests.eval_tools import write_suite
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel

SUITE = ROOT / "docs" / "sample-suite.json"
PARAGRAPHS = [
    (
        "Die Brücke kostet 84 Millionen Euro und ist aus Stahl.",
        [("a", "Die Brücke kostet 84 Millionen Euro und ist aus Stahl?", ["84 Millionen Euro"])],
    ),
    (
        "Der Turm ist 46 Meter hoch und aus Backstein.",
        [("b", "Der Turm ist 46 Meter hoch und aus Backstein?", ["46 Meter"])],
    ),
]


def squad(path: Path, impossible: bool = False) -> Path:
    paragraphs = [
        {
            "context": text,
            "qas": [{"id": i, "question": q, "answers": [{"text": a} for a in answers]} for i, q, answers in qas],
        }
        for text, qas in PARAGRAPHS
    ]
    if impossible:
        paragraphs[0]["qas"].append(
            {"id": "c", "question": "Wer malte Zebras in Honolulu?", "answers": [], "is_impossible": True}
        )
    path.write_text(json.dumps({"data": [{"title": "Hafen", "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": f"d{n}", "title": "", "text": text} for n, (text, _) in enumerate(PARAGRAPHS)]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in corpus))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "Wie hoch ist der Turm?"}) + "\n")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    return folder


def run(suite_path: Path, tmp_path: Path, name: str = "run", *, llm=None, embedder=None, **options):
    suite = load_suite(suite_path)
    folder = tmp_path / "index"
    if not folder.exists():
        build_index(suite.archives, folder, embedder=HashEmbedder())
    settings = Settings(answering="auto" if llm else "extractive")
    with ArticleIndex.open(folder, embedder or HashEmbedder()) as index:
        return run_suite(suite, Answerer(index, settings, llm, None), out=tmp_path / name, **options)


def test_a_squad_file_is_run_on_its_own_paragraphs(tmp_path):
    report = run(squad(tmp_path / "s.json"), tmp_path)
    assert (report.cases, report.scored, report.ineligible, report.failed) == (2, 2, 0, 0)
    assert report.metrics["R@1"] == 1
    assert report.metrics["contains"] == 1
    assert "abstention_recall" not in report.metrics


def test_a_beir_folder_is_run_on_its_corpus(tmp_path):
    report = run(beir(tmp_path / "beir"), tmp_path, retrieval_only=True)
    assert report.metrics["nDCG@10"] == 1
    assert "F1" not in report.metrics


def test_a_search_by_words_alone_ranks_what_shares_a_word_and_the_run_says_how_it_searched(tmp_path):
    suite = beir(tmp_path / "beir")
    (suite / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "Zebra in Honolulu"}) + "\n")
    ranked = {
        mode: run(suite, tmp_path, mode, retrieval_only=True, mode=mode).results[0].ranked
        for mode in ("hybrid", "dense", "lexical")
    }
    assert {mode: len(some) for mode, some in ranked.items()} == {"hybrid": 2, "dense": 2, "lexical": 0}
    made_with = json.loads((tmp_path / "lexical" / "run.json").read_text())["manifest"]
    assert made_with["mode"] == "lexical"


def test_an_unanswerable_case_has_no_retrieval_score_and_counts_for_abstention(tmp_path):
    report = run(squad(tmp_path / "s.json", impossible=True), tmp_path)
    assert report.scored == 3
    assert report.counts["R@1"] == 2
    # One case was not answered, and it is the one that should not be.
    assert (report.metrics["abstention_precision"], report.metrics["abstention_recall"]) == (1, 1)
    only_search = run(squad(tmp_path / "s.json", impossible=True), tmp_path, retrieval_only=True)
    assert (only_search.scored, only_search.ineligible) == (2, 1)


def test_a_case_whose_article_is_not_in_the_index_is_ineligible_and_said(tmp_path):
    run(squad(tmp_path / "s.json"), tmp_path)
    other = json.loads((tmp_path / "s.json").read_text())
    other["data"][0]["title"] = "Other"
    (tmp_path / "other.json").write_text(json.dumps(other))
    report = run(tmp_path / "other.json", tmp_path)
    assert (report.scored, report.ineligible) == (0, 2)
    assert "holds none of the articles" in report.results[0].ineligible


def test_a_case_that_fails_is_counted_apart_and_keeps_its_reason(tmp_path):
    model = ScriptedModel(AnswerError("no answer came"), AnswerError("no answer came"))
    report = run(squad(tmp_path / "s.json"), tmp_path, llm=model, answering="llm")
    assert (report.scored, report.failed) == (0, 2)
    assert report.results[0].error == "no answer came"
    assert check_gate(read_run(tmp_path / "run"), [])[0].met is False


def test_equal_runs_give_equal_bytes_but_for_the_timings(tmp_path):
    run(SUITE, tmp_path, "one", limit=20, seed=5)
    run(SUITE, tmp_path, "two", limit=20, seed=5)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    reports = ["cases.jsonl", "qrels.trec", "report.html", "report.md", "run.json", "run.trec"]
    assert names == [*reports, "timings.html", "timings.json"]
    for name in reports:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_sample_suite_finds_its_gold_articles(tmp_path):
    report = run(SUITE, tmp_path)
    assert (report.cases, report.scored) == (63, 63)
    for result in report.results:
        assert len(result.relevant) == len(result.case.gold)


def test_the_report_is_one_file_that_shows_article_text_as_text(tmp_path):
    run(SUITE, tmp_path)
    html = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    assert "63 cases = 63 scored + 0 ineligible + 0 failed" in html


def test_a_run_compared_with_itself_shows_no_change_and_with_a_worse_one_does(tmp_path):
    run(SUITE, tmp_path, "a", retrieval_only=True)
    same = compare_runs(read_run(tmp_path / "a"), read_run(tmp_path / "a"))
    assert all(change.difference == 0 and change.p_value == 1 for change in same.changes)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    worse = [json.loads(line) for line in (tmp_path / "b" / "cases.jsonl").read_text().splitlines()]
    for case in worse:
        case["metrics"] = dict.fromkeys(case["metrics"], 0.0)
    (tmp_path / "b" / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in worse))
    changed = compare_runs(read_run(tmp_path / "a"), read_run(tmp_path / "b"))
    assert all(change.p_holm < 0.01 for change in changed.changes if change.metric != "filter_leaks")
    assert changed.worse
    assert not changed.better


def test_a_gate_passes_at_its_value_and_names_what_was_not_measured(tmp_path):
    report = run(squad(tmp_path / "s.json"), tmp_path, retrieval_only=True)
    stored = read_run(tmp_path / "run")
    assert report_as_json(report)["metrics"] == stored.summary["metrics"]
    passed, below, missing = check_gate(
        stored, [parse_condition("R@1=1"), parse_condition("AP>=1.01"), parse_condition("F1=0.5")]
    )
    assert (passed.met, below.met, missing.met) == (True, False, False)
    assert "was not measured" in missing.reason


@pytest.mark.parametrize("text", ["nDCG@10", "=0.5", "AP=high", "AP=nan"])
def test_a_condition_that_is_none_is_refused(text):
    with pytest.raises(SettingsError, match="write it as"):
        parse_condition(text)


def test_half_a_run_is_no_run(tmp_path):
    run(squad(tmp_path / "s.json"), tmp_path, retrieval_only=True)
    lines = (tmp_path / "run" / "cases.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "run" / "cases.jsonl").write_text(lines[0])
    with pytest.raises(SuiteError, match="holds 1 cases"):
        read_run(tmp_path / "run")
    with pytest.raises(SuiteError, match="no run here"):
        read_run(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"not JSON.*\n.*:1"),
        ("[]", "not a JSON object"),
        ("{}", "neither data nor cases"),
        ('{"data": []}', "no question"),
        ('{"data": [{"title": "T", "paragraphs": [{"context": "x", "qas": [{"id": "1"}]}]}]}', 'field "question".*\n.*T#1'),
        ('{"cases": []}', "version None"),
        ('{"version": 1, "cases": [{"id": "1"}]}', 'field "question"'),
        ('{"version": 1, "cases": [{"id": "1", "question": "x", "golden": 1}]}', "unknown field golden"),
        ('{"version": 1, "cases": [{"id": "1", "question": "x"}]}', "no gold"),
        ('{"version": 1, "cases": [{"id": "1", "question": "x", "gold": [{"quote": "y"}]}]}', "names no article"),
        ('{"version": 1, "cases": [{"id": "1", "question": "x", "abstain": true, "filters": {"from": "2021-13"}}]}',
         'from is "2021-13"'),
        ('{"version": 1, "cases": [{"id": "1", "question": "x", "abstain": true}, {"id": "1", "question": "y", "abstain": true}]}',
         'two cases have the id "1"'),
    ],
)  # fmt: skip
def test_a_broken_suite_is_refused_with_place_and_field(tmp_path, content, message):
    (tmp_path / "s.json").write_text(content)
    with pytest.raises(SuiteError, match=message):
        load_suite(tmp_path / "s.json")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("queries.jsonl", "{", r"not JSON.*\n.*queries.jsonl:1"),
        ("queries.jsonl", '{"_id": "q1"}', "needs _id and text"),
        ("queries.jsonl", '{"_id": "q9", "text": "x"}', '"q1" is judged but not there'),
        ("qrels/test.tsv", "q1\td1\n", r"not a judgement.*\n.*test.tsv:1"),
        ("qrels/test.tsv", "q1\td1\tvery\n", "not a judgement"),
    ],
)
def test_a_broken_beir_folder_is_refused_with_file_and_line(tmp_path, name, content, message):
    folder = beir(tmp_path / "beir")
    (folder / name).write_text(content)
    with pytest.raises(SuiteError, match=message):
        load_suite(folder)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_beir_folder_without_a_part_is_refused(tmp_path, missing):
    folder = beir(tmp_path / "beir")
    (folder / missing).unlink()
    with pytest.raises(SuiteError):
        load_suite(folder)
    with pytest.raises(SuiteError, match="no such suite"):
        load_suite(tmp_path / "nothing.json")


def stopping_after(count):
    """Return a progress callback that stops the run, as Ctrl-C does."""

    def on_progress(done, total):
        if done == count:
            raise KeyboardInterrupt

    return on_progress


def test_an_interrupted_run_goes_on_where_it_stopped_and_ends_in_the_same_bytes(tmp_path):
    options = {"limit": 8, "today": date(2026, 11, 25)}
    run(SUITE, tmp_path, "whole", **options)
    with pytest.raises(KeyboardInterrupt):
        run(SUITE, tmp_path, "cut", on_progress=stopping_after(5), **options)
    assert not (tmp_path / "cut" / "run.json").exists()
    # A crash in the middle of a line loses that line only.
    journal = tmp_path / "cut" / "cases.partial.jsonl"
    journal.write_text(journal.read_text()[:-40])
    asked = []
    model = Counting(asked)
    run(SUITE, tmp_path, "cut", embedder=model, **options)
    assert len(set(asked)) == 4  # of eight, four were whole
    assert not journal.exists()
    for name in ("cases.jsonl", "report.html", "report.md", "run.json", "run.trec", "qrels.trec"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "cut" / name).read_bytes(), name


def test_a_second_run_into_the_same_folder_is_refused_while_the_first_goes_on(tmp_path):
    refused = []

    def meanwhile(done, total):
        with pytest.raises(SettingsError, match="another run is writing to this folder") as error:
            run(SUITE, tmp_path, "run", limit=2)
        refused.append(error.value.where)

    run(SUITE, tmp_path, "run", on_progress=meanwhile, limit=2)
    assert refused == [str(tmp_path / "run")] * 2
    assert read_run(tmp_path / "run").cases


class Counting(HashEmbedder):
    def __init__(self, asked):
        super().__init__()
        self._asked = asked

    def embed_queries(self, texts):
        self._asked.extend(texts)
        return super().embed_queries(texts)


def test_a_run_of_something_else_does_not_go_on_from_an_old_journal(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(SUITE, tmp_path, "run", on_progress=stopping_after(3), limit=6)
    asked = []
    run(SUITE, tmp_path, "run", embedder=Counting(asked), limit=6, seed=1)
    assert len(set(asked)) == 6


def test_a_case_that_failed_is_asked_again_when_the_run_goes_on(tmp_path):
    path = squad(tmp_path / "s.json")
    broken = ScriptedModel(AnswerError("no answer came"), RuntimeError("the server is gone"))
    report = run(path, tmp_path, llm=broken, answering="llm")
    assert [one.error for one in report.results] == ["no answer came", "RuntimeError: the server is gone"]
    assert (report.scored, report.failed, report.metrics) == (0, 2, {})
    # The journal of a whole run is gone; one that was stopped holds what failed, and asks it again.
    with pytest.raises(KeyboardInterrupt):
        broken = ScriptedModel(AnswerError("no answer came"), "46 Meter [1].")
        run(path, tmp_path, llm=broken, answering="llm", on_progress=stopping_after(2))
    report = run(path, tmp_path, llm=ScriptedModel("84 Millionen Euro [1]."), answering="llm")
    assert (report.scored, report.failed) == (2, 0)


def test_tokens_of_a_model_are_counted_and_priced(tmp_path):
    model = ScriptedModel("84 Millionen Euro [1].", "46 Meter [1].")
    report = run(squad(tmp_path / "s.json"), tmp_path, llm=model, answering="llm", prices=Prices(1e6, 2e6))
    # The test's encoder counts words: "84 Millionen Euro 1" and "46 Meter 1".
    assert report.costs["tokens_out"] == 7
    assert report.costs["cost"] == report.costs["tokens_in"] + 14


def test_figures_are_cut_by_language_year_source_and_kind_and_add_up(tmp_path):
    report = run(SUITE, tmp_path, retrieval_only=True)
    assert {one.dimension for one in report.slices} == {"language", "era", "source"}
    for dimension in ("language", "era", "source"):
        parts = [one for one in report.slices if one.dimension == dimension]
        assert sum(one.cases for one in parts) == report.scored
        mean = sum(one.metrics["AP"] * one.counts["AP"] for one in parts) / report.counts["AP"]
        assert mean == pytest.approx(report.metrics["AP"])


def test_a_gold_quote_that_is_not_in_its_article_makes_an_answer_ineligible_and_no_search(tmp_path):
    article = {"id": "a", "title": "Die neue Brücke", "text": "Die Brücke kostet 84 Millionen Euro und ist aus Stahl."}
    cases = [
        {"id": str(n), "question": "Was kostet die Brücke?", "gold": [{"outside_id": "a", **gold}]}
        for n, gold in enumerate([{"quote": "84 Millionen"}, {"quote": "85 Millionen"}, {"quote": "84", "start": 4}])
    ]
    suite = write_suite(tmp_path / "s.json", cases, [article])
    answered = run(suite, tmp_path, answering="extractive")
    assert [one.ineligible for one in answered.results] == [None, NOT_IN_ARTICLE, NOT_IN_ARTICLE]
    # A search is judged on articles, so that German questions can be put to the same articles in English.
    searched = run(suite, tmp_path, retrieval_only=True)
    assert [one.ineligible for one in searched.results] == [None, None, None]


def test_a_known_item_is_searched_and_not_answered(tmp_path):
    article = {"id": "a", "title": "Die neue Brücke", "text": "Die Brücke kostet 84 Millionen Euro und ist aus Stahl."}
    case = {"id": "1", "kind": "known-item", "question": "Brücke aus Stahl", "gold": [{"outside_id": "a"}]}
    (result,) = run(write_suite(tmp_path / "s.json", [case], [article]), tmp_path).results
    assert (result.answer, result.metrics["R@1"]) == (None, 1)


def test_every_case_is_stored_with_what_it_found_and_what_moves_the_figures_with_the_run(tmp_path):
    run(SUITE, tmp_path, limit=5)
    stored = read_run(tmp_path / "run")
    assert {"index", "packages", "seed", "commit", "judge", "settings", "today"} <= set(stored.summary["manifest"])
    assert stored.summary["manifest"]["index"]["generation"]
    for case in stored.cases.values():
        assert len(case["found"]) == len(case["ranked"]) > 0
        assert case["answer"]["answer"]
    times = json.loads((tmp_path / "run" / "timings.json").read_text())
    assert set(times["cases"]) == set(stored.cases)
    assert all("search" in one["steps"] for one in times["cases"].values())


def test_a_report_against_another_run_marks_what_changed_word_by_word(tmp_path):
    run(SUITE, tmp_path, "a", limit=6)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    changed = [json.loads(line) for line in (tmp_path / "b" / "cases.jsonl").read_text().splitlines()]
    changed[0]["answer"]["answer"] += " <b>Wort</b>"
    changed[0]["metrics"]["RR"] = -1.0
    (tmp_path / "b" / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in changed))
    html = html_report(read_run(tmp_path / "b"), read_run(tmp_path / "a"))
    assert "<ins>&lt;b&gt;Wort&lt;/b&gt;</ins>" in html
    assert html.count('class="worse">worse<') == 1
    assert "Times" in html and "<svg" in html
    markdown = markdown_report(read_run(tmp_path / "b"), read_run(tmp_path / "a"))
    assert "| RR |" in markdown
    assert (tmp_path / "a" / "report.md").read_text().startswith("# sample\n\n6 cases = 6 scored")
