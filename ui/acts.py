"""What a click on markup of ours asks for: one conversation opened, named, shared, deleted, an answer judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from index.writing import write_whole
from ui.conversations.cases import suite_of
from ui.desk import Desk, Reader, View

_VERDICTS = ("good", "bad", "absent")


def read_act(text: str) -> dict[str, str]:
    """Return what a click asked for; an empty dictionary when it is none of ours."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {str(key): value for key, value in said.items() if isinstance(value, str)}


def act(desk: Desk, reader: Reader, said: Mapping[str, str], conversation: str, suite_file: Path) -> View:
    """Do what was asked for; anything unknown changes nothing.

    Args:
        conversation: The one that is open.
        suite_file: Where judged answers are written as a suite.
    """
    named, kind = said.get("id", ""), said.get("act")
    store = desk.store
    if kind == "new":
        return desk.opened(reader, "")
    if kind == "open":
        return desk.opened(reader, named)
    if kind == "delete":
        store.delete(reader.owner, named)
        return desk.opened(reader, "" if named == conversation else conversation)
    if kind == "rename":
        store.rename(reader.owner, named, said.get("name", ""))
    elif kind in ("share", "unshare"):
        store.share(reader.owner, named, shared=kind == "share")
    elif kind == "judge" and said.get("verdict") in _VERDICTS and said.get("number", "").isdecimal():
        store.judge(reader.owner, named, int(said["number"]), said["verdict"], said.get("comment", ""))
        write_whole(suite_file, json.dumps(suite_of(desk.store.judged()), ensure_ascii=False, indent=2) + "\n")
    return View(conversations=desk.listed(reader, conversation))
