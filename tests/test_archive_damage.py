"""Nothing is lost silently: whatever is done to one record of an archive, its neighbours are read and it is accounted for."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.archives import read_archives
from index.archives.limits import Limits, limits_with
from index.build import build_index
from index.errors import SettingsError
from index.search import ArticleIndex
from tests.archive_tools import read, records, rejects
from tests.conftest import ROOT
from tests.fakes import HashEmbedder

WORDS = "Der Damm Nummer {n} hielt dem Wasser stand, sagte der Wirt. Niemand wurde verletzt."


def text_of(n: int) -> str:
    return WORDS.format(n=f"nr{n}x")


def _csv(n: int) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([f"T{n}", text_of(n), "2022-09-01"])
    return line.getvalue().encode()


def _warc(n: int) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text_of(n)}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{n}\r\nContent-Type: application/http\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"


# Of each format that has many records a file: what stands before the records, one record, what stands after them.
FORMATS: dict[str, tuple[bytes, Callable[[int], bytes], bytes]] = {
    "a.jsonl": (b"", lambda n: json.dumps({"title": f"T{n}", "text": text_of(n)}).encode() + b"\n", b""),
    "a.csv": (b"title,text,date\n", _csv, b""),
    "a.txt": (b"", lambda n: f"date 2022-09 example.com: {text_of(n)}\n\n".encode(), b""),
    "a.sgm": (
        *(
            b"<!DOCTYPE lewis>\n",
            lambda n: f'<REUTERS NEWID="{n}">\n<TEXT><BODY>{text_of(n)}\n</BODY></TEXT>\n</REUTERS>\n'.encode(),
        ),
        b"",
    ),
    "a.mbox": (
        b"",
        lambda n: f"From a@b.example Tue Sep 13 06:00:00 2022\nSubject: T{n}\n\n{text_of(n)}\n\n".encode(),
        b"",
    ),
    "a.xml": (
        b"<mediawiki>\n",
        lambda n: (
            f"<page>\n<title>T{n}</title>\n<ns>0</ns>\n<revision>\n<text>{text_of(n)}</text>\n</revision>\n</page>\n".encode()
        ),
        b"</mediawiki>\n",
    ),
    "a.warc": (b"", _warc, b""),
}
COUNT = 7


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_good_record_is_lost_because_of_a_bad_neighbour(name: str, data: st.DataObject) -> None:
    """Some bytes of one record, not the first, are overwritten; every other record still gives its whole text."""
    before, one, after = FORMATS[name]
    parts = [one(n) for n in range(COUNT)]
    victim = data.draw(st.integers(1, COUNT - 1))
    size = len(parts[victim])
    at = data.draw(st.integers(0, size - 1))
    junk = data.draw(st.binary(min_size=1, max_size=12)).replace(b"\n", b" ").replace(b"\r", b" ")
    # What ends a record stays, as a damaged disk block would not know where records end.
    end = size - (len(parts[victim]) - len(parts[victim].rstrip()))
    spoilt = bytearray(parts[victim])
    spoilt[at : min(at + len(junk), end)] = junk[: max(0, end - at)]
    parts[victim] = bytes(spoilt)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(before + b"".join(parts) + after)
        found = read(Path(folder) / name)
    # A header that is spoilt leaves its record's text to the one before it, from which nothing is lost by that.
    texts = [one.text for one in records(found)]
    for n in range(COUNT):
        if n != victim:
            assert any(text_of(n) in text for text in texts), (n, found)
    assert len(found) >= COUNT - 2


@pytest.mark.parametrize("name", FORMATS)
def test_an_archive_that_is_cut_anywhere_gives_all_records_before_the_cut(tmp_path: Path, name: str) -> None:
    before, one, after = FORMATS[name]
    whole = before + b"".join(one(n) for n in range(COUNT)) + after
    ends = [len(before) + sum(len(one(m)) for m in range(n + 1)) for n in range(COUNT)]
    for cut in range(len(before) + len(one(0)), len(whole), 37):
        (tmp_path / name).write_bytes(whole[:cut])
        texts = " ".join(r.text for r in records(read(tmp_path / name)))
        for n in range(sum(end <= cut for end in ends)):
            assert text_of(n) in texts, (cut, n)


@given(st.lists(st.sampled_from(["good", "same", "empty", "broken", "date", "blank"]), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_states_of_a_build_add_up_to_its_records(kinds: list[str]) -> None:
    lines = {
        "good": lambda n: json.dumps({"title": f"T{n}", "text": text_of(n)}),
        "same": lambda n: json.dumps({"title": "Same", "text": "Same text."}),
        "empty": lambda n: json.dumps({"title": " ", "text": ""}),
        "broken": lambda n: '{"title": "T',
        "date": lambda n: json.dumps({"title": f"T{n}", "text": "x", "date": "someday"}),
        "blank": lambda n: "",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("\n".join([json.dumps({"text": "First."}), *(lines[kind](n) for n, kind in enumerate(kinds))]))
        summary = build_index([path], Path(folder) / "index", embedder=HashEmbedder())
        with ArticleIndex.open(Path(folder) / "index", HashEmbedder()) as index:
            entries = list(index.ledger())
    assert summary.records == len(entries) == 1 + sum(kind != "blank" for kind in kinds)
    assert summary.records == summary.indexed + summary.duplicate + summary.rejected + summary.failed
    assert summary.indexed == 1 + kinds.count("good") + ("same" in kinds)
    assert summary.duplicate == max(0, kinds.count("same") - 1)


def test_one_id_with_two_texts_is_two_articles_and_names_neither(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "7", "text": "One."}\n{"id": "7", "text": "Two."}\n')
    build_index([tmp_path / "a.jsonl"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        assert [article.text for article, _ in index.passages()] == ["One.", "Two."]
        assert index.article_id_of("7") is None


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("9999", "9999"),
        ("0000-01-01", None),
        ("0000", None),
    ],
)
def test_dates_at_the_ends_of_the_calendar_are_dates_and_those_past_them_are_not(
    tmp_path: Path, written: str, edtf: str | None
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Text.", "date": written}))
    (found,) = read(tmp_path / "a.jsonl")
    assert (found.published.edtf == edtf) if edtf else f'is "{written}", not a date' in found.reason


def test_a_line_of_a_gigabyte_costs_itself_and_little_memory(tmp_path: Path) -> None:
    """Read in a process of its own, whose memory may grow by 200 MB at most."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "First."}\n{"text": "')
        file.seek(1_000_000_000, os.SEEK_CUR)  # zeros that take no room on the disk
        file.write(b'"}\n{"text": "Last."}\n')
    program = (
        "import resource, sys; from pathlib import Path; from index.archives import read_archives\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for one in read_archives([Path(sys.argv[1])]): print(getattr(one, 'reason', None) or one.text)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    command = [sys.executable, "-c", program, str(path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    assert printed[:3] == ["First.", "the line is longer than 33,554,432 bytes", "Last."]
    assert int(printed[3]) < 200_000


def test_a_page_of_forty_megabytes_is_refused_and_one_of_five_is_read(tmp_path: Path) -> None:
    paragraph = f"<p>{text_of(1)}</p>\n"
    for name, size in (("large.html", 40_000_000), ("long.html", 5_000_000)):
        page = f"<html><head><title>T</title></head><body>{paragraph * (size // len(paragraph))}</body></html>"
        (tmp_path / name).write_text(page)
    (large,) = read(tmp_path / "large.html")
    assert large.reason == "longer than 33,554,432 bytes, the most that one article may have"
    (long,) = read(tmp_path / "long.html")
    assert long.title == "T" and long.text.count("Niemand wurde verletzt.") == 5_000_000 // len(paragraph)


def test_limits_can_be_raised_by_name(tmp_path: Path) -> None:
    assert limits_with({"record_bytes": 7, "ratio": 9}) == Limits(record_bytes=7, ratio=9)
    with pytest.raises(SettingsError, match='no limit "size"'):
        limits_with({"size": 3})
    with pytest.raises(SettingsError, match="ratio is 0"):
        limits_with({"ratio": 0})
    (tmp_path / "a.txt").write_text("Ein Satz. " * 10)
    assert rejects(read(tmp_path / "a.txt", limits=limits_with({"record_bytes": 50})))


def test_two_archives_of_one_file_are_read_while_another_is_written(tmp_path: Path) -> None:
    """A file that grows while it is read gives what it held, and says that it changed."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n')
    reading = read_archives([path])
    first = next(reading)
    time.sleep(0.01)
    with path.open("a") as file:
        file.write('{"text": "Two."}\n')
    rest = list(reading)
    assert getattr(first, "text", "") == "One."
    assert "changed while it was read" in rejects(rest)[-1].reason
