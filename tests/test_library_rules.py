"""What the library takes, from where, and from whom; and how an address says where a reader is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DatelineError
from index.search import ArticleIndex
from index.types import Coverage
from rag.answer import Answerer
from rag.latest import LatestAnswerer
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.page_tools import options
from ui.library.adding import left_text
from ui.library.build_state import BuildState, keep, kept
from ui.library.library import Library
from ui.library.place import STATES, VIEWS, Place, read_place
from ui.library.refusals import RefusedError
from ui.library.uploads import Uploads, allowed_path, safe_name
from ui.library.words import _ENGLISH, _GERMAN
from ui.panels.frame import frame_html
from ui.words import size_text


async def pieces(*given_pieces: bytes):
    for piece in given_pieces:
        yield piece


async def broken():
    yield b"half"
    raise ConnectionError


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("news.jsonl", "news.jsonl"),
        ("../../etc/cron.d/job.txt", "job.txt"),
        ("C:\\Users\\ines\\Zeitung 1998.PDF", "Zeitung 1998.PDF"),
        ("a\nb\x00c\u202e.txt", "a_b_c_.txt"),
        ("U\u0308bung.md", "Übung.md"),
        ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
        ("ü" * 300 + ".zip", "ü" * 98 + ".zip"),  # 200 bytes, of which 4 are the suffix and 2 each letter
    ],
)
def test_a_name_says_what_a_file_is_called_and_never_where_it_goes(given_name, kept):
    assert safe_name(given_name) == kept


@pytest.mark.parametrize(
    "name", ["", "..", "/", "a/", ".hidden.txt", "news.exe", "news", "news.csv.dateline.toml", "dateline.toml", ".txt"]
)
def test_a_name_that_no_build_would_read_is_refused(name):
    with pytest.raises(RefusedError):
        safe_name(name)


@given(st.text())
def test_no_name_leaves_its_folder(name):
    try:
        kept = safe_name(name)
    except RefusedError:
        return
    assert "/" not in kept
    assert "\\" not in kept
    assert not kept.startswith(".")
    assert len(kept.encode()) <= 200


async def test_a_file_of_the_same_name_gives_way_and_the_same_file_stays(tmp_path):
    uploads = Uploads(tmp_path / "uploads")
    assert await uploads.store("a.txt", pieces(b"one", b" two")) == ("a.txt", "new")
    assert await uploads.store("a.txt", pieces(b"one two")) == ("a.txt", "same")
    assert await uploads.store("x/a.txt", pieces(b"three")) == ("a.txt", "replaced")
    assert (uploads.folder / "a.txt").read_bytes() == b"three"
    assert [file.name for file in uploads.listed()] == ["a.txt"]
    uploads.remove("a.txt")
    assert uploads.listed() == []
    with pytest.raises(RefusedError):
        uploads.remove("../secret")


async def test_what_is_empty_too_large_or_breaks_off_leaves_nothing_behind(tmp_path):
    uploads = Uploads(tmp_path / "uploads", most_file=10, most_all=15)
    await uploads.store("a.txt", pieces(b"0123456789"))
    with pytest.raises(RefusedError, match="larger than"):
        await uploads.store("b.txt", pieces(b"01234", b"567890"))
    with pytest.raises(RefusedError, match="all files together"):
        await uploads.store("b.txt", pieces(b"012345"))
    with pytest.raises(RefusedError, match="empty"):
        await uploads.store("b.txt", pieces())
    with pytest.raises(RefusedError, match="cannot be stored"):
        await uploads.store("b.txt", broken())
    # What is replaced makes room for what replaces it.
    await uploads.store("a.txt", pieces(b"9876543210"))
    assert [path.name for path in uploads.folder.iterdir()] == ["a.txt"]


def test_a_path_is_allowed_where_it_leads_and_not_where_it_seems_to_lie(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "deep").mkdir(parents=True)
    outside.mkdir()
    (inside / "deep" / "a.txt").write_text("a")
    (outside / "b.txt").write_text("b")
    (inside / "link").symlink_to(outside)
    (outside / "back").symlink_to(inside)
    assert allowed_path("deep/a.txt", [inside]) == inside / "deep" / "a.txt"
    assert allowed_path(str(outside / "back" / "deep"), [inside]) == inside / "deep"
    assert allowed_path("b.txt", [inside, outside]) == outside / "b.txt"
    for path in ("link/b.txt", "../out/b.txt", str(outside), "/", "", "deep/../../out"):
        with pytest.raises(RefusedError, match="no folder that may be read"):
            allowed_path(path, [inside])
    # Of what is outside, not even whether it is there.
    with pytest.raises(RefusedError, match="no folder that may be read"):
        allowed_path(str(outside / "nothing"), [inside])
    with pytest.raises(RefusedError, match="no folder that may be read"):
        allowed_path(str(inside), [])
    with pytest.raises(RefusedError, match="there is no"):
        allowed_path("deep/none.txt", [inside])
    with pytest.raises(RefusedError, match="there is no"):
        allowed_path("a" * 5000, [inside])


def test_only_who_signs_in_or_sits_at_the_machine_may_build(tmp_path):
    assert options(tmp_path).may_build
    assert options(tmp_path, host="0.0.0.0", auth_file=tmp_path / "users").may_build
    assert not options(tmp_path, host="0.0.0.0", open_to_all=True).may_build
    # A door that was opened to all is open, wherever it stands: another program leads strangers to it.
    assert not options(tmp_path, open_to_all=True).may_build
    assert options(tmp_path, open_to_all=True, auth_file=tmp_path / "users").may_build


def test_a_library_for_reading_only_shows_all_and_does_nothing(sample_index, tmp_path):
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        latest = LatestAnswerer(Answerer(index, Settings(), None, None))
        library = Library(latest, tmp_path, [tmp_path], may_build=False)
        for act in ({"do": "again"}, {"do": "stop"}, {"do": "path", "path": "."}, {"do": "remove", "name": "a"}):
            with pytest.raises(RefusedError, match="not allowed"):
                library.act(act, "stranger")
        shown = library.view_html(Place("add"), "en")
        assert "for reading only" in shown
        assert "<form" not in shown
        # Nor does it say where on the server anything is.
        assert "docs/sample" not in library.view_html(Place("holdings"), "en")
        assert "66" in library.view_html(Place("ledger"), "de")
        assert library.builds.state().phase == "idle"


@pytest.mark.parametrize("error", [None, DatelineError("the disk is full", where="/srv", fix="make room")])
def test_a_build_that_is_not_done_is_written_down_whole(tmp_path, error):
    file = tmp_path / "data" / "build.json"
    began = datetime(2026, 11, 26, 4, 30, tzinfo=UTC)
    state = BuildState("failed" if error else "running", "ines", began, (Path("/srv/a\udcff.txt"),), 7, error=error)
    keep(state, file)
    again = kept(file)
    assert (again.user, again.began, again.archives, again.articles_before) == ("ines", began, state.archives, 7)
    # Whatever ran when the server ended, does not run any longer.
    assert again.phase == ("failed" if error else "stopped")
    assert str(again.error) == str(error)
    assert [path.name for path in file.parent.iterdir()] == ["build.json"]
    keep(replace(state, phase="done"), file)
    assert kept(file) == BuildState()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"user": "ines"}', '{"user": 1, "began": "x"}'])
def test_a_broken_note_of_a_build_is_none(tmp_path, text):
    (tmp_path / "build.json").write_text(text)
    assert kept(tmp_path / "build.json").phase == "idle"


@given(
    st.builds(
        Place,
        view=st.sampled_from(VIEWS),
        words=st.text(max_size=50),
        source=st.text(max_size=50),
        year=st.sampled_from(["", "none", "1998", "1990-1999"]),
        state=st.sampled_from(["", *STATES]),
        file=st.text(max_size=50),
        reason=st.text(max_size=50),
        page=st.integers(1, 10**6),
    )
)
def test_an_address_leads_back_to_its_place(place):
    query = dict(parse_qsl(place.address(page=place.page).partition("?")[2]))
    assert read_place(query) == place


def test_the_head_leads_to_the_rooms_that_the_page_has_and_to_no_other():
    def rooms(there, here=""):
        return re.findall(r'data-room="(.*?)"', frame_html(Coverage(0, None, None), "en", there, here))

    assert rooms(["", "evaluation", "library"]) == ["", "library", "evaluation"]
    assert rooms(["", "library"], "library") == ["", "library"]
    # One room has no other to lead to.
    assert rooms([""]) == []
    assert 'aria-current="page">Library' in frame_html(Coverage(0, None, None), "en", ["", "library"], "library")


@pytest.mark.parametrize("query", [{"view": "x", "page": "-1"}, {"page": "9" * 30}, {"page": "²"}, {"state": "<b>"}])
def test_an_address_that_makes_no_sense_leads_to_the_holdings(query):
    assert read_place(query) == Place()


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [("2022", 2022, 2022), ("1990-1999", 1990, 1999), ("0", 0, 0), ("9-3", 0, 0), ("x", 0, 0)],
)
def test_years_of_an_address_are_a_span_of_days(year, first, last):
    found = Place(year=year).filters()
    assert (found.first.year if found.first else 0, found.last.year if found.last else 0) == (first, last)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "about 1 s left"), (80, "about 80 s left"), (150, "about 2 min left"), (7200, "about 2 h left")]
)  # fmt: skip
def test_time_left_is_told_no_more_exactly_than_it_is_known(seconds, told):
    assert left_text(seconds, "en") == told


def test_both_languages_have_the_same_words_with_the_same_gaps():
    from string import Formatter

    def gaps(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert _GERMAN.keys() == _ENGLISH.keys()
    assert {key: gaps(text) for key, text in _GERMAN.items()} == {key: gaps(text) for key, text in _ENGLISH.items()}


@pytest.mark.parametrize(
    ("size", "german"),
    [
        (0, "0 kB"), (20, "1 kB"), (11_600, "12 kB"), (1_400_000, "1,4 MB"), (3_000_000, "3 MB"), (3_040_000, "3 MB"),
        (12_600_000, "13 MB"), (1_440_000_000, "1,4 GB"), (4_000_000_000, "4 GB"), (25_000_000_000, "25 GB"),
    ],
)  # fmt: skip
def test_a_size_is_told_to_the_tenth_where_that_says_more(size, german):
    assert size_text(size, "de") == german
    assert size_text(size, "en") == german.replace(",", ".")
