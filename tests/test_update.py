"""An update gives what a build from scratch gives, whatever was added, changed and removed before it."""

import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.generation import current_generation
from index.search import ArticleIndex
from tests.fakes import HashEmbedder
from tests.test_duplicates import CUT, STORY

QUESTIONS = ["boats in the harbour of town 3", "Norderhaven bridge cost 212 million", "rain", "Hafen und Regen"]


class Reads(HashEmbedder):
    """Counts the texts whose tokens it was asked for, which only an article that is read anew needs."""

    def __init__(self):
        super().__init__()
        self.cut = []

    def count_tokens(self, texts):
        self.cut.extend(texts)
        return super().count_tokens(texts)


def everything_in(folder):
    """Return all that a reader can see of an index."""
    with ArticleIndex.open(folder, HashEmbedder()) as index:
        return {
            "hits": [
                index.search(question, k=30, mode=mode)
                for question in QUESTIONS
                for mode in ("hybrid", "dense", "lexical")
            ],
            "ledger": list(index.ledger()),
            "passages": list(index.passages()),
            "coverage": index.coverage(),
            "orders": index.date_orders(),
            "counts": index.manifest.counts,
            "settings": replace(index.manifest, generation="", created="", archives=(), archives_digest="", parts={}),
            "outside": [index.article_id_of(f"id{n}") for n in range(12)],
            "vectors": index.vector_matrix().tolist(),
        }


def story(n, date=None, **more):
    return json.dumps(
        {
            "headline": f"Story {n}",
            "articleBody": f"Town {n} counted {n * 7} boats in its harbour. It rained on number {n}.",
            "datePublished": date or f"2022-0{n % 9 + 1}",
            "publisher": "ab"[n % 2] + ".example",
            "id": f"id{n}",
            **more,
        }
    )


# What a line of a file may be: dates of two readings and one that settles them, copies, reprints, noise, German.
LINES = [
    *(story(n) for n in range(4)),
    story(4, "03/04/2022"),
    story(5, "05/06/2022", publisher="a.example"),
    story(6, "25/12/2021", publisher="a.example"),
    story(7, "12/25/2021", publisher="b.example"),
    story(3, url="https://elsewhere.example/3", author="A. Nother"),
    json.dumps({"headline": "Bridge opens", "articleBody": STORY, "datePublished": "2022-05-01", "publisher": "a"}),
    json.dumps({"headline": "Bridge is open", "articleBody": CUT, "datePublished": "2022-05-03", "publisher": "b"}),
    json.dumps({"headline": "Hafen", "articleBody": "Im Hafen lagen viele Boote und es gab Regen. Der Rat tagte."}),
    "{no json",
    json.dumps({"headline": "", "articleBody": ""}),
]
files = st.dictionaries(
    st.sampled_from(["a.jsonl", "b.jsonl", "deep/2021-05-03.jsonl", "c.txt"]),
    st.lists(st.sampled_from(LINES), max_size=6),
    max_size=4,
)


def write(archive, contents):
    shutil.rmtree(archive, ignore_errors=True)
    (archive / "deep").mkdir(parents=True)
    # One good record at least: an archive without any is refused.
    for name, lines in {"always.jsonl": [story(11)], **contents}.items():
        (archive / name).write_text("\n".join(lines) + "\n")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(files, min_size=2, max_size=4))
def test_any_sequence_of_changes_ends_where_a_build_from_scratch_does(tmp_path_factory, states):
    folder = tmp_path_factory.mktemp("sequence")
    archive = folder / "news"
    for number, state in enumerate(states):
        write(archive, state)
        build_index([archive], folder / "updated", embedder=HashEmbedder(), update=number > 0)
    build_index([archive], folder / "scratch", embedder=HashEmbedder())
    assert everything_in(folder / "updated") == everything_in(folder / "scratch")


@pytest.fixture
def archive(tmp_path):
    write(tmp_path / "news", {"a.jsonl": LINES[:6], "b.jsonl": LINES[6:12]})
    return tmp_path / "news"


def build(archive, folder, **options):
    embedder = Reads()
    return build_index([archive], folder, embedder=embedder, **options), embedder


