"""BEIR folders: `corpus.jsonl`, `queries.jsonl` and relevance judgements in `qrels/*.tsv`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from eval.types import Case, Gold, Suite
from index.errors import SuiteError
from index.language import detect_language

# Which split is judged, best first.
_SPLITS = ("test.tsv", "dev.tsv", "train.tsv")


def load_beir(folder: Path) -> Suite:
    """Read a BEIR folder; queries without judgement are no cases.

    Raises:
        SuiteError: A file is missing or a line is broken; the message names file, line and field.
    """
    corpus = next((folder / name for name in ("corpus.jsonl", "corpus.jsonl.gz") if (folder / name).is_file()), None)
    if corpus is None:
        fix = "a BEIR folder holds corpus.jsonl, queries.jsonl and qrels/test.tsv"
        raise SuiteError("there is no corpus.jsonl", where=str(folder), fix=fix)
    gold = _read_qrels(_qrels_file(folder))
    queries = _read_queries(folder / "queries.jsonl")
    missing = next((name for name in gold if name not in queries), None)
    if missing is not None:
        raise SuiteError(
            f'the query "{missing}" is judged but not there', where=str(folder / "queries.jsonl"), fix="add it"
        )
    cases = [
        Case(id=name, question=queries[name], language=detect_language(queries[name]), gold=tuple(judged))
        for name, judged in gold.items()
    ]
    return Suite(folder.resolve().name, "beir", folder, tuple(cases), (corpus,))


def _qrels_file(folder: Path) -> Path:
    found = [folder / "qrels" / name for name in _SPLITS if (folder / "qrels" / name).is_file()]
    if not found:
        raise SuiteError("there are no judgements", where=str(folder / "qrels"), fix=f"add one of {', '.join(_SPLITS)}")
    return found[0]


def _read_queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                where = f"{path}:{number}"
                try:
                    entry = json.loads(line)
                    queries[str(entry["_id"])] = str(entry["text"])
                except json.JSONDecodeError as error:
                    raise SuiteError(f"not JSON: {error.msg}", where=where, fix="mend the line") from error
                except (KeyError, TypeError) as error:
                    raise SuiteError("the line needs _id and text", where=where, fix="add them") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(
            f"the queries cannot be read: {error}", where=str(path), fix="add the file as UTF-8"
        ) from error
    return queries


def _read_qrels(path: Path) -> dict[str, list[Gold]]:
    gold: dict[str, list[Gold]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if not row or (number == 1 and row[0] in ("query-id", "query_id")):
                continue
            try:
                query, document, relevance = row[0], row[1], int(row[2])
            except (IndexError, ValueError) as error:
                fix = "write query id, document id and a whole number, parted by tabs"
                raise SuiteError(f"not a judgement: {row}", where=f"{path}:{number}", fix=fix) from error
            if relevance > 0:
                gold.setdefault(query, []).append(Gold(outside_id=document, relevance=relevance))
    return gold
