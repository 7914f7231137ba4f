"""Byte streams that readers read: with their first bytes known, in UTF-8 where they were UTF-16."""

from __future__ import annotations

import codecs
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from index.archives.encoding import decoder_for, utf16_of
from index.archives.guarded import BrokenFileError, GuardedStream, Unpacker
from index.archives.limits import MIB, Limits

HEAD_BYTES = 64 * 1024  # looked at to tell format and encoding
_BUFFER_BYTES = 256 * 1024

# A packed file that must be read from its end is kept aside: in memory up to here, else in a file without a name.
_KEPT_IN_MEMORY = 32 * MIB


class _HeadedStream(io.RawIOBase):
    """A raw stream whose first bytes were read already; an error met while reading them waits for its turn."""

    def __init__(self, head: bytes, rest: Unpacker, error: BrokenFileError | None) -> None:
        self._head = memoryview(head)
        self._rest = rest
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._head:
            count = min(len(buffer), len(self._head))
            buffer[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        if self._error:
            raise self._error
        data = self._rest.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Utf8Stream(io.RawIOBase):
    """A raw stream that turns UTF-16 into UTF-8, so that lines end in one way everywhere."""

    def __init__(self, rest: Unpacker, encoding: str) -> None:
        self._rest = rest
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._rest.read1(_BUFFER_BYTES)
            self._ready = self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file as the readers get it, from a folder or from within a container.

    Args:
        place: How rejects and records name it: `bbc.zip!bbc/business/001.txt`.
        path: Its path below the archive's root, for the section and for dates in names: `bbc/business/001.txt`.
        head: Its first bytes, at most `HEAD_BYTES`.
        stream: All of its bytes, from the first.
        on_disk: Where it lies, when it lies on a disk as it is; None for what is packed.
        url: The address under which a web archive recorded it.
        neighbour: Opens another file of the same folder or container by its path relative to this one, and takes it
            over: the walk does not offer it again. None where files can only be read one after the other.
    """

    place: str
    path: str
    head: bytes
    stream: io.BufferedReader[Any]
    limits: Limits
    on_disk: Path | None = None
    url: str | None = None
    neighbour: Callable[[str], ArchiveFile | None] | None = None

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield each line with its number, counted from 1, and its line end; None for a line past the limit."""
        stream = self.as_utf8()
        longest = self.limits.record_bytes
        number = 0
        while line := stream.readline(longest):
            number += 1
            if len(line) < longest or line.endswith(b"\n"):
                yield number, line
                continue
            while rest := stream.readline(longest):
                if rest.endswith(b"\n"):
                    break
            yield number, None

    def text_lines(self) -> Iterator[tuple[int, str | None]]:
        """Yield each line with its number, decoded, without its line end; None for a line past the limit."""
        decode = decoder_for(self.head)
        for number, line in self.lines():
            yield number, None if line is None else decode(line).rstrip("\r\n")

    def is_blank(self) -> bool:
        """Read the file to its end and tell whether there is nothing in it but white space.

        Raises:
            BrokenFileError: It has no end, or cannot be read up to it.
        """
        while data := self.stream.read(_BUFFER_BYTES):
            if data.strip():
                return False
        return True

    def whole(self) -> bytes:
        """Return all bytes of a file that is one record, in UTF-8 where they were UTF-16.

        Raises:
            BrokenFileError: The file is longer than a record may be.
        """
        data = self.as_utf8().read(self.limits.record_bytes + 1)
        if len(data) > self.limits.record_bytes:
            raise BrokenFileError(
                f"longer than {self.limits.record_bytes:,} bytes, the most that one article may have", retryable=False
            )
        return data

    def whole_text(self) -> str:
        """Return all text of a file that is one record."""
        return decoder_for(self.head)(self.whole())

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """Give the file to a library that jumps about in it; a packed one is unpacked aside, within its limits.

        Raises:
            BrokenFileError: It cannot be unpacked to its end.
        """
        if self.on_disk is not None:
            with self.on_disk.open("rb") as opened:
                yield opened
            return
        with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as aside:
            while data := self.stream.read1(MIB):
                aside.write(data)
            aside.seek(0)
            yield cast(BinaryIO, aside)

    def as_utf8(self) -> io.BufferedReader[Any]:
        """Return the stream, turned into UTF-8 when it is UTF-16."""
        encoding = utf16_of(self.head)
        if encoding is None:
            return self.stream
        return io.BufferedReader(_Utf8Stream(self.stream, encoding), _BUFFER_BYTES)


def archive_file(
    place: str,
    path: str,
    inner: GuardedStream,
    limits: Limits,
    *,
    on_disk: Path | None = None,
    url: str | None = None,
    neighbour: Callable[[str], ArchiveFile | None] | None = None,
) -> ArchiveFile:
    """Read the first bytes of a stream and return it as a file for the readers."""
    head, error = b"", None
    try:
        while len(head) < HEAD_BYTES and (data := inner.read(HEAD_BYTES - len(head))):
            head += data
    except BrokenFileError as broken:
        error = broken
    rest = io.BufferedReader(inner, _BUFFER_BYTES)
    stream = io.BufferedReader(_HeadedStream(head, rest, error), _BUFFER_BYTES)
    return ArchiveFile(place, path, head, stream, limits, on_disk, url, neighbour)
