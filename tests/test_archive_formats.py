"""Formats: each tiny archive in tests/archives becomes the records that a reader of it would expect."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.types import Record
from tests.archive_tools import ARCHIVES, read, records, rejects


def edtf(record: Record) -> str | None:
    return record.published.edtf if record.published else None


def test_dateline_text_gives_a_record_a_header() -> None:
    found = records(read("dateline.txt"))
    assert [(r.place, edtf(r), r.source) for r in found] == [
        ("dateline.txt:1", "2022-09", "seeblatt.example"),
        ("dateline.txt:7", "2022-09-14", "bergpost.example"),
        ("dateline.txt:8", "1998~", "Amtsblatt Lindau"),
        ("dateline.txt:11", "2022-09-14", "seeblatt.example"),
        ("dateline.txt:12", None, "seeblatt.example"),
    ]
    first, second = found[:2]
    assert first.title == "Deich bricht bei Lindau"  # short, without a full stop, and a blank line after it
    assert first.text == (
        "In der Nacht ist bei Lindau ein Deich gebrochen. 200 Menschen mussten ihre Häuser verlassen.\n\n"
        "Verletzt wurde niemand."
    )
    assert first.published is not None and first.published.origin == "header"
    assert second.title is None
    assert second.text == "Der Deich bei Lindau hält wieder. Das teilte die Stadt mit."
    assert second.url == "https://www.bergpost.example/2022/09/14/deich"


def test_dateline_text_that_is_wrong_is_rejected_with_its_line_and_the_rest_is_read() -> None:
    found = read("dateline-broken.txt")
    assert [(r.place, r.reason.split(";")[0]) for r in rejects(found)] == [
        ("dateline-broken.txt:1", "text before the first header"),
        ("dateline-broken.txt:3", 'the header\'s date is "2021-13-02", not a date'),
        ("dateline-broken.txt:8", "neither text nor title: nothing follows the header"),
    ]
    good = records(found)
    assert [r.place for r in good] == ["dateline-broken.txt:5", "dateline-broken.txt:10"]
    # A sentence that begins with the word is no header.
    assert "The date of the wedding was kept secret: nobody knew it." in good[0].text
    assert "date palms grow in the south: they need sun." in good[0].text


def test_a_date_in_words_stands_in_a_header_too(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("date 12. September 2022 Neue Seezeitung: Der Deich hält.\ndate im Mai 1998 x.example: Kurz.\n")
    assert [(edtf(r), r.source) for r in records(read(file))] == [
        ("2022-09-12", "Neue Seezeitung"),
        ("1998-05", "x.example"),
    ]


def test_json_lines_know_the_field_names_of_schema_org_and_of_exports() -> None:
    first, second, third, fourth, fifth = records(read("news.jsonl"))
    assert first == Record(
        place="news.jsonl:1",
        text="A dam broke at night.\n\nNobody was hurt.",
        title="Dam breaks near Lindau",
        published=first.published,
        source="Seeblatt",
        authors=("Anna Muster", "Ben Beispiel"),
        url="https://www.seeblatt.example/a?id=7",  # no tracking, no fragment, no default port, no capitals
        language="en-GB",
        section="Local",
        outside_id="sb-1",
    )
    assert (edtf(first), first.published and first.published.origin) == ("2022-09-14", "markup")
    assert (edtf(second), second.source, second.authors) == (
        "2022-09",
        "bergpost.example",
        ("Carla Demo", "Dirk Probe"),
    )
    assert (second.url, second.language, second.outside_id) == ("https://bergpost.example/b", "en", "17")
    assert third.text == "First paragraph.\n\nSecond paragraph."
    # 1,663,142,400 seconds after 1970 began are 14 September 2022, 8:00 in Greenwich.
    assert (edtf(third), edtf(fourth)) == ("2022-09-14", "2022-09-14")
    assert fourth.title == "<script>alert(1)</script>"
    assert (fifth.title, fifth.text, fifth.published, fifth.place) == ("A headline alone", "", None, "news.jsonl:6")


def test_a_json_line_that_is_wrong_is_rejected_with_its_line_and_its_neighbours_are_kept() -> None:
    found = read("news-broken.jsonl")
    assert [(r.place, r.reason.split(";")[0]) for r in rejects(found)] == [
        ("news-broken.jsonl:2", "not JSON: Unterminated string starting at column 43"),
        ("news-broken.jsonl:3", 'field "published" is "2021-13-02", not a date'),
        ("news-broken.jsonl:4", "not a JSON object but a list"),
        ("news-broken.jsonl:5", "not a JSON object but a text"),
        ("news-broken.jsonl:6", "neither text nor title among the fields id, published"),
        ("news-broken.jsonl:7", "neither text nor title among the fields headlines, words"),
    ]
    assert "write it as YYYY, YYYY-MM or YYYY-MM-DD" in rejects(found)[1].reason
    assert [r.outside_id for r in records(found)] == ["a-1", "a-8", "a-9"]


def test_halves_of_letters_are_joined_or_replaced_so_that_a_store_can_keep_them() -> None:
    halves = records(read("news-broken.jsonl"))[1]
    assert (halves.title, halves.text) == ("Half a letter �", "Two halves are one letter: 😀.")


def test_a_json_array_gives_a_record_an_element() -> None:
    assert [(r.place, r.outside_id, edtf(r)) for r in records(read("news.json"))] == [
        ("news.json#1", "j-1", "2020-01-01"),
        ("news.json#2", "j-2", "2020-01-02"),
        ("news.json#3", "j-3", "2020-01-03"),
    ]


def test_a_json_element_that_is_wrong_does_not_cost_the_next_one() -> None:
    found = read("news-broken.json")
    assert [r.outside_id for r in records(found)] == ["j-1", "j-3", "j-5"]
    assert [(r.place, r.reason) for r in rejects(found)] == [
        ("news-broken.json#2", "not JSON: Expecting ',' delimiter at character 65 of the record"),
        ("news-broken.json#4", "not a JSON object but a number"),
    ]


def test_a_json_document_that_holds_a_list_gives_its_entries() -> None:
    one, two = records(read("newsapi.json"))
    assert (one.source, one.text) == ("Seeblatt", "The whole text of one.")
    assert (two.authors, two.text) == (("Anna Muster",), "Only a description.")


@pytest.mark.parametrize(
    ("written", "titles"),
    [
        ('{"title": "A", "text": "a"}', ["A"]),  # one record
        ('{\n"title": "A",\n"text": "a"\n}\n{\n"title": "B",\n"text": "b"\n}', ["A", "B"]),  # one after the other
        ('{"title": "A", "text": "a"}\n{"title": "B", "text": "b"}\n', ["A", "B"]),  # JSON lines by another name
        ('{"x1": {"title": "A", "text": "a"}, "x2": {"title": "B", "text": "b"}}', ["A", "B"]),  # by id
        ('{"response": {"docs": [{"title": "A", "text": "a"}]}}', ["A"]),  # Solr
        ('{"hits": {"hits": [{"_source": {"title": "A", "text": "a"}}]}}', ["A"]),  # Elasticsearch
        ('\ufeff[{"title": "A", "text": "a"}]', ["A"]),
    ],
)
def test_json_is_read_in_every_shape_that_exports_have(tmp_path: Path, written: str, titles: list[str]) -> None:
    file = tmp_path / "export.json"
    file.write_text(written, encoding="utf-8")
    assert [r.title for r in records(read(file))] == titles


def test_a_json_array_longer_than_what_is_read_at_once_is_whole(tmp_path: Path) -> None:
    # Three records of 1.5 MB, so that each is cut by a border between two readings.
    file = tmp_path / "long.json"
    texts = [letter * 1_500_000 for letter in "abc"]
    file.write_text("[" + ",\n".join(f'{{"text": "{text}"}}' for text in texts) + "]")
    assert [r.text for r in records(read(file))] == texts


def test_a_squad_set_gives_an_article_a_paragraph() -> None:
    assert [(r.outside_id, r.title, r.text) for r in records(read("squad.json"))] == [
        ("Lindau#1", "Lindau#1", "Lindau lies on an island."),
        ("Lindau#2", "Lindau#2", "The dam was built in 1998."),
        ("Passau#1", "Passau#1", "Three rivers meet in Passau."),
    ]


def test_a_beir_corpus_keeps_its_ids() -> None:
    assert [(r.outside_id, r.title, r.text) for r in records(read("beir"))] == [
        ("MED-10", "Statins and the heart", "A study of statins."),
        ("MED-14", None, "A record without a title."),
    ]


def test_the_questions_of_a_beir_suite_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "Do statins help?"}\n')
    (found,) = rejects(read(tmp_path))
    assert found.reason.startswith("the questions of a BEIR suite")


def test_a_table_is_read_by_its_header_and_keeps_its_dates_as_they_were_written() -> None:
    first, second = records(read("table.csv"))
    assert (first.place, first.source) == ("table.csv:2", "Seeblatt")
    assert first.text == "In der Nacht; bei Lindau.\nZweite Zeile."
    assert (second.place, second.text) == ("table.csv:4", 'Er sagte "ja".')
    # 03/04/2022 may be in March or in April: the source decides when all of the archive is read.
    assert [edtf(r) for r in (first, second)] == ["2022-12-25", "2022-03-04/2022-04-03"]
    assert [r.written_date for r in (first, second)] == ["25/12/2022", "03/04/2022"]


def test_a_table_without_quoting_keeps_its_quotation_marks() -> None:
    first, second = records(read("table.tsv"))
    assert (first.text, edtf(first)) == ('"Water", said the mayor', "2022-09")
    assert (second.title, edtf(second)) == ("Council", "2022")


def test_a_row_that_is_wrong_costs_only_itself() -> None:
    found = read("table-broken.csv")
    assert [(r.place, r.reason.split(";")[0]) for r in rejects(found)] == [
        ("table-broken.csv:5", "4 fields where the header names 3"),
        ("table-broken.csv:8", 'field "published" is "2022-02-30", not a date'),
    ]
    assert [r.title for r in records(found)] == ["One", "Two", "Three", "Five", "Seven"]
    assert records(found)[3].text == "The fifth, quoted,\non two lines, is good."


def test_a_table_without_a_known_column_says_which_it_has(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("wann,was\n2022,Wasser\n")
    (found,) = rejects(read(file))
    assert found.reason == "no column holds text or titles: wann, was; name one with --map text=COLUMN"
    (record,) = records(read(file, mapping={"text": "was", "published": "wann"}))
    assert (record.text, edtf(record)) == ("Wasser", "2022")


def test_a_mapping_to_columns_that_there_are_not_shows_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("title,text\na,b\n")
    (found,) = rejects(read(file, mapping={"title": "name", "text": "words"}))
    assert found.reason == "no column holds text or titles: title, text; name one with --map text=COLUMN"


def test_markdown_gives_its_words_and_its_front_matter() -> None:
    (record,) = records(read("article.md"))
    assert record.title == "Deich bricht: 200 Menschen in Sicherheit"
    assert (edtf(record), record.authors, record.source) == ("2022-09", ("Anna Muster",), "Seeblatt")
    assert record.text == (
        "In der Nacht ist bei Lindau ein Deich gebrochen.\n\nErster Punkt\n\nZweiter Punkt\n\n"
        "Ort | Pegel\n\nLindau | 4,20"
    )


@pytest.mark.parametrize(
    ("name", "title", "text", "date"),
    [
        ("article-toml.md", "Council meets", "The council met on Monday.", "2022-09-14"),
        (
            "article-plain.md",
            "A heading is the title",
            "Without a front matter, the first heading is the title.",
            None,
        ),
    ],
)
def test_markdown_has_other_front_matters_and_none(name: str, title: str, text: str, date: str | None) -> None:
    (record,) = records(read(name))
    assert (record.title, record.text, edtf(record)) == (title, text, date)


def test_a_front_matter_that_is_no_yaml_is_rejected() -> None:
    (found,) = rejects(read("article-broken.md"))
    assert found.place == "article-broken.md:1"
    assert found.reason.startswith("the front matter cannot be read: ")


def test_a_page_gives_its_main_text_and_what_it_states_of_itself() -> None:
    (record,) = records(read("page.html"))
    assert (record.title, record.authors, record.source) == ("Deich bricht bei Lindau", ("Anna Muster",), "Seeblatt")
    assert (edtf(record), record.language, record.section) == ("2022-09", "de-AT", "Wetter")
    assert record.url == "https://www.seeblatt.example/2022/09/deich"
    paragraphs = record.text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("In der Nacht ist bei Lindau")
    assert "zweihundert Menschen in Sicherheit gebracht & drei Turnhallen" in paragraphs[1]
    assert not any(word in record.text for word in ("Startseite", "abonnieren", "Impressum", "Cookies"))


def test_a_page_that_leaves_its_author_unstated_has_the_same_text_and_its_byline(tmp_path: Path) -> None:
    stated = (ARCHIVES / "page.html").read_text()
    file = tmp_path / "page.html"
    author = ', "author": {"@type": "Person", "name": "Anna Muster"}'
    assert author in stated
    byline = '<p class="author" rel="author">Von Anna Muster</p><p>In der Nacht'
    file.write_text(stated.replace(author, "").replace("<p>In der Nacht", byline))
    (looked_for,), (found,) = records(read(file)), records(read("page.html"))
    assert looked_for.authors == ("Anna Muster",)
    assert (looked_for.title, looked_for.url, looked_for.source) == (found.title, found.url, found.source)
    assert looked_for.text.endswith(found.text)


def test_scripts_and_what_is_shown_without_them_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    page = (ARCHIVES / "page.html").read_text()
    furniture = "<script>track('view')</script><noscript><p>Bitte JavaScript einschalten.</p></noscript>"
    file.write_text(page.replace("<p>Verletzt wurde", f"{furniture}<p>Verletzt wurde"))
    assert records(read(file))[0].text == records(read("page.html"))[0].text


def test_a_page_without_text_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<!doctype html><html><body></body></html>")
    assert [r.reason for r in rejects(read(file))] == ["neither text nor title"]


def test_newswire_is_read_as_it_was_printed() -> None:
    first = records(read("wire.sgm"))[0]
    assert (first.place, first.outside_id, first.source) == ("wire.sgm:2", "1", "Reuters")
    assert (first.title, first.authors) == ("MILL <MLL> SAYS HARVEST IS GOOD", ("Anna Muster",))
    assert (edtf(first), first.section) == ("1987-03-01", "grain, corn")
    # The line that the wire broke is joined, the rows of the table are not, and the sign-off is gone.
    assert first.text == (
        "LINDAU, March 1 - The mill said the harvest of this year was good & dry.\n\nIts owner was glad.\n\n"
        "Shr 34 cts vs 1.19 dlrs\nNet 807,000 vs 2,858,000\nWheat         10\nCorn          12"
    )


def test_newswire_without_a_body_keeps_what_it_has() -> None:
    _, brief, unprocessed = records(read("wire.sgm"))[:3]
    assert (brief.title, brief.text) == ("A HEADLINE ALONE", "")
    assert unprocessed.title is None
    assert unprocessed.text == (
        "WEEKLY REPORT\nReserves.............644 vs.....1,337\nBorrowings...........680 vs.......425"
    )


def test_newswire_that_is_wrong_does_not_cost_the_stories_around_it() -> None:
    found = read("wire.sgm")
    assert [(r.place, r.reason.split(";")[0]) for r in rejects(found)] == [
        ("wire.sgm:41", 'field "DATE" is "31-FEB-1987 15:03:00.00", not a date'),
    ]
    never_closed, last = records(found)[-2:]
    assert (never_closed.outside_id, never_closed.text) == ("5", "This story has no end tag, its text is whole.")
    assert (last.outside_id, last.text) == ("6", "The last café.")


def test_a_folder_of_text_files_gives_an_article_a_file() -> None:
    found = {r.place: r for r in records(read("plain"))}
    assert list(found) == ["plain/wrapped", "plain/politik/2022-09-14-deich.txt", "plain/sport/001.txt"]
    dam = found["plain/politik/2022-09-14-deich.txt"]
    assert (dam.title, dam.section, edtf(dam)) == ("Deich bricht bei Lindau", "politik", "2022-09-14")
    assert dam.text == "In der Nacht ist ein Deich gebrochen.\n\nVerletzt wurde niemand."
    assert dam.published is not None and dam.published.origin == "file name"
    sport = found["plain/sport/001.txt"]
    assert (sport.title, sport.section, sport.published) == ("Lindau wins again", "sport", None)


def test_lines_that_were_broken_to_fit_a_page_are_joined() -> None:
    wrapped = next(r for r in records(read("plain")) if r.place == "plain/wrapped")
    assert wrapped.title is None
    assert wrapped.text == (
        "The whole text is one paragraph that has no headline above it, only words that go on and on over lines that "
        "were broken because the page ended there, and not because a sentence did."
    )


def test_what_is_no_article_in_a_folder_is_named_and_not_dropped() -> None:
    found = {r.place: r.reason.split(";")[0] for r in rejects(read("plain"))}
    assert found == {
        "plain/program": "of an unknown format",
        "plain/report.pdf": "not a PDF that can be read: Failed to load document (PDFium: Data format error).",
        "plain/sport/empty.txt": "empty",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", b"<mediawiki>\n<page>\n<title>T</title>\n<ns>0</ns>\n<revision>\n<text><![CDATA[\n<REUTERS>\n"
                  b"The dam held.]]></text>\n</revision>\n</page>\n</mediawiki>\n"),
        ("a.txt", b"date 2022-09 example.com: Tags begin a story.\n<REUTERS>\nThe dam held.\n"),
        ("a.sgm", b"<REUTERS>\n<TEXT><BODY>A line.\ndate 2022-09 example.com: The dam held.</BODY></TEXT>\n</REUTERS>\n"),
    ],
)  # fmt: skip
def test_words_of_another_format_inside_an_article_do_not_make_the_file_one_of_it(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (one,) = read(tmp_path / name)
    assert isinstance(one, Record)
    assert "The dam held." in one.text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.odt", b"PK\x03\x04", "ODT, which is not read"),
        ("a.rtf", b"{\\rtf1 x}", "RTF, which is not read"),
        ("a.png", b"\x89PNG....", "a picture, which is not read"),
        ("a.xml", b"<?xml version='1.0'?><books/>", "XML with the root <books>, which is not read"),
        ("a.xyz", b"Some words.", "of an unknown format"),
        ("a.txt", b"PNG\x00\x00\x00\x00\x00", "of an unknown format"),
    ],
)
def test_a_format_without_a_reader_is_refused_by_name(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    (found,) = rejects(read(tmp_path))
    assert found.reason.split(";")[0] == reason
    assert "the formats read are dateline text, " in found.reason or "save it as docx" in found.reason


STORY = "Über dem Bodensee\n\nDie Wärme ist für viele zu groß – 30 Grad."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv", "a.md"])
def test_every_format_is_read_in_every_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    escaped = STORY.split("\n\n")[1]
    written = {
        "a.txt": f"date 2022-09 see.example: {STORY}",
        "a.jsonl": f'{{"title": "Über dem Bodensee", "text": "{escaped}"}}\n' * 2,
        "a.json": f'[{{"title": "Über dem Bodensee", "text": "{escaped}"}}]',
        "a.csv": f"title,text\nÜber dem Bodensee,{escaped}\n",
        "a.md": f"# {STORY}",
    }[name]
    (tmp_path / name).write_bytes(written.encode(encoding))
    found = read(tmp_path / name)
    assert not rejects(found)
    assert {(r.title, r.text) for r in records(found)} == {("Über dem Bodensee", escaped)}


@pytest.mark.parametrize(
    ("story", "encoding"),
    [
        ("Мэр города подал в отставку после скандала. Об этом сообщила газета.", "cp1251"),
        ("Мэр города подал в отставку после скандала. Об этом сообщила газета.", "koi8_r"),
        ("Ο δήμαρχος της πόλης παραιτήθηκε μετά το σκάνδαλο, ανακοίνωσε η εφημερίδα.", "iso8859_7"),
        ("市长因为丑闻今天下午宣布辞职,报纸星期一报道。", "gb18030"),
        ("市長はスキャンダルの後に辞任したと新聞が月曜日に報じた。", "shift_jis"),
    ],
)
def test_another_script_than_latin_is_told_by_its_letters(tmp_path: Path, story: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(story.encode(encoding))
    (record,) = records(read(tmp_path))
    assert record.text == story


def test_lines_in_two_encodings_are_both_read(tmp_path: Path) -> None:
    line = '{"text": "Die Wärme ist groß."}\n'
    (tmp_path / "a.jsonl").write_bytes(line.encode("utf-8") + line.encode("latin-1"))
    assert [r.text for r in records(read(tmp_path))] == ["Die Wärme ist groß."] * 2


def test_nul_bytes_within_a_record_do_not_stop_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a\x00b"}\n\x00\x00\n{"text": "c"}\n' + b'{"text": "d"}\n' * 50)
    assert [r.text for r in records(read(tmp_path))] == ["a\x00b", "c", *["d"] * 50]
