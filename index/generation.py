"""Generations of an index: built aside, published by one rename of `CURRENT`, kept while a reader holds them.

DIR/CURRENT                 the name of the generation that readers open
DIR/generations/NAME/       one finished build; never changed
DIR/generations/.NAME/      a build under way, or what a killed one left; the next build removes it
DIR/cache/                  embeddings, for the next build
DIR/build.lock              held by the process that builds; a dead process does not hold it
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from index.errors import IndexFolderError
from index.manifest import MANIFEST_FILE

CURRENT_FILE = "CURRENT"
_GENERATIONS = "generations"
_LOCK_FILE = "build.lock"


def current_generation(folder: Path) -> Path:
    """Return the folder of the generation that `CURRENT` names.

    Raises:
        IndexFolderError: There is no index in `folder`.
    """
    build = "build one: dateline build ARCHIVE… --index " + str(folder)
    try:
        name = (folder / CURRENT_FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        what = "there is no index here" if folder.exists() else "there is no such folder"
        raise IndexFolderError(what, where=str(folder), fix=build) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexFolderError(f"{CURRENT_FILE} cannot be read: {error}", where=str(folder), fix=build) from error
    generation = folder / _GENERATIONS / name
    if not name or name.startswith(".") or Path(name).name != name or not generation.is_dir():
        what = f'{CURRENT_FILE} names the generation "{name}", which is not there'
        raise IndexFolderError(what, where=str(folder), fix=build)
    return generation


@contextlib.contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give a build a folder of its own and keep other builds out of `folder` meanwhile.

    What the build leaves there is removed unless `publish` has taken it over; a folder that was created only for
    this build goes too.

    Raises:
        IndexFolderError: Another build holds the lock, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    existed = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK_FILE, timeout=0)
        lock.acquire()
    except Timeout as error:
        fix = "wait until it is done; the index that is published goes on serving"
        raise IndexFolderError("another build is writing this index", where=str(folder), fix=fix) from error
    except OSError as error:
        fix = "name a folder that you may write to with --index"
        raise IndexFolderError(
            f"the index folder cannot be written: {error.strerror}", where=str(folder), fix=fix
        ) from error
    try:
        generations = folder / _GENERATIONS
        generations.mkdir(exist_ok=True)
        for left_over in generations.glob(".*"):
            shutil.rmtree(left_over, ignore_errors=True)
        aside = generations / f".{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        lock.release()
        if not existed and not (folder / CURRENT_FILE).exists():
            _remove_if_nothing_was_embedded(folder)


def publish(aside: Path) -> Path:
    """Make a finished build the one that readers open, by one rename; return its new folder.

    Every file is on disk before the rename, so that a power cut leaves the old or the new index.
    """
    generations = aside.parent
    folder = generations.parent
    for path in aside.rglob("*"):
        _flush(path)
    final = generations / aside.name.removeprefix(".")
    os.rename(aside, final)
    _flush(generations)
    pointer = folder / f".{CURRENT_FILE}.new"
    pointer.write_text(final.name + "\n", encoding="utf-8")
    _flush(pointer)
    os.replace(pointer, folder / CURRENT_FILE)
    _flush(folder)
    _remove_old(generations, keep=final)
    return final


def unpublish(folder: Path) -> None:
    """Leave a folder without an index; readers keep the generation that they opened.

    Raises:
        IndexFolderError: A build is writing the index, or the folder cannot be written.
    """
    with building(folder) as aside:
        (folder / CURRENT_FILE).unlink(missing_ok=True)
        _flush(folder)
        _remove_old(aside.parent, keep=aside)


def hold(generation: Path) -> IO[bytes]:
    """Keep a generation from being removed until the returned file is closed or the process ends.

    Raises:
        OSError: It is gone, or being removed at this moment; `CURRENT` then names a newer one.
    """
    file = (generation / MANIFEST_FILE).open("rb")
    # Where there is no flock (Windows), a folder with open files cannot be removed anyway.
    with contextlib.suppress(ImportError):
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return file


def _remove_old(generations: Path, keep: Path) -> None:
    """Remove the generations that no reader holds."""
    for generation in generations.iterdir():
        if generation != keep and not _is_held(generation):
            shutil.rmtree(generation, ignore_errors=True)


def _is_held(generation: Path) -> bool:
    try:
        import fcntl

        with (generation / MANIFEST_FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (ImportError, OSError):
        return False
    return False


def _remove_if_nothing_was_embedded(folder: Path) -> None:
    """Remove a folder that a failed first build created; keep it when its cache saves work next time."""
    if (folder / "cache").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