def test_an_update_reads_cuts_and_embeds_only_the_file_that_changed(archive, tmp_path):
    build(archive, tmp_path / "index")
    (archive / "new.jsonl").write_text(story(9) + "\n")
    summary, embedder = build(archive, tmp_path / "index", update=True)
    assert summary.embedded == len(embedder.embedded) == 1
    assert all("Town 9" in text or "number 9" in text for text in embedder.cut)


def test_a_file_that_is_only_touched_or_copied_is_known_by_its_bytes(archive, tmp_path):
    build(archive, tmp_path / "index")
    content = (archive / "a.jsonl").read_bytes()
    (archive / "a.jsonl").unlink()
    (archive / "a.jsonl").write_bytes(content)
    assert build(archive, tmp_path / "index", update=True)[1].cut == []


def test_a_change_that_keeps_size_and_time_is_seen(archive, tmp_path):
    import os

    build(archive, tmp_path / "index")
    before = (archive / "a.jsonl").stat()
    changed = (archive / "a.jsonl").read_text().replace("Town 1", "Town 8")
    (archive / "a.jsonl").write_text(changed)
    os.utime(archive / "a.jsonl", ns=(before.st_atime_ns, before.st_mtime_ns))
    build(archive, tmp_path / "index", update=True)
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        assert any("Town 8" in passage.text for _, passage in index.passages())


def test_a_copy_becomes_the_article_when_the_first_printing_is_gone(tmp_path):
    write(tmp_path / "news", {"a.jsonl": [LINES[3]], "b.jsonl": [LINES[8]]})
    build(tmp_path / "news", tmp_path / "index")
    (tmp_path / "news" / "a.jsonl").unlink()
    build(tmp_path / "news", tmp_path / "index", update=True)
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        (hit,) = [hit for hit in index.search("town 3 boats", k=9) if hit.article.title == "Story 3"]
        assert (hit.article.url, hit.article.authors) == ("https://elsewhere.example/3", ("A. Nother",))


def test_a_date_settled_by_another_file_is_open_again_without_it(tmp_path):
    write(tmp_path / "news", {"a.jsonl": [LINES[5]], "b.jsonl": [LINES[6]]})
    build(tmp_path / "news", tmp_path / "index")
    (tmp_path / "news" / "b.jsonl").unlink()
    build(tmp_path / "news", tmp_path / "index", update=True)
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        (found,) = [a for a, _ in index.passages() if a.title == "Story 5"]
        assert found.published.precision == "interval"


def test_another_mapping_reads_every_file_anew(tmp_path):
    line = json.dumps({"headline": "One", "articleBody": "Some boats.", "day": "2020-01-01"})
    write(tmp_path / "news", {"a.jsonl": [line]})
    build(tmp_path / "news", tmp_path / "index")
    build(tmp_path / "news", tmp_path / "index", update=True, mapping={"published": "day"})
    with ArticleIndex.open(tmp_path / "index", HashEmbedder()) as index:
        assert [a.published.edtf for a, _ in index.passages() if a.title == "One"] == ["2020-01-01"]


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_nothing_is_taken_over_from_a_store_that_was_damaged(archive, tmp_path):
    build(archive, tmp_path / "index")
    expected = everything_in(tmp_path / "index")
    flip_a_bit(current_generation(tmp_path / "index") / "passages.sqlite")
    _, embedder = build(archive, tmp_path / "index", update=True)
    assert embedder.cut
    assert everything_in(tmp_path / "index") == expected


def test_a_damaged_vector_is_computed_again_and_no_other(archive, tmp_path):
    build(archive, tmp_path / "index")
    expected = everything_in(tmp_path / "index")
    flip_a_bit(current_generation(tmp_path / "index") / "vectors.faiss")
    summary, _ = build(archive, tmp_path / "index", update=True)
    assert summary.embedded == 1
    assert everything_in(tmp_path / "index") == expected


@pytest.mark.parametrize("kind", ["Flat", "IVF2,SQ8", "SQ8"])
def test_no_vector_is_computed_twice_whatever_kind_finds_them(archive, tmp_path, kind):
    build(archive, tmp_path / "index", index_kind=kind)
    assert build(archive, tmp_path / "index", update=True)[0].embedded == 0
    build(archive, tmp_path / "scratch")
    assert everything_in(tmp_path / "index") == everything_in(tmp_path / "scratch")


def test_a_published_index_has_no_cache_beside_it(archive, tmp_path):
    build(archive, tmp_path / "index")
    assert not (tmp_path / "index" / "cache").exists()
