"""Files that readers give to the library, in a folder of their own; and which of the server's own files may be read.

A file's name is what it is called, never where it goes. It is written aside and takes its place in one rename, so that
a build sees it whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from starlette.concurrency import run_in_threadpool

from index.archives.containers import is_hidden
from index.manifest import sha256_of
from ui.library.refusals import RefusedError
from ui.words import size_text

# The reading room of a few million articles is built by `dateline build`, from where its files are.
MOST_FILE_BYTES = 500_000_000
MOST_ALL_BYTES = 4_000_000_000
# By name, so that a slip is noticed before it is sent; what a file really is, the build finds out by its content.
TYPES = (
    ".txt", ".text", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".html", ".htm", ".xhtml", ".md",
    ".markdown", ".sgm", ".sgml", ".xml", ".rss", ".atom", ".warc", ".wacz", ".pdf", ".docx", ".epub", ".eml", ".mbox",
    ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst",
)  # fmt: skip
# Of UTF-8, on every file system with room for what is put before and behind it.
_MOST_NAME_BYTES = 200

Stored = Literal["new", "replaced", "same"]


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that somebody gave; `stored` in seconds since 1970."""

    name: str
    size: int
    stored: float


class Uploads:
    """The folder of the files that were given for one index."""

    def __init__(self, folder: Path, most_file: int = MOST_FILE_BYTES, most_all: int = MOST_ALL_BYTES) -> None:
        """Use a folder, which is made when the first file comes; sizes in bytes."""
        self.folder = folder
        self._most_file = most_file
        self._most_all = most_all

    def listed(self) -> list[UploadedFile]:
        """Return the files, by name."""
        if not self.folder.is_dir():
            return []
        files = [path for path in self.folder.iterdir() if path.is_file() and not is_hidden(path.name)]
        facts = [(path.name, path.stat()) for path in sorted(files)]
        return [UploadedFile(name, stat.st_size, stat.st_mtime) for name, stat in facts]

    async def store(self, given_name: str, pieces: AsyncIterator[bytes]) -> tuple[str, Stored]:
        """Keep a file; one of the same name gives way to it.

        Returns:
            The name that it has here, and whether there was one of that name, with another content or the same.

        Raises:
            RefusedError: Its name or type is none that is taken, it is empty or too large, or the disk is full.
        """
        name = safe_name(given_name)
        room = self._most_all - sum(file.size for file in self.listed() if file.name != name)
        with self._aside(name) as (path, file):
            digest, size = hashlib.sha256(), 0
            async for piece in pieces:
                size += len(piece)
                if size > min(self._most_file, room):
                    kind = "large" if size > self._most_file else "full"
                    most = self._most_file if kind == "large" else self._most_all
                    raise RefusedError(kind, name=name, most=size_text(most, "en"))
                digest.update(piece)
                await run_in_threadpool(file.write, piece)
            if not size:
                raise RefusedError("empty", name=name)
            file.flush()
            await run_in_threadpool(os.fsync, file.fileno())
            file.close()
            return name, await run_in_threadpool(_put, path, self.folder / name, digest.hexdigest())

    def remove(self, given_name: str) -> None:
        """Forget a file; its articles leave the index with the next build.

        Raises:
            RefusedError: There is none of that name.
        """
        if given_name not in {file.name for file in self.listed()}:
            raise RefusedError("gone", name=given_name)
        (self.folder / given_name).unlink(missing_ok=True)

    @contextmanager
    def _aside(self, name: str) -> Iterator[tuple[Path, BinaryIO]]:
        # Hidden, so that no build reads it before it is whole.
        path = self.folder / f".{secrets.token_hex(8)}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                yield path, file
        except OSError as error:
            raise RefusedError("unwritten", name=name, reason=error.strerror or error) from error
        finally:
            path.unlink(missing_ok=True)


def _put(aside: Path, place: Path, digest: str) -> Stored:
    existed = place.exists()
    if existed and sha256_of(place) == digest:
        return "same"
    aside.replace(place)
    return "replaced" if existed else "new"


def safe_name(given: str) -> str:
    """Return the name that a file is kept under: the last part of what it was called, without signs nobody sees.

    Raises:
        RefusedError: Nothing is left of it, it would be passed over when the folder is read, or its type is not taken.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    # A name may hold halves of a letter, which no file system has to take.
    shown = "".join(sign if sign.isprintable() else "_" for sign in last).strip()
    shown = shown.encode("utf-8", "replace").decode()
    if not shown or is_hidden(shown) or shown in (".", ".."):
        raise RefusedError("name", name=shown or "…")
    stem, suffix = os.path.splitext(shown)
    if suffix.lower() not in TYPES:
        raise RefusedError("type", name=shown, types=" ".join(TYPES))
    return stem.encode()[: _MOST_NAME_BYTES - len(suffix)].decode("utf-8", "ignore") + suffix


def allowed_path(given: str, folders: Sequence[Path]) -> Path:
    """Return a file or folder of the server that may be read, every link in its path followed.

    Args:
        given: Absolute, or relative to one of the folders.
        folders: What may be read, with all that is in them.

    Raises:
        RefusedError: It is in none of them, which says nothing about whether it is there; or it is not there.
    """
    # `exists` of the operating system's module is False, and no error, where a folder is closed to the server.
    inside = [path for folder in folders if (path := _inside(folder.resolve(), given.strip())) is not None]
    if not inside:
        raise RefusedError("outside", name=given[:_MOST_NAME_BYTES] or "…")
    found = next((path for path in inside if os.path.exists(path)), None)
    if found is None:
        raise RefusedError("missing", name=given[:_MOST_NAME_BYTES])
    return found


def _inside(folder: Path, given: str) -> Path | None:
    try:
        path = (folder / given).resolve()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, links in a circle
        return None
    return path if given and path.is_relative_to(folder) else None
