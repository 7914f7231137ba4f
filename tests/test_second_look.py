"""What seemed too weak to be an answer is read once more where there is a language model."""

import json

import pytest

from index.build import build_index
from index.errors import AnswerError
from index.search import ArticleIndex
from rag.answer import Answerer
from rag.llm import Completion
from rag.settings import Settings
from rag.types import Draft, Final, Token
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel

# Its words are others than the report's, so nothing but reading tells that it is answered.
QUESTION = "How many people were harmed as the terrace at Merrow fell down?"
REPORT = "A stand gave way yesterday. Sixty-three persons were injured, eleven of them seriously."
ANSWER = "Sixty-three persons were injured, eleven of them seriously."


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stand")
    article = {
        "headline": "Flower show",
        "articleBody": REPORT,
        "datePublished": "1936-08-04",
        "publisher": "a.example",
    }
    (folder / "news.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    build_index([folder / "news.jsonl"], folder / "index", embedder=HashEmbedder())
    with ArticleIndex.open(folder / "index", HashEmbedder()) as opened:
        yield opened


def answerer(index, *completions, answer=f"{ANSWER} [1]", answering="auto"):
    return Answerer(index, Settings(answering=answering), ScriptedModel(answer, completions=completions), None)


def test_without_a_model_it_is_refused(index):
    assert Answerer(index, Settings(), None, None).ask(QUESTION).abstained
    assert answerer(index, Completion("63", {"63": 1.0}), answering="extractive").ask(QUESTION).abstained


@pytest.mark.parametrize("words", ["Sixty-three", "63"])
def test_what_a_model_reads_is_quoted_and_then_worded(index, words):
    asked = answerer(index, Completion(words, {"6": 0.99, "no": 0.01}))
    refused, quotes, final = [event.answer for event in asked.stream(QUESTION) if isinstance(event, Draft | Final)]
    assert refused.abstained
    assert (quotes.abstained, quotes.answerer) == (False, "extractive")
    assert ANSWER in [one.quote for one in quotes.citations]
    assert (final.abstained, final.question) == (False, QUESTION)


@pytest.mark.parametrize(
    "completion",
    [
        Completion("no"),
        Completion("Sixty-three", {"Sixty": 0.9, "no": 0.1}),
        Completion("Seventy", {"S": 1.0}),
        Completion("", {"": 1.0}),
        Completion("a", {"a": 1.0}),
        Completion("Sixty-three"),
    ],
    ids=["no", "not certain", "not in the article", "nothing", "a word without meaning", "how certain is not told"],
)
def test_what_a_model_does_not_read_or_makes_up_stays_refused(index, completion):
    asked = answerer(index, completion)
    events = list(asked.stream(QUESTION))
    # The page is told that a model reads.
    assert Token("") in events
    final = events[-1].answer
    assert final.abstained
    assert final.sentences == final.citations == final.conflicts == ()
    assert final.text.startswith("The archive says nothing on this.")
    assert asked.llm.asked == []


def test_a_model_that_breaks_off_leaves_the_refusal_and_says_so(index):
    class Tired(ScriptedModel):
        def complete(self, messages, grammar=None):
            raise AnswerError("the server is gone")

    answer = Answerer(index, Settings(), Tired(), None).ask(QUESTION)
    assert answer.abstained
    assert "the server is gone" in answer.note


def test_an_answer_that_quotes_is_not_looked_at_again(index):
    asked = answerer(index)
    draft = asked.ask("How many persons were injured, eleven of them seriously?", answering="extractive")
    assert not draft.abstained
    assert asked.looked_again(draft) is draft
    assert asked.llm.completed == []


def test_an_empty_archive_is_not_read(index):
    from index.types import Filters

    asked = answerer(index)
    answer = asked.ask(QUESTION, Filters(sources=("nobody.example",)))
    assert answer.abstained
    assert asked.llm.completed == []
