"""Mail: a mailbox (mbox) or one message; newsletters and press lists are archived so. One message, one article.

Messages are cut apart at their `From ` lines, as the standard library's `mailbox` does on files only; their headers,
encodings and parts are the standard library's `email` to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr

from index.archives.fields import language_of
from index.archives.guarded import printable
from index.archives.layout import paragraphs_of
from index.archives.markup import text_of_markup
from index.archives.streams import ArchiveFile
from index.archives.urls import canonical_url
from index.dates import parse_date
from index.types import Record, Reject

_FROM = re.compile(rb"From \S+.*\d{4}")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- \n(?:.*\n?){0,8}\Z", re.MULTILINE)
_BRACKETS = re.compile(r"<([^<>]+)>")
_REPLY = re.compile(r"^\s*(?:re|aw|fwd?|wg)\s*:\s*", re.IGNORECASE)


def is_mailbox(head: bytes) -> bool:
    """Tell whether a file begins as a mailbox does."""
    return _FROM.match(head) is not None


def read_mailbox(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield each message of a mailbox; its place is the line on which it begins."""
    message: list[bytes] = []
    first = size = 0
    blank = True
    for number, line in file.lines():
        if line is not None and blank and _FROM.match(line):
            if first:
                yield from _records(file, message, size, f"{file.place}:{first}")
            message, first, size = [], number, 0
        else:
            size += file.limits.record_bytes if line is None else len(line)
            if size < file.limits.record_bytes:
                message.append(line or b"")
        blank = line is not None and not line.strip()
    if first:
        yield from _records(file, message, size, f"{file.place}:{first}")


def read_message(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the one message of an `.eml` file."""
    yield from _records(file, [file.whole()], 0, file.place)


def _records(file: ArchiveFile, lines: list[bytes], size: int, place: str) -> Iterator[Record | Reject]:
    if size >= file.limits.record_bytes:
        yield Reject(place, f"the message is longer than {file.limits.record_bytes:,} bytes")
        return
    try:
        message = message_from_bytes(_QUOTED_FROM.sub(rb"\1", b"".join(lines)), policy=default)
        text = _body(message)
        attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        yield Reject(place, f"the message cannot be read: {type(error).__name__}: {error}")
        return
    yield _record(message, text, place)
    for name in attached:
        yield Reject(f"{place}!{printable(name)}", "attached to a message; save it and name it as an archive")


def _record(message: EmailMessage, text: str, place: str) -> Record | Reject:
    subject = _REPLY.sub("", _header(message, "subject") or "")
    if not text and not subject:
        return Reject(place, "neither text nor title: the message has no text and no subject")
    when = _header(message, "date")
    published = parse_date(when, "header") if when else None
    if when and published is None:
        return Reject(place, f'the header "Date" is "{when}", not a date')
    name, address = parseaddr(_header(message, "from") or "")
    identifier = _BRACKETS.search(_header(message, "message-id") or "")
    return Record(
        place=place,
        text=text,
        title=subject or None,
        published=published,
        source=_list_of(message) or address.rpartition("@")[2].lower() or None,
        authors=(name,) if name else (),
        url=_archived_at(message),
        language=language_of(_header(message, "content-language")),
        outside_id=identifier[1] if identifier else None,
    )


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header in one line; None where it is missing or too damaged to be read."""
    try:
        value = message.get(name)
    except (ValueError, TypeError, IndexError, AttributeError):
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _list_of(message: EmailMessage) -> str | None:
    """Return the name of the list or newsletter by which a message came."""
    stated = _header(message, "list-id") or ""
    name = stated.partition("<")[0].strip(' "')
    found = _BRACKETS.search(stated)
    return name or (found[1] if found else None)


def _archived_at(message: EmailMessage) -> str | None:
    addresses = getaddresses([_header(message, "archived-at") or ""])
    return next((url for _, address in addresses if (url := canonical_url(address))), None)


def _body(message: EmailMessage) -> str:
    """Return the text of a message: its plain part, else its HTML one, without its signature."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    if part.get_content_subtype() == "html":
        return text_of_markup(content)
    return "\n\n".join(paragraphs_of(_SIGNATURE.sub("", content)))
