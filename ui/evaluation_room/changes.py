"""What changed between two runs, question by question: both answers, and what was expected. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ui.evaluation_room.words import words_of
from ui.german.phrases import error_in
from ui.words import figure_text, number_text

# Of each kind; the report has them all.
_SHOWN = 100


def changes_html(
    cases: Sequence[Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]], not_compared: int, language: str
) -> str:
    """Return the questions whose figures or answers differ, those that got worse first.

    Args:
        cases: As `eval.views.view_of` makes them, with `change` where a question is in both runs.
        before: The other run's cases, by id.
        not_compared: Questions that are not in both runs as they stand.
    """
    words = words_of(language)
    kinds = {kind: [one for one in cases if _kind(one) == kind] for kind in ("worse", "better", "reworded")}
    groups = "".join(_group(kind, some, before, language) for kind, some in kinds.items() if some)
    missing = words["not_compared"].format(count=number_text(not_compared, language))
    note = f'<p class="about">{escape(missing)}</p>' if not_compared else ""
    return f'<div class="changes">{groups or _paragraph(words["no_change"])}{note}</div>'


def _kind(case: Mapping[str, Any]) -> str | None:
    change = case["change"]
    if change is None:
        return None
    if change["word"] != "same":
        return str(change["word"])
    return "reworded" if change["diff"] else None


def _group(
    kind: str, cases: Sequence[Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]], language: str
) -> str:
    words = words_of(language)
    rows = "".join(_question(case, before[case["id"]], language) for case in cases[:_SHOWN])
    left = len(cases) - _SHOWN
    more = _paragraph(words["more"].format(count=number_text(left, language))) if left > 0 else ""
    opened = "" if kind == "reworded" else " open"
    return (
        f'<details class="{kind}"{opened}><summary>{escape(words[kind])}: {number_text(len(cases), language)}</summary>'
        f"<ol>{rows}</ol>{more}</details>"
    )


def _question(case: Mapping[str, Any], before: Mapping[str, Any], language: str) -> str:
    words = words_of(language)
    gold = [one["article"] + (f": „{one['quote']}“" if one["quote"] else "") for one in case["gold"] if one["article"]]
    answers = [*case["answers"], *(" / ".join(forms) for forms in case["facets"])]
    expected = " · ".join([*answers, *gold]) or (words["none_expected"] if case["abstain"] else "–")
    facts = (
        ("expected", escape(expected), ""),
        ("answer_before", _answer(before, language), ""),
        ("answer_now", _answer(case, language), " class=now"),
        ("measured", escape(_moved(case["change"]["metrics"], language)), " class=small"),
    )
    rows = "".join(f"<dt>{escape(words[name])}</dt><dd{style}>{shown}</dd>" for name, shown, style in facts)
    return f'<li><p class="asked">{escape(case["question"])}</p><dl>{rows}</dl></li>'


def _answer(case: Mapping[str, Any], language: str) -> str:
    """Return an answer, and where its search found the first right article."""
    words = words_of(language)
    if case["error"]:
        return f'<span class="warning">{escape(error_in(case["error"], language))}</span>'
    answer = case["answer"]
    parts = []
    if answer is not None:
        text = escape(answer["answer"]) or escape(words["no_answer"])
        parts.append(f'<span class="not-answered">{text}</span>' if answer["abstained"] else text)
    if max(case["relevant"].values(), default=0) > 0:
        reciprocal = case["metrics"].get("RR", 0.0)
        rank = words["rank"].format(rank=round(1 / reciprocal)) if reciprocal else words["no_rank"]
        parts.append(f'<span class="small">{escape(rank)}</span>')
    return " ".join(parts)


def _moved(metrics: Mapping[str, tuple[float | None, float | None]], language: str) -> str:
    def shown(value: float | None) -> str:
        return "–" if value is None else figure_text(value, language, 2)

    return ", ".join(f"{name} {shown(before)} → {shown(now)}" for name, (before, now) in metrics.items())


def _paragraph(text: str) -> str:
    return f'<p class="about">{escape(text)}</p>'
