"""Opens what lies in gz, bz2, xz, zst, zip, tar and web archives, within one another.

Everything is streamed; nothing is ever unpacked under its own name, so a hostile member name is only a name.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import posixpath
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from index.archives.guarded import UNPACK_ERRORS, BrokenFileError, Budget, GuardedStream, Unpacker, failure, printable
from index.archives.profile import is_profile
from index.archives.streams import ArchiveFile, archive_file
from index.archives.web_archive import is_web_archive, web_archive_members
from index.types import Reject

PACKED_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
_SHORT_TAR = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_PACKED_MAGIC = (("gz", b"\x1f\x8b\x08"), ("bz2", b"BZh"), ("xz", b"\xfd7zXZ\0"), ("zst", b"\x28\xb5\x2f\xfd"))

# Office documents and books are zip files too, but one document each; their readers take them whole.
_ZIPPED_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar", ".apk", ".whl")
_FIRST_MEMBERS_OF_DOCUMENTS = (b"mimetype", b"[Content_Types].xml", b"_rels/.rels")

# What operating systems and version control leave in folders; no archivist ever put an article there.
_SYSTEM_NAMES = {"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information"}


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder of this name is passed over."""
    return (name.startswith(".") and name not in (".", "..")) or name in _SYSTEM_NAMES or is_profile(name)


def metadata_first(name: str) -> tuple[bool, str]:
    """Return a key that sorts names, METS files first: they say which of the pages beside them belong together."""
    return "mets" not in name.lower(), name


def unpack(file: ArchiveFile, counted: GuardedStream, budget: Budget, depth: int) -> Iterator[ArchiveFile | Reject]:
    """Yield the file itself, or all that it contains when it is packed or a container.

    Containers are told by their first bytes, not by their names, which lie more often.

    Args:
        counted: The stream below the file, whose position says how many packed bytes were used.
        depth: How many more layers may be opened.
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
            yield from _zip_members(file, budget, depth - 1)
        elif kind == "tar":
            yield from _tar_members(file, budget, depth - 1)
        elif kind == "web archive":
            for member in web_archive_members(file):
                yield from [member] if isinstance(member, Reject) else unpack(member, counted, budget, depth - 1)
        else:
            yield from _unpacked(file, kind, counted, budget, depth - 1)
    except BrokenFileError as error:
        yield Reject(file.place, error.what, error.retryable)
    except Exception as error:
        yield failure(file.place, error)


def _kind_of(file: ArchiveFile) -> str | None:
    head = file.head
    for kind, magic in _PACKED_MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        document = file.path.lower().endswith(_ZIPPED_DOCUMENTS) or head[30:].startswith(_FIRST_MEMBERS_OF_DOCUMENTS)
        return None if document else "zip"
    if is_web_archive(head):
        return "web archive"
    return "tar" if head[257:262] == b"ustar" else None


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


def _zip_members(file: ArchiveFile, budget: Budget, depth: int) -> Iterator[ArchiveFile | Reject]:
    with file.seekable() as opened:
        try:
            members = zipfile.ZipFile(opened)
        except UNPACK_ERRORS as error:
            reason = "not a whole zip: its list of members, at the end, is missing or damaged"
            raise BrokenFileError(f"{reason} ({error})", retryable=True) from error
        yield from _Zip(file, members, budget).files(depth)


class _Zip:
    """The members of one zip, and which of them have been taken in by the readers of others."""

    def __init__(self, file: ArchiveFile, members: zipfile.ZipFile, budget: Budget) -> None:
        self._file = file
        self._members = members
        self._budget = budget
        self._taken: set[str] = set()
        self._opened = ExitStack()

    def files(self, depth: int) -> Iterator[ArchiveFile | Reject]:
        web_archive = self._file.path.lower().endswith(".wacz")
        infos = self._members.infolist()
        if any("mets" in info.filename.lower() for info in infos):
            infos = sorted(infos, key=lambda info: metadata_first(info.filename))
        for info in infos:
            name = info.filename
            if name.endswith("/") or name in self._taken or any(is_hidden(part) for part in name.split("/")):
                continue
            if web_archive and not name.startswith("archive/"):
                continue  # WACZ keeps its records there; the rest are lists of them and descriptions of the file
            yield from self._member(info, depth)

    def _member(self, info: zipfile.ZipInfo, depth: int) -> Iterator[ArchiveFile | Reject]:
        place = f"{self._file.place}!{printable(info.filename)}"
        if info.flag_bits & 0x1:
            yield Reject(place, "encrypted; unpack it with its password and name the folder")
            return
        try:
            opened = self._members.open(info)
        except (*UNPACK_ERRORS, RuntimeError, OSError) as error:
            yield Reject(place, f"cannot be unpacked: {error}")
            return
        with opened, self._opened:
            file, stream = self._as_file(info, cast(Unpacker, opened))
            yield from unpack(file, stream, self._budget, depth)

    def _as_file(self, info: zipfile.ZipInfo, opened: Unpacker) -> tuple[ArchiveFile, GuardedStream]:
        def neighbour(relative: str) -> ArchiveFile | None:
            return self._neighbour(info.filename, relative)

        limits = self._file.limits
        stream = GuardedStream(opened, limits, lambda: info.compress_size, self._budget)
        place = f"{self._file.place}!{printable(info.filename)}"
        return archive_file(place, info.filename, stream, limits, neighbour=neighbour), stream

    def _neighbour(self, name: str, relative: str) -> ArchiveFile | None:
        found = posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
        try:
            info = self._members.getinfo(found)
            opened = self._opened.enter_context(self._members.open(info))
        except (KeyError, *UNPACK_ERRORS, RuntimeError, OSError):
            return None
        self._taken.add(found)
        return self._as_file(info, cast(Unpacker, opened))[0]


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
