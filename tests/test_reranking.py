"""A second look at the hits, with a scripted reranker and with a real, tiny cross-encoder made here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from index.types import Article, Hit, Passage
from rag.reranking import open_reranker
from rag.sentence_vectors import SentenceVectors


def hits_of(*texts):
    found = []
    for n, text in enumerate(texts):
        article = Article(f"a{n}", f"T{n}", text, None, None, (), None, "en", None, "p:1")
        passage = Passage(f"a{n}:0-{len(text)}", article.id, 0, len(text), text)
        found.append(Hit(passage, article, n + 1, 1.0 - n / 10, {"dense": 0.5}))
    return found


class TwoDimensions:
    """A sentence about the question lies at its vector, any other across from it."""

    dim = 2

    def __init__(self):
        self.embedded = []

    def embed_queries(self, texts):
        return np.array([[1.0, 0.0]] * len(texts), dtype=np.float32)

    def embed_passages(self, texts, on_batch=None):
        self.embedded.extend(texts)
        return np.array([[1.0, 0.0] if "answer" in text else [0.0, 1.0] for text in texts], dtype=np.float32)


def looking_by_sentences():
    embedder = TwoDimensions()
    return embedder, open_reranker("sentences", SentenceVectors(embedder))


def test_the_hit_with_the_nearest_sentence_comes_first_and_keeps_what_found_it():
    _, reranker = looking_by_sentences()
    found = reranker.rerank("Why?", hits_of("No word of it here.", "Long talk before. Here is the answer."))
    assert [(hit.rank, hit.article.id) for hit in found] == [(1, "a1"), (2, "a0")]
    # Scores 1.0 and 0.9; the second has the best sentence and gains 0.3: 1.2 of 1.3 against 1.0 of 1.3.
    assert [hit.score for hit in found] == pytest.approx([1.2 / 1.3, 1.0 / 1.3])
    assert found[0].parts == {"dense": 0.5, "sentence": pytest.approx(1.0)}


def test_where_a_topic_is_named_and_nothing_asked_the_opening_of_an_article_counts_too():
    _, reranker = looking_by_sentences()
    first, second = hits_of("No word of it here.", "Long talk before. Here is the answer.")
    first, second = (
        replace(one, score=0.9, parts={"opening": cosine}) for one, cosine in ((first, 1.0), (second, 0.0))
    )
    # Named: 0.6 * 0 + 0.4 * 1 = 0.4 and 0.6 * 1 + 0.4 * 0 = 0.6, so that the second gains 0.3 of 1.3 and the first none.
    found = reranker.rerank("The answer", [first, second])
    assert [(hit.article.id, hit.score) for hit in found] == [
        ("a1", pytest.approx(1.2 / 1.3)),
        ("a0", pytest.approx(0.9 / 1.3)),
    ]
    # A third that has both puts the second halfway: (0.6 - 0.4) / (1.0 - 0.4) of the gain.
    third = replace(hits_of("", "", "Here is the answer.")[2], score=0.9, parts={"opening": 1.0})
    named = {hit.article.id: hit.score for hit in reranker.rerank("The answer", [first, second, third])}
    assert named == {
        "a2": pytest.approx(1.2 / 1.3), "a1": pytest.approx(1.0 / 1.3), "a0": pytest.approx(0.9 / 1.3),
    }  # fmt: skip
    asked = {hit.article.id: hit.score for hit in reranker.rerank("Which answer?", [first, second, third])}
    assert asked["a1"] == asked["a2"] == pytest.approx(1.2 / 1.3)


def test_only_the_first_five_hits_are_looked_at_and_the_others_stay_behind():
    embedder, reranker = looking_by_sentences()
    found = reranker.rerank("Why?", hits_of(*["No word of it here."] * 5, "Here is the answer."))
    assert [hit.article.id for hit in found] == ["a0", "a1", "a2", "a3", "a4", "a5"]
    assert len(embedder.embedded) == 5
    assert "sentence" not in found[5].parts
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_a_sentence_is_embedded_once_with_its_title():
    embedder, reranker = looking_by_sentences()
    hits = hits_of("Here is the answer. Thank you all for that.", "No word of it here.")
    reranker.rerank("Why?", hits)
    reranker.rerank("And why not?", hits)
    assert embedder.embedded == [
        "T0\nHere is the answer.",
        "T0\nThank you all for that.",
        "T1\nNo word of it here.",
    ]


def test_a_passage_without_a_sentence_worth_the_name_gains_nothing():
    _, reranker = looking_by_sentences()
    found = reranker.rerank("Why?", hits_of("1 2 3", "Here is the answer.", "No word of it here."))
    assert [hit.article.id for hit in found] == ["a1", "a0", "a2"]
    assert "sentence" not in found[1].parts


@pytest.mark.parametrize("texts", [(), ("Only one text.",)])
def test_one_hit_or_none_stays_as_it_is(texts):
    embedder, reranker = looking_by_sentences()
    hits = hits_of(*texts)
    assert reranker.rerank("Why?", hits) == hits
    assert embedder.embedded == []


@given(st.lists(st.sampled_from(["No word of it here.", "Here is the answer.", "1 2 3"]), max_size=9))
def test_every_hit_comes_back_once_whatever_the_order(texts):
    _, reranker = looking_by_sentences()
    hits = hits_of(*texts)
    found = reranker.rerank("Why?", hits)
    assert sorted(hit.article.id for hit in found) == sorted(hit.article.id for hit in hits)
    assert [hit.rank for hit in found] == list(range(1, len(hits) + 1))
    assert all(0 <= hit.score <= 1 for hit in found)


def test_hits_given_are_not_changed():
    _, reranker = looking_by_sentences()
    hits = hits_of("No word of it here.", "Here is the answer.")
    before = [replace(hit) for hit in hits]
    reranker.rerank("?", hits)
    assert hits == before


def test_none_is_no_reranker():
    embedder = TwoDimensions()
    assert open_reranker("none", SentenceVectors(embedder)) is None


def test_a_reranker_that_is_not_here_says_so():
    embedder = TwoDimensions()
    with pytest.raises(ModelError) as caught:
        open_reranker("nobody/nothing", SentenceVectors(embedder))
    assert "nobody/nothing" in str(caught.value)


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory):
    """Return the folder of a real cross-encoder with random weights and three words."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = {word: n for n, word in enumerate(("[PAD]", "[UNK]", "who", "abc", "xyz"))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(folder)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(words), num_labels=1, initializer_range=1.0, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_cross_encoder_of_sentence_transformers_reads_every_hit(tiny_cross_encoder):
    embedder = TwoDimensions()
    reranker = open_reranker(str(tiny_cross_encoder), SentenceVectors(embedder))
    found = reranker.rerank("who", hits_of("abc", "xyz", "abc"))
    by_article = {hit.article.id: hit.score for hit in found}
    assert len(found) == 3
    assert by_article["a0"] != by_article["a1"]
    assert all(hit.score == hit.parts["rerank"] for hit in found)
    assert [hit.score for hit in found] == sorted(by_article.values(), reverse=True)
    assert reranker.rerank("who", []) == []
    assert embedder.embedded == []
