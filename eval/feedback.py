"""What readers say of answers becomes cases of a suite that `dateline eval run` accepts.

A thumb up makes the cited articles gold, with the quotes that were shown. A thumb down asks a person to judge: the
case is run, counted as ineligible, and says so, until somebody gives it gold or sets `abstain`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

from eval.suites.loading import read_object
from eval.suites.own import VERSION, load_own
from index.errors import SuiteError
from index.language import detect_language
from index.types import Filters
from index.writing import write_whole
from rag.as_json import filters_as_json
from rag.types import Answer

_LOCK_SECONDS = 10
_KIND = "feedback"


def append_feedback(
    path: Path,
    question: str,
    answer: Answer,
    verdict: Literal["up", "down"],
    comment: str = "",
    *,
    filters: Filters | None = None,
    history: tuple[str, ...] = (),
) -> str:
    """Add one case to a suite file, which is created when missing; the same question and answer are kept once.

    The file is written aside and renamed, under a lock, so that two readers at once lose nothing.

    Args:
        path: A Dateline suite of feedback.
        question: As the reader asked it.
        answer: As the reader was shown it.
        verdict: `up` or `down`; a later one on the same question and answer takes the place of an earlier one.
        comment: In the reader's words.
        filters: Those that the reader set; None for none. What time words added is not among them.
        history: Questions asked before in the same conversation, oldest first.

    Returns:
        The id of the case.

    Raises:
        SuiteError: The file is no suite, or cannot be written.
    """
    case = _case(question, answer, verdict, comment, filters or Filters(), history)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
            document: dict[str, Any] = {"name": path.stem, "version": VERSION, "cases": []}
            if path.exists():
                document = read_object(path)
                load_own(path, document)
            cases = [one for one in document["cases"] if one["id"] != case["id"]]
            text = json.dumps({**document, "cases": [*cases, case]}, ensure_ascii=False, indent=1)
            write_whole(path, text + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SuiteError(f"the feedback cannot be kept: {reason}", where=str(path), fix="name another file") from error
    return str(case["id"])


def _case(
    question: str, answer: Answer, verdict: str, comment: str, filters: Filters, history: tuple[str, ...]
) -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps([question, answer.text, history]).encode()).hexdigest()[:12]
    case: dict[str, Any] = {
        "id": f"feedback-{digest}",
        "kind": _KIND,
        "question": question,
        "language": detect_language(question),
        "feedback": {"verdict": verdict, "comment": comment, "answer": answer.text},
    }
    kept = {name: value for name, value in filters_as_json(filters).items() if value and name != "time_words"}
    if kept:
        case["filters"] = kept
    if history:
        case["history"] = list(history)
    if verdict == "up" and answer.abstained:
        case["abstain"] = True
    elif verdict == "up":
        case["gold"] = [
            {"article_id": one.article_id, "title": one.title, "source": one.source, "quote": one.quote}
            for one in answer.citations
        ]
    return case
