"""Texts that an export left in HTML become plain paragraphs. For bodies of records; pages have their own reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# A text is HTML when it begins with an element that only holds words and closes some element later. A text that
# merely has a tag in it, a script in a headline, say, is left as it is.
_BEGINS = re.compile(
    r"\s*<(?:p|div|h[1-6]|article|section|figure|html|body|ul|ol|blockquote|strong|em|b|i|span|a|img)\b[^<>]*>"
)
_CLOSES = re.compile(r"</[a-z]+[1-6]?>", re.IGNORECASE)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "div", "dd", "dl", "dt", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "ol", "p", "pre", "section"),
        *("table", "tr", "ul"),
    )
)
_NOT_TEXT = frozenset(("script", "style", "template", "noscript", "title"))
_WHITE = re.compile(r"[ \t\r\f\n]+")


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML rather than words."""
    return "<" in text[:64] and _BEGINS.match(text) is not None and _CLOSES.search(text) is not None


def text_of_markup(markup: str) -> str:
    """Return the words of an HTML text, blank lines parting its blocks, a line break where it has one."""
    words = _Words()
    words.feed(markup)
    words.close()
    lines = (
        _WHITE.sub(" ", "".join(block)).replace(" \v ", "\n").replace("\v", "\n").strip() for block in words.blocks
    )
    return "\n\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collects the text of each block; scripts and styles have none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _NOT_TEXT
        if tag in _BLOCKS:
            self.blocks.append([])
        elif tag == "br":
            self.blocks[-1].append("\v")
        elif tag in ("td", "th") and self.blocks[-1]:
            self.blocks[-1].append(" | ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _NOT_TEXT))
        if tag in _BLOCKS:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.blocks[-1].append(data)
