"""Walks folders in sorted order: paths flow in, one open file after the other flows out, every link accounted for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from index.archives.containers import is_hidden, metadata_first, unpack
from index.archives.guarded import Budget, GuardedStream, printable
from index.archives.limits import Limits
from index.archives.streams import ArchiveFile, archive_file
from index.types import Reject


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


class FileWatch(Protocol):
    """Is told where one file on disk ends and the next begins, and may say that it knows a file's records."""

    def begin_file(self, path: Path, place: str, inner: str) -> bool:
        """Tell whether the file's records are known, so that it need not be opened."""

    def look_beside(self) -> None:
        """Note that the records of the file now read depend on other files too."""

    def end_file(self) -> None:
        """Note that the file was read whole, and did not change meanwhile."""


def walk(path: Path, label: str, limits: Limits, watch: FileWatch | None = None) -> Iterator[ArchiveFile | Reject]:
    """Yield every file of one archive, in sorted order, for the caller to read before it asks for the next.

    Hidden files and what operating systems leave behind are passed over, and so are files that the reader of another
    one took in with its own.

    Args:
        path: A file or a folder that exists.
        label: How places name it.
        watch: Told of every file before it is opened; None to read them all.
    """
    if path.is_dir():
        yield from _Folder(path, label, limits, watch).files()
    else:
        yield from _Folder(path.parent, label, limits, watch).one(path, label, path.name)


class _Folder:
    """One folder with all below it, and which of its files have been taken in by the readers of others."""

    def __init__(self, path: Path, label: str, limits: Limits, watch: FileWatch | None) -> None:
        self._path = path
        self._watch = watch
        self._label = label
        self._limits = limits
        self._root = path.resolve()
        self._taken: set[Path] = set()
        self._opened = ExitStack()

    def files(self) -> Iterator[ArchiveFile | Reject]:
        closed: list[OSError] = []
        for folder, folders, names in os.walk(self._path, onerror=closed.append):
            folders[:] = sorted((name for name in folders if not is_hidden(name)), key=metadata_first)
            inside = Path(folder).relative_to(self._path)
            for name in folders:
                if (Path(folder) / name).is_symlink() and not self._holds(Path(folder) / name):
                    yield self._link_out(inside / name)
            for name in sorted((name for name in names if not is_hidden(name)), key=metadata_first):
                inner = (inside / name).as_posix()
                if not self._holds(Path(folder) / name):
                    yield self._link_out(inside / name)
                elif Path(folder) / name not in self._taken:
                    yield from self.one(Path(folder) / name, f"{self._label}/{printable(inner)}", inner)
        for error in closed:
            inner = Path(error.filename).relative_to(self._path).as_posix()
            yield Reject(f"{self._label}/{printable(inner)}", f"cannot be read: {error.strerror}", retryable=True)

    def one(self, path: Path, place: str, inner: str) -> Iterator[ArchiveFile | Reject]:
        limits = self._limits
        try:
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):
                yield Reject(place, "neither a file nor a folder")
                return
            if self._watch and self._watch.begin_file(path, place, inner):
                return
            with path.open("rb") as opened, self._opened:
                stream = GuardedStream(opened, limits)
                budget = Budget(before.st_size, limits)

                def neighbour(relative: str) -> ArchiveFile | None:
                    return self._neighbour(path, place, relative)

                file = archive_file(place, inner, stream, limits, on_disk=path, neighbour=neighbour)
                yield from unpack(file, stream, budget, limits.depth)
                after = os.fstat(opened.fileno())
        except OSError as error:
            yield Reject(place, f"cannot be read: {error.strerror or error}", retryable=True)
            return
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            yield Reject(place, "changed while it was read; build again to read it whole", retryable=True)
        elif self._watch:
            self._watch.end_file()

    def _neighbour(self, path: Path, place: str, relative: str) -> ArchiveFile | None:
        """Open a file beside another one; None when there is none, or when it lies outside the folder."""
        if self._watch:
            self._watch.look_beside()
        found = Path(os.path.normpath(path.parent / relative))
        if not found.is_relative_to(self._path) or not self._holds(found) or not found.is_file():
            return None
        self._taken.add(found)
        stream = GuardedStream(self._opened.enter_context(found.open("rb")), self._limits)
        name = f"{place.rpartition('/')[0]}/{printable(relative)}".lstrip("/")
        return archive_file(name, found.relative_to(self._path).as_posix(), stream, self._limits, on_disk=found)

    def _holds(self, path: Path) -> bool:
        return not path.is_symlink() or path.resolve().is_relative_to(self._root)

    def _link_out(self, inside: Path) -> Reject:
        place = printable(f"{self._label}/{inside.as_posix()}")
        return Reject(place, "a link out of the folder, not followed; name its target as an archive")
