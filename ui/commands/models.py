"""models: list, pull, verify, path."""

from __future__ import annotations

import click


@click.group()
def models() -> None:
    """Fetch and check the models that Dateline runs."""


@models.command("list")
def list_models() -> None:
    """List the models that can be pulled, and whether they are here."""
    from index.models import MODELS, is_pulled
    from ui.terminal import print_models

    print_models([(spec, is_pulled(spec.name)) for spec in MODELS.values()])


@models.command()
@click.argument("names", nargs=-1)
def pull(names: tuple[str, ...]) -> None:
    """Fetch models NAMES, or all default models; what is here is not fetched again.

    A name is one that `dateline models list` shows, or OWNER/MODEL of the Hugging Face hub.
    """
    from index.models import MODELS, is_pulled
    from index.pulling import pull_model
    from ui.progress import pull_progress

    for name in names or MODELS:
        if is_pulled(name):
            click.echo(f"{name} is here", err=True)
            continue
        with pull_progress() as on_progress:
            folder = pull_model(name, on_progress)
        click.echo(f"{name} is ready in {folder}", err=True)


@models.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """Compare the files of models NAMES, or of all that are here, with their pinned digests."""
    from index.models import MODELS, is_pulled, verify_model

    for name in names or MODELS:
        if not names and not is_pulled(name):
            click.echo(f"{name} is not here")
            continue
        verify_model(name)
        click.echo(f"{name} is whole")


@models.command()
@click.argument("name")
def path(name: str) -> None:
    """Print where model NAME lies."""
    from index.models import model_path

    click.echo(model_path(name))


COMMANDS = (models,)
