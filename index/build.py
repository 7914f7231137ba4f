"""The job that fills a generation: archives in, a published index and a ledger out.

Reading and lexical indexing are one pass over the archives (`reading`), embedding is a second pass over the passages
just written (`embedding_pass`). Nothing is published before the parts agree with each other.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.archives.limits import Limits
from index.archives.profile import profile_path
from index.carrying import known_files
from index.chunking import TARGET_TOKENS
from index.embedding import Embedder
from index.embedding_cache import remove_cache
from index.embedding_pass import embed_all
from index.errors import ArchiveError, IndexFolderError
from index.generation import building, current_generation, publish
from index.known_vectors import known_vectors
from index.manifest import FORMAT, Manifest, digest_parts, read_manifest, write_manifest
from index.progress import BuildProgress, OnProgress
from index.reading import read_into
from index.store import STORE_FILE, StoreReader
from index.table import TABLE_FILE, table_of, write_table
from index.vector_files import kind_for
from index.vectors import Vectors

__all__ = ["BuildProgress", "BuildSummary", "archives_digest", "build_index", "is_current"]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What became of every record; `records` is the sum of the four states after it.

    Args:
        passages: In the index.
        embedded: Passages whose vectors this build computed.
        reused: Passages whose vectors were known already.
        seconds: Wall clock.
    """

    records: int
    indexed: int
    duplicate: int
    rejected: int
    failed: int
    passages: int
    embedded: int
    reused: int
    seconds: float


def build_index(
    archives: Sequence[Path],
    folder: Path,
    *,
    embedder: Embedder,
    mapping: Mapping[str, str] | None = None,
    update: bool = False,
    strict: bool = False,
    index_kind: str | None = None,
    limits: Limits | None = None,
    calibration: Mapping[str, Any] | None = None,
    on_progress: OnProgress | None = None,
) -> BuildSummary:
    """Build the index of some archives in `folder` and publish it; the old one serves until then.

    Args:
        archives: Files and folders.
        folder: Created when missing.
        embedder: The model; a rebuild with another one embeds everything anew.
        mapping: Our field name to the archive's, for fields that are not recognised.
        update: Read the archives that the published index was built from as well as these, with its mapping.
        strict: Stop at the first record that is rejected or fails.
        index_kind: A FAISS `index_factory` string; None chooses by size.
        limits: What one file of the archives may become; None for the usual bounds.
        calibration: Kept in the manifest as it is, for those who answer from the index; JSON values only.
        on_progress: Called often, on this thread.

    Raises:
        ArchiveError: An archive is missing or unreadable, no record was good, or `strict` met a bad one.
        IndexFolderError: Another build runs, the folder cannot be written, or the disk is full.
    """
    started = time.monotonic()
    mapping = {**(read_manifest(current_generation(folder)).mapping if update else {}), **(mapping or {})}
    report = on_progress or (lambda progress: None)
    paths = _all_archives(archives, folder, update)
    digest = archives_digest(paths, mapping)
    try:
        with building(folder) as aside, ExitStack() as opened:
            before = _published(folder)
            if (files := known_files(before)) is not None:
                opened.enter_context(closing(files))
            counts = read_into(
                paths, mapping, aside, embedder, strict=strict, report=report, limits=limits, known=files
            )
            _write_table(aside)
            kind = index_kind or kind_for(counts["passages"])
            vectors = known_vectors(before, embedder.fingerprint)
            fresh = embed_all(aside, folder, embedder, kind, counts["passages"], report, vectors)
            report(BuildProgress("writing", 0, None, "passages"))
            manifest = _manifest_for(aside, paths, digest, mapping, embedder, kind, counts, calibration)
            _verify(aside, manifest)
            write_manifest(aside, manifest)
            publish(aside)
            remove_cache(folder)
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fix = "make room or name another folder with --index, then run the same command again; embeddings are kept"
        raise IndexFolderError(f"the index cannot be written: {reason}", where=str(folder), fix=fix) from error
    states = {state: counts[state] for state in ("records", "indexed", "duplicate", "rejected", "failed", "passages")}
    return BuildSummary(**states, embedded=fresh, reused=counts["passages"] - fresh, seconds=time.monotonic() - started)


def _published(folder: Path) -> Path | None:
    """Return the generation to take over from; None when there is none that this version reads."""
    try:
        generation = current_generation(folder)
        read_manifest(generation)
    except IndexFolderError:
        return None
    return generation


def is_current(
    archives: Sequence[Path], folder: Path, embedder: Embedder, mapping: Mapping[str, str] | None = None
) -> bool:
    """Tell whether the published index was made from these very archives with this very model."""
    try:
        manifest = read_manifest(current_generation(folder))
        digest = archives_digest(_all_archives(archives, folder, update=False), dict(mapping or {}))
    except (IndexFolderError, ArchiveError):
        return False
    return manifest.archives_digest == digest and manifest.model_fingerprint == embedder.fingerprint


def archives_digest(paths: Sequence[Path], mapping: Mapping[str, str]) -> str:
    """Return a digest of the archives' names, sizes and times, and of how their fields are read."""
    digest = hashlib.sha256(json.dumps([sorted(mapping.items()), TARGET_TOKENS]).encode())
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path, profile_path(path)]
        for file in filter(Path.exists, files):
            facts = file.stat()
            digest.update(f"{file}\x1f{facts.st_size}\x1f{facts.st_mtime_ns}\x1e".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _all_archives(archives: Sequence[Path], folder: Path, update: bool) -> list[Path]:
    paths = [Path(path).absolute() for path in archives]
    if update:
        built_from = [Path(path) for path in read_manifest(current_generation(folder)).archives]
        paths = list(dict.fromkeys([*built_from, *paths]))
    for path in paths:
        if not path.exists():
            fix = "check the path" if not update else "build without --update to leave it out"
            raise ArchiveError("there is no such archive", where=str(path), fix=fix)
    return paths


def _manifest_for(
    aside: Path,
    paths: Sequence[Path],
    digest: str,
    mapping: dict[str, str],
    embedder: Embedder,
    kind: str,
    counts: dict[str, int],
    calibration: Mapping[str, Any] | None,
) -> Manifest:
    return Manifest(
        format=FORMAT,
        generation=aside.name.removeprefix("."),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=embedder.name,
        model_fingerprint=embedder.fingerprint,
        dim=embedder.dim,
        query_prefix=embedder.query_prefix,
        passage_prefix=embedder.passage_prefix,
        target_tokens=TARGET_TOKENS,
        index_kind=kind,
        archives=tuple(str(path) for path in paths),
        archives_digest=digest,
        mapping=mapping,
        counts=counts,
        parts=digest_parts(aside),
        calibration=dict(calibration or {}),
    )


def _write_table(aside: Path) -> None:
    with closing(StoreReader(aside / STORE_FILE)) as store:
        write_table(aside / TABLE_FILE, table_of(store.facts()))


def _verify(aside: Path, manifest: Manifest) -> None:
    """Check that the parts were written whole and agree, by reading them as a search would."""
    with closing(StoreReader(aside / STORE_FILE)) as store:
        found = {**store.ledger_counts(), "passages": store.passage_count()}
    vectors = Vectors(aside)
    states = sum(found[state] for state in ("indexed", "duplicate", "rejected", "failed"))
    expected = {name: manifest.counts[name] for name in found}
    if found != expected or states != found["records"] or vectors.count != found["passages"]:
        what = f"the parts just written do not agree: {found}, {vectors.count} vectors, expected {expected}"
        raise IndexFolderError(what, where=str(aside), fix="run the same command again; the old index goes on serving")
