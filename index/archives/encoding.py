"""Bytes become text: UTF-8, UTF-16, Latin-1, Windows-1252, mixtures of them, and other scripts by detection.

Decided once a file from its first bytes; a line that breaks the rule is still read, and never stops the file.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable

Decoder = Callable[[bytes], str]

# Of the bytes that are no white space. Accents make up to 0.08 of Western text (Vietnamese: 0.2, but that is not
# written in Windows-1252), letters of another script nearly all of it.
_OTHER_SCRIPT_SHARE = 0.25
# Cyrillic, Greek, Hebrew, Arabic, Thai, Japanese, Chinese, Korean. Without this list, detection takes Cyrillic for
# Central European and Western letters for the code of mainframes.
_OTHER_SCRIPTS = (
    *("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic", "cp1253", "iso8859_7", "cp1255", "cp1256", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
_UTF16_ZERO_SHARE = 0.3  # of the bytes on one side of each pair; text in Latin letters has nearly 1.0
_UTF16_LEAST_BYTES = 8
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_NOT_PLAIN = re.compile(rb"[^\t\n\r -~]+")
_PLAIN_SHARE = 0.8  # of the bytes; in UTF-16 one of two is no plain letter, in Chinese more


def _stray_bytes() -> dict[str, str]:
    """Return what bytes that are no UTF-8 mean: Windows-1252, and Latin-1 where that leaves a gap."""
    meanings = {}
    for byte in range(0x80, 0x100):
        try:
            meanings[chr(0xDC00 + byte)] = bytes([byte]).decode("cp1252")
        except UnicodeDecodeError:
            meanings[chr(0xDC00 + byte)] = chr(byte)
    return meanings


# `surrogateescape` marks each byte that is no UTF-8 as U+DC80 … U+DCFF.
_STRAY_BYTES = _stray_bytes()
_STRAY = re.compile("[\udc80-\udcff]")


def utf16_of(head: bytes) -> str | None:
    """Return the UTF-16 codec of a file by its first bytes, None when it is not UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Two stray bytes at the beginning of a file of plain letters do not make it UTF-16.
        return None if len(head) > 2 and len(_NOT_PLAIN.sub(b"", head)) > _PLAIN_SHARE * len(head) else "utf-16"
    pairs = len(head) // 2
    if len(head) < _UTF16_LEAST_BYTES:
        return None
    high, low = head[: pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if low > _UTF16_ZERO_SHARE * pairs and high == 0:
        return "utf-16-le"
    if high > _UTF16_ZERO_SHARE * pairs and low == 0:
        return "utf-16-be"
    return None


def decoder_for(head: bytes) -> Decoder:
    """Return the function that turns a file's bytes, or any line of them, into text.

    UTF-16 is not among them: `ArchiveFile` hands its bytes on as UTF-8.

    Args:
        head: The file's first bytes; may end within a character.
    """
    encoding = None if utf16_of(head) else _other_encoding(head)
    if encoding is None:
        return decode_western

    def decode(data: bytes) -> str:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode(encoding, "replace")

    return decode


def incremental_decoder(head: bytes) -> codecs.IncrementalDecoder:
    """Return a decoder for a file that is read piece by piece; its text is for `resolve_stray_bytes`."""
    encoding = None if utf16_of(head) else _other_encoding(head)
    if encoding is None:
        return codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
    return codecs.getincrementaldecoder(encoding)("replace")


def decode_western(data: bytes) -> str:
    """Return UTF-8 text; each byte that is no UTF-8 is read as Windows-1252.

    Latin-1, Windows-1252 and UTF-8 need no telling apart then, even within one line: an accented letter of the
    first two is next to never valid UTF-8.
    """
    try:
        return data.decode().removeprefix("\ufeff")  # twice as fast as the codec "utf-8-sig", which is no C
    except UnicodeDecodeError:
        return resolve_stray_bytes(data.decode("utf-8-sig", "surrogateescape"))


def resolve_stray_bytes(text: str) -> str:
    """Return text that was decoded with `surrogateescape`, its stray bytes read as Windows-1252."""
    return _STRAY.sub(lambda found: _STRAY_BYTES[found[0]], text)


def resolve_entities(text: str) -> str:
    """Return the text with its closed HTML entities resolved: `clich&#233;` is a cliché, `AT&T` stays as it is."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def whole_letters(text: str) -> str:
    """Return the text without halves of letters, which JSON's escapes can write but no store can keep."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _other_encoding(head: bytes) -> str | None:
    """Return the encoding of text that is neither Unicode nor Western, None for all other text."""
    if head.isascii():
        return None
    stray = len(_STRAY.findall(head.decode("utf-8", "surrogateescape")))
    printed = len(head) - sum(head.count(blank) for blank in b" \t\r\n")
    if stray <= _OTHER_SCRIPT_SHARE * printed:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_isolation=list(_OTHER_SCRIPTS)).best()
    return best.encoding if best else None
