"""Reading archives: every record comes out once, good or rejected, and nothing is lost because of a bad neighbour."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archives import read_archives
from index.errors import ArchiveError, SettingsError
from index.types import Record, Reject
from tests.archive_tools import ARCHIVES, lines_of, read, records, rejects

SHARED = Path(__file__).parents[2] / "shared" / "data"


def test_an_archive_that_there_is_not_stops_everything_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as raised:
        read_archives([ARCHIVES / "news.jsonl", tmp_path / "gone.jsonl"])
    assert raised.value.what == "there is no such archive"
    assert raised.value.where == str(tmp_path / "gone.jsonl")
    assert raised.value.fix == "check the path"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xyz", b"Some words.", "the file is of an unknown format"),
        ("a.png", b"\x89PNG", "the file is a picture, which is not read"),
        ("a.odt", b"PK\x03\x04", "the file is ODT, which is not read"),
    ],
)
def test_a_file_of_an_unknown_format_that_is_named_itself_stops_with_the_formats_there_are(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ArchiveError) as raised:
        read_archives([tmp_path / name])
    assert raised.value.what == what
    assert raised.value.where == str(tmp_path / name)
    assert raised.value.fix is not None
    assert raised.value.fix.startswith(("the formats read are dateline text, JSON lines", "save it as docx"))


def test_an_empty_file_is_a_reject() -> None:
    assert read("plain/sport/empty.txt") == [Reject("empty.txt", "empty")]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) == []


def test_several_archives_are_read_in_the_order_given() -> None:
    found = [r.place for r in read("squad.json", "beir", "article-plain.md")]
    assert found == [
        *("squad.json#1", "squad.json#2", "squad.json#3"),
        *("beir/corpus.jsonl:1", "beir/corpus.jsonl:2", "article-plain.md"),
    ]


def test_places_of_archives_with_one_name_tell_them_apart(tmp_path: Path) -> None:
    for folder in ("2021", "2022"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.jsonl").write_bytes(lines_of(1))
    found = read(tmp_path / "2021" / "news.jsonl", tmp_path / "2022" / "news.jsonl", "beir")
    assert [r.place for r in found][:3] == ["2021/news.jsonl:1", "2022/news.jsonl:1", "beir/corpus.jsonl:1"]


def test_records_come_one_at_a_time() -> None:
    found = read_archives([ARCHIVES / "news.jsonl", ARCHIVES / "plain"])
    assert next(found).place == "news.jsonl:1"
    assert next(found).place == "news.jsonl:2"


def test_a_mapping_names_the_fields_that_are_not_recognised(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"überzeile": "A title", "meta": {"words": "A text.", "tags": [{"day": "2022-09"}]}, "date": "soon"}\n'
    )
    mapping = {"title": "überzeile", "text": "meta.words", "published": "meta.tags.day"}
    (record,) = records(read(file, mapping=mapping))
    assert (record.title, record.text) == ("A title", "A text.")
    assert record.published is not None and record.published.edtf == "2022-09"  # and not the date that is "soon"


def test_a_mapping_to_a_field_that_articles_do_not_have_lists_those_they_have() -> None:
    with pytest.raises(SettingsError) as raised:
        read_archives([ARCHIVES / "news.jsonl"], {"publisched": "pub_date"})
    assert raised.value.what == 'a mapping names the field "publisched", which articles do not have'
    assert raised.value.where == "--map publisched=pub_date"
    assert raised.value.fix == (
        "did you mean published? the fields are title, text, published, source, authors, url, language, section, "
        "outside_id"
    )


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2022-09", "2022-09"),
        (2022, "2022"),
        (20220914, "2022-09-14"),
        ("20220914", "2022-09-14"),
        (1663142400, "2022-09-14"),  # seconds
        ("1663142400", "2022-09-14"),
        (1663142400000, "2022-09-14"),  # milliseconds
        (1663142400.5, "2022-09-14"),
        (["2022-09-14"], "2022-09-14"),
        ({"@value": "2022-09-14"}, "2022-09-14"),
    ],
)
def test_a_date_may_be_a_number_or_within_an_object(tmp_path: Path, value: object, edtf: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "A text.", "date": value}))
    (record,) = records(read(tmp_path))
    assert record.published is not None and record.published.edtf == edtf


@pytest.mark.parametrize("value", ["", None, "n/a", "unknown", "-", "0000-00-00", "None"])
def test_a_date_that_is_left_open_is_unknown(tmp_path: Path, value: object) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "A text.", "date": value}))
    (record,) = records(read(tmp_path))
    assert record.published is None


@pytest.mark.parametrize("value", ["2021-13-02", "soon", 7, -1, 1e300, True, {"a": 1}, "²²²²²²²²²²"])
def test_a_date_that_is_none_is_not_guessed(tmp_path: Path, value: object) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "A text.", "date": value}))
    (found,) = rejects(read(tmp_path))
    assert found.reason.startswith(f'field "date" is "{value}", not a date; write it as YYYY')


def test_a_date_in_the_address_serves_where_no_field_has_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "A text.", "url": "https://x.example/2022/09/14/flood"}')
    (record,) = records(read(tmp_path))
    assert record.published is not None
    assert (record.published.edtf, record.published.origin, record.source) == ("2022-09-14", "file name", "x.example")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One &amp; two.</p>\n<p>Three<br>four <b>five</b>.</p>", "One & two.\n\nThree\nfour five."),
        ("<div><script>evil()</script>Words.</div>", "Words."),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("The tag <b> makes text bold.", "The tag <b> makes text bold."),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("A clich&#233; of R&D &c.", "A cliché of R&D &c."),
    ],
)
def test_a_body_that_an_export_left_in_html_becomes_its_words(tmp_path: Path, body: str, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"content": {"rendered": body}}) + "\n" + json.dumps({"text": body}))
    assert [r.text for r in records(read(tmp_path))] == [text, text]


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ("en", "en"),
        ("en_US", "en-US"),
        ("DEU", "de"),
        ("German", "de"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("und", None),
        ("?!", None),
    ],
)
def test_a_language_is_read_as_bcp47(tmp_path: Path, stated: str, language: str | None) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "A text.", "lang": stated}))
    assert [r.language for r in records(read(tmp_path))] == [language]


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"text": ' * 100_000,
        "9" * 10_000,
        '{"text": NaN}',
        "{" + '"a":1,' * 10_000 + "}",
        "\x00\x01\x02",
    ],
    ids=["nested list", "nested object", "long number", "NaN", "trailing comma", "control characters"],
)
def test_no_line_whatever_stops_a_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Before."}\n' + line + '\n{"text": "After."}\n')
    found = read(tmp_path)
    assert [r.text for r in records(found) if r.text != "nan"] == ["Before.", "After."]
    assert len(found) == 3


GOOD = [json.dumps({"id": str(n), "title": f"Title {n}", "text": f"Text {n}."}).encode() for n in range(30)]


# Bytes as a bad disk or a bad export leaves them, and the beginnings of files in other encodings.
SPOILT = st.one_of(
    st.binary(min_size=1, max_size=60), st.sampled_from([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe4" * 60])
)


# Not the first line: a file's beginning tells how it is packed and encoded, so there it is not only a line.
@given(st.dictionaries(st.integers(1, len(GOOD) - 1), SPOILT.map(lambda spoilt: spoilt.replace(b"\n", b" "))))
@settings(max_examples=100, deadline=None)
def test_every_line_is_accounted_for_however_some_are_corrupted(spoilt: dict[int, bytes]) -> None:
    """Each line gives one record or one reject, but for blank ones; every line that was not spoilt gives its record."""
    lines = [spoilt.get(n, line) for n, line in enumerate(GOOD)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_bytes(b"\n".join(lines) + b"\n")
        found = read(Path(folder) / "a.jsonl")
    # No record is written in a byte order mark and blanks: such a line may be passed over.
    blank = sum(
        not line.replace(b"\xef\xbb\xbf", b"").strip(b" \t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\x00") for line in lines
    )
    assert len(lines) - blank <= len(found) <= len(lines)
    kept = {r.outside_id for r in records(found)}
    assert {str(n) for n in range(len(GOOD)) if n not in spoilt} <= kept
    assert all(r.place.startswith("a.jsonl:") for r in found)
    assert len({r.place for r in found}) == len(found)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.json", "a.csv", "a.md", "a.sgm", "a.jsonl", "a", "a.zip"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_whatever_break_a_reader(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        found = read(Path(folder))
    assert found
    for one in found:
        one.place.encode()
        if isinstance(one, Record):
            (one.text + (one.title or "")).encode()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collections are not here")
def test_the_newswire_and_the_magazine_are_read_whole() -> None:
    found = read(SHARED / "archives")
    assert not rejects(found)
    by_source = Counter(r.source for r in records(found))
    assert by_source == {"Reuters": 10_000, None: 1_113}
    stories = [r for r in records(found) if r.source]
    assert sorted(int(r.outside_id or 0) for r in stories) == list(range(1, 10_001))
    assert all(r.published and r.published.precision == "day" and r.published.first.year == 1987 for r in stories)
    pieces = [r for r in records(found) if not r.source]
    assert all(r.title and r.text and r.published is None for r in pieces)
    assert {r.section for r in pieces} == {"business", "entertainment", "politics", "sport", "tech"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collections are not here")
@pytest.mark.parametrize("language", ["de", "en", "es"])
def test_a_published_squad_set_gives_its_240_paragraphs(language: str) -> None:
    found = records(read(SHARED / "suites" / f"xquad.{language}.json"))
    assert len(found) == 240
    assert len({r.outside_id for r in found}) == 240
