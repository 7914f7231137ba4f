import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Hit, Passage
from rag.citations import all_markers, resolve, split_marked
from rag.extractive import Evidence

TEXT = "Die Brücke kostet 84 Millionen Euro. Sie wird 2024 fertig."
ARTICLE = Article("a1", "Brücke", TEXT, None, "x.example", (), None, "de", None, "a.txt:1")
HIT = Hit(Passage("a1:0-58", "a1", 0, 58, TEXT), ARTICLE, 1, 1.0, {})


def evidence(start: int, end: int) -> Evidence:
    return Evidence(ARTICLE, start, end, 1.0, 0.9, 1.0, HIT)


FIRST, SECOND = evidence(0, 36), evidence(37, 58)


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("Sie kostet 84 Millionen [1].", (1,)),
        ("Sie kostet 84 Millionen. [1]", (1,)),
        ("Beides [1][2].", (1, 2)),
        ("Beides [1, 2].", (1, 2)),
        ("Beides [1; 2].", (1, 2)),
        ("Alles [1-3].", (1, 2, 3)),
        ("Alles [1–3].", (1, 2, 3)),
        ("Auch so 【2】.", (2,)),
        ("Ein Jahr [2024] ist keines.", ()),
        ("Kein [a] und kein [].", ()),
        ("Zweimal [1] und [1].", (1,)),
    ],
)
def test_markers_are_read_in_every_way_that_models_write_them(text, markers):
    assert all_markers(text) == markers


def test_a_marker_behind_the_full_stop_belongs_to_the_sentence_before_it():
    found = split_marked("Sie kostet 84 Millionen. [1] Sie wird 2024 fertig. [2]", "de")
    assert [(one.text, one.markers) for one in found] == [
        ("Sie kostet 84 Millionen.", (1,)),
        ("Sie wird 2024 fertig.", (2,)),
    ]


def test_a_marker_inside_a_sentence_leaves_its_words_whole():
    (found,) = split_marked("Sie kostet [1] 84 Millionen [2].", "de")
    assert (found.text, found.markers) == ("Sie kostet 84 Millionen.", (1, 2))


def test_citations_are_exact_quotes_of_their_articles():
    citations, unknown = resolve("Sie kostet viel [1]. Fertig 2024 [2].", [FIRST, SECOND])
    assert [one.quote for one in citations] == ["Die Brücke kostet 84 Millionen Euro.", "Sie wird 2024 fertig."]
    assert all(TEXT[one.start : one.end] == one.quote for one in citations)
    assert unknown == ()


def test_citation_outside_the_evidence_is_reported_and_not_dropped():
    citations, unknown = resolve("Sie kostet viel [1] [7] [0].", [FIRST, SECOND])
    assert [one.marker for one in citations] == [1]
    assert unknown == (7, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ja", "Die Brücke", "am 3. Mai"]), st.lists(st.integers(0, 9), max_size=3)),
        max_size=6,
    )
)
def test_every_marker_written_is_found_again_and_none_is_added(parts):
    text = " ".join(words + "".join(f" [{n}]" for n in numbers) + "." for words, numbers in parts)
    written = {number for _, numbers in parts for number in numbers}
    assert set(all_markers(text)) == written
    found = {number for sentence in split_marked(text, "de") for number in sentence.markers}
    assert found == written
    citations, unknown = resolve(text, [FIRST, SECOND])
    assert {one.marker for one in citations} | set(unknown) == written
