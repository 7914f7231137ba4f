import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import fuse


def scores(*values):
    return np.array(values, dtype=np.float32)


def test_both_sides_at_full_weight_worked_by_hand():
    # Lexical weight 0.4, since 10 / 20 is above 0.3. First: dense 1, lexical 0.5 * 10/10 + 0.5 * 6/12 = 0.75, so
    # 0.6 * 1 + 0.4 * 0.75 = 0.9. Second: dense 0, lexical 0.5 * 5/10 + 0.5 * 12/12 = 0.75, so 0.3.
    found = fuse(scores(0.9, 0.8), scores(0.9, 0.8), scores(10, 5), scores(6, 12), 20)
    assert found == pytest.approx([0.9, 0.3])


def test_a_question_hardly_matched_is_left_to_the_encoder():
    # 1 of 20 is a sixth of 0.3: lexical weight 0.4 / 6 = 0.0667. First: 0.9333 * 0 + 0.0667 * 1; second: 0.9333 * 1.
    dense = scores(0.8, 0.9)
    assert fuse(dense, dense, scores(1, 0), scores(1, 0), 20) == pytest.approx([0.0667, 0.9333], abs=1e-4)


def test_without_a_common_word_the_encoder_decides_alone():
    dense, none = scores(0.7, 0.9, 0.8), scores(0, 0, 0)
    assert fuse(dense, dense, none, none, 20) == pytest.approx([0, 1, 0.5])


def test_of_two_passages_alike_the_one_whose_article_opens_with_what_is_asked_is_better():
    # Meant: 0.7 * 0.9 + 0.3 * 0.9 = 0.9, 0.7 * 0.9 + 0.3 * 0.6 = 0.81, 0.7 * 0.7 + 0.3 * 0.7 = 0.7; so 1, 0.55 and 0.
    none = scores(0, 0, 0)
    found = fuse(scores(0.9, 0.9, 0.7), scores(0.9, 0.6, 0.7), none, none, 20)
    assert found == pytest.approx([1, 0.55, 0], abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=30)
)
def test_a_score_lies_between_0_and_1_whatever_its_parts(parts):
    found = fuse(*(scores(*column) for column in zip(*parts, strict=True)), 60.0)
    assert ((found >= 0) & (found <= 1.000001)).all()
