"""Which format a suite has, and how its file is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.types import Suite
from index.errors import SuiteError

_KNOWN = "a SQuAD JSON file, a BEIR folder (corpus.jsonl, queries.jsonl, qrels/), or a Dateline suite"


def load_suite(path: Path) -> Suite:
    """Read a suite.

    Args:
        path: A SQuAD JSON file, a BEIR folder, or a Dateline suite file.

    Raises:
        SuiteError: It is missing or broken; the message names file, line and field.
    """
    from eval.suites.beir import load_beir
    from eval.suites.own import load_own
    from eval.suites.squad import load_squad

    if path.is_dir():
        return load_beir(path)
    document = read_json(path)
    if isinstance(document.get("data"), list):
        return load_squad(path, document)
    if isinstance(document.get("cases"), list):
        return load_own(path, document)
    raise SuiteError("the file is no suite: it has neither data nor cases", where=str(path), fix=f"give {_KNOWN}")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object from a file.

    Raises:
        SuiteError: The file is missing, not UTF-8, or not a JSON object.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SuiteError("there is no such suite", where=str(path), fix=f"give {_KNOWN}") from error
    except json.JSONDecodeError as error:
        fix = "mend the line that is named"
        raise SuiteError(f"not JSON: {error.msg}", where=f"{path}:{error.lineno}", fix=fix) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"the suite cannot be read: {error}", where=str(path), fix="check the file") from error
    if not isinstance(document, dict):
        raise SuiteError("the file is no suite: not a JSON object", where=str(path), fix=f"give {_KNOWN}")
    return document
