"""Rankings scored here and by tools that nobody here wrote, on the same files."""

import json
import random

import pytest

from eval.metrics import RETRIEVAL
from eval.trec import read_qrels, read_trec_run, score_trec_run, trec_lines
from index.errors import SuiteError
from tests.eval_tools import command

# trec_eval's names for ours.
TREC_NAMES = {
    "nDCG@10": "ndcg_cut_10",
    "AP": "map",
    "RR": "recip_rank",
    "R@1": "recall_1",
    "R@5": "recall_5",
    "R@10": "recall_10",
}
RANX_NAMES = {"nDCG@10": "ndcg@10", "AP": "map", "RR": "mrr", "R@1": "recall@1", "R@5": "recall@5", "R@10": "recall@10"}


@pytest.fixture
def files(tmp_path):
    """A run of 60 queries with ties, graded and negative gains, a query without a ranking and one without a judgement."""
    draw = random.Random(11)
    documents = [f"d{n:03d}" for n in range(80)]
    run, qrels = [], []
    for query in range(60):
        ranked = draw.sample(documents, draw.randint(1, 60))
        if query != 7:
            # One decimal: most scores are tied, which is where tools part.
            run += [f"q{query} Q0 {d} {n} {draw.random():.1f} other\n" for n, d in enumerate(ranked, 1)]
        if query != 9:
            qrels += [f"q{query} 0 {d} {draw.choice([-1, 0, 0, 1, 1, 2])}\n" for d in draw.sample(documents, 25)]
            qrels += [f"q{query} 0 extra 1\n"]
    (tmp_path / "other.run").write_text("".join(run))
    (tmp_path / "judged.qrels").write_text("".join(qrels))
    return tmp_path / "other.run", tmp_path / "judged.qrels"


def test_a_run_file_gets_the_figures_of_trec_eval_itself(files):
    import pytrec_eval

    run_path, qrels_path = files
    scored = score_trec_run(read_trec_run(run_path), read_qrels(qrels_path))
    with run_path.open() as run, qrels_path.open() as qrels:
        evaluator = pytrec_eval.RelevanceEvaluator(
            pytrec_eval.parse_qrel(qrels), {"ndcg_cut.10", "map", "recip_rank", "recall.1,5,10"}
        )
        theirs = evaluator.evaluate(pytrec_eval.parse_run(run))
    assert len(theirs) == 58  # queries 7 and 9 are in one file only; trec_eval -c, and we, count query 7 as 0
    for query, scores in theirs.items():
        for ours, name in TREC_NAMES.items():
            assert scored["queries"][query][ours] == pytest.approx(scores[name], abs=5e-5), (query, ours)
    assert scored["queries"]["q7"] == {**dict.fromkeys(RETRIEVAL, 0.0), "Judged@10": 0.0}
    assert scored["counts"]["AP"] == 59
    assert (scored["unjudged"], scored["missing"]) == (1, 1)
    assert scored["metrics"]["AP"] == pytest.approx(sum(s["map"] for s in theirs.values()) / 59, abs=5e-5)


def test_a_run_file_gets_the_figures_of_ranx_where_it_is_installed(files):
    ranx = pytest.importorskip("ranx", reason="pip install 'dateline[peers]'", exc_type=ImportError)
    run_path, qrels_path = files
    run, qrels = read_trec_run(run_path), read_qrels(qrels_path)
    scored = score_trec_run(run, qrels)
    # ranx takes negative gains as they are and breaks ties by its input: it gets our order, and no gain below 0.
    apart = {q: {d: float(-n) for n, (d, _) in enumerate(ranked)} for q, ranked in run.rankings.items() if q in qrels}
    gains = {q: {d: max(g, 0) for d, g in qrels[q].items()} for q in apart}
    theirs = ranx.Run(apart)
    ranx.evaluate(ranx.Qrels(gains), theirs, list(RANX_NAMES.values()), make_comparable=True)
    for ours, name in RANX_NAMES.items():
        for query, value in theirs.scores[name].items():
            assert scored["queries"][query][ours] == pytest.approx(value, abs=5e-5), (query, ours)


def test_a_run_that_is_written_keeps_its_order_in_trec_eval(tmp_path):
    import pytrec_eval

    # Tied in every way: equal, equal in single precision, and by ids that trec_eval would turn round.
    ranked = [("a", 0.5), ("z", 0.5), ("b", 0.5 - 1e-12), ("y", 0.25), ("c", 0.25), ("x", 0.0), ("d", 0.0), ("e", -1.0)]
    (tmp_path / "own.run").write_text("".join(trec_lines({"q 1": ranked})))
    again = read_trec_run(tmp_path / "own.run")
    assert [name for name, _ in again.rankings["q_1"]] == [name for name, _ in ranked]
    for place, (name, _) in enumerate(ranked, start=1):
        evaluator = pytrec_eval.RelevanceEvaluator({"q_1": {name: 1}}, {"recip_rank"})
        with (tmp_path / "own.run").open() as run:
            assert evaluator.evaluate(pytrec_eval.parse_run(run))["q_1"]["recip_rank"] == pytest.approx(1 / place)


def test_judged_at_10_says_how_much_of_the_top_anybody_has_looked_at(tmp_path):
    (tmp_path / "run").write_text("q Q0 a 1 4 t\nq Q0 b 2 3 t\nq Q0 c 3 2 t\nq Q0 d 4 1 t\n")
    (tmp_path / "qrels").write_text("q 0 a 1\nq 0 b 0\nq 0 c -1\n")
    # a, b and c are judged, of four that are ranked (ir_measures counts no empty places).
    scored = score_trec_run(read_trec_run(tmp_path / "run"), read_qrels(tmp_path / "qrels"))
    assert scored["metrics"]["Judged@10"] == 0.75
    (tmp_path / "qrels").write_text("q 0 a 1\n")
    assert "Judged@10" not in score_trec_run(read_trec_run(tmp_path / "run"), read_qrels(tmp_path / "qrels"))["metrics"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("q Q0 a 1 0.5 t\nq Q0 b 2 t\n", r"6 fields, this one 5\n.*run:2"),
        ("q Q0 a 1 high t\n", r'field "score" is "high".*\n.*run:1'),
        ("q Q0 a 1 nan t\n", 'field "score" is "nan"'),
        ("q Q0 a 1 2 t\nq Q0 a 2 1 t\n", r'"a" is ranked twice for "q"\n.*run:2'),
        ("\n", "ranks nothing"),
    ],
)
def test_a_broken_run_file_is_refused_with_line_and_field(tmp_path, text, message):
    (tmp_path / "run").write_text(text)
    with pytest.raises(SuiteError, match=message):
        read_trec_run(tmp_path / "run")


def test_a_run_file_is_scored_from_the_command_line(files, capsys):
    code, out, _ = command(capsys, "eval", "score", files[0], files[1], "--json")
    assert code == 0
    assert set(RETRIEVAL) <= set(json.loads(out)["metrics"])
