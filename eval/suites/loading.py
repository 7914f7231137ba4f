"""Which format a suite has, and how its file is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.suites.fields import object_of
from eval.types import Suite
from index.errors import SuiteError

_KNOWN = (
    "a Dateline suite, a SQuAD, ALCE or ragas JSON file, ragas JSON lines, a BEIR folder (corpus.jsonl, queries.jsonl, "
    "qrels/), or a TREC folder (topics*, qrels*)"
)


def load_suite(path: Path) -> Suite:
    """Read a suite, in whichever format it is.

    Raises:
        SuiteError: It is missing or broken; the message names file, line and field.
    """
    from eval.suites.beir import load_beir
    from eval.suites.trec import is_trec, load_trec

    if path.is_dir():
        return load_trec(path) if is_trec(path) else load_beir(path)
    text = _read(path)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        first, _, rest = text.partition("\n")
        if rest.strip() and _is_object(first):
            return _lines(path, first)
        fix = "mend the line that is named"
        raise SuiteError(f"not JSON: {error.msg}", where=f"{path}:{error.lineno}", fix=fix) from error
    except RecursionError as error:
        raise SuiteError("the file is nested too deep to be a suite", where=str(path), fix=f"give {_KNOWN}") from error
    return _document(path, document)


def _document(path: Path, document: Any) -> Suite:
    from eval.suites.alce import is_alce, load_alce
    from eval.suites.own import load_own
    from eval.suites.ragas import is_ragas, load_ragas
    from eval.suites.squad import load_squad

    if isinstance(document, list):
        if is_alce(document):
            return load_alce(path, document)
        if document and is_ragas(document[0]):
            return load_ragas(path, document)
    elif isinstance(document, dict):
        if isinstance(document.get("data"), list):
            return load_squad(path, document)
        if any(name in document for name in ("cases", "include")):
            return load_own(path, document)
        if is_ragas(document):
            one = not any(isinstance(document.get(name), list) for name in ("question", "user_input"))
            return load_ragas(path, [document] if one else document)
        what = "the file is no suite: it has neither data nor cases"
        raise SuiteError(what, where=str(path), fix=f"give {_KNOWN}")
    raise SuiteError("the file is no suite: not a JSON object", where=str(path), fix=f"give {_KNOWN}")


def _lines(path: Path, first: str) -> Suite:
    from eval.suites.ragas import is_ragas, load_ragas

    if not is_ragas(object_of(first, f"{path}:1")):
        what = "the file is no suite: its first line has neither question nor user_input"
        raise SuiteError(what, where=f"{path}:1", fix=f"give {_KNOWN}")
    return load_ragas(path, None)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SuiteError("there is no such suite", where=str(path), fix=f"give {_KNOWN}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"the suite cannot be read: {error}", where=str(path), fix="check the file") from error


def read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object from a file.

    Raises:
        SuiteError: The file is missing, not UTF-8, or not a JSON object.
    """
    try:
        document = json.loads(_read(path))
    except json.JSONDecodeError as error:
        fix = "mend the line that is named"
        raise SuiteError(f"not JSON: {error.msg}", where=f"{path}:{error.lineno}", fix=fix) from error
    if not isinstance(document, dict):
        raise SuiteError("the file is no suite: not a JSON object", where=str(path), fix=f"give {_KNOWN}")
    return document
