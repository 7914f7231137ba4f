"""Conditions, and what they let through: a real fall fails, chance does not."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from eval.gate import Condition, RelativeCondition, against_baseline, check_gate, junit_xml, parse_condition
from eval.manifest import digest_of_case
from eval.statistics import bootstrap_interval, detectable_paired, holm, paired_p_value
from eval.store import baseline_of, read_run
from eval.types import Case, Gold
from index.errors import SettingsError, SuiteError
from tests.eval_tools import command, made_run


@pytest.mark.parametrize(
    ("text", "metric", "least", "sign"),
    [
        ("nDCG@10=0.7", "nDCG@10", 0.7, ">="),
        ("nDCG@10>=0.7", "nDCG@10", 0.7, ">="),
        (" R@5 >= .9 ", "R@5", 0.9, ">="),
        ("as_of_leaks<=0", "as_of_leaks", 0, "<="),
    ],
)
def test_an_absolute_condition_is_read(text, metric, least, sign):
    assert parse_condition(text) == Condition(metric, least, sign)


@pytest.mark.parametrize(
    ("text", "run", "margin", "level"),
    [
        ("F1 not worse than runs/old by 0.02 at p<0.05", "runs/old", 0.02, 0.05),
        ("F1 not worse than runs/old", "runs/old", 0, 0.05),
        ("F1 not worse than 'my runs/by day' by 0.01", "my runs/by day", 0.01, 0.05),
        ("F1 not worse than base.json at p < 0.01", "base.json", 0, 0.01),
    ],
)
def test_a_relative_condition_is_read(text, run, margin, level):
    condition = parse_condition(text)
    assert isinstance(condition, RelativeCondition)
    assert (condition.metric, str(condition.run), condition.margin, condition.level) == ("F1", run, margin, level)


@pytest.mark.parametrize(
    "text",
    ["F1", "=0.5", "F1>0.5", "F1>=high", "F1>=nan", "F1 not worse than x by -1", "F1 not worse than x at p<2", "F1 not worse than x by y"],
)  # fmt: skip
def test_a_condition_that_cannot_be_meant_is_refused_with_the_grammar(text):
    with pytest.raises(SettingsError, match="not worse than RUN by"):
        parse_condition(text)


def flipped(values, share, draw, to):
    """Set a share of the values to one value."""
    changed = values.copy()
    changed[draw.choice(len(values), round(share * len(values)), replace=False)] = to
    return changed


@pytest.mark.parametrize("kind", ["yes/no", "mean"])
def test_a_planted_fall_of_three_points_fails_the_gate(tmp_path, kind):
    draw = np.random.default_rng(5)
    before = np.ones(600) if kind == "yes/no" else draw.uniform(0.4, 1, 600)
    # Yes/no: 18 of 600 cases that were right are wrong. Mean: every case loses 0.03, and noise of 0.1 besides.
    after = flipped(before, 0.03, draw, 0.0) if kind == "yes/no" else before - 0.03 + draw.normal(0, 0.1, 600)
    made_run(tmp_path / "a", {"F1": before.tolist()})
    run = made_run(tmp_path / "b", {"F1": after.tolist()})
    (outcome,) = check_gate(run, [parse_condition(f"F1 not worse than {tmp_path / 'a'} by 0.02 at p<0.05")])
    assert not outcome.met
    assert outcome.reason.endswith("worse")
    # The same fall is none where it is allowed, and a rise never fails.
    allowed, risen = (
        check_gate(one, [parse_condition(f"F1 not worse than {other} by {margin}")])[0]
        for one, other, margin in ((run, tmp_path / "a", 0.05), (read_run(tmp_path / "a"), tmp_path / "b", 0))
    )
    assert (allowed.met, risen.met) == (True, True)


def test_two_hundred_comparisons_of_a_system_with_itself_raise_at_most_5_percent_false_alarms(tmp_path):
    # The strictest gate there is: no margin at all. Answers wobble: each run draws each case anew, at its own rate.
    draw = np.random.default_rng(8)
    rates = draw.beta(4, 1, 150)
    alarms = 0
    for _ in range(200):
        made_run(tmp_path / "a", {"right": (draw.random(150) < rates).astype(float).tolist()})
        run = made_run(tmp_path / "b", {"right": (draw.random(150) < rates).astype(float).tolist()})
        (outcome,) = check_gate(run, [parse_condition(f"right not worse than {tmp_path / 'a'} at p<0.05")])
        alarms += not outcome.met
    assert alarms <= 10


def test_several_metrics_of_one_gate_raise_no_more_false_alarms_than_one(tmp_path):
    draw = np.random.default_rng(9)
    alarms = 0
    for _ in range(100):
        # Six metrics of 40 cases, each wobbling on its own.
        runs = [{f"m{k}": draw.integers(0, 2, 40).astype(float).tolist() for k in range(6)} for _ in range(2)]
        made_run(tmp_path / "a", runs[0])
        run = made_run(tmp_path / "b", runs[1])
        alarms += not all(one.met for one in check_gate(run, against_baseline(tmp_path / "a", 0.0)))
    assert alarms <= 5


def test_a_figure_does_not_rise_by_leaving_cases_out(tmp_path):
    made_run(tmp_path / "a", {"F1": [0.5] * 10})
    run = made_run(tmp_path / "b", {"F1": [1.0] * 8})
    (outcome,) = check_gate(run, [parse_condition(f"F1 not worse than {tmp_path / 'a'}")])
    assert not outcome.met
    assert "2 cases that count in" in outcome.reason


def test_less_is_better_for_leaks(tmp_path):
    made_run(tmp_path / "a", {"as_of_leaks": [0.0] * 40})
    run = made_run(tmp_path / "b", {"as_of_leaks": [0.0] * 30 + [1.0] * 10})
    conditions = ["as_of_leaks<=0", f"as_of_leaks not worse than {tmp_path / 'a'} by 0.1"]
    assert [one.met for one in check_gate(run, list(map(parse_condition, conditions)))] == [False, False]
    back = check_gate(read_run(tmp_path / "a"), [parse_condition(f"as_of_leaks not worse than {tmp_path / 'b'}")])
    assert back[0].met


def test_the_gate_leaves_with_3_a_reason_of_one_line_and_junit_xml(tmp_path, capsys):
    made_run(tmp_path / "run", {"F1": [0.5, 0.7], "AP": [1.0, 1.0]})
    junit = tmp_path / "out" / "gate.xml"
    code, out, err = command(capsys, "eval", "gate", tmp_path / "run", "AP>=0.9", "--min", "F1=0.8", "--junit", junit)
    assert (code, err) == (3, "gate not met: F1 0.6000 is below 0.8\n")
    assert out.splitlines() == ["FAIL F1 0.6000 is below 0.8", "ok   AP 1.0000 reaches 0.9"]
    root = ElementTree.parse(junit).getroot()
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    assert [case.get("name") for case in root.iter("testcase")] == ["F1>=0.8", "AP>=0.9"]
    assert next(root.iter("failure")).get("message") == "F1 0.6000 is below 0.8"
    assert command(capsys, "eval", "gate", tmp_path / "run", "AP>=0.9")[0] == 0
    assert command(capsys, "eval", "gate", tmp_path / "run")[0] == 2


def test_an_outcome_with_marks_of_xml_in_it_is_still_xml(tmp_path):
    run = made_run(tmp_path / "a<&b", {"F1": [0.5] * 3})
    outcomes = check_gate(run, [parse_condition(f"F1 not worse than {tmp_path / 'a<&b'}")])
    assert ElementTree.fromstring(junit_xml("<&>", outcomes).partition("\n")[2]).get("failures") == "0"


def test_a_baseline_file_stands_for_its_run(tmp_path, capsys):
    run = made_run(tmp_path / "run", {"F1": [0.5, 0.7, 0.123456]})
    assert command(capsys, "eval", "baseline", tmp_path / "run", tmp_path / "base.json")[0] == 0
    again = read_run(tmp_path / "base.json")
    assert baseline_of(run) == (tmp_path / "base.json").read_text()
    assert again.cases["q2"]["metrics"] == {"F1": 0.1235}
    code, out, _ = command(capsys, "eval", "gate", tmp_path / "run", "--baseline", tmp_path / "base.json", "--json")
    assert (code, json.loads(out)["met"]) == (0, True)
    assert "p=1," in json.loads(out)["outcomes"][0]["reason"]


@pytest.mark.parametrize("text", ["{", "[]", '{"baseline": 2}', '{"baseline": 1}'])
def test_a_broken_baseline_is_refused(tmp_path, text):
    (tmp_path / "base.json").write_text(text)
    with pytest.raises(SuiteError):
        read_run(tmp_path / "base.json")


def test_holm_worked_by_hand():
    # Sorted 0.01, 0.02, 0.04: times 3, 2, 1 = 0.03, 0.04, 0.04; none may be smaller than the one before.
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    # 0.03 * 2 = 0.06, and 0.031 * 1 is raised to it.
    assert holm([0.031, 0.03]) == pytest.approx([0.06, 0.06])
    assert holm([]) == []


def test_mcnemar_worked_by_hand():
    # 6 cases were lost and none won: two-sided 2 / 2**6, one-sided 1 / 2**6. The 20 that agree say nothing.
    before, after = [1.0] * 6 + [1.0] * 20, [0.0] * 6 + [1.0] * 20
    assert paired_p_value(before, after) == pytest.approx(2 / 64)
    assert paired_p_value(before, after, alternative="greater") == pytest.approx(1 / 64)
    assert paired_p_value(after, before, alternative="greater") == pytest.approx(1)


def test_the_randomisation_test_worked_by_hand():
    # Three cases, each 0.5 better: of 2**3 ways to set the signs, two are as far from 0: 2 / 8.
    assert paired_p_value([0.5, 0.7, 0.9], [0.0, 0.2, 0.4]) == pytest.approx(2 / 8)
    # One case that differs: it is better, or turned round worse, at even chances.
    assert [paired_p_value([0.5, 0.3], [0.2, 0.3], alternative=way) for way in ("two-sided", "greater", "less")] == [
        1,
        0.5,
        1,
    ]


def test_an_interval_of_nothing_but_right_answers_is_no_certainty():
    # Wilson for 50 of 50: 50 / (50 + 1.96**2) = 0.9287.
    low, high = bootstrap_interval([1.0] * 50)
    assert (low, high) == (pytest.approx(50 / (50 + 1.959964**2), abs=1e-4), 1)
    assert bootstrap_interval([]) == (0, 1)


def test_the_detectable_difference_worked_by_hand():
    # Differences +0.1 and -0.1, fifty times each: deviation sqrt(100/99)*0.1; but the floor is one case of a hundred:
    # (1.959964 + 0.841621) * 0.1005 / 10 = 0.02815.
    assert detectable_paired([0.1, 0.0] * 50, [0.0, 0.1] * 50) == pytest.approx(0.02815, abs=1e-4)
    # Runs that agree everywhere could still not show less than one case: 2.8016 * (1/10) / 10.
    assert detectable_paired([1.0] * 100, [1.0] * 100) == pytest.approx(0.028016, abs=1e-4)


def test_a_case_that_was_edited_is_another_case_and_a_new_field_that_it_leaves_empty_makes_it_none():
    case = Case("q", "What did it cost?", "en", ("84",), (Gold(title="T"),))
    assert digest_of_case(case) == digest_of_case(replace(case, kind="answer", history=()))
    # Worked out once; it may change only with what the case says.
    assert digest_of_case(case) == "bf12c3ce8edb"
    for change in ({"question": "What does it cost?"}, {"answers": ("85",)}, {"gold": (Gold(title="T", quote="84"),)}):
        assert digest_of_case(replace(case, **change)) != digest_of_case(case)
