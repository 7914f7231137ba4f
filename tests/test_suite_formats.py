"""Suites of other projects are read as they are, and a broken one is refused with file, line and field."""

import json
from datetime import date

import pytest

from eval.indexing import archives_of
from eval.suites import load_suite
from eval.types import Gold
from index.archives import read_archives
from index.errors import SuiteError
from tests.eval_tools import run_hashed, write_suite

TOPICS = {
    "topics.txt": """<top>
<num> Number: 301
<title> harbour bridge

<desc> Description:
What did the bridge cost?
</top>
<top>
<num> Number: 302
<title> lighthouse &amp; keeper
</top>
""",
    "topics.xml": """<topics>
<topic number="301"><query>harbour bridge</query><question>harbour   bridge</question></topic>
<topic number="302"><title>lighthouse &amp; keeper</title></topic>
</topics>
""",
    "topics.tsv": "301\tharbour bridge\n302\tlighthouse & keeper\n",
}
CORPUS = [
    {"_id": "a", "title": "Bridge", "text": "The harbour bridge cost 84 million."},
    {"_id": "b", "title": "Light", "text": "The lighthouse keeper has left."},
]


def trec(folder, name="topics.txt"):
    folder.mkdir()
    (folder / name).write_text(TOPICS[name])
    (folder / "qrels.txt").write_text("301 0 a 2\n301 0 b 0\n302 0 b 1\n302 0 a -1\n")
    (folder / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in CORPUS))
    return folder


@pytest.mark.parametrize("name", TOPICS)
def test_a_trec_folder_is_read_with_topics_of_any_of_three_forms(tmp_path, name):
    suite = load_suite(trec(tmp_path / "robust", name))
    assert [(case.id, case.question) for case in suite.cases] == [
        ("301", "harbour bridge"),
        ("302", "lighthouse & keeper"),
    ]
    assert suite.cases[0].gold == (Gold(outside_id="a", relevance=2), Gold(outside_id="b", relevance=0))


def test_a_trec_folder_is_run_on_its_collection_and_judged_documents_are_counted(tmp_path):
    report = run_hashed(trec(tmp_path / "robust"), tmp_path / "run", retrieval_only=True)
    assert report.metrics["nDCG@10"] == 1
    # Both documents of the collection are judged for both topics.
    assert report.metrics["Judged@10"] == 1
    lines = (tmp_path / "run" / "run.trec").read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [["301", "Q0"], ["301", "Q0"], ["302", "Q0"], ["302", "Q0"]]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("topics.txt", "<top>\n<num> Number: 301\n</top>\n", r'field "title" is missing\n.*topics.txt:1'),
        ("topics.txt", "\n<top>\n<title> bridge\n</top>\n", r'field "number" is missing\n.*topics.txt:2'),
        ("topics.txt", "301\tx\n\n301\ty\n", r'"301" is there twice\n.*topics.txt:3'),
        ("topics.txt", "301 no tab\n", r'field "title" is missing\n.*topics.txt:1'),
        ("qrels.txt", "301 0 a\n301 0\n", r'field "gain" is "a"|not a judgement'),
        ("qrels.txt", "301 0 a 1.5\n", r'field "gain" is "1.5"\n.*qrels.txt:1'),
        ("qrels.txt", "999 0 a 1\n", '"999" is judged but not there'),
        ("qrels.txt", "301 0 a 0\n", "no query has a relevant document"),
    ],
)
def test_a_broken_trec_folder_is_refused_with_file_and_line(tmp_path, name, text, message):
    folder = trec(tmp_path / "robust")
    (folder / name).write_text(text)
    with pytest.raises(SuiteError, match=message):
        load_suite(folder)


ALCE = [
    {
        "sample_id": "s1",
        "question": "When was the bridge built, and when was it torn down?",
        "qa_pairs": [{"short_answers": ["1931", "in 1931"]}, {"short_answers": ["2024"]}],
        "docs": [
            {"id": "9", "title": "Bridge", "text": "The old bridge was built in 1931."},
            {"id": "9", "title": "Other", "text": "Something else altogether."},
        ],
    },
    {"question": "Name two birds.", "answers": [["tern"], ["gull", "seagull"]], "docs": [{"title": "Birds", "text": "The tern and the gull."}]},
    {"question": "Why is it so?", "claims": ["It is so because it was so."], "docs": []},
]  # fmt: skip


