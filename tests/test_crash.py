"""A build may be killed at any moment: readers see the old index or the new one, and nothing is embedded twice."""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from index.build import build_index
from index.doctor import check_index
from index.errors import IndexFolderError
from index.generation import current_generation
from index.search import ArticleIndex
from tests.conftest import ROOT
from tests.fakes import HashEmbedder

REAL = ROOT.parent / "shared" / "data" / "archives"
STORIES = [
    {
        "headline": f"Report {n}",
        "articleBody": f"Town {n} counted {n * 7} boats. It rained all week.",
        "datePublished": f"20{n % 24:02d}-05",
    }
    for n in range(400)
]
# Each batch takes a moment, as a real model's does, so that a kill finds the build at work; and each is logged once its
# vectors are kept, so that one that is embedded again can be seen.
BUILD = """
import sys, time
from pathlib import Path
import index.embedding_pass
from index.build import build_index
from index.embedding_cache import EmbeddingCache
from tests.fakes import HashEmbedder
class Slow(HashEmbedder):
    def embed_passages(self, texts, on_batch=None):
        time.sleep(0.02)
        with open(sys.argv[3], "a") as log:
            log.write("".join(repr(text) + chr(10) for text in texts))
        return super().embed_passages(texts, on_batch)
put = EmbeddingCache.put
def logged_put(cache, vectors):
    put(cache, vectors)
    with open(sys.argv[3] + ".kept", "a") as log:
        log.write(f"{len(vectors)}" + chr(10))
EmbeddingCache.put = logged_put
index.embedding_pass._KEPT_TOGETHER = 20
print("begun", flush=True)
build_index([Path(sys.argv[1])], Path(sys.argv[2]), embedder=Slow(), update=sys.argv[4] == "update")
"""
KILLS = int(os.environ.get("DATELINE_KILLS", "12"))


def write(path, stories):
    path.write_text("".join(json.dumps(story) + "\n" for story in stories))


def titles(folder):
    with ArticleIndex.open(folder, HashEmbedder()) as index:
        return frozenset(hit.article.title for hit in index.search("boats in town", k=10_000))


class Reader(threading.Thread):
    """Opens and searches an index again and again until it is stopped; keeps every answer and error that it met."""

    def __init__(self, folder):
        super().__init__()
        self.folder, self.answers, self.errors, self.stopped = folder, [], [], threading.Event()

    def run(self):
        while not self.stopped.is_set():
            try:
                self.answers.append(titles(self.folder))
            except Exception as error:
                self.errors.append(error)


