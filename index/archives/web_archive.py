"""Web archives (WARC): each page that a crawler recorded is a file, under the address from which it came.

Records are cut apart here, so that a damaged one costs only itself; headers, transfer and content encodings are
FastWARC's. What a record was crawled on is not its date of publication and is not taken for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from index.archives.extras import needs
from index.archives.guarded import BrokenFileError, GuardedStream
from index.archives.streams import ArchiveFile, archive_file
from index.types import Reject

_BEGIN = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_BEGIN_WITHIN = re.compile(rb"(?=WARC/[01]\.\d{1,2}\r?\nWARC-)")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEADER_BYTES = 64 * 1024
# What a page was asked for with, and what the crawler notes of itself: part of other records, not records of articles.
_NO_RECORDS = ("warcinfo", "request", "metadata")
_READ = re.compile(
    r"text/(?:html|plain|markdown|xml)|application/(?:xhtml|rss|atom|xml|pdf|epub|vnd\.openxmlformats.*wordproc)|$"
)


def is_web_archive(head: bytes) -> bool:
    """Tell whether a file begins as a WARC file does."""
    return _BEGIN.match(head) is not None


@dataclass(slots=True)
class _Cut:
    """One record as it stands in the file; `fault` says why it cannot be used."""

    number: int
    data: bytes = b""
    fault: str | None = None
    cut_off: bool = False


def web_archive_members(file: ArchiveFile) -> Iterator[ArchiveFile | Reject]:
    """Yield each recorded page or document as a file; what was recorded and is none is rejected with its type."""
    needs("fastwarc", "warc", "WARC")
    for cut in _records(file):
        place = f"{file.place}#{cut.number}"
        if cut.fault:
            yield Reject(place, cut.fault, retryable=cut.cut_off)
        else:
            try:
                yield from _member(file, cut.data, place)
            except (OSError, ValueError) as error:
                yield Reject(place, f"the record cannot be read: {error}")


def _records(file: ArchiveFile) -> Iterator[_Cut]:
    """Cut the file into records, going on at the next one's first line where one is damaged."""
    stream = _Rereadable(file)
    number = 0
    while (line := stream.line()) is not None:
        if not line.strip(b"\r\n"):
            continue
        number += 1
        if not _BEGIN.fullmatch(line):
            stream.skip_to_record()
            yield _Cut(number, fault="no WARC record begins here; went on at the next one")
            continue
        yield _one_record(stream, number, line, file.limits.record_bytes)


def _one_record(stream: _Rereadable, number: int, first: bytes, longest: int) -> _Cut:
    header = first
    while (line := stream.line()) is not None and line.strip(b"\r\n"):
        header += line
        if len(header) > _HEADER_BYTES:
            stream.skip_to_record()
            return _Cut(number, fault=f"the record's header is longer than {_HEADER_BYTES:,} bytes")
    length = _LENGTH.search(header)
    if not length:
        stream.skip_to_record()
        return _Cut(number, fault="the record's header has no Content-Length")
    size = int(length[1])
    if size > longest:
        stream.skip(size)
        return _Cut(number, fault=f"the record is longer than {longest:,} bytes")
    body = stream.take(size)
    if len(body) < size and stream.broken:
        return _Cut(number, fault=stream.broken.what, cut_off=stream.broken.retryable)
    if (len(body) < size or not stream.at_record_end()) and (found := _BEGIN_WITHIN.search(body)):
        # The stated length reaches into the next record: what lies behind this one's end is read again.
        stream.give_back(body[found.end() :])
        return _Cut(number, fault=f"the record states {size:,} bytes and has {found.start():,}")
    if len(body) < size:
        return _Cut(number, fault=f"cut off after {len(body):,} of {size:,} bytes", cut_off=True)
    if not stream.at_record_end(line_ends=1):
        stream.skip_to_record()
        return _Cut(number, fault=f"the record states {size:,} bytes and goes on after them")
    return _Cut(number, header + b"\r\n" + body)


