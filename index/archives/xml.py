"""XML as archives have it: parsed without entities, without the network, its names without their namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.archives.guarded import BrokenFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_MESSAGE = 120  # characters of the parser's own message


def parse_xml(data: bytes) -> _Element:
    """Return the root of a document; entities that it defines itself stay unresolved, so they cannot multiply.

    Raises:
        BrokenFileError: It is not well-formed; retryable, for it may only be cut off.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message = " ".join((error.msg or str(error)).split())[:_MOST_MESSAGE]
        raise BrokenFileError(f"not well-formed XML: {message}", retryable=True) from error


def name_of(element: _Element) -> str:
    """Return an element's name without its namespace, empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def named(element: _Element, name: str) -> Iterator[_Element]:
    """Yield all elements of a name below an element, in document order."""
    return (found for found in element.iter(f"{{*}}{name}"))


def first_text(element: _Element, *names: str) -> str | None:
    """Return the text of the first element that has one of these names and any text."""
    for name in names:
        for found in named(element, name):
            if text := " ".join("".join(found.itertext()).split()):
                return text
    return None


def attribute(element: _Element, name: str) -> str | None:
    """Return an attribute by its name without its namespace."""
    return next((value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)
