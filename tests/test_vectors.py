import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexFolderError, SettingsError
from index.vectors import Vectors, keeps_vectors, kind_for, write_vectors

ROWS, DIM = 300, 8


def unit_rows(seed: int, rows: int = ROWS):
    matrix = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


MATRIX = unit_rows(42)


@pytest.fixture(scope="module")
def vectors(tmp_path_factory):
    path = tmp_path_factory.mktemp("vectors") / "v.faiss"
    write_vectors(path, [MATRIX[:100], MATRIX[100:]], DIM, "Flat", MATRIX)
    return Vectors(path)


def brute_force(query, allowed, k):
    rows = np.flatnonzero(allowed)
    return rows[np.argsort(-(MATRIX[rows] @ query), kind="stable")[:k]].tolist()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), share=st.sampled_from([0.0, 0.01, 0.1, 0.5, 1.0]), k=st.integers(1, 20))
def test_a_filtered_search_equals_brute_force_over_the_allowed_rows(vectors, seed, share, k):
    allowed = np.random.default_rng(seed).random(ROWS) < share
    query = unit_rows(seed, 1)[0]
    rows, scores = vectors.search(query, k, allowed)
    assert rows.tolist() == brute_force(query, allowed, k)
    assert len(rows) == min(k, allowed.sum())
    np.testing.assert_allclose(scores, MATRIX[rows] @ query, rtol=1e-4, atol=1e-5)


def test_the_selector_of_a_large_filter_allows_the_same_rows_as_brute_force(vectors, monkeypatch):
    allowed = np.arange(ROWS) % 3 == 0
    query = unit_rows(7, 1)[0]
    monkeypatch.setattr("index.vectors._FETCHED_ROWS", 0)
    assert vectors.search(query, 10, allowed)[0].tolist() == brute_force(query, allowed, 10)


def test_a_trained_kind_keeps_its_vectors_and_finds_most_neighbours(tmp_path):
    write_vectors(tmp_path / "v", [MATRIX], DIM, "IVF4,SQ8", MATRIX)
    vectors = Vectors(tmp_path / "v")
    assert vectors.search(MATRIX[5], 1)[0].tolist() == [5]
    assert vectors.cosines(MATRIX[5], np.array([5]))[0] == pytest.approx(1, abs=0.01)


def test_an_unknown_kind_is_refused_by_its_name(tmp_path):
    with pytest.raises(SettingsError, match='kind "Nonsense"'):
        write_vectors(tmp_path / "v", [MATRIX], DIM, "Nonsense", MATRIX)


def test_a_file_that_is_no_index_is_refused_with_its_path(tmp_path):
    (tmp_path / "v").write_bytes(b"no index")
    with pytest.raises(IndexFolderError, match="dateline doctor"):
        Vectors(tmp_path / "v")


def test_large_indices_are_no_longer_exact():
    assert kind_for(200_000) == "SQfp16"
    assert kind_for(1_000_000) == "IVF1024,SQfp16"


HALVES = MATRIX.astype("<f2").astype(np.float32)


@pytest.mark.parametrize("kind", ["SQfp16", "Flat", "IVF4,SQfp16", "IVF4,Flat"])
def test_a_kind_that_keeps_vectors_gives_back_every_bit_of_them(tmp_path, kind):
    assert keeps_vectors(kind)
    write_vectors(tmp_path / "v", [HALVES], DIM, kind, HALVES)
    assert np.array_equal(Vectors(tmp_path / "v").matrix(np.arange(ROWS)), HALVES)


@pytest.mark.parametrize("kind", ["IVF4,SQ8", "SQ8", "PQ4", "OPQ4,IVF4,SQfp16"])
def test_a_kind_that_rounds_vectors_is_not_taken_for_one_that_keeps_them(kind):
    assert not keeps_vectors(kind)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 9999), share=st.sampled_from([0.01, 0.05, 0.3, 1.0]), k=st.integers(1, 40))
def test_an_index_of_cells_gives_k_rows_under_any_filter(tmp_path_factory, seed, share, k):
    # Cells are few and small here, so that the ones nearest to a question often hold fewer than k allowed rows.
    path = tmp_path_factory.mktemp("cells") / "v"
    write_vectors(path, [HALVES], DIM, "IVF32,SQfp16", HALVES)
    vectors = Vectors(path)
    vectors._probed = 1
    allowed = np.random.default_rng(seed).random(ROWS) < share
    query = unit_rows(seed, 1)[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.vectors._FETCHED_ROWS", 0)
        patch.setattr("index.vectors._EXHAUSTIVE_ROWS", 50)
        rows, _ = vectors.search(query, k, allowed)
    assert len(rows) == len(set(rows.tolist())) == min(k, allowed.sum())
    assert allowed[rows].all()
    if allowed.sum() <= 50:
        exact = np.flatnonzero(allowed)
        assert set(rows.tolist()) == set(exact[np.argsort(-(HALVES[exact] @ query), kind="stable")[:k]].tolist())
