"""A build may be killed at any moment: readers see the old index or the new one, and nothing is embedded twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from index.build import build_index
from index.doctor import check_index
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
# Each batch takes a moment, as a real model's does, so that a kill finds the build at work.
BUILD = """
import sys, time
from pathlib import Path
import index.embedding_pass
from index.build import build_index
from tests.fakes import HashEmbedder
class Slow(HashEmbedder):
    def embed_passages(self, texts, on_batch=None):
        time.sleep(0.02)
        return super().embed_passages(texts, on_batch)
index.embedding_pass._KEPT_TOGETHER = 20
print("begun", flush=True)
build_index([Path(sys.argv[1])], Path(sys.argv[2]), embedder=Slow())
"""


def write(path, stories):
    path.write_text("".join(json.dumps(story) + "\n" for story in stories))


def titles(folder):
    with ArticleIndex.open(folder, HashEmbedder()) as index:
        return {hit.article.title for hit in index.search("boats in town", k=500)}


def test_a_build_killed_anywhere_leaves_the_old_index_whole(tmp_path):
    archive, folder = tmp_path / "a.jsonl", tmp_path / "index"
    write(archive, STORIES[:100])
    build_index([archive], folder, embedder=HashEmbedder())
    old = titles(folder)
    write(archive, STORIES)
    new = {story["headline"] for story in STORIES}
    moments = random.Random(7)
    killed = 0
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(archive), str(folder)], stdout=subprocess.PIPE, cwd=ROOT
        )
        with process:
            process.stdout.readline()
            time.sleep(moments.uniform(0, 1.2))
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        assert titles(folder) in (old, new)
        assert check_index(folder, HashEmbedder()) == []
    assert killed > 0
    again = HashEmbedder()
    summary = build_index([archive], folder, embedder=again)
    assert titles(folder) == new
    assert summary.embedded == len(again.embedded)
    # The kills left their finished batches behind, and the first build its hundred.
    assert summary.reused >= 100
    assert [path.name for path in (folder / "generations").iterdir() if path.name.startswith(".")] == []


def test_a_full_disk_is_said_and_the_old_index_goes_on(tmp_path, monkeypatch):
    from index.errors import IndexFolderError

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
