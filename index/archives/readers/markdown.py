"""Markdown: one file, one article; its fields stand in a front matter of YAML or TOML, or are told by its headline."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from index.archives.fields import FieldNames
from index.archives.profile import Profile
from index.archives.readers.plain_text import section_of
from index.archives.streams import ArchiveFile
from index.types import Record, Reject

if TYPE_CHECKING:
    from markdown_it.token import Token

_YAML = re.compile(r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)


def read_markdown(file: ArchiveFile, profile: Profile) -> Iterator[Record | Reject]:
    """Yield the one article of a Markdown file: its words without the marks, its paragraphs parted by blank lines.

    The title is the front matter's, else the first heading; the section is the front matter's, else the folder.
    """
    text = file.whole_text().replace("\r\n", "\n").removeprefix("\ufeff")
    fields: dict[str, Any] = {}
    for pattern, parse in ((_YAML, _parse_yaml), (_TOML, tomllib.loads)):
        if found := pattern.match(text):
            try:
                read = parse(found["fields"])
            except (ValueError, RecursionError) as error:
                yield Reject(f"{file.place}:1", f"the front matter cannot be read: {' '.join(str(error).split())}")
                return
            fields = {str(key): _plain(value) for key, value in read.items()} if isinstance(read, dict) else {}
            text = text[found.end() :]
    heading, body = _words_of(text)
    names = FieldNames(profile)
    known = {ours for ours, _ in names.find(tuple(fields))}
    if "title" not in known and heading:
        fields["title"] = heading
    elif heading and heading != fields.get("title"):
        body = f"{heading}\n\n{body}"
    if "section" not in known:
        fields["section"] = section_of(file.path)
    # The body is the text, whatever a description or a summary in the front matter says.
    text_keys = {key for ours, key in names.find(tuple(fields)) if ours == "text"}
    kept = {key: value for key, value in fields.items() if not body or key not in text_keys}
    yield names.record({**kept, "text": body} if body else kept, file.place, path=file.path)


def _parse_yaml(text: str) -> Any:
    import yaml

    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.BaseLoader)):
            raise ValueError("it repeats parts by reference, which can make a small file endless")
        # The base loader leaves dates and numbers as they are written: 2022-09 is a month, not a sum.
        return yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _words_of(text: str) -> tuple[str | None, str]:
    """Return the first heading when the text begins with it, and the words of all other blocks."""
    from markdown_it import MarkdownIt

    heading: str | None = None
    blocks: list[str] = []
    opened = ""
    cells: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type.endswith("_open"):
            opened = token.type
        if token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "tr_close":
            blocks.append(" | ".join(cells))
            cells = []
        elif token.type == "inline" and opened in ("th_open", "td_open"):
            cells.append(_inline(token.children or []))
        elif token.type == "inline" and (words := _inline(token.children or [])):
            if opened == "heading_open" and not blocks and heading is None:
                heading = words
            else:
                blocks.append(words)
    return heading, "\n\n".join(blocks)


def _inline(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "image":
            parts.append(_inline(token.children or []))
        else:
            parts.append(token.content)
    return "".join(parts).strip()
