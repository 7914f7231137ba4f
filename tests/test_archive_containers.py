"""Containers: whatever is packed however is read, and whatever is hostile or broken costs only itself."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.archives.limits import MIB, Limits
from tests.archive_tools import lines_of, read, records, rejects


def zstd(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression.zstd import compress
    else:
        from backports.zstd import compress
    return compress(data)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name), data, method)
    return packed.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as target:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            target.addfile(info, io.BytesIO(data))
    return packed.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd,
}
THREE = [f"Text {n}." for n in range(3)]


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_is_read_under_its_own_name(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"news.jsonl{suffix}"
    file.write_bytes(PACK[suffix](lines_of(3)))
    found = records(read(file))
    assert [r.text for r in found] == THREE
    assert found[2].place == f"news.jsonl{suffix}:3"


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_tar_is_read_member_by_member(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"all.tar{suffix}"
    file.write_bytes(PACK[suffix](tarred({"./a/news.jsonl": lines_of(3), "b/x.txt": b"One text."})))
    found = records(read(file))
    assert [r.text for r in found] == [*THREE, "One text."]
    assert found[2].place == f"all.tar{suffix}!./a/news.jsonl:3"
    assert found[3].section == "b"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_is_read_member_by_member(tmp_path: Path, method: int) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({"a/news.jsonl": lines_of(3), "b/2022-09/x.txt": b"One text."}, method))
    found = records(read(tmp_path / "all.zip"))
    assert [r.text for r in found] == [*THREE, "One text."]
    assert found[3].place == "all.zip!b/2022-09/x.txt"
    assert found[3].published is not None and found[3].published.edtf == "2022-09"


@pytest.mark.parametrize(
    "packed",
    [
        zipped({"in.zip": zipped({"a.jsonl": lines_of(3)})}),
        zipped({"in.tar.gz": gzip.compress(tarred({"a.jsonl": lines_of(3)}))}),
        tarred({"in.zip": zipped({"a.jsonl.gz": gzip.compress(lines_of(3))})}),
        gzip.compress(zipped({"a.jsonl.xz": lzma.compress(lines_of(3))})),
    ],
    ids=["zip in zip", "tar.gz in zip", "gz in zip in tar", "xz in zip in gz"],
)
def test_containers_within_containers_are_read(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "outer").write_bytes(packed)
    assert [r.text for r in records(read(tmp_path / "outer"))] == THREE


def test_containers_without_end_are_refused(tmp_path: Path) -> None:
    data = lines_of(3)
    for _ in range(6):
        data = gzip.compress(data)
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    (found,) = rejects(read(tmp_path))
    assert found.reason == "packed more than 4 times over; unpack the outer layers yourself"


def test_a_container_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(gzip.compress(lines_of(3)))
    (tmp_path / "b.jsonl.gz").write_bytes(lines_of(3))  # unpacked by a browser, say
    assert [r.text for r in records(read(tmp_path))] == THREE * 2


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_that_is_cut_off_gives_what_stands_before_the_cut(tmp_path: Path, suffix: str) -> None:
    # Random letters do not pack, so that half of the file holds about half of the records.
    whole = b"".join(b'{"text": "%s"}\n' % os.urandom(200).hex().encode() for _ in range(2000))
    packed = PACK[suffix](whole)
    (tmp_path / f"news.jsonl{suffix}").write_bytes(packed[: len(packed) // 2])
    found = read(tmp_path)
    (cut,) = rejects(found)
    assert cut.place == f"{tmp_path.name}/news.jsonl{suffix}"
    assert cut.reason.startswith("cut off at byte ")
    assert cut.retryable
    kept = [r.text for r in records(found)]
    assert kept == [line[10:-2].decode() for line in whole.splitlines()][: len(kept)]
    # Unpackers work in blocks, of which bzip2's are the longest: 900 kB, more than this whole file.
    assert len(kept) > 600 or suffix == ".bz2"


def test_a_packed_json_array_that_is_cut_off_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    texts = [os.urandom(200).hex() for _ in range(2000)]
    packed = gzip.compress(json.dumps([{"text": text} for text in texts]).encode())
    (tmp_path / "news.json.gz").write_bytes(packed[: len(packed) // 2])
    found = read(tmp_path)
    (cut,) = rejects(found)
    assert cut.reason.startswith("cut off at byte ") and cut.retryable
    kept = [r.text for r in records(found)]
    assert len(kept) > 600
    assert kept == texts[: len(kept)]


def test_a_packed_file_with_a_flipped_bit_says_so(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(lines_of(2000)))
    packed[-5] ^= 1  # in the length that is checked at the end
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    found = read(tmp_path)
    assert len(records(found)) == 2000
    (broken,) = rejects(found)
    assert "cannot be read on at byte " in broken.reason and broken.retryable


def test_a_zip_that_is_cut_off_is_rejected_as_one_that_may_be_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.jsonl": lines_of(100)})[:-30])
    (found,) = read(tmp_path / "a.zip")
    assert found in rejects([found])
    assert found.place == "a.zip"
    assert "not a whole zip" in rejects([found])[0].reason
    assert rejects([found])[0].retryable


def test_a_broken_member_of_a_good_zip_costs_only_itself(tmp_path: Path) -> None:
    members = {"a.txt": b"The first text.", "b.txt": b"The second, which breaks.", "c.txt": b"The third text."}
    packed = bytearray(zipped(members, zipfile.ZIP_STORED))
    packed[packed.index(b"which")] ^= 1
    (tmp_path / "a.zip").write_bytes(packed)
    found = read(tmp_path)
    assert [r.text for r in records(found)] == ["The first text.", "The third text."]
    (broken,) = rejects(found)
    assert broken.place.endswith("a.zip!b.txt")
    assert "CRC" in broken.reason


def test_a_tar_that_is_cut_off_gives_the_members_before_the_cut(tmp_path: Path) -> None:
    packed = tarred({"a.txt": b"The first text.", "b.txt": b"x" * 5000})
    (tmp_path / "a.tar").write_bytes(packed[:2500])
    found = read(tmp_path)
    assert [r.text for r in records(found)] == ["The first text."]
    assert {r.place.rpartition("/")[2] for r in rejects(found)} <= {"a.tar", "a.tar!b.txt"}
    assert all(r.retryable for r in rejects(found))


def test_an_encrypted_member_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    packed = bytearray(zipped({"secret.txt": b"A secret.", "open.txt": b"No secret."}))
    # The lowest bit of the flags, 6 bytes into the local header and 8 into the one in the list at the end.
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(packed)
    found = read(tmp_path / "a.zip")
    assert [(r.place, r.reason) for r in rejects(found)] == [
        ("a.zip!secret.txt", "encrypted; unpack it with its password and name the folder")
    ]
    assert [r.text for r in records(found)] == ["No secret."]


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/etc/passwd.txt", "C:\\Windows\\a.txt", "a/../../b.txt"])
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_hostile_name_is_only_a_name(tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    folder = tmp_path / "in" / "side"
    folder.mkdir(parents=True)
    (folder / "a").write_bytes(pack({name: b"A text."}))
    before = sorted(tmp_path.rglob("*"))
    (found,) = records(read(folder / "a"))
    assert found.text == "A text."
    assert found.place == f"a!{name}"
    assert sorted(tmp_path.rglob("*")) == before  # nothing was written anywhere


def test_control_characters_in_a_name_cannot_reach_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({"evil\x1b[2J\nname.txt": b"A text."}))
    (found,) = records(read(tmp_path / "a.tar"))
    assert found.place == "a.tar!evil\\x1b[2J\\nname.txt"


def test_a_name_that_is_no_utf8_is_shown_and_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"A text.")
    (found,) = records(read(tmp_path))
    assert found.place.endswith("/caf\\udce9.txt")
    found.place.encode()


def test_a_bomb_is_refused_by_its_ratio_and_its_neighbours_are_read(tmp_path: Path) -> None:
    # 40 MiB of blanks become about 40 kB: 1,000 to 1.
    members = {"a.txt": b"The first text.", "bomb.txt": b" " * (40 * MIB), "c.txt": b"The last text."}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    found = read(tmp_path / "a.zip")
    assert [r.text for r in records(found)] == ["The first text.", "The last text."]
    (bomb,) = rejects(found)
    assert bomb.place == "a.zip!bomb.txt"
    assert "unpacks to more than 200 times its size; it may be a bomb" in bomb.reason
    assert not bomb.retryable


def test_a_bomb_of_one_line_after_good_records_costs_only_itself(tmp_path: Path) -> None:
    data = lines_of(3) + b'{"text": "' + b"a" * (40 * MIB) + b'"}\n'
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data))
    found = read(tmp_path)
    assert [r.text for r in records(found)] == THREE
    assert "it may be a bomb" in rejects(found)[0].reason


def test_many_members_that_are_harmless_alone_are_bounded_together(tmp_path: Path) -> None:
    # 20 members of 1 MiB of blanks, 1 kB each: none is over its own limit, all together are over the file's.
    limits = Limits(ratio=100, free_bytes=2 * MIB)
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.txt": b"a" * MIB for n in range(20)}))
    size = (tmp_path / "a.zip").stat().st_size
    found = read(tmp_path / "a.zip", limits=limits)
    allowed = 2 * MIB + 100 * size
    assert len(records(found)) == allowed // MIB
    assert {r.reason for r in rejects(found)} == {
        f"the file unpacks to more than {allowed:,} bytes, the most its size allows; it may be a bomb"
    }


def test_a_record_past_the_limit_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    limits = Limits(record_bytes=1000)
    (tmp_path / "a.jsonl").write_bytes(lines_of(1) + b'{"text": "' + b"a" * 5000 + b'"}\n' + lines_of(2))
    found = read(tmp_path / "a.jsonl", limits=limits)
    assert [r.text for r in records(found)] == ["Text 0.", "Text 0.", "Text 1."]
    assert [(r.place, r.reason) for r in rejects(found)] == [("a.jsonl:2", "the line is longer than 1,000 bytes")]
    assert records(found)[1].place == "a.jsonl:3"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file_past_the_limit_that_is_one_record_is_rejected(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<html><p>" + b"A text. " * 1000)
    (found,) = rejects(read(tmp_path, limits=Limits(record_bytes=1000)))
    assert found.reason == "longer than 1,000 bytes, the most that one article may have"


def test_hidden_files_and_what_systems_leave_are_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "__MACOSX/a.txt", "Thumbs.db", "b/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Not an article.")
    (tmp_path / "a.txt").write_text("An article.")
    (tmp_path / "a.zip").write_bytes(zipped({"__MACOSX/._a.txt": b"x", "x/.DS_Store": b"x", "x/b.txt": b"In a zip."}))
    assert [r.text for r in records(read(tmp_path))] == ["An article.", "In a zip."]
    assert not rejects(read(tmp_path))


def test_folders_are_read_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "z/c.txt", "d/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [r.text for r in records(read(tmp_path))] == ["a.txt", "b.txt", "d/e.txt", "z/c.txt"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.txt").write_text("A secret.")
    (inside / "a.txt").write_text("A text.")
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    found = read(inside)
    assert [r.text for r in records(found)] == ["A text."]
    assert sorted(r.place for r in rejects(found)) == ["inside/file.txt", "inside/folder"]
    assert all(r.reason.startswith("a link out of the folder") for r in rejects(found))


def test_a_link_that_leads_nowhere_or_a_pipe_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    found = rejects(read(tmp_path))
    assert [(r.place.rpartition("/")[2], r.reason) for r in found] == [
        ("gone.txt", "cannot be read: No such file or directory"),
        ("pipe", "neither a file nor a folder"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to the superuser")
def test_a_file_that_may_not_be_read_is_a_failure_that_may_pass(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text.")
    (tmp_path / "a.txt").chmod(0)
    (found,) = rejects(read(tmp_path))
    assert (found.reason, found.retryable) == ("cannot be read: Permission denied", True)


def test_a_file_that_changes_while_it_is_read_is_reported(tmp_path: Path) -> None:
    from index.archives import read_archives

    file = tmp_path / "a.jsonl"
    file.write_bytes(lines_of(3))
    found = read_archives([file])
    one = [next(found)]
    with file.open("ab") as more:
        more.write(lines_of(1))
    rest = rejects(one + list(found))
    assert [(r.reason, r.retryable) for r in rest] == [
        ("changed while it was read; build again to read it whole", True)
    ]
