"""What the program says in English only is shown in German: reasons of the ledger, and errors."""

from __future__ import annotations

import ast

import pytest

from index.archives.formats import KNOWN_FORMATS
from index.build import build_index
from index.errors import SettingsError
from index.search import ArticleIndex
from tests.conftest import ROOT
from tests.fakes import HashEmbedder
from ui.german.errors import ERRORS
from ui.german.phrases import error_in, in_german, message_html, message_in
from ui.german.reasons import REASONS

# Put together of pieces; whole, they are among the broken archives' or stand in the list.
PIECED = {"x (x)", "cannot be read on x: x", "cut off x: the file ends before its data does"}


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "cut off at byte 2,048: the file ends before its data does",
            "bei Byte 2.048 abgeschnitten: die Datei endet vor ihren Daten",
        ),
        ("cannot be read on at byte 9: bad CRC", "kann ab Byte 9 nicht weiter gelesen werden: bad CRC"),
        (
            "not a whole zip: its list of members, at the end, is missing or damaged (Bad magic number)",
            "kein ganzes Zip: die Liste seiner Teile, am Ende, fehlt oder ist beschädigt (Bad magic number)",
        ),
        ("empty", "leer"),
        ("same as a.jsonl:3", "gleich wie a.jsonl:3"),
        # A message within a message, and numbers as they are written in German.
        ("cannot be read: Permission denied", "kann nicht gelesen werden: Zugriff verweigert"),
        ("the line is longer than 1,000,000 bytes", "die Zeile ist länger als 1.000.000 Bytes"),
        ("not JSON: Expecting ',' delimiter at column 7", "kein JSON: ein Komma fehlt in Spalte 7"),
        # What a file holds is quoted as it is, even where it reads like a message.
        (
            '"empty" is a redirect to "a list", not an article',
            "„empty“ ist eine Weiterleitung zu „a list“, kein Artikel",
        ),
        ("ODT, which is not read; save it as docx", "ODT, das nicht gelesen wird; speichern Sie es als docx"),
        ("Reading: 66 of 1,066 records", "Dateien lesen: 66 von 1.066 Einträge"),
    ],
)
def test_a_message_is_found_by_its_wording(english, german):
    assert message_in(english, "de") == german
    assert message_in(english, "en") == english


def test_what_is_in_no_list_stays_as_it_is_and_is_marked_as_english():
    assert message_html("the <moon> is full", "de") == '<span lang="en">the &lt;moon&gt; is full</span>'
    assert message_html("the <moon> is full", "en") == "the &lt;moon&gt; is full"
    assert message_html('"<b>" has no text of its own', "de") == "„&lt;b&gt;“ hat keinen eigenen Text"
    # Not even looked for: comparing it could take long.
    assert in_german("cannot be read: " + "x" * 5000) is None


def test_an_error_is_told_in_three_lines():
    error = SettingsError('limit is "viele"', where="limit", fix="write a whole number from 1 to 1,000")
    shown = (
        "die Höchstzahl der Fragen ist „viele“\n  wo: limit\n  Abhilfe: schreiben Sie eine ganze Zahl von 1 bis 1.000"
    )
    assert error_in(str(error), "de") == shown
    assert error_in(str(error), "en") == str(error)


@pytest.mark.parametrize(("english", "german"), [*REASONS, *ERRORS])
def test_german_names_what_the_english_names(english, german):
    # Without a gap, a text is shown as it is, braces and all.
    assert german.count("{}") == english.count("{}")
    if "{}" in english:
        assert german.format(*"abcdef"[: german.count("{}")])


def test_every_reason_of_the_archives_that_are_broken_in_all_ways_has_german(tmp_path):
    build_index([ROOT / "tests" / "archives"], tmp_path / "index", embedder=HashEmbedder())
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        reasons = [entry.reason for entry in index.ledger() if entry.reason]
    assert len(reasons) > 20
    assert [reason for reason in reasons if in_german(reason) is None] == []


def test_every_reason_that_a_reader_of_archives_writes_down_has_german():
    written = [found for file in (ROOT / "index").rglob("*.py") for found in _reasons(file.read_text(encoding="utf-8"))]
    assert len(written) > 50
    assert {reason for reason in written if in_german(reason) is None} == PIECED
    assert in_german(", ".join(KNOWN_FORMATS)) is not None


def _reasons(code: str) -> list[str]:
    """Return the reasons that stand in the code as texts, with `x` for what is named."""
    found = []
    for node in ast.walk(ast.parse(code)):
        named = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        at = {"Reject": 1, "BrokenFileError": 0}.get(named)
        if at is None or len(node.args) <= at:
            continue
        reason = node.args[at]
        parts = reason.values if isinstance(reason, ast.JoinedStr) else [reason]
        if not any(isinstance(part, ast.Constant) for part in parts):
            continue
        found.append("".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts))
    return found
