"""The one way into archives: paths in, records and rejects out, one at a time, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from index.archives.folders import FileWatch, labels_for, walk
from index.archives.formats import format_of, read_file, unknown_format
from index.archives.guarded import BrokenFileError, failure
from index.archives.limits import Limits
from index.archives.profile import OnFields, Profile, check_fields, load_profile
from index.archives.streams import ArchiveFile
from index.errors import ArchiveError
from index.types import Record, Reject


class ArchiveWatch(FileWatch, Protocol):
    """A `FileWatch` that is also told how the files of each archive are read."""

    def begin_archive(self, profile: Profile, limits: Limits) -> None:
        """Note what, beside its bytes and its name, decides how a file of the next archive is read."""


def read_archives(
    paths: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    on_fields: OnFields | None = None,
    watch: ArchiveWatch | None = None,
) -> Iterator[Record | Reject]:
    """Return an iterator over every record of some archives, as an article can be made of it, or why none can.

    Memory does not grow with the archives: one record is held at a time.

    Args:
        paths: Files and folders, of any mix of formats, packed or not.
        mapping: Our field name to the archive's (`{"published": "pub_date"}`), for fields that are not recognised;
            goes before what the archives' profiles name.
        limits: What one file may become; None for the usual bounds.
        on_fields: Called with the fields of each record that has named ones, and with what was made of them.
        watch: Told of every archive and file; the files whose records it knows are passed over.

    Returns:
        Records and rejects in the order of the paths, folders sorted by name.

    Raises:
        ArchiveError: A path is missing, or is a file of an unknown format; before anything is read.
        SettingsError: The mapping or a profile names a field that articles do not have.
    """
    mapping = mapping or {}
    limits = limits or Limits()
    for ours, key in mapping.items():
        check_fields({ours: key}, f"--map {ours}={key}")
    for path in paths:
        if not path.exists():
            raise ArchiveError("there is no such archive", where=str(path), fix="check the path")
    labels = labels_for(paths)
    for path, label in zip(paths, labels, strict=True):
        if path.is_file():
            _check_format(path, label, limits)
    profiles = [replace(load_profile(path).with_fields(mapping), on_fields=on_fields) for path in paths]
    return _read_all(paths, labels, profiles, limits, watch)


def _check_format(path: Path, label: str, limits: Limits) -> None:
    """Raise ArchiveError when a file that was named on its own is of no known format."""
    found = next(walk(path, label, limits), None)
    # What is packed is looked at when its turn comes: a reject among others does no harm there.
    if isinstance(found, ArchiveFile) and found.place == label and format_of(found) is None:
        what, _, fix = unknown_format(found).partition("; ")
        raise ArchiveError(f"the file is {what}", where=str(path), fix=fix)


def _read_all(
    paths: Sequence[Path],
    labels: Sequence[str],
    profiles: Sequence[Profile],
    limits: Limits,
    watch: ArchiveWatch | None,
) -> Iterator[Record | Reject]:
    for path, label, profile in zip(paths, labels, profiles, strict=True):
        if watch:
            watch.begin_archive(profile, limits)
        for found in walk(path, label, limits, watch):
            if isinstance(found, Reject):
                yield found
                continue
            try:
                yield from read_file(found, profile)
            except BrokenFileError as error:
                yield Reject(found.place, error.what, error.retryable)
            except Exception as error:
                yield failure(found.place, error)
