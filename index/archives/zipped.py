"""Documents that are zip files: refused before a library unpacks them when they would become too much."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from index.archives.guarded import UNPACK_ERRORS, BrokenFileError
from index.archives.limits import Limits


def open_zipped(opened: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Open a document that is a zip.

    Raises:
        BrokenFileError: It is no whole zip, is encrypted, or would unpack to more than the limits allow. The sizes are
            those that the zip states; the standard library reads no more than them.
    """
    try:
        members = zipfile.ZipFile(opened)
    except UNPACK_ERRORS as error:
        raise BrokenFileError(f"cut off or damaged: {error}", retryable=True) from error
    infos = members.infolist()
    if any(info.flag_bits & 0x1 for info in infos):
        raise BrokenFileError("encrypted; save a copy without a password", retryable=False)
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    if unpacked > limits.free_bytes + limits.ratio * packed:
        raise BrokenFileError(
            f"unpacks to {unpacked:,} bytes from {packed:,}, more than {limits.ratio} times; it may be a bomb",
            retryable=False,
        )
    return members


def check_size(opened: BinaryIO, limits: Limits) -> None:
    """Do the checks of `open_zipped`, and leave the file at its beginning."""
    open_zipped(opened, limits).close()
    opened.seek(0)
