"""Benchmarks print figures beside their peers; how large they are is not tested, because machines differ."""

import itertools
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from eval.bench import build, search, serve
from eval.bench.scale import ten_times
from eval.bench.scale_probe import _exact
from eval.bench.synthetic import build_synthetic, learn, questions_of
from index.build import build_index
from index.doctor import check_index
from index.search import ArticleIndex
from tests.conftest import ROOT, SAMPLE
from tests.fakes import HashEmbedder
from ui.serving import free_port


@pytest.mark.model
def test_searching_is_timed_in_every_mode_beside_numpy(model_index):
    report = search.run(model_index, ["Wie lang ist die Hafenbrücke?", "Where was the violin found?"])
    names = [row.name for row in report.rows]
    assert {"hybrid search, p50", "dense search, p95", "lexical search, p50", "numpy over every vector, p50"} <= set(
        names
    )
    assert all(row.value >= 0 and row.unit == "ms" for row in report.rows)
    assert report.measured_on == "66 passages, 2 questions"


@pytest.fixture
def no_torch(monkeypatch):
    # It takes longer to import than all other tests of this file together.
    monkeypatch.setattr("eval.bench.build._sentence_transformers", lambda texts: 10.0)


@pytest.mark.model
def test_building_is_timed_beside_the_encoder_alone_and_its_peers_on_the_same_stories(monkeypatch, no_torch):
    asked = []
    monkeypatch.setattr("eval.bench.langchain.is_installed", lambda: True)
    monkeypatch.setattr("eval.bench.langchain.index_articles", lambda articles: asked.extend(articles) or (8, 4.0))
    report = build.run([SAMPLE / "chronik.txt"], peer_stories=3)
    whole, seconds, update, share, ours, ours_seconds, alone, peer, rate, stories = report.rows
    assert (whole.unit, whole.ratio) == ("passages/s", None)
    assert update.ratio == pytest.approx(seconds.value / update.value)
    assert share.value == pytest.approx(100 * update.value / seconds.value)
    # Every other article of seven: 1, 3, 5.
    assert len({article.id for article in asked}) == 3
    assert alone.ratio == pytest.approx(ours.value / alone.value)
    assert peer.ratio == pytest.approx(ours.value / 10)
    assert (rate.value, rate.ratio) == (2.0, pytest.approx(ours.value / 2))  # 8 passages in 4 seconds
    assert (stories.value, stories.ratio) == (4.0, pytest.approx(4 / ours_seconds.value))
    assert report.measured_on.startswith("7 records, 7 passages; sample: 3 stories, 3 passages of ")


@pytest.mark.model
def test_a_peer_that_is_not_installed_is_named_with_what_installs_it(monkeypatch, no_torch, capsys):
    from ui.terminal_eval import print_bench

    monkeypatch.setattr("eval.bench.langchain.is_installed", lambda: False)
    report = build.run([SAMPLE / "chronik.txt"], peer_stories=3)
    assert (report.rows[-1].value, report.rows[-1].ratio) == (None, None)
    print_bench(report)
    assert "(pip install 'dateline[peers]')" in capsys.readouterr().out


@pytest.mark.model
def test_the_quick_start_that_was_saved_answers_in_a_new_process(tmp_path, model_index):
    from eval.bench import langchain
    from index.models import DEFAULT_EMBEDDING, model_path

    if not langchain.is_installed():
        pytest.skip(f"needs the peers: {langchain.INSTALL}")
    code = (
        "import sys; from pathlib import Path; from eval.bench import langchain; from index.search import ArticleIndex;"
        "index = ArticleIndex.open(Path(sys.argv[1]));"
        "articles = [index.article(name) for name in index.article_ids()[:3]];"
        "print(langchain.index_articles(articles, Path(sys.argv[2]))[0])"
    )
    run = partial(subprocess.run, cwd=ROOT, check=True, capture_output=True, text=True)
    made = run([sys.executable, "-c", code, str(model_index), str(tmp_path)])
    assert int(made.stdout) >= 3
    model = str(model_path(DEFAULT_EMBEDDING))
    asked = run([sys.executable, "-c", langchain.COLD, model, str(tmp_path), "Hafenbrücke"])
    assert asked.stdout.strip()


@pytest.mark.model
@pytest.mark.page
def test_readers_at_once_are_timed_beside_one_alone_and_the_servers_memory_is_watched(model_index):
    report = serve.run(model_index, ["Wie lang ist die Hafenbrücke?"], free_port(), users=2, count=4)
    figures = {row.name: row.value for row in report.rows}
    assert figures["errors"] == 0
    assert figures["first byte of the page, p50"] <= figures["HTML of the page, p50"]
    for who in ("one user, asked for the first time", "one user, asked again", "2 users at once"):
        assert 0 < figures[f"{who}, p50"] <= figures[f"{who}, p95"]
    assert figures["memory after 4"] > 100
    assert report.measured_on.startswith("4 questions of 2 users with no time to think")


def test_the_same_question_asked_again_is_another_text_of_the_same_words():
    asked = list(itertools.islice(serve._again(["Wer?", "Wo?"], 1), 4))
    assert asked == ["Wer? ", "Wo? ", "Wer?  ", "Wo?  "]


def test_the_index_gives_its_passages_in_the_order_of_its_vectors(tmp_path):
    from index.chunking import encoder_text

    build_index([SAMPLE / "chronik.txt"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        texts = [encoder_text(article.title, passage.text) for article, passage in index.passages()]
        cosines = (index.vector_matrix() * HashEmbedder().embed_passages(texts)).sum(axis=1)
    assert len(texts) == 7
    assert cosines == pytest.approx(1, abs=1e-3)  # in half precision


def test_a_synthetic_index_is_whole_and_its_vectors_stand_as_near_as_real_ones(tmp_path):
    build_index([SAMPLE], tmp_path / "real", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "real", HashEmbedder()) as real:
        model, like = learn(real), real.manifest
    build_synthetic(model, tmp_path / "made", 500, like)
    assert check_index(tmp_path / "made", HashEmbedder()) == []
    with ArticleIndex.open(tmp_path / "made", HashEmbedder()) as made:
        matrix = made.vector_matrix()
        assert matrix.shape == (500, HashEmbedder.dim)
        assert np.linalg.norm(matrix, axis=1) == pytest.approx(1, abs=1e-3)
        # The nearest real vector of each is about as near as real ones are to each other.
        nearest = (matrix @ model.vectors.T).max(axis=1)
        assert abs(np.median(nearest) - np.median(model.nearness)) < 0.1
        assert all(article.text[p.start : p.end] == p.text for article, p in made.passages())
        questions, vectors = questions_of(model, 5)
        assert [len(question.split()) for question in questions] == [7] * 5
        assert made.search(questions[0], k=500, mode="lexical")
        exact = _exact(made, vectors)
        assert [set(np.argsort(-(matrix @ vector))[:10].tolist()) for vector in vectors] == exact


def test_ten_times_the_passages_take_ten_times_what_grows_and_once_what_does_not():
    probe = {"embedding_ms": 4.0, "hybrid_p50_ms": 24.0, "open_ms": 150.0, "memory_mb": 900.0,
             "disk_beyond_text_bytes": 1.4e9}  # fmt: skip
    # 4 + 10 * (24 - 4) = 204 ms
    assert [value for _, _, value in ten_times(probe)] == [204.0, 1500.0, 9.0, 14.0]
