"""BEIR folders: `corpus.jsonl`, `queries.jsonl` and relevance judgements in `qrels/*.tsv`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from eval.suites.fields import json_lines, text_field
from eval.trec import read_qrels
from eval.types import Case, Gold, Suite
from index.errors import SuiteError
from index.language import detect_language

# Which split is judged, best first.
_SPLITS = ("test.tsv", "dev.tsv", "train.tsv")
CORPUS_FILES = ("corpus.jsonl", "corpus.jsonl.gz")


def load_beir(folder: Path) -> Suite:
    """Read a BEIR folder; queries without a relevant document are no cases.

    Raises:
        SuiteError: A file is missing or a line is broken; the message names file, line and field.
    """
    corpus = next((folder / name for name in CORPUS_FILES if (folder / name).is_file()), None)
    if corpus is None:
        fix = "a BEIR folder holds corpus.jsonl, queries.jsonl and qrels/test.tsv"
        raise SuiteError("there is no corpus.jsonl", where=str(folder), fix=fix)
    judged = _qrels_file(folder)
    queries = _read_queries(folder / "queries.jsonl")
    cases = judged_cases(queries, read_qrels(judged), folder / "queries.jsonl")
    files = (folder / "queries.jsonl", judged)
    return Suite(folder.resolve().name, "beir", folder, cases, (corpus,), files=files)


def judged_cases(queries: dict[str, str], qrels: dict[str, dict[str, int]], place: Path) -> tuple[Case, ...]:
    """Return a case for each query that has a relevant document; those judged irrelevant are its gold too, at 0.

    Raises:
        SuiteError: A judged query has no text, or no query has a relevant document.
    """
    missing = next((name for name in qrels if name not in queries), None)
    if missing is not None:
        raise SuiteError(f'the query "{missing}" is judged but not there', where=str(place), fix="add it")
    cases = tuple(
        Case(
            id=name,
            question=queries[name],
            language=detect_language(queries[name]),
            gold=tuple(Gold(outside_id=document, relevance=gain) for document, gain in judged.items()),
            kind="search",
        )
        for name, judged in qrels.items()
        if max(judged.values()) > 0
    )
    if not cases:
        raise SuiteError("no query has a relevant document", where=str(place), fix="check the judgements")
    return cases


def _qrels_file(folder: Path) -> Path:
    found = [folder / "qrels" / name for name in _SPLITS if (folder / "qrels" / name).is_file()]
    if not found:
        raise SuiteError("there are no judgements", where=str(folder / "qrels"), fix=f"add one of {', '.join(_SPLITS)}")
    return found[0]


def _read_queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    for where, entry in json_lines(path):
        if "_id" not in entry or "text" not in entry:
            raise SuiteError("the line needs _id and text", where=where, fix="add them")
        name = text_field(entry, "_id", partial(str, where))
        if name in queries:
            raise SuiteError(f'the query "{name}" is there twice', where=where, fix="keep one")
        queries[name] = text_field(entry, "text", partial(str, where))
    return queries
