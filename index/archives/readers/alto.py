"""ALTO: the recognised text of one scanned page, its blocks in reading order, words broken at line ends made whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.archives.hyphens import join_words, words_of
from index.archives.layout import split_headline
from index.archives.streams import ArchiveFile
from index.archives.xml import attribute, name_of, named, parse_xml
from index.dates import date_in_path
from index.types import Record, Reject

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: its id, None where it has none, and its text in one paragraph."""

    id: str | None
    text: str


def read_alto(file: ArchiveFile) -> Iterator[Record | Reject]:
    """Yield the page as one article. Pages that a METS file beside them divides into articles do not come here."""
    blocks = blocks_of(file)
    headline, paragraphs = split_headline([block.text for block in blocks])
    if not paragraphs:
        yield Reject(file.place, "a page without recognised text")
        return
    published = date_in_path(file.path)
    yield Record(place=file.place, text="\n\n".join(paragraphs), title=headline, published=published)


def blocks_of(file: ArchiveFile) -> list[Block]:
    """Return a page's blocks of text in reading order, the empty ones left out.

    Raises:
        BrokenFileError: The page is no XML, or longer than an article may be.
    """
    page = parse_xml(file.whole())
    blocks = [(block, _lines(block)) for block in named(page, "TextBlock")]
    known = words_of(line for _, lines in blocks for line in lines)
    read = [Block(attribute(block, "ID"), _joined(lines, known)) for block, lines in blocks]
    return [block for block in _in_reading_order(page, read) if block.text]


def _lines(block: _Element) -> list[str]:
    """Return the lines of a block; a word that was broken at a line's end stands whole on the first of its lines."""
    lines = []
    for line in named(block, "TextLine"):
        words = []
        for element in line:
            name = name_of(element)
            if name == "String":
                part = attribute(element, "SUBS_TYPE")
                whole = attribute(element, "SUBS_CONTENT")
                if part == "HypPart2" and whole:
                    continue
                words.append(whole if part == "HypPart1" and whole else attribute(element, "CONTENT") or "")
            elif name == "HYP" and words and not _was_resolved(line):
                words[-1] += "\u00ad"
        text = " ".join(word for word in words if word)
        if text:
            lines.append(text)
    return lines


def _was_resolved(line: _Element) -> bool:
    return any(attribute(element, "SUBS_TYPE") == "HypPart1" for element in line)


def _joined(lines: list[str], known: Mapping[str, int]) -> str:
    text = lines[0] if lines else ""
    for line in lines[1:]:
        text = join_words(text, line, known)
    return text.replace("\u00ad", "")


def _in_reading_order(page: _Element, blocks: list[Block]) -> list[Block]:
    """Return blocks as ALTO 4's `ReadingOrder` has them, or as `IDNEXT` chains them, or as they stand.

    A block that the order does not name stays behind the one before it.
    """
    position = {block.id: n for n, block in enumerate(blocks) if block.id}
    order: list[str | None] = [attribute(reference, "REF") for reference in named(page, "ElementRef")]
    if not order:
        links = ((attribute(block, "ID"), attribute(block, "IDNEXT")) for block in named(page, "TextBlock"))
        order = list(_chains({name: following for name, following in links if following}))
    placed = [position[name] for name in dict.fromkeys(order) if name in position]
    for n in range(len(blocks)):
        if n not in placed:
            placed.insert(placed.index(n - 1) + 1 if n else 0, n)
    return [blocks[n] for n in placed]


def _chains(following: dict[str | None, str | None]) -> Iterator[str]:
    targets = set(following.values())
    for start in [name for name in following if name not in targets]:
        seen: set[str] = set()
        name = start
        while name and name not in seen:
            seen.add(name)
            yield name
            name = following.get(name)
