"""Buttons that the page's script acts on. Pure."""

from __future__ import annotations

from html import escape


def button(act: str, shown: str, *, style: str = "", **data: str | int) -> str:
    """Return a button.

    Args:
        act: What the script does at a click.
        shown: The words on it.
        style: Name of its class in the style sheet.
        data: What the script needs for it.
    """
    known = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
    named = f' class="{style}"' if style else ""
    return f'<button type="button"{named} data-act="{act}"{known}>{escape(shown)}</button>'


def icon(act: str, sign: str, name: str) -> str:
    """Return a button that shows a sign and is called by its name."""
    return (
        f'<button type="button" data-act="{act}" title="{escape(name)}" aria-label="{escape(name)}">'
        f'<span aria-hidden="true">{sign}</span></button>'
    )
