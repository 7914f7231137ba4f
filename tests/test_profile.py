"""Profiles: what a person knows of an archive goes before what is recognised, and a look before a build proposes one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.archives.preview import preview
from index.archives.profile import load_profile, profile_path
from index.errors import SettingsError
from tests.archive_tools import ARCHIVES, read, records
from ui.cli import cli

ROWS = [
    {"kopf": f"Kopf der Meldung {n}", "wörter": "Der Damm hielt. " * 20, "erschienen_am": f"0{n}/04/2022", "seiten": n}
    for n in range(1, 8)
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return path


def test_a_profile_beside_a_file_names_fields_source_language_and_order(archive: Path) -> None:
    profile_path(archive).write_text(
        'source = "Grünauer Bote"\nlanguage = "de"\ndate_order = "day-month"\n'
        '[fields]\ntitle = "kopf"\ntext = "wörter"\npublished = "erschienen_am"\n',
        encoding="utf-8",
    )
    first = records(read(archive))[0]
    assert (first.title, first.source, first.language) == ("Kopf der Meldung 1", "Grünauer Bote", "de")
    assert first.published.edtf == "2022-04-01"


def test_a_profile_within_a_folder_holds_for_all_of_it_and_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Damm bricht\n\nDer Damm brach am Montag.")
    (tmp_path / "dateline.toml").write_text('source = "Grünauer Bote"')
    (found,) = read(tmp_path)
    assert found.source == "Grünauer Bote"


def test_a_record_keeps_the_source_and_language_that_it_names_itself(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "Words.", "source": "Times", "language": "en"}, {"text": "Wörter."}]')
    (tmp_path / "a.json.dateline.toml").write_text('source = "Bote"\nlanguage = "de"')
    assert [(r.source, r.language) for r in read(tmp_path / "a.json")] == [("Times", "en"), ("Bote", "de")]


def test_the_command_line_goes_before_the_profile(archive: Path) -> None:
    profile_path(archive).write_text('[fields]\ntitle = "seiten"\ntext = "wörter"\n', encoding="utf-8")
    assert records(read(archive, mapping={"title": "kopf"}))[0].title == "Kopf der Meldung 1"


@pytest.mark.parametrize(
    ("written", "what", "fix"),
    [
        ("source = ", "the profile cannot be read: Invalid value", "dateline build ARCHIVE --dry-run"),
        ('sorce = "x"', 'the profile has the key "sorce", which profiles do not have', "did you mean source?"),
        ('date_order = "dmy"', 'the date order is "dmy"', "day-month, month-day"),
        ("source = 3", 'the profile\'s "source" is 3', "README"),
        (
            '[fields]\ntitel = "x"',
            'a mapping names the field "titel", which articles do not have',
            "did you mean title?",
        ),
    ],
)
def test_a_profile_that_is_wrong_says_where_and_how_to_mend_it(
    archive: Path, written: str, what: str, fix: str
) -> None:
    profile_path(archive).write_text(written)
    with pytest.raises(SettingsError) as raised:
        load_profile(archive)
    assert raised.value.what.startswith(what)
    assert raised.value.where == str(profile_path(archive))
    assert raised.value.fix is not None and fix in raised.value.fix


def test_a_look_before_a_build_guesses_what_no_name_told(archive: Path) -> None:
    seen = preview(archive)
    assert [(one.key, one.ours, one.guessed, one.filled) for one in seen.fields] == [
        ("kopf", "title", True, 7),
        ("wörter", "text", True, 7),
        ("erschienen_am", "published", True, 7),
        ("seiten", None, False, 7),
    ]
    assert (seen.records, seen.whole) == (7, True)
    assert len(seen.rejects) == 5  # nothing is a text before the guesses are made true


def test_the_profile_that_is_proposed_makes_its_guesses_true(archive: Path) -> None:
    proposed = preview(archive)
    profile_path(archive).write_text(proposed.profile, encoding="utf-8")
    found = records(read(archive))
    assert [r.title for r in found] == [row["kopf"] for row in ROWS]
    again = preview(archive)
    assert not again.rejects
    assert "erschienen_am" in again.profile


def test_a_profile_saved_as_proposed_changes_nothing_where_nothing_was_guessed(tmp_path: Path) -> None:
    for name in ("table.csv", "news.jsonl"):
        copy = tmp_path / name
        copy.write_bytes((ARCHIVES / name).read_bytes())
        before = [getattr(one, "text", None) for one in read(copy)]
        profile_path(copy).write_text(preview(copy).profile, encoding="utf-8")
        assert [getattr(one, "text", None) for one in read(copy)] == before


def test_a_dry_run_prints_the_profile_alone_on_stdout_and_writes_nothing(archive: Path) -> None:
    before = sorted(archive.parent.iterdir())
    found = CliRunner().invoke(cli, ["build", str(archive), "--dry-run"])
    assert found.exit_code == 0
    assert found.stdout.startswith("# How news.jsonl is read.")
    assert 'text = "wörter"  # a guess' in found.stdout
    assert "erschienen_am" in found.stderr and "published ?" in found.stderr
    assert sorted(archive.parent.iterdir()) == before


def test_a_dry_run_as_json_is_one_object(archive: Path) -> None:
    found = CliRunner().invoke(cli, ["build", str(archive), "--dry-run", "--json"])
    (seen,) = json.loads(found.stdout)["archives"]
    assert (seen["records"], seen["whole"], seen["fields"][0]["ours"]) == (7, True, "title")
