import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    contains,
    exact_match,
    gold_citation_scores,
    normalise_answer,
    retrieval_metrics,
    token_f1,
    without_markers,
)
from eval.statistics import bootstrap_interval, paired_p_value


def scores(ranked, relevant):
    return retrieval_metrics({"q": [(name, 1.0 / n) for n, name in enumerate(ranked, 1)]}, {"q": relevant})["q"]


def test_retrieval_metrics_worked_by_hand():
    # Relevant: b at rank 2, d at rank 4, of three. DCG = 1/log2(3) + 1/log2(5) = 0.63093 + 0.43068 = 1.06161;
    # ideal = 1 + 0.63093 + 0.5 = 2.13093. AP = (1/2 + 2/4) / 3.
    found = scores(["a", "b", "c", "d"], {"b": 1, "d": 1, "z": 1})
    assert found["nDCG@10"] == pytest.approx(1.06161 / 2.13093, abs=1e-4)
    assert found["AP"] == pytest.approx(1 / 3)
    assert found["RR"] == 0.5
    assert (found["R@1"], found["R@5"]) == (0, pytest.approx(2 / 3))


def test_graded_gain_worked_by_hand():
    # Gains 2 at rank 2 and 1 at rank 1: trec_eval's nDCG takes the gain itself. DCG = 1 + 2/log2(3); ideal = 2 + 1/log2(3).
    expected = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert scores(["a", "b"], {"a": 1, "b": 2})["nDCG@10"] == pytest.approx(expected, abs=1e-4)


def test_a_case_that_found_nothing_scores_0_and_is_not_left_out():
    assert retrieval_metrics({}, {"q": {"a": 1}}) == {
        "q": dict.fromkeys(["nDCG@10", "AP", "RR", "R@1", "R@5", "R@10"], 0.0)
    }


def test_equal_scores_keep_the_order_of_the_run():
    tied = {"q": [("z", 0.5), ("a", 0.5)]}
    assert retrieval_metrics(tied, {"q": {"z": 1}})["q"]["R@1"] == 1
    assert retrieval_metrics(tied, {"q": {"a": 1}})["q"]["R@1"] == 0


@pytest.mark.parametrize(
    ("answer", "accepted", "language", "em", "f1"),
    [
        ("The 31 to 12", ["31 to 12"], "en", 1, 1),
        ("Der Bürgermeister!", ["bürgermeister"], "de", 1, 1),
        # 2 common words of 4 and of 2: precision 0.5, recall 1.
        ("im Jahr 2020 beschlossen", ["Jahr 2020"], "de", 0, 2 / 3),
        ("rot", ["blau", "grün"], "de", 0, 0),
        ("los perros", ["perros"], "es", 1, 1),
        ("the the", ["the"], "xx", 0, 2 / 3),
    ],
)
def test_em_and_f1_worked_by_hand(answer, accepted, language, em, f1):
    assert exact_match(answer, accepted, language) == em
    assert token_f1(answer, accepted, language) == pytest.approx(f1)


def test_an_answer_is_contained_as_whole_words_in_order():
    assert contains("Am Ende waren es 131 Millionen Euro.", ["131 Millionen"], "de") == 1
    assert contains("Am Ende waren es 1310 Millionen Euro.", ["131"], "de") == 0
    assert contains("", ["131"], "de") == 0


def test_precision_of_gold_citations_needs_a_citation():
    assert gold_citation_scores([True, False, False]) == {
        "gold_citation_recall": 1,
        "gold_citation_precision": pytest.approx(1 / 3),
    }
    assert gold_citation_scores([]) == {"gold_citation_recall": 0}


def test_markers_are_no_words_of_the_answer():
    assert without_markers("Sie kostet viel [1]. Ja [2][3].") == "Sie kostet viel. Ja."


@given(st.text(max_size=60))
def test_every_text_is_its_own_exact_match(text):
    assert exact_match(text, [text], "de") == 1
    assert token_f1(text, [text], "de") == 1
    assert normalise_answer(" ".join(normalise_answer(text, "de")), "de") == normalise_answer(text, "de")


def test_an_interval_holds_its_mean_and_repeats_itself():
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    low, high = bootstrap_interval(values)
    assert low < 4 / 6 < high
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval([0.3, 0.3]) == (0.3, 0.3)


def test_a_difference_in_every_case_is_no_chance_and_none_is():
    assert paired_p_value([1.0] * 20, [0.0] * 20) < 0.01
    assert paired_p_value([1.0, 0.0], [1.0, 0.0]) == 1
