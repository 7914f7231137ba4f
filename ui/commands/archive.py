"""build, ledger, info, doctor: the archivist's commands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.options import index_option, json_option

if TYPE_CHECKING:
    from index.archives.preview import Preview
    from index.build import BuildSummary

_STATES = ("indexed", "duplicate", "rejected", "failed")


def _mapping(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for (field, equals, key), value in zip(pairs, values, strict=True):
        if not (field and equals and key):
            raise click.BadParameter(f'"{value}" is not FIELD=KEY, for example published=pub_date')
    return {field: key for field, _, key in pairs}


def _limits(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    pairs = [value.partition("=") for value in values]
    for (name, equals, number), value in zip(pairs, values, strict=True):
        if not (name and equals and number.isdecimal()):
            raise click.BadParameter(f'"{value}" is not NAME=NUMBER, for example record_bytes=100000000')
    return {name: int(number) for name, _, number in pairs}


@click.command()
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path))
@click.option("--index", "index", type=click.Path(path_type=Path), help="The folder of the index.")
@click.option("--update", is_flag=True, help="Read the archives that the index was built from as well.")
@click.option("--retry-failed", is_flag=True, help="Build again from the same archives if a record of theirs failed.")
@click.option("--dry-run", is_flag=True, help="Build nothing: show the first records and print a profile to edit.")
@click.option("--strict", is_flag=True, help="Stop at the first record that is rejected or fails.")
@click.option("--map", "mapping", multiple=True, callback=_mapping, metavar="FIELD=KEY", help="Where a field is found.")
@click.option(
    "--limit", "limits", multiple=True, callback=_limits, metavar="NAME=N", help="Raise a bound: record_bytes, ratio …"
)
@click.option("--index-kind", help="A FAISS index_factory string, for example IVF1024,SQ8; default by size.")
@click.option("--model", help="Embedding model: a name, or a folder of sentence-transformers.")
@click.option("--if-changed", is_flag=True, help="Do nothing when the index is that of these archives already.")
@json_option
def build(
    archives: tuple[Path, ...],
    index: Path | None,
    update: bool,
    retry_failed: bool,
    dry_run: bool,
    strict: bool,
    mapping: dict[str, str],
    limits: dict[str, int],
    index_kind: str | None,
    model: str | None,
    if_changed: bool,
    as_json: bool,
) -> None:
    """Build the index of ARCHIVES and publish it; the old one serves until then."""
    if not archives and not retry_failed:
        raise click.UsageError("Name at least one archive: a file or a folder.")
    if dry_run:
        _dry_run(archives, mapping, as_json)
        return
    if index is None:
        raise click.UsageError("Missing option '--index': the folder of the index.")
    from index.archives.limits import limits_with
    from index.build import build_index, is_current
    from index.embedding import open_embedder
    from index.models import DEFAULT_EMBEDDING
    from rag.abstention import to_record
    from ui.progress import build_progress

    if retry_failed and not _has_failed(index, as_json):
        return
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
            update=update or retry_failed,
            strict=strict,
            index_kind=index_kind,
            limits=limits_with(limits),
            calibration=to_record(embedder.fingerprint),
            on_progress=on_progress,
        )
    _print_summary(summary, index, as_json)


def _print_summary(summary: BuildSummary, index: Path, as_json: bool) -> None:
    from ui.terminal_archive import print_build

    if as_json:
        _print_json({**asdict(summary), "seconds": round(summary.seconds, 3)})
    else:
        print_build(summary, index)


def _has_failed(index: Path, as_json: bool) -> bool:
    """Tell whether a record of an index failed; where none did, say so, and give the index's own sums as JSON."""
    from index.build import BuildSummary
    from index.search import ArticleIndex

    with ArticleIndex.open(index) as opened:
        counts, passages = opened.ledger_counts(), opened.manifest.counts["passages"]
    if counts["failed"]:
        return True
    click.echo(f"no record failed: {index} is left as it is", err=True)
    if as_json:
        _print_summary(BuildSummary(**counts, passages=passages, embedded=0, reused=passages, seconds=0.0), index, True)
    return False


