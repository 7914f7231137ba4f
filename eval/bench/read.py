"""How fast archives are read, without embedding, and how much memory that takes; beside the libraries underneath."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from eval.bench.report import BenchReport, BenchRow
from index.archives import read_archives
from index.types import Record

_LINES_BYTES = 40_000_000
_PAGES = 150
_PAGE_CHARACTERS = 3000  # of text, a news report of 450 words
_SCRIPT_LINES = 700  # some 40 kB in the head and as much at the end: what pages of newspapers bring with them
_LINKS = 40

# Reads an archive in a process of its own, whose largest memory is then the reader's. Linux counts the parent's memory
# in a child's ru_maxrss, so the kernel's own high-water mark is asked where there is one.
_MEASURE = """
import re, resource, sys
from pathlib import Path
from index.archives import read_archives
def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
records = sum(1 for _ in read_archives([Path(sys.argv[1])]))
print(records, before, peak())
"""


def run(archives: Sequence[Path], sample: Path, memory_bytes: int = 0) -> BenchReport:
    """Read some archives, or JSON lines and pages made of the sample's articles.

    Args:
        archives: None given makes some.
        sample: Where the texts of what is made come from.
        memory_bytes: Size of a file of JSON lines whose reader's memory is measured; 0 leaves that out.
    """
    with tempfile.TemporaryDirectory() as folder:
        if archives:
            rows = [BenchRow(archive.name, _rate(archive), "MB/s") for archive in archives]
            measured_on = "the archives named"
        else:
            records = [one for one in read_archives([sample]) if isinstance(one, Record)]
            rows = _made(Path(folder), records)
            measured_on = f"made of the {len(records)} articles of {sample}"
        if memory_bytes:
            records = [one for one in read_archives([sample]) if isinstance(one, Record)]
            rows += _memory(Path(folder) / "large.jsonl", records, memory_bytes)
    return BenchReport("read", tuple(rows), measured_on)


def _made(folder: Path, records: Sequence[Record]) -> list[BenchRow]:
    lines, pages, bare = folder / "lines.jsonl", folder / "pages", folder / "bare"
    _write_lines(lines, records, _LINES_BYTES)
    for target, furnished in ((pages, True), (bare, False)):
        target.mkdir()
        for n, record in enumerate(islice(cycle(_as_long_as_printed(records)), _PAGES)):
            (target / f"{n:04}.html").write_text(_page(record, records, furnished=furnished), encoding="utf-8")
    rows = []
    for name, archive, peer, read in (
        ("JSON lines", lines, "json.loads of each line alone", _load_lines),
        ("HTML as newspapers send it", pages, "trafilatura alone", _extract),
        ("HTML without scripts and navigation", bare, "trafilatura alone", _extract),
    ):
        ours = _rate(archive)
        files = sorted(archive.iterdir()) if archive.is_dir() else [archive]
        rows += [BenchRow(name, ours, "MB/s"), _peer(peer, ours, files, read)]
    return rows


def _as_long_as_printed(records: Sequence[Record]) -> list[Record]:
    """Return articles of a usual length: the sample's are short, so each is followed by the texts of the next ones."""
    texts = [record.text for record in records]
    together = max(1, _PAGE_CHARACTERS * len(texts) // sum(map(len, texts)))
    return [
        replace(record, text="\n\n".join(islice(cycle(texts), n, n + together))) for n, record in enumerate(records)
    ]


def _rate(archive: Path) -> float:
    # The time of this one thread, so that other work on the machine does not count.
    started = time.process_time()
    for _ in read_archives([archive]):
        pass
    return _size(archive) / 1e6 / (time.process_time() - started)


def _peer(name: str, ours: float, files: Sequence[Path], read: Callable[[Path], None]) -> BenchRow:
    started = time.process_time()
    for file in files:
        read(file)
    rate = sum(map(_size, files)) / 1e6 / (time.process_time() - started)
    return BenchRow(name, rate, "MB/s", ours / rate)


def _load_lines(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            json.loads(line)


def _extract(path: Path) -> None:
    from trafilatura import bare_extraction

    bare_extraction(path.read_text(encoding="utf-8"), with_metadata=True)


def _memory(path: Path, records: Sequence[Record], size: int) -> list[BenchRow]:
    _write_lines(path, records, size)
    found = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    before, peak = float(found[1]), float(found[2])
    return [
        BenchRow(f"memory of reading {_size(path) / 1e9:.1f} GB of JSON lines", peak, "MB"),
        BenchRow("memory of the process before it", before, "MB"),
    ]


def _write_lines(path: Path, records: Sequence[Record], size: int) -> None:
    lines = [line.encode() for line in _lines(records)]
    with path.open("wb") as file:
        for line in cycle(lines):
            file.write(line)
            if file.tell() >= size:
                return


def _lines(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        yield json.dumps({**_fields(record), "articleBody": record.text}, ensure_ascii=False) + "\n"


def _fields(record: Record) -> dict[str, object]:
    return {
        "headline": record.title,
        "datePublished": record.published.edtf if record.published else None,
        "publisher": {"@type": "Organization", "name": record.source},
        "author": list(record.authors),
        "url": record.url,
    }


def _page(record: Record, others: Sequence[Record], *, furnished: bool) -> str:
    title = html.escape(record.title or "")
    body = "".join(f"<p>{html.escape(part)}</p>" for part in record.text.split("\n\n"))
    stated = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **_fields(record)})
    script = links = ""
    if furnished:
        calls = "".join(
            f"window.track=window.track||[];track.push({{id:{n},kind:'view'}});\n" for n in range(_SCRIPT_LINES)
        )
        script = f"<script>{calls}</script>"
        items = (
            f'<li class="item"><a href="/a/{n}">{html.escape(o.title or "")}</a></li>' for n, o in enumerate(others)
        )
        links = f"<ul>{''.join(islice(items, _LINKS))}</ul>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<script type="application/ld+json">{stated}</script>{script}</head><body><nav><ul>{links}</ul></nav>'
        f"<main><article><h1>{title}</h1>{body}</article><aside><ul>{links}</ul></aside></main><footer>{links}</footer>{script}"
        "</body></html>"
    )


def _size(path: Path) -> int:
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )
