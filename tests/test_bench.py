"""Benchmarks print figures beside their peers; how large they are is not tested, because machines differ."""

import pytest

from eval.bench import build, search
from index.build import build_index
from tests.conftest import SAMPLE
from tests.fakes import HashEmbedder


@pytest.mark.model
def test_searching_is_timed_in_every_mode_beside_numpy(model_index):
    report = search.run(model_index, ["Wie lang ist die Hafenbrücke?", "Where was the violin found?"])
    names = [row.name for row in report.rows]
    assert {"hybrid search, p50", "dense search, p95", "lexical search, p50", "numpy over every vector, p50"} <= set(
        names
    )
    assert all(row.value >= 0 and row.unit == "ms" for row in report.rows)
    assert report.measured_on == "66 passages, 2 questions"


@pytest.mark.model
def test_building_is_timed_beside_the_encoder_alone_and_its_peer(monkeypatch):
    # The peer needs torch, which takes longer to import than all other tests of this file together.
    monkeypatch.setattr("eval.bench.build._sentence_transformers", lambda texts: 10.0)
    report = build.run([SAMPLE / "chronik.txt"])
    whole, alone, peer = report.rows
    assert (whole.unit, whole.ratio) == ("passages/s", None)
    assert alone.ratio == pytest.approx(whole.value / alone.value)
    assert peer.ratio == pytest.approx(whole.value / 10)
    assert report.measured_on.startswith("7 records, 7 passages")


def test_the_index_gives_its_passages_in_the_order_of_its_vectors(tmp_path):
    from index.chunking import encoder_text
    from index.search import ArticleIndex

    build_index([SAMPLE / "chronik.txt"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        texts = [encoder_text(article.title, passage.text) for article, passage in index.passages()]
        cosines = (index.vector_matrix() * HashEmbedder().embed_passages(texts)).sum(axis=1)
    assert len(texts) == 7
    assert cosines == pytest.approx(1)