def _dry_run(archives: tuple[Path, ...], mapping: dict[str, str], as_json: bool) -> None:
    from index.archives.preview import preview
    from ui.terminal_archive import print_preview

    previews = [preview(archive, mapping) for archive in archives]
    if as_json:
        _print_json({"archives": [_preview_as_json(seen) for seen in previews]})
        return
    for seen in previews:
        print_preview(seen)
        click.echo(seen.profile)


def _preview_as_json(seen: Preview) -> dict[str, Any]:
    return {
        "archive": str(seen.archive),
        "records": seen.records,
        "whole": seen.whole,
        "fields": [asdict(one) for one in seen.fields],
        "dates": dict(seen.precisions),
        "sources": [{"source": source, "articles": count} for source, count in seen.sources.items()],
        "languages": dict(seen.languages),
        "date_orders": [asdict(order) for order in seen.orders],
        "rejects": [asdict(reject) for reject in seen.rejects],
        "profile": seen.profile,
        "profile_path": str(seen.profile_path),
    }


@click.command()
@index_option
@click.option("--state", type=click.Choice(_STATES), help="Only records in this state.")
@click.option("--place", help="Only records whose place begins with this, or matches it: 'news/*.html'.")
@click.option("--reason", help="Only records whose reason holds this text.")
@click.option("--count", is_flag=True, help="Print how many records are in each state for which reason.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@json_option
def ledger(
    index: Path, state: str | None, place: str | None, reason: str | None, count: bool, as_csv: bool, as_json: bool
) -> None:
    """List what became of every record of the archive."""
    from index.search import ArticleIndex
    from ui.terminal_archive import kinds_of_reasons, print_ledger, print_ledger_counts, print_ledger_csv

    with ArticleIndex.open(index) as opened:
        counts, passages = opened.ledger_counts(), opened.manifest.counts["passages"]
        entries = opened.ledger(state, place, reason)
        if as_json:
            held: dict[str, Any] = {**counts, "passages": passages, "embedded": 0, "reused": passages, "seconds": 0.0}
            if count:
                kinds = kinds_of_reasons(entries)
                held["reasons"] = [{"state": s, "reason": r or None, "records": n} for s, r, n in kinds]
            else:
                held["entries"] = [asdict(entry) for entry in entries]
            _print_json(held)
        elif count:
            print_ledger_counts(kinds_of_reasons(entries), counts)
        elif as_csv:
            print_ledger_csv(entries)
        else:
            print_ledger(entries, counts)


@click.command()
@index_option
@json_option
def info(index: Path, as_json: bool) -> None:
    """Show what an index holds and what it was made with."""
    from index.search import ArticleIndex
    from rag.as_json import coverage_as_json
    from ui.terminal_info import print_info
    from ui.years import years_of

    with ArticleIndex.open(index) as opened:
        manifest, coverage, orders = opened.manifest, opened.coverage(), opened.date_orders()
        origins, sizes, text = opened.date_origins(), opened.sizes(), opened.text_bytes()
    if not as_json:
        print_info(manifest, coverage, orders, origins, {"text": text, **sizes})
        return
    held = coverage_as_json(coverage) | {"languages": coverage.languages, "months": coverage.months}
    told = {
        "coverage": held | {"years": years_of(coverage)},
        "date_orders": [asdict(order) for order in orders],
        "date_origins": origins,
        "bytes": {**sizes, "text": text},
    }
    _print_json({**{k: v for k, v in asdict(manifest).items() if k != "parts"}, **told})


@click.command()
@index_option
@json_option
def doctor(index: Path, as_json: bool) -> None:
    """Check every part of an index; exit 1 when something is wrong."""
    from index.doctor import check_index
    from ui.terminal_archive import print_findings

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
