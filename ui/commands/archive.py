"""build, ledger, info, doctor: the archivist's commands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ui.options import index_option, json_option

_STATES = ("indexed", "duplicate", "rejected", "failed")


def _mapping(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for (field, equals, key), value in zip(pairs, values, strict=True):
        if not (field and equals and key):
            raise click.BadParameter(f'"{value}" is not FIELD=KEY, for example published=pub_date')
    return {field: key for field, _, key in pairs}


@click.command()
@click.argument("archives", nargs=-1, required=True, type=click.Path(path_type=Path))
@index_option
@click.option("--update", is_flag=True, help="Read the archives that the index was built from as well.")
@click.option("--strict", is_flag=True, help="Stop at the first record that is rejected or fails.")
@click.option("--map", "mapping", multiple=True, callback=_mapping, metavar="FIELD=KEY", help="Where a field is found.")
@click.option("--index-kind", help="A FAISS index_factory string, for example IVF1024,SQ8; default by size.")
@click.option("--model", help="Embedding model: a name, or a folder of sentence-transformers.")
@click.option("--if-changed", is_flag=True, help="Do nothing when the index is that of these archives already.")
@json_option
def build(
    archives: tuple[Path, ...],
    index: Path,
    update: bool,
    strict: bool,
    mapping: dict[str, str],
    index_kind: str | None,
    model: str | None,
    if_changed: bool,
    as_json: bool,
) -> None:
    """Build the index of ARCHIVES and publish it; the old one serves until then."""
    from index.build import build_index, is_current
    from index.embedding import open_embedder
    from index.models import DEFAULT_EMBEDDING
    from ui.progress import build_progress
    from ui.terminal import print_build

    embedder = open_embedder(model or DEFAULT_EMBEDDING)
    if if_changed and is_current(archives, index, embedder, mapping):
        click.echo(f"index is current: {index}", err=True)
        return
    with build_progress() as on_progress:
        summary = build_index(
            archives,
            index,
            embedder=embedder,
            mapping=mapping,
            update=update,
            strict=strict,
            index_kind=index_kind,
            on_progress=on_progress,
        )
    if as_json:
        _print_json({**asdict(summary), "seconds": round(summary.seconds, 3)})
    else:
        print_build(summary, index)


@click.command()
@index_option
@click.option("--state", type=click.Choice(_STATES), help="Only records in this state.")
@json_option
def ledger(index: Path, state: str | None, as_json: bool) -> None:
    """List what became of every record of the archive."""
    from index.search import ArticleIndex
    from ui.terminal import print_ledger

    with ArticleIndex.open(index) as opened:
        entries = list(opened.ledger(state))
        counts = opened.ledger_counts()
        passages = opened.manifest.counts["passages"]
    if as_json:
        zeros = {"embedded": 0, "reused": passages, "seconds": 0.0}
        _print_json({**counts, "passages": passages, **zeros, "entries": [asdict(entry) for entry in entries]})
    else:
        print_ledger(entries, counts)


@click.command()
@index_option
@json_option
def info(index: Path, as_json: bool) -> None:
    """Show what an index holds and what it was made with."""
    from index.search import ArticleIndex
    from rag.as_json import coverage_as_json
    from ui.terminal import print_info

    with ArticleIndex.open(index) as opened:
        manifest, coverage = opened.manifest, opened.coverage()
    if as_json:
        held = coverage_as_json(coverage) | {"languages": coverage.languages, "months": coverage.months}
        _print_json({**{k: v for k, v in asdict(manifest).items() if k != "parts"}, "coverage": held})
    else:
        print_info(manifest, coverage)


@click.command()
@index_option
@json_option
def doctor(index: Path, as_json: bool) -> None:
    """Check every part of an index; exit 1 when something is wrong."""
    from index.doctor import check_index
    from ui.terminal import print_findings

    findings = check_index(index)
    if as_json:
        _print_json({"index": str(index), "findings": [asdict(finding) for finding in findings]})
    else:
        print_findings(findings, index)
    if any(finding.severity == "error" for finding in findings):
        raise click.exceptions.Exit(1)


def _print_json(values: dict[str, Any]) -> None:
    click.echo(json.dumps(values, ensure_ascii=False))


COMMANDS = (build, ledger, info, doctor)
