import pytest

from eval.bench.answerers import Asked, is_right, run
from eval.types import Case
from index.types import Coverage, Filters
from rag.types import Answer, Sentence
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel
from tests.test_runs import squad

GOOD, OTHER = "Die Brücke kostet 84 Millionen Euro.", "Der Rat tagte am Montag."


def said(*sentences):
    return Answer(
        question="Was kostet die Brücke?", text=" ".join(sentences), citations=(), hits=(), filters=Filters(),
        sentences=tuple(Sentence(one, (1,), "verbatim") for one in sentences), coverage=Coverage(1, None, None),
        abstained=not sentences, unknown_markers=(), answerer="extractive", timings_ms={},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "hidden", "first", "some"),
    [
        (said(GOOD, OTHER), False, True, True),
        (said(OTHER, GOOD), False, False, True),
        (said(OTHER), False, False, False),
        (said(), False, False, False),
        (said(), True, True, True),
        (said(GOOD), True, False, False),
    ],
)
def test_right_is_the_gold_answer_where_there_is_one_and_a_refusal_where_there_is_none(answer, hidden, first, some):
    case = Case("a", "Was kostet die Brücke?", answers=("84 Millionen Euro",), language="de")
    asked = Asked(case, hidden, (answer, said(), said()))
    assert (is_right(asked, 0, first=True), is_right(asked, 0, first=False)) == (first, some)


def test_every_question_is_asked_with_its_article_and_without(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    model = ScriptedModel(*["84 Millionen Euro [1]"] * 8, points=True)
    report = run(squad(tmp_path / "s.json"), 5, 0, llm=model, embedder=HashEmbedder())
    rows = {row.name: row for row in report.rows}
    # Both paragraphs are one sentence, which holds the answer; the words that it has not are not shown.
    assert rows["article there, the first sentence holds the answer: quotes alone"].value == 2
    assert rows["article there, the first sentence holds the answer: the model alone"].value == 2
    # A model that always points at something never refuses; the quotes decide for both whether there is an answer.
    assert rows["article hidden, not found: the model alone"].value == 0
    refused = rows["article hidden, not found: quotes alone"].value
    assert rows["article hidden, not found: both together"].value == refused
    assert rows["both cases, any sentence counts: both together"].value == 2 + refused
    assert "of 4, " in rows["both cases, any sentence counts: both together"].unit
