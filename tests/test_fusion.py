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
    found = fuse(scores(0.9, 0.8), scores(10, 5), scores(6, 12), 20)
    assert found == pytest.approx([0.9, 0.3])


def test_a_question_hardly_matched_is_left_to_the_encoder():
    # 1 of 20 is a sixth of 0.3: lexical weight 0.4 / 6 = 0.0667. First: 0.9333 * 0 + 0.0667 * 1; second: 0.9333 * 1.
    assert fuse(scores(0.8, 0.9), scores(1, 0), scores(1, 0), 20) == pytest.approx([0.0667, 0.9333], abs=1e-4)


def test_without_a_common_word_the_encoder_decides_alone():
    assert fuse(scores(0.7, 0.9, 0.8), scores(0, 0, 0), scores(0, 0, 0), 20) == pytest.approx([0, 1, 0.5])


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=30))
def test_a_score_lies_between_0_and_1_whatever_its_parts(parts):
    dense, passage, article = (scores(*column) for column in zip(*parts, strict=True))
    found = fuse(dense, passage, article, 60.0)
    assert ((found >= 0) & (found <= 1.000001)).all()
