import contextlib
import gzip
import json
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build_index, is_current
from index.doctor import check_index
from index.embedding_cache import EmbeddingCache, text_digest
from index.errors import ArchiveError, IndexFolderError, SettingsError, StaleIndexError
from index.generation import current_generation
from index.search import ArticleIndex
from tests.fakes import HashEmbedder

STORIES = [
    {
        "headline": f"Story {n}",
        "articleBody": f"Town {n} counted {n * 7} boats. It rained.",
        "datePublished": f"2022-0{n}",
    }
    for n in range(1, 7)
]


def write_archive(path: Path, stories=STORIES) -> Path:
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    return path


def build(archive: Path, folder: Path, **options):
    return build_index([archive], folder, embedder=options.pop("embedder", HashEmbedder()), **options)


def test_every_record_ends_in_exactly_one_state(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl", [*STORIES, STORIES[0], {"headline": "", "articleBody": ""}])
    with archive.open("a") as file:
        file.write("{not json\n")
    summary = build(archive, tmp_path / "index")
    assert (summary.records, summary.indexed, summary.duplicate, summary.rejected, summary.failed) == (9, 6, 1, 2, 0)
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        with_reasons = {(entry.state, entry.place.rsplit(":", 1)[1]) for entry in index.ledger()}
    assert with_reasons == {
        *(("indexed", str(n)) for n in range(1, 7)),
        ("duplicate", "7"),
        ("rejected", "8"),
        ("rejected", "9"),
    }


def test_a_duplicate_names_the_place_of_the_article_that_holds_it(tmp_path):
    build(write_archive(tmp_path / "a.jsonl", [STORIES[0], STORIES[0]]), tmp_path / "index")
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        (entry,) = index.ledger("duplicate")
        assert entry.reason.endswith("a.jsonl:1")
        assert index.article(entry.article_id).title == "Story 1"


def test_strict_stops_at_the_first_bad_record_and_leaves_nothing(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl")
    archive.write_text("{not json\n" + archive.read_text())
    with pytest.raises(ArchiveError) as raised:
        build(archive, tmp_path / "index", strict=True)
    assert raised.value.where.endswith("a.jsonl:1")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(("content", "what"), [("", "empty"), ("{not json\n", "none of the 1 records")])
def test_an_archive_without_one_good_record_is_an_error_and_leaves_nothing(tmp_path, content, what):
    archive = tmp_path / "a.jsonl"
    archive.write_text(content)
    with pytest.raises(ArchiveError, match=r"empty|none of the 1 record"):
        build(archive, tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_missing_archive_is_an_error_before_anything_is_written(tmp_path):
    with pytest.raises(ArchiveError, match="no such archive"):
        build(tmp_path / "nothing.jsonl", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_truncated_gzip_keeps_what_could_be_read_and_says_where_it_ends(tmp_path):
    lines = "".join(json.dumps({**story, "articleBody": os.urandom(900).hex()}) + "\n" for story in STORIES * 20)
    whole = gzip.compress(lines.encode(), mtime=0)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    summary = build(tmp_path / "a.jsonl.gz", tmp_path / "index")
    assert summary.indexed > 0
    assert summary.failed + summary.rejected >= 1


def test_a_rebuild_embeds_only_what_is_new(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl", STORIES[:5])
    first = build(archive, tmp_path / "index")
    write_archive(archive, STORIES)
    embedder = HashEmbedder()
    second = build(archive, tmp_path / "index", embedder=embedder)
    assert (first.embedded, second.embedded, second.reused) == (5, 1, 5)
    assert len(embedder.embedded) == 1


def test_a_stopped_build_is_resumed_without_embedding_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedding_pass._KEPT_TOGETHER", 2)

    class Stops(HashEmbedder):
        def embed_passages(self, texts, on_batch=None):
            if len(self.embedded) >= 4:
                raise KeyboardInterrupt
            return super().embed_passages(texts, on_batch)

    archive = write_archive(tmp_path / "a.jsonl")
    with pytest.raises(KeyboardInterrupt):
        build(archive, tmp_path / "index", embedder=Stops())
    assert not (tmp_path / "index" / "CURRENT").exists()
    again = HashEmbedder()
    build(archive, tmp_path / "index", embedder=again)
    assert len(again.embedded) == 2


def test_an_update_reads_the_old_archives_and_the_new(tmp_path):
    one = write_archive(tmp_path / "a.jsonl", STORIES[:4])
    other = write_archive(tmp_path / "b.jsonl", STORIES[4:])
    build(one, tmp_path / "index")
    build(other, tmp_path / "index", update=True)
    full = tmp_path / "full"
    build_index([one, other], full, embedder=HashEmbedder())
    with (
        ArticleIndex.open(tmp_path / "index", HashEmbedder()) as updated,
        ArticleIndex.open(full, HashEmbedder()) as whole,
    ):
        assert updated.search("boats in town 5", k=6) == whole.search("boats in town 5", k=6)


def test_a_reader_keeps_its_generation_while_a_new_one_is_published(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl", STORIES[:3])
    build(archive, tmp_path / "index")
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as old:
        write_archive(archive, STORIES[3:])
        build(archive, tmp_path / "index")
        build(archive, tmp_path / "index")
        assert {hit.article.title for hit in old.search("boats", k=9)} == {"Story 1", "Story 2", "Story 3"}
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as new:
        assert {hit.article.title for hit in new.search("boats", k=9)} == {"Story 4", "Story 5", "Story 6"}


def test_an_index_is_current_until_an_archive_or_the_model_changes(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl")
    assert not is_current([archive], tmp_path / "index", HashEmbedder())
    build(archive, tmp_path / "index")
    assert is_current([archive], tmp_path / "index", HashEmbedder())
    other = HashEmbedder()
    other.fingerprint = "0" * 64
    assert not is_current([archive], tmp_path / "index", other)
    write_archive(archive, STORIES[:2])
    assert not is_current([archive], tmp_path / "index", HashEmbedder())


def test_another_model_is_refused_with_both_names(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    other = HashEmbedder()
    other.name, other.fingerprint = "other-model", "0" * 64
    with pytest.raises(StaleIndexError, match=r'"word-hash-64".*"other-model"'):
        ArticleIndex.open(tmp_path / "index", other)


def test_an_unusable_index_kind_is_refused_and_the_old_index_stays(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl")
    build(archive, tmp_path / "index")
    before = current_generation(tmp_path / "index")
    with pytest.raises(SettingsError, match="Nonsense"):
        build(archive, tmp_path / "index", index_kind="Nonsense")
    assert current_generation(tmp_path / "index") == before


def test_progress_ends_with_every_passage(tmp_path):
    seen = []
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index", on_progress=seen.append)
    last = [progress for progress in seen if progress.stage == "embedding"][-1]
    assert (last.done, last.total) == (6, 6)
    assert [p.done for p in seen if p.stage == "embedding"] == sorted(p.done for p in seen if p.stage == "embedding")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=st.sets(st.integers(0, 11), max_size=11))
def test_bad_lines_never_cost_a_good_neighbour(tmp_path_factory, bad):
    folder = tmp_path_factory.mktemp("conservation")
    stories = [*STORIES, *({**story, "headline": "Another " + story["headline"]} for story in STORIES)]
    lines = ["\x00garbage{" if n in bad else json.dumps(story) for n, story in enumerate(stories)]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    summary = build(folder / "a.jsonl", folder / "index")
    assert (summary.records, summary.indexed, summary.rejected) == (12, 12 - len(bad), len(bad))


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_doctor_finds_nothing_wrong_with_a_new_index(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    assert check_index(tmp_path / "index", HashEmbedder()) == []


def test_the_doctor_finds_a_flipped_bit_in_any_part(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    generation = current_generation(tmp_path / "index")
    parts = [
        path for path in generation.rglob("*") if path.is_file() and path.stat().st_size and path.suffix != ".lock"
    ]
    assert len(parts) > 4
    for part in parts:
        before = part.read_bytes()
        flip_a_bit(part)
        findings = check_index(tmp_path / "index", HashEmbedder())
        assert [f.severity for f in findings] == ["error"], part
        assert "dateline build" in findings[0].fix
        part.write_bytes(before)


def test_the_doctor_finds_a_missing_part_a_wrong_model_and_a_missing_archive(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl")
    build(archive, tmp_path / "index")
    other = HashEmbedder()
    other.fingerprint = "0" * 64
    assert "built with the model" in check_index(tmp_path / "index", other)[0].message
    archive.unlink()
    assert [f.severity for f in check_index(tmp_path / "index", HashEmbedder())] == ["warning"]
    (current_generation(tmp_path / "index") / "vectors.faiss").unlink()
    assert "cannot be read" in check_index(tmp_path / "index", HashEmbedder())[0].message
    assert "no such folder" in check_index(tmp_path / "nothing", HashEmbedder())[0].message


def test_the_doctor_finds_any_changed_byte_of_the_manifest(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    manifest = current_generation(tmp_path / "index") / "manifest.json"
    before = manifest.read_bytes()
    for at in range(0, len(before), 7):
        manifest.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
        assert [f.severity for f in check_index(tmp_path / "index", HashEmbedder())][:1] == ["error"], before[
            at - 20 : at
        ]


def test_the_doctor_finds_a_stale_or_damaged_cache_and_says_what_to_delete(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    path = tmp_path / "index" / "cache" / "embeddings.sqlite"
    vector = np.ones(HashEmbedder.dim, dtype="<f2")
    with contextlib.closing(EmbeddingCache(path, HashEmbedder.fingerprint, HashEmbedder.dim)) as cache:
        cache.put({b"0" * 16: vector})
    assert check_index(tmp_path / "index", HashEmbedder()) == []
    with contextlib.closing(EmbeddingCache(path, "other model", HashEmbedder.dim)) as cache:
        cache.put({b"1" * 16: vector})
    (finding,) = check_index(tmp_path / "index", HashEmbedder())
    assert (finding.severity, finding.fix) == ("error", f"delete {path}; nothing else needs it")
    assert "stale: 1 of its vectors" in finding.message
    path.unlink()
    with contextlib.closing(EmbeddingCache(path, HashEmbedder.fingerprint, HashEmbedder.dim)) as cache:
        cache.put({b"0" * 16: vector})
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE vectors SET vector = zeroblob(length(vector) - 1) || x'01'")
    (finding,) = check_index(tmp_path / "index", HashEmbedder())
    assert "has changed since it was computed" in finding.message


def test_a_damaged_cached_vector_is_computed_again(tmp_path):
    path = tmp_path / "index" / "cache" / "embeddings.sqlite"
    archive = write_archive(tmp_path / "a.jsonl")
    texts = [f"Story {n}\nTown {n} counted {n * 7} boats. It rained." for n in range(1, 7)]
    vectors = HashEmbedder().embed_passages(texts).astype("<f2")
    with contextlib.closing(EmbeddingCache(path, HashEmbedder.fingerprint, HashEmbedder.dim)) as cache:
        cache.put(dict(zip(map(text_digest, texts), vectors, strict=True)))
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE vectors SET vector = zeroblob(length(vector) - 1) || x'01' WHERE digest = ?",
                   (text_digest(texts[2]),))  # fmt: skip
    assert build(archive, tmp_path / "index").embedded == 1


def test_an_index_of_another_format_is_refused_with_the_very_command_that_rebuilds_it(tmp_path):
    archive = write_archive(tmp_path / "old news.jsonl")
    build(archive, tmp_path / "index", mapping={"section": "desk"})
    manifest = current_generation(tmp_path / "index") / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 1}))
    command = f"dateline build '{archive}' --index {tmp_path / 'index'} --map section=desk"
    with pytest.raises(StaleIndexError) as raised:
        ArticleIndex.open(tmp_path / "index", HashEmbedder())
    assert command in raised.value.fix
    assert command in check_index(tmp_path / "index", HashEmbedder())[0].fix


def test_a_broken_embedding_cache_is_named_with_its_mend(tmp_path):
    archive = write_archive(tmp_path / "a.jsonl")
    cache = tmp_path / "index" / "cache" / "embeddings.sqlite"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"no database" * 1000)
    with pytest.raises(IndexFolderError, match="delete this file"):
        build(archive, tmp_path / "index")


def test_the_store_is_plain_sqlite_that_others_can_read(tmp_path):
    build(write_archive(tmp_path / "a.jsonl"), tmp_path / "index")
    with contextlib.closing(sqlite3.connect(current_generation(tmp_path / "index") / "passages.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM passages").fetchone() == (6,)