def _member(file: ArchiveFile, data: bytes, place: str) -> Iterator[ArchiveFile | Reject]:
    from fastwarc.warc import ArchiveIterator

    record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False)), None)
    if record is None:
        yield Reject(place, "the record cannot be read")
        return
    kind = str(record.headers.get("WARC-Type") or "")
    if kind in _NO_RECORDS:
        return
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if kind not in ("response", "resource", "conversion"):
        seen = "the same as one recorded elsewhere, and so is not in this file" if kind == "revisit" else "no page"
        yield Reject(place, f"a {kind} record of {url}: {seen}")
        return
    media = record.headers.get("Content-Type") or ""
    charset = None
    if kind == "response" and media.lower().startswith("application/http"):
        record.parse_http(auto_decode="all", quirks_mode=True)
        if (status := record.http_headers.status_code if record.http_headers else None) != 200:
            yield Reject(place, f"{url} was answered with the status {status}, not with a page")
            return
        media, charset = record.http_content_type or "", record.http_charset
    if not _READ.match(media.lower()):
        yield Reject(place, f"{url} is {media.split(';')[0]}, which is no article")
        return
    yield from _payload(file, record, place, url, charset)


def _payload(
    file: ArchiveFile, record: Any, place: str, url: str, charset: str | None
) -> Iterator[ArchiveFile | Reject]:
    longest = file.limits.record_bytes
    payload = record.reader.read(longest + 1)
    if len(payload) > longest:
        yield Reject(place, f"{url} unpacks to more than {longest:,} bytes, the most that one article may have")
        return
    if not payload.strip():
        yield Reject(place, f"{url} is empty")
        return
    parts = urlsplit(url)
    stream = GuardedStream(io.BytesIO(_as_unicode(payload, charset)), file.limits)
    path = f"{parts.hostname or 'page'}{parts.path}".rstrip("/")
    yield archive_file(place, path, stream, file.limits, url=url or None)


def _as_unicode(payload: bytes, charset: str | None) -> bytes:
    """Return UTF-8 where only the server's header said how a page is written."""
    if not charset or payload.startswith(b"%PDF"):
        return payload
    try:
        payload.decode()
    except UnicodeDecodeError:
        try:
            return payload.decode(charset, "replace").encode()
        except LookupError:
            pass
    return payload


class _Rereadable:
    """A file's bytes, of which some can be given back to be read again."""

    def __init__(self, file: ArchiveFile) -> None:
        self._stream = file.stream
        self._again = b""
        self.broken: BrokenFileError | None = None

    def line(self) -> bytes | None:
        """Return the next line; None at the end."""
        if self._again:
            end = self._again.find(b"\n") + 1
            if end:
                line, self._again = self._again[:end], self._again[end:]
                return line
        rest, self._again = self._again, b""
        line = rest + self._read(lambda: self._stream.readline(_HEADER_BYTES))
        if not line and self.broken:
            raise self.broken
        return line or None

    def take(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end."""
        taken, self._again = self._again[:size], self._again[size:]
        return taken + self._read(lambda: self._stream.read(size - len(taken))) if len(taken) < size else taken

    def skip(self, size: int) -> None:
        """Pass over `size` bytes."""
        while size > 0 and (taken := self.take(min(size, _HEADER_BYTES * 16))):
            size -= len(taken)

    def skip_to_record(self) -> None:
        """Pass over lines until one begins a record."""
        while (line := self.line()) is not None:
            if _BEGIN.fullmatch(line):
                self.give_back(line)
                return

    def at_record_end(self, line_ends: int = 2) -> bool:
        """Tell whether the line ends that close a record, or nothing at all, come next."""
        following = self.take(4)
        self.give_back(following)
        return not following or following.replace(b"\r", b"").startswith(b"\n" * line_ends)

    def give_back(self, data: bytes) -> None:
        """Have some bytes read again."""
        self._again = data + self._again

    def _read(self, read: Any) -> bytes:
        """Read on; what breaks below waits until what came before it is used."""
        if self.broken:
            return b""
        try:
            return bytes(read())
        except BrokenFileError as error:
            self.broken = error
            return b""
