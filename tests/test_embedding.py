"""The default embedding model, and how texts are put to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import batches_by_length, open_embedder, prepare_for_encoder
from index.errors import ModelError
from index.models import DEFAULT_EMBEDDING, data_folder, model_folder, model_path
from rag.late_interaction import nearest_of_tokens, nearness

GERMAN = "Die neue Brücke wurde im Mai 2024 eröffnet."
ENGLISH = "The new bridge was opened in May 2024."
OTHER = "Cats sleep for most of the day."


@pytest.fixture(scope="module")
def embedder():
    return open_embedder()


@pytest.mark.model
def test_vectors_have_length_1_and_keep_the_order_of_the_texts(embedder):
    texts = ["kurz", "ein sehr viel längerer Text über den Hafen " * 40, ENGLISH, "x", OTHER]
    together = embedder.embed_passages(texts)
    assert together.shape == (5, embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    alone = np.stack([embedder.embed_passages([text])[0] for text in texts])
    # Padding and reduced precision move a vector a little, never to another text.
    assert (together * alone).sum(axis=1).min() > 0.999


@pytest.mark.model
def test_a_question_is_nearer_to_its_translation_than_to_another_text(embedder):
    question = embedder.embed_queries(["Wann wurde die Brücke eröffnet?"])[0]
    german, english, other = embedder.embed_passages([GERMAN, ENGLISH, OTHER]) @ question
    assert german > english > other + 0.05


@pytest.mark.model
def test_openvino_agrees_with_sentence_transformers(embedder):
    torch_embedder = open_embedder(str(model_path(DEFAULT_EMBEDDING)))
    texts = [GERMAN, ENGLISH, OTHER]
    cosines = (torch_embedder.embed_passages(texts) * embedder.embed_passages(texts)).sum(axis=1)
    assert cosines.min() > 0.999
    assert torch_embedder.count_tokens(texts) == embedder.count_tokens(texts)
    assert torch_embedder.fingerprint != embedder.fingerprint


@pytest.mark.model
def test_a_newly_compiled_form_takes_the_place_of_the_outdated_one(tmp_path, monkeypatch):
    models = model_folder(DEFAULT_EMBEDDING).parent
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    model_folder(DEFAULT_EMBEDDING).parent.parent.mkdir()
    model_folder(DEFAULT_EMBEDDING).parent.symlink_to(models)
    compiled = data_folder() / "compiled"
    compiled.mkdir()
    older, young = compiled / "of_an_older_version.blob", compiled / "that_another_process_writes.blob"
    older.write_bytes(b"old")
    young.write_bytes(b"half")
    last_week = time.time() - 7 * 86_400
    os.utime(older, (last_week, last_week))
    open_embedder().embed_queries(["x"])
    (new,) = set(compiled.iterdir()) - {older, young}
    assert new.stat().st_size > 100_000_000
    assert not older.exists()
    assert young.exists()
    os.utime(young, (last_week, last_week))
    open_embedder().embed_queries(["x"])
    # Nothing was compiled anew.
    assert set(compiled.iterdir()) == {new, young}


@pytest.mark.model
@pytest.mark.parametrize("kind", ["openvino", "torch"])
def test_a_text_is_read_token_by_token(embedder, kind):
    reader = embedder if kind == "openvino" else open_embedder(str(model_path(DEFAULT_EMBEDDING)))
    texts = [GERMAN, "Wann?", ENGLISH, "?!"]
    for ask, embed, prefix in (
        (reader.read_passages, reader.embed_passages, reader.passage_prefix),
        (reader.read_queries, reader.embed_queries, reader.query_prefix),
    ):
        read = ask(texts)
        assert (np.stack([one.whole for one in read]) * embed(texts)).sum(axis=1).min() > 0.999
        for text, one in zip(texts, read, strict=True):
            # The prefix is read too, and stands for none of the text's letters; two tokens begin and end the text.
            (count,) = reader.count_tokens([prefix + text])
            assert one.tokens.shape == (count + 2, reader.dim)
            assert one.letters.sum() == sum(letter.isalnum() for letter in text)
            np.testing.assert_allclose(np.linalg.norm(one.tokens.astype(np.float32), axis=1), 1, atol=1e-2)
    assert ask([]) == []


@pytest.mark.model
def test_token_by_token_a_question_is_nearest_to_what_answers_it_in_any_language(embedder):
    (question,) = embedder.read_queries(["Wann wurde die neue Brücke eröffnet?"])
    near = [
        nearness(question, nearest_of_tokens(question, one))
        for one in embedder.read_passages([ENGLISH, "The old bridge was closed by the mayor.", OTHER])
    ]
    assert near == sorted(near, reverse=True)


@pytest.mark.model
def test_a_text_longer_than_the_model_reads_is_read_to_where_it_was_cut(embedder):
    (read,) = embedder.read_passages(["Hafen " * 2000])
    assert len(read.tokens) == len(read.letters) == 512


@pytest.mark.model
def test_a_text_longer_than_the_model_reads_is_cut_and_still_counted_whole(embedder):
    long = "Hafen " * 2000
    assert embedder.count_tokens([long])[0] >= 2000
    assert np.isfinite(embedder.embed_passages([long])).all()


@pytest.mark.model
def test_capitals_are_lowered_for_the_encoder(embedder):
    shouted, said = embedder.embed_passages([ENGLISH.upper(), ENGLISH.lower()])
    assert shouted @ said == pytest.approx(1, abs=1e-3)


@pytest.mark.model
def test_a_question_is_embedded_without_torch():
    code = (
        "import sys\nfrom index.embedding import open_embedder\n"
        "open_embedder().embed_queries(['Wann?'])\nprint('torch' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_opening_the_default_model_loads_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    embedder = open_embedder()
    assert len(embedder.fingerprint) == 64
    with pytest.raises(ModelError, match="dateline models pull"):
        embedder.embed_queries(["x"])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("STORM SURGE FLOODS THE OLD TOWN", "storm surge floods the old town"),
        ("STURMFLUT ÜBERSPÜLT DIE GRÖSSTE STADT", "sturmflut überspült die grösste stadt"),
        ("NATO and EU meet in Brussels today", "NATO and EU meet in Brussels today"),
        ("USA", "USA"),
        ("", ""),
    ],
)
def test_only_what_is_printed_in_capitals_is_lowered(text, read):
    assert prepare_for_encoder(text) == read


@given(st.lists(st.integers(1, 600), max_size=80))
def test_batches_hold_every_text_once_within_the_budget(lengths):
    batches = batches_by_length(lengths, budget=1024)
    assert sorted(n for batch in batches for n in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[n] for n in batch)
        assert len(batch) == 1 or longest * len(batch) <= 1024
