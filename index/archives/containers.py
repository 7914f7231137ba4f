"""Walks archives: folders in sorted order, and what lies in gz, bz2, xz, zst, zip and tar, within one another.

Paths flow in, one open file after the other flows out, with a reject for whatever cannot be opened. Everything is
streamed; nothing is ever unpacked under its own name, so a hostile member name is only a name.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from index.archives.limits import MIB, Limits
from index.archives.streams import (
    UNPACK_ERRORS,
    ArchiveFile,
    BrokenFileError,
    Budget,
    GuardedStream,
    Unpacker,
    archive_file,
    failure,
)
from index.types import Reject

PACKED_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
_SHORT_TAR = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}

# A zip within a container must be read from its end, so it is kept aside: in memory up to here, else in a file
# without a name.
_KEPT_IN_MEMORY = 32 * MIB

# Office documents and books are zip files too, but one article each; their readers take them whole.
_ZIPPED_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".wacz", ".jar", ".apk", ".whl")

# What operating systems and version control leave in folders; no archivist ever put an article there.
_SYSTEM_NAMES = {"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information"}


def labels_for(paths: Sequence[Path]) -> list[str]:
    """Return a short name for each given path: its last part, longer only where two would be the same."""
    parts = [path.absolute().parts for path in paths]
    labels = []
    for path in parts:
        length = 1
        same = [other for other in parts if other != path]
        while length < len(path) and any(other[-length:] == path[-length:] for other in same):
            length += 1
        labels.append(printable("/".join(part.strip("/\\") for part in path[-length:])))
    return labels


def printable(name: str) -> str:
    """Return a file name that may stand in a line of a terminal: control characters and broken letters escaped."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    return shown.encode("utf-8", "backslashreplace").decode()


def walk(path: Path, label: str, limits: Limits) -> Iterator[ArchiveFile | Reject]:
    """Yield every file of one archive, in sorted order, for the caller to read before it asks for the next.

    Hidden files and what operating systems leave behind are passed over.

    Args:
        path: A file or a folder that exists.
        label: How places name it.
    """
    if not path.is_dir():
        yield from _open_on_disk(path, label, path.name, limits)
        return
    root = path.resolve()
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        inside = Path(folder).relative_to(path)
        for name in folders:
            if (Path(folder) / name).is_symlink() and not _leads_inside(Path(folder) / name, root):
                place = f"{label}/{(inside / name).as_posix()}"
                yield Reject(printable(place), "a link out of the folder, not followed; name its target as an archive")
        for name in sorted(name for name in names if not is_hidden(name)):
            inner = (inside / name).as_posix()
            place = f"{label}/{printable(inner)}"
            if not _leads_inside(Path(folder) / name, root):
                yield Reject(place, "a link out of the folder, not followed; name its target as an archive")
            else:
                yield from _open_on_disk(Path(folder) / name, place, inner, limits)
    for error in closed:
        inner = Path(error.filename).relative_to(path).as_posix()
        yield Reject(f"{label}/{printable(inner)}", f"cannot be read: {error.strerror}", retryable=True)


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder of this name is passed over."""
    return (name.startswith(".") and name not in (".", "..")) or name in _SYSTEM_NAMES


def _leads_inside(path: Path, root: Path) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(root)


def _open_on_disk(path: Path, place: str, inner: str, limits: Limits) -> Iterator[ArchiveFile | Reject]:
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            yield Reject(place, "neither a file nor a folder")
            return
        with path.open("rb") as opened:
            stream = GuardedStream(opened, limits)
            budget = Budget(before.st_size, limits)
            file = archive_file(place, inner, stream, limits)
            yield from unpack(file, stream, budget, limits.depth, on_disk=opened)
            after = os.fstat(opened.fileno())
    except OSError as error:
        yield Reject(place, f"cannot be read: {error.strerror or error}", retryable=True)
        return
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        yield Reject(place, "changed while it was read; build again to read it whole", retryable=True)


def unpack(
    file: ArchiveFile, counted: GuardedStream, budget: Budget, depth: int, on_disk: BinaryIO | None = None
) -> Iterator[ArchiveFile | Reject]:
    """Yield the file itself, or all that it contains when it is packed or a container.

    Containers are told by their first bytes, not by their names, which lie more often.

    Args:
        counted: The stream below the file, whose position says how many packed bytes were used.
        depth: How many more layers may be opened.
        on_disk: The file itself when it is one on disk; a zip is then read where it lies.
    """
    kind = _kind_of(file)
    if kind is None:
        yield file
        return
    if depth == 0:
        yield Reject(file.place, f"packed more than {file.limits.depth} times over; unpack the outer layers yourself")
        return
    try:
        if kind == "zip":
            yield from _zip_members(file, budget, depth - 1, on_disk)
        elif kind == "tar":
            yield from _tar_members(file, budget, depth - 1)
        else:
            yield from _unpacked(file, kind, counted, budget, depth - 1)
    except BrokenFileError as error:
        yield Reject(file.place, error.what, error.retryable)
    except Exception as error:
        yield failure(file.place, error)


def _kind_of(file: ArchiveFile) -> str | None:
    head = file.head
    for kind, magic in (("gz", b"\x1f\x8b\x08"), ("bz2", b"BZh"), ("xz", b"\xfd7zXZ\0"), ("zst", b"\x28\xb5\x2f\xfd")):
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not file.path.lower().endswith(_ZIPPED_DOCUMENTS):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    return None


def _unpacked(
    file: ArchiveFile, kind: str, counted: GuardedStream, budget: Budget, depth: int
) -> Iterator[ArchiveFile | Reject]:
    inner: Unpacker
    if kind == "gz":
        inner = gzip.GzipFile(fileobj=file.stream, mode="rb")
    elif kind == "bz2":
        inner = bz2.BZ2File(file.stream)
    elif kind == "xz":
        inner = lzma.LZMAFile(file.stream)  # noqa: SIM115  what is below stays open with the archive
    else:
        inner = _Zstandard(cast(BinaryIO, file.stream))
    stream = GuardedStream(inner, file.limits, lambda: counted.position, budget)
    yield from unpack(archive_file(file.place, unpacked_name(file.path), stream, file.limits), stream, budget, depth)


class _Zstandard:
    """Unpacks Zstandard by the standard library's module, or by its backport before Python 3.14."""

    def __init__(self, stream: BinaryIO) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        self._error = zstd.ZstdError
        self._file = zstd.ZstdFile(stream)

    def read1(self, size: int = -1, /) -> bytes:
        try:
            return self._file.read1(size)
        except self._error as error:
            raise OSError(str(error)) from error


