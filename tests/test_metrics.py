import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    alce_citation_scores,
    contains,
    exact_match,
    facet_recall,
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


# The official scripts: SQuAD's evaluate-v1.1.py for English, MLQA's for the others. Each line was worked through
# their normalize_answer by hand: lower, punctuation out (not blanked), articles blanked, white space made single.
@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The U.S.-led coalition", "en", ["usled", "coalition"]),
        ("A man, a plan—an idea!", "en", ["man", "plan—", "idea"]),  # ASCII punctuation only; "an" stands alone
        ("$84,000.50", "en", ["8400050"]),
        ("Die „große“ Brücke – 84.000 €", "de", ["große", "brücke", "84000", "€"]),
        ("STRASSE straße", "de", ["strasse", "straße"]),
        ("¿Qué es la «Casa de las Flores»?", "es", ["qué", "es", "casa", "de", "flores"]),
        ("l'été, le 3 mai", "fr", ["lété", "3", "mai"]),
        ("The Bridge", "und", ["the", "bridge"]),
        ("香港，2047年", "zh", ["香", "港", "2047", "年"]),
    ],
)
def test_answers_are_normalised_as_the_official_script_of_their_language_does(text, language, words):
    assert normalise_answer(text, language) == words


# The arithmetic of SQuAD's script on a prediction file: exact match is of the best gold, F1 of the best gold, both
# averaged over the questions.
@pytest.mark.parametrize(
    ("prediction", "gold", "em", "f1"),
    [
        ("Denver Broncos", ["Denver Broncos", "The Denver Broncos", "Denver Broncos"], 1, 1),
        # 2 words in common of 5 and of 2: precision 0.4, recall 1.
        ("Carolina Panthers from the NFC league", ["Carolina Panthers"], 0, 2 * 0.4 / 1.4),
        # Bags: "to be or not to be" and "to be": 2 in common of 6 and of 2.
        ("to be or not to be", ["to be"], 0, 2 * (2 / 6) / (2 / 6 + 1)),
        ("gold", ["golden", "gold"], 1, 1),
        ("", ["gold"], 0, 0),
        # Nothing is left of either: SQuAD 2.0's script calls that equal.
        ("the", ["an"], 1, 1),
    ],
)
def test_em_and_f1_are_those_of_squads_script(prediction, gold, em, f1):
    assert exact_match(prediction, gold, "en") == em
    assert token_f1(prediction, gold, "en") == pytest.approx(f1)


def test_facets_are_found_each_in_any_of_its_forms():
    facets = [["84.000", "84,000"], ["61.000"], ["niemand"]]
    assert facet_recall("Es waren 84.000 oder 61.000 Besucher.", facets, "de") == pytest.approx(2 / 3)


def supports(sentence, quotes):
    """A sentence is borne out when each of its letters stands in some quote."""
    return set(sentence) <= set("".join(quotes))


@pytest.mark.parametrize(
    ("sentences", "recall", "precision"),
    [
        # Both are needed: neither bears "ab" out alone.
        ([("ab", (1, 2))], 1, 1),
        # 1 does by itself, 2 does not and is not needed: 1 of 2.
        ([("a", (1, 2))], 1, 0.5),
        # Not borne out: none of its citations counts.
        ([("az", (1, 2))], 0, 0),
        # A sentence without citations has no recall and no citation to be precise: 1 of 2 sentences, 1 of 1.
        ([("a", (1,)), ("b", ())], 0.5, 1),
        # A marker that stands for nothing spoils its sentence, and counts as a citation: 1 of 2, 1 of 3.
        ([("a", (1,)), ("b", (2, 9))], 0.5, 1 / 3),
        # 4 holds all; 1 and 2 each fail alone, and the others do without each: only 4 is needed.
        ([("ab", (1, 2, 4))], 1, 1 / 3),
        ([("b", ())], 0, 0),
    ],
)
def test_citations_are_scored_by_alces_definition_worked_by_hand(sentences, recall, precision):
    found = alce_citation_scores(sentences, {1: "a", 2: "b", 3: "c", 4: "ab"}, supports)
    assert found["citation_recall"] == pytest.approx(recall)
    assert found["citation_precision"] == pytest.approx(precision)


def test_an_answer_without_sentences_has_no_citation_scores():
    assert alce_citation_scores([], {}, supports) == {}