def test_an_alce_file_is_read_with_its_documents_and_gold_is_what_holds_an_answer(tmp_path):
    (tmp_path / "asqa.json").write_text(json.dumps(ALCE))
    suite = load_suite(tmp_path / "asqa.json")
    assert [case.id for case in suite.cases] == ["s1", "2", "3"]
    assert [case.facets for case in suite.cases] == [
        (("1931", "in 1931"), ("2024",)),
        (("tern",), ("gull", "seagull")),
        (),
    ]
    assert suite.cases[2].claims == ("It is so because it was so.",)
    assert [len(case.gold) for case in suite.cases] == [1, 1, 0]
    (archive,) = archives_of(suite, tmp_path / "made")
    records = list(read_archives([archive]))
    assert [record.text for record in records] == [one.text for one in suite.articles]
    assert {gold.outside_id for case in suite.cases for gold in case.gold} <= {record.outside_id for record in records}
    # Written once: an index of it does not go stale by being used again.
    written = archive.stat().st_mtime_ns
    archives_of(suite, tmp_path / "made")
    assert archive.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"question": "What did it cost?", "ground_truth": "84 million", "contexts": ["It cost 84 million.", "Rain fell."]}]),
        json.dumps([{"user_input": "What did it cost?", "reference": "84 million", "reference_contexts": ["It cost 84 million."], "retrieved_contexts": ["Rain fell."]}]),
        json.dumps({"question": ["What did it cost?"], "ground_truths": [["84 million"]], "contexts": [["It cost 84 million.", "Rain fell."]]}),
        json.dumps({"question": "What did it cost?", "ground_truth": "84 million", "contexts": ["It cost 84 million.", "Rain fell."]}) + "\n"
        + json.dumps({"question": "Did rain fall?", "ground_truth": "yes", "contexts": ["Rain fell."]}) + "\n",
    ],
    ids=["old names", "new names", "columns", "lines"],
)  # fmt: skip
def test_ragas_records_are_read_in_each_of_their_forms(tmp_path, text):
    (tmp_path / "records.json").write_text(text)
    suite = load_suite(tmp_path / "records.json")
    case = suite.cases[0]
    assert (suite.kind, case.question, case.answers) == ("ragas", "What did it cost?", ("84 million",))
    texts = {one.id: one.text for one in suite.articles}
    assert set(texts.values()) == {"It cost 84 million.", "Rain fell."}
    assert [texts[gold.outside_id] for gold in case.gold] == ["It cost 84 million."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n {"question": "a", "docs": []},\n {"docs": []}\n]', r'field "question" is missing or empty\n.*s.json:3'),
        ('[\n {"question": "a", "docs": [\n  {"title": "t"}]}]', r'field "text" is missing or empty\n.*s.json:3'),
        ('[{"question": "a", "docs": "none"}]', r'field "docs" is "none", not a list'),
        ('[{"question": "a", "docs": [], "qa_pairs": [{"short_answers": [1, {}]}]}]', 'field "short_answers" holds {}'),
        (
            '[{"question": "a", "contexts": ["x"]},\n{"contexts": ["x"]}]',
            r'field "user_input" is missing.*\n.*s.json:2',
        ),
        ('{"question": "a", "ground_truth": "b"}\n{"question": 1', r"not JSON.*\n.*s.json:2"),
        ('{"question": "a"}\n{"ground_truth": "b"}', r'field "user_input" is missing.*\n.*s.json:2'),
        ('{"question": ["a", "b"], "ground_truth": ["c"]}', "columns differ in length"),
        ("[]", "not a JSON object"),
        ("[1]", "not a JSON object"),
    ],
)
def test_a_broken_file_of_another_project_is_refused_with_line_and_field(tmp_path, text, message):
    (tmp_path / "s.json").write_text(text)
    with pytest.raises(SuiteError, match=message):
        load_suite(tmp_path / "s.json")


def squad_text(question):
    return json.dumps({"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": "It cost 84 million.", "qas": [question]}]}]}, indent=1)  # fmt: skip


def test_the_answer_of_a_squad_question_is_the_quote_of_its_gold(tmp_path):
    question = {"id": "1", "question": "What did it cost?", "answers": [{"text": "84 million", "answer_start": 8}] * 2, "is_impossible": False}  # fmt: skip
    (tmp_path / "s.json").write_text(squad_text(question))
    (case,) = load_suite(tmp_path / "s.json").cases
    assert case.answers == ("84 million",)
    assert case.gold == (Gold(outside_id="T#1", quote="84 million"),)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"id": "1", "question": "x", "answers": []}, r'field "answers" holds none\n.*s.json:10: T#1, question 1'),
        ({"id": "1", "question": "x", "answers": "84"}, 'field "answers" is "84", not a list'),
        ({"id": "1", "question": "x", "answers": ["84"]}, "holds something that is no object"),
        ({"id": "1", "question": ["x"], "answers": []}, r'field "question" is \["x"\], not text'),
        ("x", "a question is not an object"),
    ],
)
def test_a_broken_squad_question_is_refused_with_line_and_field(tmp_path, question, message):
    (tmp_path / "s.json").write_text(squad_text(question))
    with pytest.raises(SuiteError, match=message):
        load_suite(tmp_path / "s.json")


