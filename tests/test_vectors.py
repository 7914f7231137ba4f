import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexFolderError, SettingsError
from index.vector_files import VectorWriter, kind_for, write_nearest
from index.vectors import Vectors

ROWS, DIM = 300, 8


def unit_rows(seed: int, rows: int = ROWS):
    matrix = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


HALVES = unit_rows(42).astype("<f2")
MATRIX = HALVES.astype(np.float32)


def write(folder, kind="SQfp16"):
    """Write all rows, in two pieces."""
    folder.mkdir(exist_ok=True)
    with VectorWriter(folder, DIM) as writer:
        writer.write(HALVES[:100])
        writer.write(HALVES[100:])
    write_nearest(folder, kind, DIM)
    return folder


@pytest.fixture(scope="module")
def vectors(tmp_path_factory):
    return Vectors(write(tmp_path_factory.mktemp("vectors")))


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
    np.testing.assert_allclose(scores, MATRIX[rows] @ query, rtol=1e-5, atol=1e-6)


def test_the_selector_of_a_large_filter_allows_the_same_rows_as_brute_force(vectors, monkeypatch):
    allowed = np.arange(ROWS) % 3 == 0
    query = unit_rows(7, 1)[0]
    monkeypatch.setattr("index.vectors._FETCHED_ROWS", 0)
    assert vectors.search(query, 10, allowed)[0].tolist() == brute_force(query, allowed, 10)


def test_cells_of_rounded_vectors_find_most_neighbours_and_give_exact_cosines(tmp_path):
    vectors = Vectors(write(tmp_path / "v", "IVF4,SQ4"))
    rows, cosines = vectors.search(MATRIX[5], 10)
    assert rows[0] == 5
    np.testing.assert_array_equal(cosines, np.minimum(vectors.matrix(rows) @ MATRIX[5], 1))


@pytest.mark.parametrize("kind", ["SQfp16", "Flat", "IVF4,SQ4", "IVF4,PQ4x4", "HNSW8"])
def test_every_kind_gives_back_every_bit_of_its_vectors(tmp_path, kind):
    assert np.array_equal(Vectors(write(tmp_path / "v", kind)).matrix(np.arange(ROWS)), MATRIX)


def test_the_file_that_was_written_in_pieces_is_what_faiss_writes(tmp_path):
    index = faiss.index_factory(DIM, "SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.add(MATRIX)
    assert (write(tmp_path / "v") / "vectors.faiss").read_bytes() == faiss.serialize_index(index).tobytes()


def test_an_unknown_kind_is_refused_by_its_name(tmp_path):
    with pytest.raises(SettingsError, match='kind "Nonsense"'):
        write(tmp_path / "v", "Nonsense")


def test_a_file_that_is_no_index_is_refused_with_its_path(tmp_path):
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(IndexFolderError, match="dateline doctor"):
        Vectors(tmp_path)


def test_large_indices_compare_the_nearest_cells_only():
    assert kind_for(200_000) == "SQfp16"
    assert kind_for(1_000_000) == "IVF1024,SQ4"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 9999), share=st.sampled_from([0.01, 0.05, 0.3, 1.0]), k=st.integers(1, 40))
def test_an_index_of_cells_gives_k_rows_under_any_filter(tmp_path_factory, seed, share, k):
    # Cells are few and small here, so that the ones nearest to a question often hold fewer than k allowed rows.
    vectors = Vectors(write(tmp_path_factory.mktemp("cells"), "IVF32,SQ4"))
    vectors._probed = 1
    allowed = np.random.default_rng(seed).random(ROWS) < share
    query = unit_rows(seed, 1)[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.vectors._FETCHED_ROWS", 0)
        rows, _ = vectors.search(query, k, allowed)
    assert len(rows) == len(set(rows.tolist())) == min(k, allowed.sum())
    assert allowed[rows].all()
    if allowed.sum() <= ROWS // 10:
        assert rows.tolist() == brute_force(query, allowed, k)
