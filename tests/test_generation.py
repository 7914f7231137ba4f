import subprocess
import sys

import pytest

from index.errors import IndexFolderError
from index.generation import building, current_generation, hold, publish
from index.manifest import MANIFEST_FILE


def build(folder, content="one"):
    with building(folder) as aside:
        (aside / MANIFEST_FILE).write_text(content)
        return publish(aside)


def test_a_published_generation_is_the_current_one(tmp_path):
    generation = build(tmp_path / "index")
    assert current_generation(tmp_path / "index") == generation


def test_a_failed_first_build_leaves_no_folder(tmp_path):
    with pytest.raises(RuntimeError), building(tmp_path / "index"):
        raise RuntimeError
    assert not (tmp_path / "index").exists()


def test_a_failed_build_leaves_the_old_index_alone(tmp_path):
    generation = build(tmp_path / "index")
    with pytest.raises(RuntimeError), building(tmp_path / "index") as aside:
        (aside / "half").write_text("written")
        raise RuntimeError
    assert current_generation(tmp_path / "index") == generation
    assert [path.name for path in generation.parent.iterdir()] == [generation.name]


def test_a_second_build_is_refused_while_the_first_runs(tmp_path):
    with building(tmp_path / "index"):
        code = (
            "import sys; from pathlib import Path; from index.generation import building\n"
            "with building(Path(sys.argv[1])): pass"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "index")], capture_output=True, text=True, check=False
        )
    assert other.returncode != 0
    assert "another build is writing this index" in other.stderr


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from index.generation import building\n"
        "with building(Path(sys.argv[1])) as aside: (aside / 'half').write_text('x'); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "index")], check=False)
    assert killed.returncode == -9
    generation = build(tmp_path / "index")
    assert [path.name for path in generation.parent.iterdir()] == [generation.name]


def test_a_generation_that_a_reader_holds_stays_until_it_lets_go(tmp_path):
    first = build(tmp_path / "index")
    reader = hold(first)
    build(tmp_path / "index", "two")
    assert first.exists()
    reader.close()
    build(tmp_path / "index", "three")
    assert not first.exists()


@pytest.mark.parametrize("name", ["", "../../etc", ".hidden", "gone"])
def test_a_pointer_to_nowhere_is_an_error_that_says_how_to_rebuild(tmp_path, name):
    build(tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text(name)
    with pytest.raises(IndexFolderError, match="dateline build"):
        current_generation(tmp_path / "index")


def test_a_missing_folder_is_an_error_that_says_how_to_build(tmp_path):
    with pytest.raises(IndexFolderError, match="there is no such folder"):
        current_generation(tmp_path / "nothing")
