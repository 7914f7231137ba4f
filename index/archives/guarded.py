"""What every byte of an archive passes: counted, held to limits, and whatever goes wrong below named as one error.

A truncated gzip, a bomb, a bad disk: all come out as `BrokenFileError`.
"""

from __future__ import annotations

import io
import logging
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Protocol

from index.archives.limits import Limits
from index.errors import ArchiveError
from index.types import Reject

_SHOWN_ERROR = 200  # characters
_log = logging.getLogger(__name__)

# What the unpacking libraries of the standard library raise on data that is not what its name says.
UNPACK_ERRORS = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError)


class BrokenFileError(ArchiveError):
    """A file that cannot be read on from some byte; the reading driver turns it into a reject.

    Args:
        what: The reason, one line.
        retryable: True where the same file may read well another time: cut off, a failing disk.
    """

    def __init__(self, what: str, *, retryable: bool) -> None:
        """Keep the reason and whether another try makes sense."""
        super().__init__(what)
        self.retryable = retryable


def printable(name: str) -> str:
    """Return a file name that may stand in a line of a terminal: control characters and broken letters escaped."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    return shown.encode("utf-8", "backslashreplace").decode()


def failure(place: str, error: Exception) -> Reject:
    """Return the reject for a file that made its reader fail in a way that nobody foresaw.

    Readers and unpackers lean on libraries that hostile files make raise anything, and one bad file must not stop a
    build of a million good ones. It is not lost: it is in the ledger, and in the log with its traceback.
    """
    _log.warning("the reader of %s failed", place, exc_info=error)
    reason = " ".join(str(error).split())[:_SHOWN_ERROR]
    return Reject(place, f"its reader failed: {type(error).__name__}: {reason}", retryable=True)


class Unpacker(Protocol):
    """What gives bytes as they become ready: an open file, a `GzipFile`, a member of a zip."""

    def read1(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes, none only at the end."""


class Budget:
    """Bytes that everything in one file on disk may still unpack to."""

    def __init__(self, packed_bytes: int, limits: Limits) -> None:
        self.allowed = self.left = limits.free_bytes + limits.ratio * packed_bytes

    def spend(self, count: int) -> None:
        """Take off `count` bytes; raise BrokenFileError when none are left."""
        self.left -= count
        if self.left < 0:
            raise BrokenFileError(
                f"the file unpacks to more than {self.allowed:,} bytes, the most its size allows; it may be a bomb",
                retryable=False,
            )


class GuardedStream(io.RawIOBase):
    """A raw stream over an unpacker: counts its bytes, enforces the limits, and names what goes wrong.

    Args:
        inner: An open file or an unpacker.
        packed: Gives the number of packed bytes used so far; None for a stream that is not packed.
        budget: Shared by everything in one file on disk; None for a stream that is not packed.
    """

    def __init__(
        self, inner: Unpacker, limits: Limits, packed: Callable[[], int] | None = None, budget: Budget | None = None
    ) -> None:
        """Start counting at 0."""
        self._inner = inner
        self._limits = limits
        self._packed = packed
        self._budget = budget
        self.position = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what the unpacker has ready; 0 at the end."""
        try:
            data = self._inner.read1(len(buffer))
        except BrokenFileError:
            raise
        except (*UNPACK_ERRORS, OSError) as error:
            raise self._broken(error) from error
        buffer[: len(data)] = data
        self.position += len(data)
        if self._packed is not None:
            self._check(len(data))
        return len(data)

    def _check(self, count: int) -> None:
        packed = max(1, self._packed()) if self._packed else 1
        if self.position > self._limits.free_bytes and self.position > self._limits.ratio * packed:
            raise BrokenFileError(
                f"unpacks to more than {self._limits.ratio} times its size; it may be a bomb. "
                "If it is not, unpack it yourself and name the folder",
                retryable=False,
            )
        if self._budget:
            self._budget.spend(count)

    def _broken(self, error: Exception) -> BrokenFileError:
        at = f"at byte {self.position:,}"
        if isinstance(error, EOFError) or "end of data" in str(error):
            return BrokenFileError(f"cut off {at}: the file ends before its data does", retryable=True)
        reason = " ".join(str(error).split()) or type(error).__name__
        return BrokenFileError(f"cannot be read on {at}: {reason}", retryable=True)
