"""Odd archives, odd questions and odd machines: a clear error or a right answer, never half of one."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from index.build import build_index
from index.doctor import check_index
from index.errors import IndexFolderError, ModelError
from index.search import ArticleIndex
from index.types import Filters
from tests.conftest import ROOT, SAMPLE
from tests.fakes import HashEmbedder

MODES = ["hybrid", "dense", "lexical"]


def open_index(folder, stories):
    (folder / "a.jsonl").write_text("".join(json.dumps(story) + "\n" for story in stories))
    build_index([folder / "a.jsonl"], folder / "index", embedder=HashEmbedder())
    return ArticleIndex.open(folder / "index", HashEmbedder())


def story(n, text="Boats lay in the harbour of Kiel."):
    return {"headline": "Boats", "articleBody": text, "datePublished": f"{1900 + n}", "publisher": f"{n}.example"}


@pytest.mark.parametrize("mode", MODES)
def test_an_index_of_one_passage_finds_it_and_no_more(tmp_path, mode):
    with open_index(tmp_path, [story(1)]) as index:
        (hit,) = index.search("boats in Kiel", k=50, mode=mode)
        assert hit.rank == 1
        assert index.search("boats", Filters(sources=("nobody.example",)), mode=mode) == []


@pytest.mark.parametrize("mode", MODES)
def test_passages_that_are_all_identical_come_in_the_order_of_the_archive(tmp_path, mode):
    with open_index(tmp_path, [story(n) for n in range(60)]) as index:
        hits = index.search("boats in Kiel", k=40, mode=mode)
        assert [hit.article.source for hit in hits] == [f"{n}.example" for n in range(40)]
        assert len({hit.score for hit in hits}) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_question_of_ten_thousand_words_is_answered(tmp_path, mode):
    question = " ".join(f"word{n}" for n in range(9_999)) + " Kiel"
    with open_index(tmp_path, [story(1), story(2, "Nothing of that kind.")]) as index:
        assert index.search(question, mode=mode)[0].article.source == "1.example"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "question", ["?!… —", "\x00", "🛥️", "der die das", "' OR 1=1; --", "terms:* AND (", "日本" * 50]
)
def test_a_question_without_a_word_that_counts_is_no_error(tmp_path, mode, question):
    with open_index(tmp_path, [story(1), story(2, "Ein Boot.")]) as index:
        assert len(index.search(question, mode=mode)) <= 2


@pytest.mark.parametrize("mode", MODES)
def test_more_hits_than_there_are_passages_are_all_of_them(tmp_path, mode):
    with open_index(tmp_path, [story(n) for n in range(7)]) as index:
        assert len(index.search("boats in Kiel", k=100_000, mode=mode)) == 7


@pytest.fixture
def read_only_disk(tmp_path):
    """Return a function that gives a folder a disk of its own, which even the superuser cannot write to."""
    mounted = []

    def mount(folder):
        place = tmp_path / "read-only"
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, check=False).returncode:
            pytest.skip("a disk can only be mounted by the superuser")
        mounted.append(place)
        if folder is not None:
            shutil.copytree(folder, place / "index")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", place], check=True)


def test_an_index_on_a_read_only_disk_is_searched_and_checked(tmp_path, read_only_disk):
    open_index(tmp_path, [story(1)]).close()
    place = read_only_disk(tmp_path / "index")
    with ArticleIndex.open(place / "index", HashEmbedder()) as index:
        assert len(index.search("boats")) == 1
    assert check_index(place / "index", HashEmbedder()) == []


def test_a_build_onto_a_read_only_disk_is_refused_with_the_folder(tmp_path, read_only_disk):
    open_index(tmp_path, [story(1)]).close()
    for folder in ("index", "new"):
        place = tmp_path / "read-only" if folder == "new" else read_only_disk(tmp_path / "index")
        with pytest.raises(IndexFolderError, match=r"cannot be written(.|\n)*--index"):
            build_index([tmp_path / "a.jsonl"], place / folder, embedder=HashEmbedder())


@pytest.mark.model
def test_an_index_on_a_machine_without_its_model_names_the_command_that_pulls_it(model_index, tmp_path, monkeypatch):
    shutil.copytree(model_index, tmp_path / "index")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing"))
    with ArticleIndex.open(tmp_path / "index") as index:
        with pytest.raises(ModelError, match="dateline models pull multilingual-e5-small-q4"):
            index.search("boats")
        # What needs no model goes on: words are found, and what is held is told.
        assert index.search("Hafen", mode="lexical")
        assert index.coverage().articles == 66


@pytest.mark.model
def test_a_locale_with_comma_decimals_changes_no_score(tmp_path):
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"]
    if shutil.which("localedef") is None or subprocess.run(made, capture_output=True, check=False).returncode > 1:
        pytest.skip("this machine cannot make a locale")
    # Libraries in C read and write numbers as the locale has it: the model's, FAISS's and tantivy's files hold some.
    code = """
import json, locale, sys
from pathlib import Path
from index.build import build_index
from index.embedding import open_embedder
from index.search import ArticleIndex
locale.setlocale(locale.LC_ALL, sys.argv[1])
point = locale.localeconv()["decimal_point"]
build_index([Path(sys.argv[2])], Path(sys.argv[3]), embedder=open_embedder(), index_kind="IVF2,SQ8")
with ArticleIndex.open(Path(sys.argv[3])) as index:
    print(json.dumps([point, [(hit.passage.id, hit.score) for hit in index.search("Hafen 1,5 Millionen")]]))
"""
    found = {}
    for name in ("C", "de_DE.UTF-8"):
        command = [sys.executable, "-c", code, name, SAMPLE / "chronik.txt", tmp_path / name[:1]]
        environment = {**os.environ, "LOCPATH": str(tmp_path)}
        told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        point, found[name] = json.loads(told.stdout)
        assert point == ("." if name == "C" else ",")
    assert len(found["C"]) == 7
    assert found["C"] == found["de_DE.UTF-8"]