def run_build(archive, folder, log, kind, kill_after):
    """Build in a process of its own, killed so many seconds after it began; return how long it ran, and its end."""
    command = [sys.executable, "-c", BUILD, str(archive), str(folder), str(log), kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        process.stdout.readline()
        began = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        process.wait()
    return time.monotonic() - began, process.returncode


def test_builds_and_updates_killed_anywhere_leave_every_reader_the_old_index_or_the_new(tmp_path):
    archive, folder, log = tmp_path / "news", tmp_path / "index", tmp_path / "log"
    archive.mkdir()
    write(archive / "0.jsonl", STORIES[:40])
    log.touch()
    whole = run_build(archive, folder, log, "build", None)[0]
    states = [titles(folder)]
    moments = random.Random(7)
    reader = Reader(folder)
    reader.start()
    killed = published = 0
    for n in range(KILLS):
        # A new file after each build that got through; a killed one is begun again.
        if titles(folder) == states[-1]:
            published += 1
            write(
                archive / f"{published}.jsonl", [s | {"headline": f"{s['headline']}.{published}"} for s in STORIES[:40]]
            )
            states.append(states[-1] | {f"{s['headline']}.{published}" for s in STORIES[:40]})
        # Before the first record, in the middle, and now and then after the end, however fast this machine is.
        after = moments.uniform(0, 1.1 * whole)
        killed += run_build(archive, folder, log, ("update", "build")[n % 2], after)[1] == -signal.SIGKILL
        assert titles(folder) in states[-2:]
        assert check_index(folder, HashEmbedder()) == []
    reader.stopped.set()
    reader.join()
    assert killed > 0
    assert reader.errors == []
    # Never a mixture, and never back to an older one.
    seen = [states.index(answer) for answer in reader.answers]
    assert seen == sorted(seen)
    again = HashEmbedder()
    build_index([archive], folder, embedder=again)
    embedded = [*map(ast.literal_eval, log.read_text().splitlines()), *again.embedded]
    # A kill costs the batch at work, at most, and nothing that was kept is embedded twice.
    assert len(embedded) - len(set(embedded)) <= 20 * killed
    assert titles(folder) == states[-1]
    assert [path.name for path in (folder / "generations").iterdir() if path.name.startswith(".")] == []


def test_a_second_writer_is_refused_and_a_dead_one_holds_no_lock(tmp_path):
    archive, folder, log = tmp_path / "a.jsonl", tmp_path / "index", tmp_path / "log"
    write(archive, STORIES)
    command = [sys.executable, "-c", BUILD, str(archive), str(folder), str(log), "build"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        process.stdout.readline()
        while not log.exists():
            time.sleep(0.01)
        with pytest.raises(IndexFolderError, match="another build is writing this index"):
            build_index([archive], folder, embedder=HashEmbedder())
        process.send_signal(signal.SIGKILL)
    kept = sum(map(int, (tmp_path / "log.kept").read_text().split())) if (tmp_path / "log.kept").exists() else 0
    again = HashEmbedder()
    build_index([archive], folder, embedder=again)
    assert len(again.embedded) in (400 - kept, 400 - kept - 20)  # the last batch may have been kept and not logged


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder that holds 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk can only be mounted by the superuser")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_fills_up_at_any_moment_is_an_error_and_the_old_index_goes_on(small_disk, tmp_path):
    archive, folder = tmp_path / "a.jsonl", small_disk / "index"
    long = [story | {"articleBody": story["articleBody"] + "Mole and pier. " * 50} for story in STORIES[:150]]
    write(archive, long)
    build_index([archive], tmp_path / "elsewhere", embedder=HashEmbedder())
    parts = [path.stat().st_size for path in current_generation(tmp_path / "elsewhere").rglob("*") if path.is_file()]
    store, whole = max(parts), sum(parts)
    write(archive, STORIES[:20])
    build_index([archive], folder, embedder=HashEmbedder())
    old = titles(folder)
    write(archive, long)
    # In the middle of the store, of the words, of the vectors.
    for room in (store // 3, store + (whole - store) // 8, store + (whole - store) // 2):
        disk = os.statvfs(small_disk)
        (small_disk / "filler").write_bytes(bytes(disk.f_bavail * disk.f_frsize - room))
        with pytest.raises(IndexFolderError, match=r"cannot be written(.|\n)*make room"):
            build_index([archive], folder, embedder=HashEmbedder())
        (small_disk / "filler").unlink()
        assert titles(folder) == old
        assert len(list((folder / "generations").iterdir())) == 1
    build_index([archive], folder, embedder=HashEmbedder())
    assert len(titles(folder)) == 150


def test_a_full_disk_is_said_and_the_old_index_goes_on(tmp_path, monkeypatch):
    archive, folder = tmp_path / "a.jsonl", tmp_path / "index"
    write(archive, STORIES[:50])
    build_index([archive], folder, embedder=HashEmbedder())
    old = titles(folder)

    def full(*arguments, **options):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("index.embedding_pass.write_nearest", full)
    write(archive, STORIES)
    with pytest.raises(IndexFolderError, match=r"No space left.*\n.*index\n.*make room"):
        build_index([archive], folder, embedder=HashEmbedder())
    assert titles(folder) == old
    assert len(list((folder / "generations").iterdir())) == 1


@pytest.mark.skipif(not REAL.is_dir(), reason="the real archives are not beside this checkout")
def test_ten_thousand_stories_and_a_magazine_are_accounted_for(tmp_path):
    summary = build_index([REAL], tmp_path / "index", embedder=HashEmbedder())
    assert summary.records == 11_113
    assert summary.records == summary.indexed + summary.duplicate + summary.rejected + summary.failed
    assert summary.indexed > 10_900
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        assert sum(1 for _ in index.ledger()) == 11_113
        assert index.coverage().undated > 1_000
    shutil.rmtree(tmp_path / "index")
