"""Writes a small file so that whoever reads it, even after a crash, finds all of it or what was there before."""

from __future__ import annotations

import secrets
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Write a file anew beside the old one, then in its place; its folder is made where it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
