"""What the documents say is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.conftest import ROOT
from ui.help_page import help_page

README = (ROOT / "README.md").read_text(encoding="utf-8")
# docs/cli.md is written by the program itself; docs/api.md needs a server, and tests/test_api.py runs it.
PAGES = [ROOT / "README.md", *(ROOT / "docs" / name for name in ("archives.md", "evaluation.md", "index.md"))]
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
ANSWERS = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
# What differs from machine to machine and run to run.
VARYING = re.compile(r"\d+(?:[.,]\d+)*(?= (?:s|ms|passages a second)\b)")


def commands_of(block: str) -> list[tuple[str, str]]:
    found = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [tuple(part.partition("\n")[::2]) for part in found]


def blocks_of(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.model
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_happens(page, tmp_path):
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    for command, shown in (pair for block in blocks_of(page, "console") for pair in commands_of(block)):
        name, *arguments = shlex.split(command)
        assert name == "dateline"
        program = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
        found = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, f"{command}\n{found.stderr}"
        if shown.strip():
            assert VARYING.sub("N", found.stdout.strip()) == VARYING.sub("N", shown.strip()), command
    for code in blocks_of(page, "python"):
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)


def test_the_readme_shows_commands_and_code():
    commands = [pair for block in blocks_of(ROOT / "README.md", "console") for pair in commands_of(block)]
    assert len(commands) >= 5
    assert blocks_of(ROOT / "README.md", "python")


def test_every_metric_of_a_report_is_explained_on_the_page_on_evaluation():
    from eval.metrics import ABSTENTION, ANSWER, JUDGED, LEAKS, RETRIEVAL
    from eval.views import MEANING

    for name in (*RETRIEVAL, JUDGED, *ANSWER, *ABSTENTION, *LEAKS):
        assert MEANING[name]
        assert f"`{name}`" in EVALUATION


@pytest.mark.model
def test_the_commands_of_the_page_on_answers_do_what_it_shows(model_index, tmp_path):
    (tmp_path / "news-index").symlink_to(model_index)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    ran = 0
    for command, shown in (
        pair for block in re.findall(r"```console\n(.*?)```", ANSWERS, re.DOTALL) for pair in commands_of(block)
    ):
        program = [sys.executable, "-c", "from ui.cli import main; main()", *shlex.split(command)[1:]]
        found = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, f"{command}\n{found.stderr}"
        assert shown.strip() in (found.stdout.strip(), ""), command
        ran += 1
    assert ran == 3


def test_the_verdicts_of_the_page_on_answers_are_those_it_shows():
    ((code, shown),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", ANSWERS, re.DOTALL)
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == shown


def test_the_page_of_commands_is_in_step_with_their_help():
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == help_page(), "run: make docs"


def test_every_setting_is_in_the_readme_with_its_default():
    from dataclasses import fields

    from rag.settings import Settings

    for field in fields(Settings):
        assert f"| `{field.name}` | `DATELINE_{field.name.upper()}` | `{field.default}` |" in README


def test_every_link_and_picture_of_the_documents_is_there():
    checked = 0
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
                checked += 1
    assert checked >= 3


def test_the_changelog_begins_with_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest[1] == project["version"] == version("dateline")


@pytest.mark.parametrize("target", ["help", "run", "test", "lint", "fix", "bench", "eval", "baseline"])
def test_make_knows_its_targets(target):
    found = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_the_files_of_the_project_are_small_and_its_modules_short():
    for path in ROOT.rglob("*"):
        if any(part.startswith(".") or part.endswith(".egg-info") for part in path.relative_to(ROOT).parts):
            continue
        if path.is_file():
            assert path.stat().st_size < 1 << 20, path
            if path.suffix == ".py" and "tests" not in path.parts:
                assert len(Path(path).read_text(encoding="utf-8").splitlines()) <= 320, path
