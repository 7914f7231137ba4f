import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import TARGET_TOKENS, WHOLE_TOKENS, chunk_article, encoder_text
from index.types import Article


def article(text: str, language: str = "en") -> Article:
    return Article("a1", "Title", text, None, None, (), None, language, None, "a.txt:1")


def count_words(texts):
    return [len(text.split()) for text in texts]


def sentence(words: int) -> str:
    return " ".join(["Word"] + ["word"] * (words - 1)) + "."


def test_a_text_that_fits_stays_one_passage():
    text = " ".join([sentence(40)] * 8)  # 320 words, the most that stays whole
    assert [p.text for p in chunk_article(article(text), count_words)] == [text]


def test_a_longer_text_is_cut_evenly_on_sentence_borders():
    text = " ".join([sentence(40)] * 12)  # 480 words: 3 passages of 160, 4 sentences each
    passages = chunk_article(article(text), count_words)
    assert [len(p.text.split()) for p in passages] == [160, 160, 160]
    assert all(p.text.endswith(".") for p in passages)


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    text = " ".join(f"w{n}" for n in range(1000)) + "."
    passages = chunk_article(article(text), count_words)
    assert len(passages) > 1
    assert " ".join(p.text for p in passages) == text
    assert max(len(p.text.split()) for p in passages) <= WHOLE_TOKENS


def test_the_encoder_reads_the_title_before_a_later_paragraph_only():
    assert encoder_text("Bridge opens", "It cost 3 million.") == "Bridge opens\nIt cost 3 million."
    assert encoder_text("Bridge opens at …", "Bridge opens at last. It cost 3 million.") == (
        "Bridge opens at last. It cost 3 million."
    )


@given(st.lists(st.integers(1, 900), min_size=1, max_size=30), st.sampled_from([" ", "\n", "\n\n"]))
def test_passages_are_exact_in_order_and_leave_out_only_white_space(lengths, glue):
    text = glue.join(sentence(length) for length in lengths)
    passages = chunk_article(article(text), count_words)
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert all(one.end <= other.start for one, other in itertools.pairwise(passages))
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", "".join(p.text for p in passages))
    assert all(len(p.text.split()) <= WHOLE_TOKENS + TARGET_TOKENS for p in passages)


@given(st.text(max_size=400))
def test_any_text_at_all_is_cut_without_loss(text):
    passages = chunk_article(article(text, "und"), lambda texts: [len(t) for t in texts])
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert "".join(text.split()) == "".join("".join(p.text for p in passages).split())
