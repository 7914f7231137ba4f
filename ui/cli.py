"""The command line: reads options, calls the layers below, prints; the only place where errors are caught.

Importing it is instant: every command imports what it needs when it runs.
"""

from __future__ import annotations

import difflib
import os
import sys
from typing import Any

import click

_INTERRUPTED = 130  # what a shell reports for a process stopped by Ctrl-C


class _Group(click.Group):
    """A group that finds a command's near misses and knows commands without importing what they need."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error
            raise


# The \b keeps click from joining the lines that follow it.
_EXAMPLES = """\b
dateline build docs/sample --index news-index
dateline ask "Was kostete die Brücke?" --index news-index
dateline chat --index news-index
"""


@click.group(
    cls=_Group,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="dateline", prog_name="dateline")
@click.option("--traceback", is_flag=True, help="Show where in the program an error arose.")
def cli(traceback: bool) -> None:
    """Ask an archive of dated articles; every sentence of the answer shows the passage that it rests on."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; leave with 0 done, 1 failed, 2 wrong usage, 3 gate not met."""
    from index.errors import DatelineError

    arguments = sys.argv[1:] if arguments is None else arguments
    _speak_utf8()
    try:
        code = cli.main(args=arguments, prog_name="dateline", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(_INTERRUPTED)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        sys.exit(_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); nothing is wrong here.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except DatelineError as error:
        if "--traceback" in arguments:
            raise
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)


def _speak_utf8() -> None:
    """Write UTF-8 wherever the output goes: titles have umlauts, and a C locale would stop at the first."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _add_commands() -> None:
    from ui.commands import archive, ask, bench, chat, evaluate, models

    for module in (archive, ask, chat, evaluate, models, bench):
        for command in module.COMMANDS:
            cli.add_command(command)


_add_commands()