CASE = {"id": "1", "question": "What did it cost?", "gold": [{"title": "T"}]}


def test_every_field_of_an_own_case_is_read(tmp_path):
    case = {
        **CASE, "kind": "conflict", "language": "en", "facets": [["84"], ["61", "sixty-one"]], "history": ["And before?"],
        "today": "2022-10-01", "expects": {"from": "2022-09-01", "to": "2022-09-30"}, "filters": {"as_of": "2023"},
        "gold": [{"article_id": "x", "quote": "84", "start": 3}, {"outside_id": "y", "relevance": 0}],
        "feedback": {"verdict": "down", "comment": "wrong year"},
    }  # fmt: skip
    (read,) = load_suite(write_suite(tmp_path / "s.json", [case])).cases
    assert (read.kind, read.facets, read.history) == ("conflict", (("84",), ("61", "sixty-one")), ("And before?",))
    assert (read.today, read.expects) == (date(2022, 10, 1), (date(2022, 9, 1), date(2022, 9, 30)))
    assert read.filters.as_of == date(2023, 12, 31)
    assert read.gold == (Gold(article_id="x", quote="84", start=3), Gold(outside_id="y", relevance=0))
    assert read.feedback.comment == "wrong year"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"facets": "84"}, 'field "facets" is "84", not a list'),
        ({"history": [{}]}, 'field "history" holds {}'),
        ({"today": "2022-10"}, 'today is "2022-10", not a day'),
        ({"expects": {"from": "2022"}}, 'field "expects" is no span'),
        ({"expects": {"from": "2023", "to": "2022"}}, "ends before it begins"),
        ({"abstain": "yes"}, 'field "abstain" is "yes"'),
        ({"gold": [{"title": "T", "start": "3"}]}, 'field "start" is "3"'),
        ({"gold": [{"title": "T", "passage": "3"}]}, "unknown gold field passage"),
        ({"filters": ["x"]}, r'field "filters" is \["x"\], not an object'),
        ({"filters": {"until": "2022"}}, "unknown filter until"),
        ({"feedback": {"verdict": "maybe"}}, "has no verdict"),
        ({"question": 7.5, "id": ""}, 'field "id" is missing or empty'),
    ],
)
def test_a_broken_own_case_is_refused_with_line_and_field(tmp_path, change, message):
    text = json.dumps({"version": 1, "cases": [{**CASE, "id": "0"}, {**CASE, **change}]}, indent=None)
    (tmp_path / "s.json").write_text(text.replace('}, {"id": "', '},\n{"id": "'))
    with pytest.raises(SuiteError, match=rf"{message}[^§]*s.json:2: case 2"):
        load_suite(tmp_path / "s.json")


def test_a_suite_includes_others_and_each_archive_once(tmp_path):
    write_suite(tmp_path / "a.json", [CASE], [])
    write_suite(tmp_path / "b.json", [{**CASE, "id": "2"}], archives=["a.jsonl"])
    suite = load_suite(write_suite(tmp_path / "all.json", [], include=["a.json", "b.json"]))
    assert [case.id for case in suite.cases] == ["1", "2"]
    assert [path.name for path in suite.archives] == ["a.jsonl"]
    assert len(suite.files) == 3
    with pytest.raises(SuiteError, match="no such suite"):
        load_suite(write_suite(tmp_path / "all.json", [], include=["c.json"]))
    with pytest.raises(SuiteError, match='two cases have the id "1"'):
        load_suite(write_suite(tmp_path / "all.json", [CASE], include=["a.json"]))
    with pytest.raises(SuiteError, match="no case"):
        load_suite(write_suite(tmp_path / "all.json", []))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, b'\xef\xbb\xbf{"cases": [], "version": 1}'])
def test_a_file_of_rubbish_is_refused_in_words(tmp_path, content):
    (tmp_path / "s.json").write_bytes(content)
    with pytest.raises(SuiteError):
        load_suite(tmp_path / "s.json")
