"""Libraries for rare formats, which not everybody installs: present, or refused with the line that installs them."""

from __future__ import annotations

from importlib.util import find_spec

from index.archives.guarded import BrokenFileError


def install_line(extra: str) -> str:
    """Return the command that installs what a format needs."""
    return f"pip install 'dateline[{extra}]'"


def needs(module: str, extra: str, name: str) -> None:
    """Raise BrokenFileError, retryable, when the library that reads a format is not installed."""
    if find_spec(module) is None:
        what = f"{name}, whose reader is not installed; install it with {install_line(extra)}, then build again"
        raise BrokenFileError(what, retryable=True)
