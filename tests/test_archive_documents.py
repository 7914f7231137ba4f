"""Formats of libraries, archives and offices: each is read by its reader, and what is damaged costs only itself."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from index.archives import extras
from index.archives.boilerplate import is_page_number, without_boilerplate
from index.archives.hyphens import join_words
from index.archives.limits import Limits
from index.archives.printed import join_lines, without_running_heads
from tests.archive_tools import ARCHIVES, read, records, rejects
from tests.document_tools import book_of, parquet_file, pdf_of, word_file


def test_a_wiki_dump_gives_the_last_revision_of_each_article_in_its_own_words() -> None:
    flood, bridge = records(read("wiki.xml"))
    assert flood.text.startswith("Das Hochwasser begann am 12. September 2022. Der Damm hielt nicht.\n\nFolgen")
    assert "Infobox" not in flood.text and "Bericht" not in flood.text and "Pegel" not in flood.text
    assert (flood.title, flood.source, flood.language, flood.section) == (
        *("Hochwasser in Grünau", "Lokalwiki", "de", "Hochwasser"),
    )
    assert flood.url == "https://de.lokalwiki.example/wiki/Hochwasser_in_Gr%C3%BCnau"
    assert (flood.published.edtf, flood.published.origin) == ("2022-09-14", "markup")
    assert bridge.published.edtf == "2023-05-03"  # the template's day, not that of a revision in 2024


def test_what_is_no_article_of_a_wiki_is_listed_and_a_damaged_page_costs_only_itself() -> None:
    assert [(r.place, r.reason) for r in rejects(read("wiki.xml"))] == [
        ("wiki.xml:37", '"Flut" is a redirect to "Hochwasser in Grünau", not an article'),
        ("wiki.xml:48", '"Diskussion:Hochwasser in Grünau" is a page of the namespace 1, not an article'),
        ("wiki.xml:58", "not well-formed XML: error parsing attribute name, line 8, column 56"),
    ]


def test_a_wiki_page_with_a_long_history_takes_no_more_memory_than_its_last_revision(tmp_path: Path) -> None:
    revision = "<revision>\n<timestamp>2020-01-02T00:00:00Z</timestamp>\n<text>{}</text>\n</revision>\n"
    history = "".join(revision.format("Alt. " * 2000) for _ in range(50)) + revision.format("Neu und kurz.")
    (tmp_path / "w.xml").write_text(
        f"<mediawiki>\n<page>\n<title>A</title>\n<ns>0</ns>\n{history}</page>\n</mediawiki>\n"
    )
    (found,) = read(tmp_path / "w.xml", limits=Limits(record_bytes=20_000))
    assert found.text == "Neu und kurz."


def test_a_feed_gives_an_article_an_entry() -> None:
    first, second = records(read("feed.rss"))
    assert first.text == "Der Damm ist am Montag gebrochen.\n\nDie Stadt wurde geräumt."
    assert (first.title, first.source, first.authors) == (
        *("Damm gebrochen & Stadt geräumt", "Grünauer Bote", ("Anna Beispiel",)),
    )
    assert (first.url, first.language, first.section, first.outside_id) == (
        *("https://bote.example.com/2022/09/damm", "de-DE", "Lokales", "bote-1"),
    )
    assert first.published.edtf == "2022-09-13"
    assert second.published is None
    assert [r.place for r in rejects(read("feed.rss"))] == ["feed.rss#3"]


def test_an_atom_entry_has_the_day_of_its_publication_and_not_of_its_change() -> None:
    (entry,) = read("feed.atom")
    assert (entry.title, entry.text) == ("Bridge reopens", "The bridge is open again.\n\nTrains follow in June.")
    assert entry.published.edtf == "2023-05-03"


def test_a_feed_that_is_cut_off_gives_its_entries_and_says_so(tmp_path: Path) -> None:
    whole = (ARCHIVES / "feed.rss").read_text()
    (tmp_path / "a.rss").write_text(whole[: whole.index("<title>Falscher")])
    found = read(tmp_path / "a.rss")
    assert [r.title for r in records(found)][:2] == ["Damm gebrochen & Stadt geräumt", "Ohne Tag"]
    assert rejects(found)[-1].retryable and "cut off" in rejects(found)[-1].reason


def test_an_issue_of_a_newspaper_gives_its_articles_across_pages_with_broken_words_made_whole() -> None:
    dam, theatre, rest = read("issue")
    assert (dam.title, dam.text) == (
        "Der Damm gebrochen",
        "Das Wasser stieg in der Nacht, die Nord- und Südstadt wurden überflutet.\n\nVierzig Häuser sind geräumt.",
    )
    assert (dam.place, dam.source, dam.language, dam.published.edtf) == (
        *("issue/mets.xml#1", "Grünauer Tageblatt", "de", "1898-05-03"),
    )
    assert (theatre.title, theatre.text) == ("Vom Theater", "Gestern gab man den Faust.")
    assert (rest.place, rest.text) == ("issue/mets.xml!alto/0001.xml", "Feinste Seife bei Maier.")


def test_an_issue_within_a_zip_finds_its_pages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for path in sorted((ARCHIVES / "issue").rglob("*.xml")):
            packed.write(path, path.relative_to(ARCHIVES))
    assert [r.text for r in read(tmp_path / "all.zip")] == [r.text for r in read("issue")]


def test_an_issue_without_one_of_its_pages_says_which_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "alto").mkdir()
    for name in ("mets.xml", "alto/0001.xml"):
        (tmp_path / name).write_bytes((ARCHIVES / "issue" / name).read_bytes())
    found = read(tmp_path)
    label = tmp_path.name
    assert [(r.place, r.reason, r.retryable) for r in rejects(found)] == [
        (f"{label}/mets.xml!alto/0002.xml", "the page alto/0002.xml cannot be found beside it", True),
        (f"{label}/mets.xml#1", "1 of its blocks stand on no page that could be read", True),
    ]
    assert [r.title for r in records(found)] == ["Vom Theater", None]


def test_an_issue_cannot_name_a_page_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_bytes((ARCHIVES / "issue/alto/0002.xml").read_bytes())
    inside = tmp_path / "in"
    inside.mkdir()
    mets = (ARCHIVES / "issue/mets.xml").read_text().replace("./alto/0002.xml", "../secret.xml")
    (inside / "mets.xml").write_text(mets.replace("./alto/0001.xml", "/etc/passwd"))
    assert not records(read(inside))


def test_a_scanned_page_by_itself_is_read_in_its_reading_order() -> None:
    (page,) = read("1898-05-04-page.xml")
    assert page.text == "Erstens.\n\nZweitens.\n\nUngenannt."
    assert page.published.edtf == "1898-05-04"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("das Was-", "ser stieg", "das Wasser stieg"),
        ("das Was\u00ad", "ser stieg", "das Wasser stieg"),
        ("das Was⸗", "ser stieg", "das Wasser stieg"),
        ("die Nord-", "und Südstadt", "die Nord- und Südstadt"),
        ("north-", "and southbound", "north- and southbound"),
        ("der Nord-", "Süd-Dialog", "der Nord-Süd-Dialog"),
        ("a well-", "known man", "a well-known man"),
        ("in 1914-", "1918 fell", "in 1914- 1918 fell"),
        ("the end", "of it", "the end of it"),
    ],
)
def test_a_word_broken_at_a_line_end_is_made_whole(before: str, after: str, joined: str) -> None:
    assert join_words(before, after, {"well-known": 1}) == joined


def test_page_numbers_and_running_heads_are_taken_out_and_the_text_between_them_is_not() -> None:
    texts = [["Der Damm brach.", "Er war alt."], ["Man baute ihn neu."], ["Dann kam der Sommer."], ["1987", "Ende."]]
    pages = [[f"Jahresbericht {n}", *text, f"- {n} -"] for n, text in enumerate(texts, start=1)]
    assert without_running_heads(pages) == [*texts[:3], ["1987", "Ende."]]
    assert without_running_heads([["Kopf", "Eins"], ["Kopf", "Zwei"]]) == [["Kopf", "Eins"], ["Kopf", "Zwei"]]
    assert [is_page_number(line) for line in ("12", "- 3 -", "Seite 3 von 10", "1987 war", "3. Mai")] == [
        *(True, True, True, False, False),
    ]


@pytest.mark.parametrize(
    ("paragraphs", "kept"),
    [
        (["Der Damm brach.", "- 3 -", "Er war alt."], ["Der Damm brach.", "Er war alt."]),
        (["u f BC-STANDARD-OIL-<SRD>-TO   02-26 0082", "The oil firm said."], ["The oil firm said."]),
        (["The firm said.", "REUTER"], ["The firm said."]),
        (["The firm said.\nREUTER", "- 2 -"], ["The firm said."]),
        (["Die Firma klagt.", "(dpa/afp)"], ["Die Firma klagt."]),
        (["Reuters"], ["Reuters"]),
        (["Er war 34.", "1987 war anders."], ["Er war 34.", "1987 war anders."]),
        (["12"], ["12"]),
    ],
)
def test_what_belongs_to_the_printing_is_taken_out_and_no_text_is(paragraphs: list[str], kept: list[str]) -> None:
    assert without_boilerplate(paragraphs) == kept


def test_a_text_with_page_ends_loses_its_running_heads_and_keeps_its_paragraphs(tmp_path: Path) -> None:
    pages = [
        f"Bote {n}\n\nDer Damm {what} und alle Leute in\nder Stadt lie-\nfen davon.\n\nSo {what}.\n- {n} -\n"
        for n, what in enumerate(("hielt", "brach", "war alt", "ist neu"), start=1)
    ]
    (tmp_path / "a.txt").write_text("\f".join(pages))
    (found,) = read(tmp_path / "a.txt")
    assert found.text.split("\n\n")[:2] == [
        "Der Damm hielt und alle Leute in der Stadt liefen davon.",
        "So hielt.",
    ]
    assert "Bote" not in found.text and "- 2 -" not in found.text


def test_lines_of_a_column_become_paragraphs() -> None:
    lines = [
        "The dam above the town broke on",
        "Monday. Nobody was hurt.",
        "The mayor said on Tuesday that it",
        "held.",
    ]
    assert join_lines(lines) == [
        "The dam above the town broke on Monday. Nobody was hurt. The mayor said on Tuesday that it held."
    ]
    assert join_lines([*lines[:1], "Monday.", *lines[2:]]) == [
        *("The dam above the town broke on Monday.", "The mayor said on Tuesday that it held."),
    ]


def test_a_pdf_is_read_without_its_running_heads_and_never_dated_by_its_making() -> None:
    (report,) = read("report.pdf")
    assert report.title == "Jahresbericht der Feuerwehr Grünau"
    assert report.text.startswith("1. Die Freiwillige Feuerwehr Grünau wurde im vergangenen Jahr zu einhundertzwölf")
    assert report.text.endswith("24. Vierzig Häuser wurden geräumt. Niemand wurde verletzt.")
    assert report.published is None  # made in 2026 by a browser, which says nothing of its text


def test_the_day_in_a_pdfs_name_is_its_date(tmp_path: Path) -> None:
    (tmp_path / "2022-09-13 dam.pdf").write_bytes(pdf_of(["The dam broke", "On Monday the dam broke."]))
    (found,) = read(tmp_path / "2022-09-13 dam.pdf")
    assert (found.title, found.text, found.published.edtf) == (
        *("The dam broke", "On Monday the dam broke.", "2022-09-13"),
    )


def test_a_pdf_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert read("locked.pdf")[0].reason == "a PDF with a password; save a copy without it"
    (tmp_path / "scan.pdf").write_bytes(pdf_of([], []))
    assert "2 pages of pictures without text; recognise it first" in read(tmp_path / "scan.pdf")[0].reason
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n%garbage")
    (cut,) = read(tmp_path / "cut.pdf")
    assert cut.retryable and cut.reason.startswith("not a PDF that can be read")


def test_a_word_document_gives_its_paragraphs_and_tables(tmp_path: Path) -> None:
    path = word_file(
        tmp_path / "2023-05 Brücke.docx",
        "Brücke wieder offen",
        ["Seit Mittwoch fahren Busse.", "Züge folgen im Juni."],
        [["Linie", "Takt"], ["7", "10 Minuten"]],
    )
    (found,) = read(path)
    assert found.title == "Brücke wieder offen"
    assert found.text == "Seit Mittwoch fahren Busse.\n\nZüge folgen im Juni.\n\nLinie | Takt\n7 | 10 Minuten"
    assert (found.authors, found.published.edtf) == (("Anna Beispiel",), "2023-05")


def test_a_book_gives_its_chapters_with_the_books_date_and_authors(tmp_path: Path) -> None:
    metadata = (
        "<dc:title>Grünauer Jahrbuch</dc:title><dc:creator>Anna Beispiel</dc:creator><dc:date>1998</dc:date>"
        "<dc:publisher>Heimatverein</dc:publisher><dc:language>de-AT</dc:language>"
    )
    book = book_of(
        {"a.xhtml": "<h1>Der Damm</h1><p>Er brach.</p>", "b.xhtml": "<p>Ohne Kopf.</p>", "c.xhtml": ""}, metadata
    )
    (tmp_path / "a.epub").write_bytes(book)
    first, second = read(tmp_path / "a.epub")
    assert (first.title, first.text, first.section) == ("Der Damm", "Er brach.", "Grünauer Jahrbuch")
    assert (first.source, first.authors, first.language, first.published.edtf) == (
        *("Heimatverein", ("Anna Beispiel",), "de-AT", "1998"),
    )
    assert (second.title, second.text) == ("Grünauer Jahrbuch", "Ohne Kopf.")


def test_a_zipped_document_is_told_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(book_of({"a.xhtml": "<h1>Der Damm</h1><p>Er brach.</p>"}))
    (tmp_path / "word").write_bytes(word_file(tmp_path / "w.docx", "T", ["Ein Satz."], [["a"]]).read_bytes())
    (tmp_path / "w.docx").unlink()
    assert [r.title for r in read(tmp_path)] == ["Der Damm", "T"]


@pytest.mark.parametrize("name", ["bomb.docx", "bomb.epub"])
def test_a_document_that_is_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml" if name.endswith("docx") else "mimetype", "x")
        bomb.writestr("word/document.xml", b" " * 40_000_000)
    (tmp_path / name).write_bytes(packed.getvalue())
    (found,) = read(tmp_path / name)
    assert "more than 200 times; it may be a bomb" in found.reason


def test_a_mailbox_gives_an_article_a_message() -> None:
    press, bridge = records(read("list.mbox"))
    assert press.text == (
        "Der Damm ist am Montag gebrochen. Niemand wurde verletzt, sagte die Bürgermeisterin.\n\n"
        "From the dam, 40 houses were cleared."
    )
    assert (press.title, press.source, press.authors) == (
        *("Damm gebrochen, Stadt geräumt", "Presse Grünau", ("Anna Beispiel",)),
    )
    assert (press.published.edtf, press.outside_id, press.place) == (
        *("2022-09-13", "1@bote.example.com", "list.mbox:1"),
    )
    assert (bridge.title, bridge.text, bridge.source) == ("Bridge", "The bridge is open & safe.", "courier.example.com")
    assert [r.reason for r in rejects(read("list.mbox"))] == ['the header "Date" is "someday", not a date']


def test_a_message_by_itself_is_an_article_and_its_attachments_are_listed(tmp_path: Path) -> None:
    (note,) = read("note.eml")
    assert (note.title, note.published.edtf) == ("Ferry stops", "2020-01-06")
    (tmp_path / "a.eml").write_text(
        'Subject: Report\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        'See the file.\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="r.pdf"\n\nx\n--b--\n'
    )
    message, attached = read(tmp_path / "a.eml")
    assert message.text == "See the file."
    assert (attached.place, attached.reason) == (
        "a.eml!r.pdf",
        "attached to a message; save it and name it as an archive",
    )


def test_a_table_of_parquet_gives_a_record_a_row(tmp_path: Path) -> None:
    rows = [{"headline": f"T{n}", "body": f"Text {n}.", "day": date(2022, 9, n + 1)} for n in range(3)]
    path = parquet_file(tmp_path / "a.parquet", rows)
    found = read(path, mapping={"published": "day"})
    assert [(r.title, r.text, r.published.edtf) for r in found] == [
        *(("T0", "Text 0.", "2022-09-01"), ("T1", "Text 1.", "2022-09-02"), ("T2", "Text 2.", "2022-09-03")),
    ]
    (tmp_path / "a.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert [r.text for r in read(tmp_path / "a.gz")] == ["Text 0.", "Text 1.", "Text 2."]


def test_a_damaged_row_group_fails_by_itself_and_is_counted_row_by_row(tmp_path: Path) -> None:
    rows = [{"title": f"T{n}", "text": f"Some text of row number {n} {'x' * 50}."} for n in range(9)]
    path = parquet_file(tmp_path / "a.parquet", rows, group=3)
    data = bytearray(path.read_bytes())
    where = data.index(b"row number 4")
    data[where - 40 : where + 20] = b"\xff" * 60
    path.write_bytes(data)
    found = read(path)
    assert len(found) == 9
    assert [r.title for r in records(found)] in (["T0", "T1", "T2", "T6", "T7", "T8"], [f"T{n}" for n in range(9)])


def test_a_parquet_file_that_is_cut_off_or_has_no_text_says_so(tmp_path: Path) -> None:
    path = parquet_file(tmp_path / "a.parquet", [{"title": "T", "text": "Text."}])
    (tmp_path / "cut.parquet").write_bytes(path.read_bytes()[:-20])
    assert read(tmp_path / "cut.parquet")[0].reason.startswith("not a whole Parquet file")
    path = parquet_file(tmp_path / "b.parquet", [{"price": 1, "volume": 2}])
    assert read(path)[0].reason == "no column holds text or titles: price, volume; name one with --map text=COLUMN"


def test_a_web_archive_gives_its_pages_under_their_addresses() -> None:
    page, note = records(read("crawl.warc"))
    assert (page.title, page.url, page.published.edtf, page.place) == (
        *("Damm gebrochen", "https://bote.example.com/damm", "2022-09-13", "crawl.warc#3"),
    )
    assert page.text.startswith("Der Damm in Grünau ist am Montag gebrochen")
    assert (note.title, note.source, note.published.edtf) == (
        *("Die Brücke ist wieder offen", "bote.example.com", "2023-05"),
    )
    assert [(r.place, r.reason) for r in rejects(read("crawl.warc"))] == [
        ("crawl.warc#4", "https://bote.example.com/logo.png is image/png, which is no article"),
        ("crawl.warc#5", "https://bote.example.com/weg was answered with the status 404, not with a page"),
        (
            "crawl.warc#6",
            "a revisit record of https://bote.example.com/damm2: the same as one recorded elsewhere, and so is not in this file",
        ),
    ]


def test_a_page_without_a_date_is_not_dated_by_its_crawl(tmp_path: Path) -> None:
    data = (ARCHIVES / "crawl.warc").read_bytes().replace(b"2023/05/note.txt", b"note-in-no-year.")
    (tmp_path / "a.warc").write_bytes(data)
    assert records(read(tmp_path / "a.warc"))[-1].published is None


def warc_records() -> list[bytes]:
    """Return the records of the test crawl, each with its two line ends."""
    begin = b"WARC/1.0\r\n"
    return [begin + part for part in (ARCHIVES / "crawl.warc").read_bytes().split(begin)[1:]]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda one: b"GARBAGE" + one[7:], "no WARC record begins here; went on at the next one"),
        (lambda one: one.replace(b"Content-Length: ", b"Content-Length: 9"), "the record states 9"),
        (lambda one: one.replace(b"Content-Length: ", b"Content-Length: 0"), None),
        (lambda one: one.replace(b"Content-Length: ", b"X-Length: "), "the record's header has no Content-Length"),
        (lambda one: one[:-30], "and has"),
    ],
)
def test_a_damaged_record_of_a_web_archive_costs_only_itself(tmp_path: Path, damage, reason: str | None) -> None:
    parts = warc_records()
    parts[3] = damage(parts[3])  # the logo, between two pages that must be read
    (tmp_path / "a.warc").write_bytes(b"".join(parts))
    found = read(tmp_path / "a.warc")
    assert [r.title for r in records(found)] == ["Damm gebrochen", "Die Brücke ist wieder offen"]
    if reason:
        assert reason in rejects(found)[0].reason


def test_a_web_archive_that_is_cut_off_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    data = (ARCHIVES / "crawl.warc").read_bytes()
    (tmp_path / "a.warc").write_bytes(data[:-40])
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(data)[:-60])
    for name in ("a.warc", "b.warc.gz"):
        found = read(tmp_path / name)
        assert records(found)[0].title == "Damm gebrochen"
        assert rejects(found)[-1].retryable


def test_a_page_that_is_a_bomb_within_its_encoding_is_refused(tmp_path: Path) -> None:
    body = gzip.compress(b"<html>" + b" " * 5_000_000)
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    header = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n"
    )
    (tmp_path / "a.warc").write_bytes(header + b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n")
    (found,) = read(tmp_path / "a.warc", limits=Limits(record_bytes=1_000_000))
    assert "unpacks to more than 1,000,000 bytes" in found.reason


def test_a_wacz_is_read_for_its_web_archives_only(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("pages/pages.jsonl", '{"title": "Damm", "text": "x"}\n')
        packed.writestr("archive/data.warc.gz", gzip.compress((ARCHIVES / "crawl.warc").read_bytes()))
    found = read(tmp_path / "a.wacz")
    assert [r.place for r in records(found)] == ["a.wacz!archive/data.warc.gz#3", "a.wacz!archive/data.warc.gz#7"]


@pytest.mark.parametrize("name", ["wiki.xml", "issue/mets.xml", "1898-05-04-page.xml", "feed.rss"])
def test_entities_that_multiply_are_not_resolved(tmp_path: Path, name: str) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    text = (ARCHIVES / name).read_text()
    root = text.index("<", text.index("?>") + 1 if text.startswith("<?xml") else 0)
    declared = f"{text[:root]}<!DOCTYPE x [{entities}]>{text[root:]}".replace("Damm", "&i;").replace("Erstens.", "&i;")
    (tmp_path / Path(name).name).write_text(declared)
    assert sum(len(r.text) for r in records(read(tmp_path / Path(name).name))) < 10_000


@pytest.mark.parametrize(
    ("name", "module", "line"),
    [
        ("crawl.warc", "fastwarc", "pip install 'dateline[warc]'"),
        ("wiki.xml", "mwparserfromhell", "pip install 'dateline[mediawiki]'"),
        ("feed.rss", "feedparser", "pip install 'dateline[feeds]'"),
        ("report.pdf", "pypdfium2", "pip install 'dateline[pdf]'"),
    ],
)
def test_a_format_whose_reader_is_not_installed_names_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str, line: str
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda wanted: None if wanted == module else object())
    (found,) = read(name)
    assert found.retryable and line in found.reason


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Damm bricht\n\n12. September 2022\n\nDer Damm brach.", "2022-09-12"),
        ("BERLIN, 12. September 2022 (dpa) – Der Bundestag hat entschieden.", "2022-09-12"),
        ("Hamburg (12.09.2022): Die Elbe steigt.", "2022-09-12"),
        ("LONDON, Sept. 12, 2022 - The bank said on Monday it cut rates.", "2022-09-12"),
        ("Grünau im Mai 1998\n\nDer Ort feiert.", None),
        ("Im Mai 1998 brach der Damm: Das Wasser kam.", None),
        ("WASHINGTON, Feb 26 - The house voted.", None),
        ("1998\n\nEin Jahr.", None),
        ("Der Damm brach am 12. September 2022.", None),
    ],
)
def test_a_date_that_opens_a_text_is_its_own_and_a_date_within_a_sentence_is_not(
    tmp_path: Path, text: str, edtf: str | None
) -> None:
    (tmp_path / "a.txt").write_text(text)
    (found,) = read(tmp_path / "a.txt")
    assert (found.published.edtf if found.published else None) == edtf
    assert found.published is None or found.published.origin == "text"
