"""A second look at the hits, with a scripted reranker and with a real, tiny cross-encoder made here."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from index.token_vectors import as_one_token, of_tokens
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

    def read_queries(self, texts):
        return [as_one_token(whole) for whole in self.embed_queries(texts)]

    def read_passages(self, texts):
        self.embedded.extend(texts)
        vectors = [[1.0, 0.0] if "answer" in text else [0.0, 1.0] for text in texts]
        return [as_one_token(np.array(vector, dtype=np.float32)) for vector in vectors]


def looking_by_sentences():
    embedder = TwoDimensions()
    return embedder, open_reranker("sentences", SentenceVectors(embedder))


def test_the_hit_with_the_nearest_sentence_comes_first_and_keeps_what_found_it():
    _, reranker = looking_by_sentences()
    found = reranker.rerank("Why?", hits_of("No word of it here.", "Long talk before. Here is the answer."))
    assert [(hit.rank, hit.article.id) for hit in found] == [(1, "a1"), (2, "a0")]
    # Scores 1.0 and 0.9; the second has the best sentence and gains 0.7: 1.6 of 1.7 against 1.0 of 1.7.
    assert [hit.score for hit in found] == pytest.approx([1.6 / 1.7, 1.0 / 1.7])
    assert found[0].parts == {"dense": 0.5, "tokens": pytest.approx(1.0), "sentence": pytest.approx(1.0)}


class EachWordAnAxis:
    """Reads every word as a token at right angles to every other word."""

    words = ("mill", "bridge", "burned", "opened")

    def read_queries(self, texts):
        return self.read_passages(texts)

    def read_passages(self, texts):
        return [self.read(text) for text in texts]

    def read(self, text):
        found = [word for word in re.findall(r"\w+", text.lower()) if word in self.words]
        states = np.array([[float(word == axis) for axis in self.words] for word in found])
        return of_tokens(states.mean(axis=0), states, [len(word) for word in found])


def test_a_passage_is_near_by_its_best_sentence_and_by_all_of_them_together():
    looking = SentenceVectors(EachWordAnAxis())
    (near,) = looking.near("The mill opened?", hits_of("The mill burned on Monday. The bridge opened on Tuesday."))
    # "mill" has 4 letters and "opened" 6: the first sentence holds 4 of 10, the second 6, and both all of them.
    assert near.by_token == pytest.approx([0.4, 0.6])
    assert near.together == pytest.approx(1.0)
    assert near.of_passage == pytest.approx(0.8)


def test_where_a_topic_is_named_and_nothing_asked_the_opening_of_an_article_counts_too():
    _, reranker = looking_by_sentences()
    first, second = hits_of("No word of it here.", "Long talk before. Here is the answer.")
    first, second = (
        replace(one, score=0.9, parts={"opening": cosine}) for one, cosine in ((first, 1.0), (second, 0.0))
    )
    # Named: the second has the tokens, and 0.6 * 1 + 0.4 * 0 = 0.6 against 0.6 * 0 + 0.4 * 1 = 0.4 of the first.
    found = reranker.rerank("The answer", [first, second])
    assert [(hit.article.id, hit.score) for hit in found] == [
        ("a1", pytest.approx((0.9 + 0.3 + 0.2) / 1.5)),
        ("a0", pytest.approx(0.9 / 1.5)),
    ]
    # A third that has both puts the second a third of the way: (0.6 - 0.4) / (1.0 - 0.4) of what openings add.
    third = replace(hits_of("", "", "Here is the answer.")[2], score=0.9, parts={"opening": 1.0})
    named = {hit.article.id: hit.score for hit in reranker.rerank("The answer", [first, second, third])}
    assert named == {
        "a2": pytest.approx((0.9 + 0.3 + 0.2) / 1.5),
        "a1": pytest.approx((0.9 + 0.3 + 0.2 / 3) / 1.5),
        "a0": pytest.approx(0.9 / 1.5),
    }
    asked = {hit.article.id: hit.score for hit in reranker.rerank("Which answer?", [first, second, third])}
    assert asked["a1"] == asked["a2"] == pytest.approx((0.9 + 0.7) / 1.7)


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
