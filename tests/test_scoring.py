"""What one answer scores: worked by hand, on answers written for it."""

from dataclasses import replace
from datetime import date

import pytest

from eval.judging import ModelJudge, RuleJudge
from eval.scoring import answer_metrics, search_metrics
from eval.types import Case, Gold
from index.types import AlsoIn, Article, Coverage, DateSpan, Filters, Hit, Passage
from rag.types import Answer, Citation, Sentence
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel

TEXT = "Die Brücke kostet 84 Millionen Euro. Er sagte: „Das ist viel zu teuer für uns“, und ging."
DAY = DateSpan(date(2022, 9, 1), date(2022, 9, 30), "month", "markup")
ARTICLE = Article("a1", "Brücke", TEXT, DAY, None, (), None, "de", None, "here")
CASE = Case("q", "Was kostet die Brücke?", "de", ("84 Millionen Euro",), (Gold(article_id="a1"),))
JUDGE = RuleJudge(HashEmbedder())


def citation(quote, marker=1, start=None):
    start = TEXT.index(quote) if start is None else start
    return Citation(marker, "a1", "Brücke", DAY, None, None, quote, start, start + len(quote))


def answer(text, *sentences, citations=(), abstained=False, unknown=()):
    return Answer(
        question="Was kostet die Brücke?", text=text, sentences=tuple(sentences), citations=tuple(citations), hits=(),
        filters=Filters(), coverage=Coverage(1, None, None), abstained=abstained, unknown_markers=tuple(unknown),
        answerer="llm", timings_ms={},
    )  # fmt: skip


def scores(case, given, relevant=None):
    return answer_metrics(
        case, given, {"a1": 1} if relevant is None else relevant, judge=JUDGE, article=lambda name: ARTICLE
    )


def test_a_right_answer_with_a_true_quote_scores_everywhere():
    quote = "Die Brücke kostet 84 Millionen Euro."
    given = answer(f"{quote} [1]", Sentence(quote, (1,), "verbatim"), citations=[citation(quote)])
    # 3 words of the answer's 5 ("die" is an article) are the gold's 3: precision 3/5, recall 1.
    assert scores(CASE, given) == {
        "EM": 0, "F1": pytest.approx(2 * 0.6 / 1.6), "contains": 1, "contains@1": 1, "contains@2": 1,
        "gold_citation_recall": 1, "gold_citation_precision": 1, "citation_recall": 1, "citation_precision": 1,
        "verbatim_quotes": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("place", "first", "first_two"), [(0, 1, 1), (1, 0, 1), (2, 0, 0)])
def test_what_a_reader_in_a_hurry_finds_is_counted_by_the_sentences_read(place, first, first_two):
    quote = "Die Brücke kostet 84 Millionen Euro."
    said = [Sentence("Der Rat tagte am Montag.", (1,), "verbatim") for _ in range(3)]
    said[place] = Sentence(quote, (1,), "verbatim")
    found = scores(CASE, answer(" ".join(one.text for one in said), *said, citations=[citation(quote)]))
    assert (found["contains@1"], found["contains@2"], found["contains"]) == (first, first_two, 1)


def test_a_quote_that_is_not_in_its_article_is_counted_wherever_it_stands():
    wrong = citation("kostet 84 Millionen Euro", start=0)
    said = Sentence("Er sagte: „Das ist viel zu billig für uns“.", (2,), "unsupported")
    true = citation("Er sagte: „Das ist viel zu teuer für uns“, und ging.", 2)
    given = answer("…", said, citations=[wrong, true])
    # Of two citations one is true, and the words in quote marks are not there: 1 of 3.
    assert scores(CASE, given)["verbatim_quotes"] == pytest.approx(1 / 3)


def test_claims_are_borne_out_by_the_answer_and_not_by_its_words_alone():
    case = replace(CASE, answers=(), claims=("Die Brücke kostet 84 Millionen.", "Die Brücke kostet 85 Millionen."))
    given = answer("Die neue Brücke kostet 84 Millionen Euro [1].", Sentence("x", (), "unsupported"))
    assert scores(case, given)["claim_recall"] == 0.5
    assert scores(case, answer("Nichts gefunden.", abstained=True))["claim_recall"] == 0


