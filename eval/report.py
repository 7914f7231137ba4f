"""A run as one HTML file: no outside request, readable in print, dark mode and by keyboard.

jinja2 writes it, with escaping on: titles and answers come from archives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.types import RunReport

_TEMPLATE = "report.html.jinja"


def html_report(report: RunReport, cases: list[dict[str, Any]]) -> str:
    """Return the report as HTML; timings are left out, so that equal runs give equal bytes.

    Args:
        cases: As `eval.store.case_as_json` gives them.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    rows = [
        {
            "name": name,
            "value": f"{value:.4f}",
            "low": f"{report.intervals[name][0]:.4f}",
            "high": f"{report.intervals[name][1]:.4f}",
            "count": report.counts[name],
            "bar": round(100 * min(max(value, 0.0), 1.0), 1),
        }
        for name, value in report.metrics.items()
    ]
    return environment.get_template(_TEMPLATE).render(
        report=report, rows=rows, cases=[_shown(case) for case in cases], manifest=report.manifest
    )


def _shown(case: dict[str, Any]) -> dict[str, Any]:
    """Return what the table shows of a case: its rank, its answer, and one word for how it went."""
    ranked = [name for name, _ in case["ranked"]]
    rank = next((n for n, name in enumerate(ranked, start=1) if name in case["relevant"]), None)
    answer = case["answer"]
    state = "failed" if case["error"] else "ineligible" if case["ineligible"] else "scored"
    return {
        "id": case["id"],
        "question": case["question"],
        "gold": " · ".join(case["answers"]) or ("(no answer expected)" if case["abstain"] else ""),
        "rank": rank if rank is not None else "–",
        "answer": answer["answer"] if answer else "",
        "abstained": bool(answer and answer["abstained"]),
        "state": state,
        "why": case["error"] or case["ineligible"] or "",
        "miss": state == "scored" and rank != 1 and not case["abstain"],
    }
