"""Judged answers as a suite that `dateline eval run` reads: what a reader found right is gold from then on. Pure.

A right answer gives its quotes as gold, a right "not found" and "the archive does not answer this" give a case that
expects abstention. An answer that is only called wrong names no gold: its case waits for a person, with the remark.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eval.suites.own import VERSION
from index.language import detect_language
from rag.from_json import answered_question
from ui.conversations.store import Turn


def suite_of(judged: Iterable[tuple[str, Turn]]) -> dict[str, Any]:
    """Return a suite with a case for each judged turn, which carries what its reader said."""
    cases = [_case(f"{conversation}-{turn.number}", turn) for conversation, turn in judged]
    return {"name": "feedback", "version": VERSION, "archives": [], "cases": cases}


def _case(name: str, turn: Turn) -> dict[str, Any]:
    answer = turn.answer
    filters = answer["filters"]
    stated = {key: filters[key] for key in ("from", "to", "as_of") if filters[key] and not filters["time_words"]}
    stated |= {key: filters[key] for key in ("sources", "languages") if filters[key]}
    if filters["as_of"]:
        stated["as_of"] = filters["as_of"]
    # A follow-up is judged as it was answered; a case knows no conversation.
    question = answered_question(answer)
    case: dict[str, Any] = {
        "id": name,
        "kind": "feedback",
        "question": question,
        "language": detect_language(question),
        "feedback": {
            "verdict": "up" if turn.verdict == "good" else "down",
            "comment": turn.comment or "",
            "answer": answer["answer"],
        },
    }
    if stated:
        case["filters"] = stated
    if turn.verdict == "absent" or (turn.verdict == "good" and answer["abstained"]):
        return {**case, "abstain": True}
    if turn.verdict != "good" or not answer["citations"]:
        return case
    gold = [{"title": one["title"], "source": one["source"], "quote": one["quote"]} for one in answer["citations"]]
    return {**case, "answers": [one["quote"] for one in answer["citations"]], "gold": gold}
