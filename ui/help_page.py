"""The help of every command as one Markdown page: `make docs` writes it, a test keeps it in step."""

from __future__ import annotations

from collections.abc import Iterator

import click

_HEAD = """# The command line

Written by `make docs` from the commands' own help. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 gate not met.
`--json` prints one object on stdout; everything else goes to stderr.
"""


def help_page() -> str:
    """Return the page."""
    from ui.cli import cli

    return _HEAD + "".join(_sections(cli, _context(cli, "dateline", None)))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    """Return the context that running `command` would make: its settings say how its help looks."""
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    context.max_content_width = 100
    context.terminal_width = 100
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _sections(found, _context(found, name, context))


if __name__ == "__main__":
    print(help_page(), end="")
