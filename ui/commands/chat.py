"""chat: opens the page."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ui.options import index_option


@click.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535), help="Port to serve on.")
@click.option("--auth", type=click.Path(path_type=Path), help="File of users, one NAME:HASH a line.")
@click.option("--open-to-all", is_flag=True, help="Serve others without a password: something else asks for it.")
@click.option(
    "--rate", default=60, show_default=True, type=click.IntRange(0), help="Questions a minute a user; 0: any."
)
@click.option(
    "--library",
    "folders",
    multiple=True,
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Let the page's library read files in this folder; may be repeated.",
)
@click.option(
    "--suites",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of suites that the Evaluation room offers too.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Where conversations, runs and uploaded files are kept; default: with the models.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
def chat(
    index: Path,
    host: str,
    port: int,
    auth: Path | None,
    open_to_all: bool,
    rate: int,
    folders: tuple[Path, ...],
    suites: Path | None,
    data: Path | None,
    open_browser: bool,
) -> None:
    """Serve the chat page until stopped."""
    from index.models import data_folder
    from rag.answer import open_answerer
    from rag.settings import load_settings
    from ui.serving import ServingOptions, check_port

    options = ServingOptions(host, port, auth, open_to_all, rate, data or data_folder(), suites, folders)
    check_port(host, port, auth, open_to_all)
    answerer = open_answerer(index, load_settings(os.environ, Path.cwd()))
    from ui.chat import serve

    try:
        serve(answerer, options, open_browser=open_browser)
    finally:
        answerer.close()


@click.command()
@click.argument("name")
@click.password_option("--password", help="Asked for when not given.")
def password(name: str, password: str) -> None:
    """Print the line of an --auth file for the user NAME."""
    from ui.auth import password_line

    click.echo(password_line(name, password))


COMMANDS = (chat, password)