def unpacked_name(path: str) -> str:
    """Return a packed file's name without what says that it is packed: `news.jsonl.gz` -> `news.jsonl`."""
    lower = path.lower()
    for suffix in PACKED_SUFFIXES:
        if lower.endswith(suffix):
            return path[: -len(suffix)]
    for short, whole in _SHORT_TAR.items():
        if lower.endswith(short):
            return path[: -len(short)] + whole
    return path


def _zip_members(
    file: ArchiveFile, budget: Budget, depth: int, on_disk: BinaryIO | None
) -> Iterator[ArchiveFile | Reject]:
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as aside:
        while on_disk is None and (data := file.stream.read1(MIB)):
            aside.write(data)
        try:
            members = zipfile.ZipFile(on_disk or aside)
        except UNPACK_ERRORS as error:
            reason = "not a whole zip: its list of members, at the end, is missing or damaged"
            raise BrokenFileError(f"{reason} ({error})", retryable=True) from error
        for info in members.infolist():
            if not info.filename.endswith("/") and not any(is_hidden(part) for part in info.filename.split("/")):
                yield from _zip_member(file, members, info, budget, depth)


def _zip_member(
    file: ArchiveFile, members: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, depth: int
) -> Iterator[ArchiveFile | Reject]:
    place = f"{file.place}!{printable(info.filename)}"
    if info.flag_bits & 0x1:
        yield Reject(place, "encrypted; unpack it with its password and name the folder")
        return
    try:
        opened = members.open(info)
    except (*UNPACK_ERRORS, RuntimeError, OSError) as error:
        yield Reject(place, f"cannot be unpacked: {error}")
        return
    with opened:
        stream = GuardedStream(cast(Unpacker, opened), file.limits, lambda: info.compress_size, budget)
        yield from unpack(archive_file(place, info.filename, stream, file.limits), stream, budget, depth)


def _tar_members(file: ArchiveFile, budget: Budget, depth: int) -> Iterator[ArchiveFile | Reject]:
    try:
        with tarfile.open(fileobj=file.stream, mode="r|") as members:
            for info in members:
                if info.isdir() or any(is_hidden(part) for part in info.name.split("/")):
                    continue
                place = f"{file.place}!{printable(info.name)}"
                opened = members.extractfile(info) if info.isreg() else None
                if opened is None:
                    yield Reject(place, "a link or a device, which is not followed")
                    continue
                stream = GuardedStream(cast(Unpacker, opened), file.limits)
                member = archive_file(place, info.name, stream, file.limits)
                yield from unpack(member, stream, budget, depth)
    except (*UNPACK_ERRORS, OSError) as error:
        raise BrokenFileError(f"the tar is damaged or cut off: {error}", retryable=True) from error
