"""TREC folders: topics, judgements, and the collection if it is there.

topics.* : `<top>` blocks as TREC prints them, `<topic number="1">` XML, or lines of id and text parted by a tab
qrels.*  : query, 0, document, gain
corpus.jsonl, corpus/ or documents/ : whatever the archive readers read; without one, name an index
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from eval.suites.beir import CORPUS_FILES, judged_cases
from eval.trec import read_qrels
from eval.types import Suite
from index.errors import SuiteError

_CORPORA = (*CORPUS_FILES, "corpus", "documents", "docs")
_TOP = re.compile(r"<top>(.*?)(?=</top>|<top>|\Z)", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number\s*:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:Topic\s*:)?\s*(.*?)\s*(?=<|\Z)", re.DOTALL | re.IGNORECASE)
_TOPIC = re.compile(r"<topic\b([^>]*)>(.*?)</topic>", re.DOTALL | re.IGNORECASE)
_TOPIC_NUMBER = re.compile(r"(?:number|id)\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
# In an XML topic, the text that is asked: the question where there is one, else the words for a search box.
_TOPIC_TEXT = ("question", "query", "title")
_TAG = re.compile(r"<[^>]+>")


def is_trec(folder: Path) -> bool:
    """Tell whether a folder holds topics and judgements side by side."""
    return bool(_files(folder, "topics") and _files(folder, "qrels"))


def load_trec(folder: Path) -> Suite:
    """Read a TREC folder; topics without a relevant document are no cases.

    Raises:
        SuiteError: A file is missing or broken; the message names file, line and field.
    """
    topics, judged = _files(folder, "topics")[0], _files(folder, "qrels")[0]
    cases = judged_cases(read_topics(topics), read_qrels(judged), topics)
    corpus = next((folder / name for name in _CORPORA if (folder / name).exists()), None)
    return Suite(folder.resolve().name, "trec", folder, cases, (corpus,) if corpus else (), files=(topics, judged))


def read_topics(path: Path) -> dict[str, str]:
    """Return the text of each topic by its number.

    Raises:
        SuiteError: The file cannot be read, or a topic has no number or no text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SuiteError(f"the topics cannot be read: {reason}", where=str(path), fix="give UTF-8 text") from error
    if _TOP.search(text):
        found = [(one.start(), _match(_NUMBER, one[1]), _match(_TITLE, one[1])) for one in _TOP.finditer(text)]
    elif _TOPIC.search(text):
        found = [(one.start(), _match(_TOPIC_NUMBER, one[1]), _asked(one[2])) for one in _TOPIC.finditer(text)]
    else:
        found = _lines(text)
    topics: dict[str, str] = {}
    for at, number, words in found:
        where = f"{path}:{text.count(chr(10), 0, at) + 1}"
        missing = "number" if not number else "title" if not words else None
        if missing or number in topics:
            what = f'the topic\'s field "{missing}" is missing' if missing else f'the topic "{number}" is there twice'
            raise SuiteError(what, where=where, fix="write <num> and <title>, or id and text parted by a tab")
        topics[number] = words
    return topics


def _files(folder: Path, beginning: str) -> list[Path]:
    return sorted(path for path in folder.glob(f"{beginning}*") if path.is_file())


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def _asked(body: str) -> str:
    for name in _TOPIC_TEXT:
        found = re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", body, re.DOTALL | re.IGNORECASE)
        if found and found[1].strip():
            return " ".join(html.unescape(_TAG.sub(" ", found[1])).split())
    return ""


def _lines(text: str) -> list[tuple[int, str, str]]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            number, _, words = line.strip().partition("\t")
            found.append((at, number.strip(), " ".join(words.split())))
        at += len(line)
    return found