def test_a_refusal_scores_nothing_where_there_is_an_answer_and_all_where_there_is_none():
    refused = answer("Im Archiv steht dazu nichts.", abstained=True)
    assert scores(CASE, refused) == {
        "abstention_precision": 0, "EM": 0, "F1": 0, "contains": 0, "contains@1": 0, "contains@2": 0,
        "gold_citation_recall": 0,
    }  # fmt: skip
    unanswerable = replace(CASE, answers=(), gold=(), abstain=True)
    assert scores(unanswerable, refused, {}) == {"abstention_precision": 1, "abstention_recall": 1}
    quote = "Die Brücke kostet 84 Millionen Euro."
    given = answer(quote, Sentence(quote, (1,), "verbatim"), citations=[citation(quote)])
    assert scores(unanswerable, given, {})["abstention_recall"] == 0
    assert "abstention_precision" not in scores(unanswerable, given, {})


def test_an_answer_in_another_language_than_its_question_is_told():
    given = answer("The bridge costs 84 million euros and is made of steel.", Sentence("x", (), "unsupported"))
    assert scores(CASE, given)["answer_language"] == 0


def hit(span, also=None):
    article = replace(ARTICLE, published=span)
    other = (AlsoIn("a2", "Other", also, None, "reprint"),) if also else ()
    return Hit(Passage("p", "a1", 0, 3, "Die"), article, 1, 1.0, {}, other)


@pytest.mark.parametrize(
    ("hits", "leak"),
    [
        ([hit(DAY)], 0),
        ([hit(DAY), hit(None)], 1),  # without a date it may be from later
        ([hit(DateSpan(date(2023, 1, 1), date(2023, 12, 31), "year", "markup"))], 1),  # may have appeared after June
        ([hit(DAY, also=DateSpan(date(2024, 1, 1), date(2024, 1, 1), "day", "markup"))], 1),  # another printing
    ],
)
def test_what_may_be_later_than_the_as_of_date_is_a_leak(hits, leak):
    filters = Filters(as_of=date(2023, 6, 30))
    assert search_metrics(CASE, filters, hits, None) == {"as_of_leaks": leak}


def test_time_words_are_scored_by_the_span_that_was_applied():
    case = replace(CASE, expects=(date(2022, 9, 1), date(2022, 9, 30)))
    right = Filters(first=date(2022, 9, 1), last=date(2022, 9, 30))
    assert search_metrics(case, right, [], None) == {"time_span": 1}
    assert search_metrics(case, replace(right, last=date(2022, 9, 29)), [], None) == {"time_span": 0}
    assert search_metrics(case, Filters(), [], None) == {"time_span": 0}
    outside = hit(DateSpan(date(2022, 10, 1), date(2022, 10, 1), "day", "markup"))
    assert search_metrics(replace(CASE, filters=right), right, [hit(DAY), outside], None) == {"filter_leaks": 1}


def test_a_model_that_judges_is_asked_once_for_each_sentence(tmp_path):
    llm = ScriptedModel("Yes.", "No, it does not.")
    judge = ModelJudge(llm, tmp_path / "run" / "judgements.jsonl")
    asked = [
        judge.supports(sentence, ["It cost 84."], "en") for sentence in ("It cost 84.", "It cost 85.", "It cost 84.")
    ]
    assert asked == [True, False, True]
    assert len(llm.asked) == 2
    # The next run reads what was judged, and asks nothing; another model does not.
    again = ModelJudge(ScriptedModel(), tmp_path / "run" / "judgements.jsonl")
    assert again.supports("It cost 85.", ["It cost 84."], "en") is False
    assert "scripted, prompt" in judge.name


def test_the_rules_judge_a_sentence_by_its_quotes_in_its_own_and_in_another_language():
    assert JUDGE.supports("Sie kostet 84 Millionen Euro.", ["Die Brücke kostet 84 Millionen Euro."], "de")
    assert not JUDGE.supports("Sie kostet 85 Millionen Euro.", ["Die Brücke kostet 84 Millionen Euro."], "de")
    # Word-hash vectors share nothing across languages, so nothing is borne out there.
    assert not JUDGE.supports("Die Brücke kostet 84 Millionen.", ["The bridge costs 84 million euros in all."], "de")
