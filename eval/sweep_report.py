"""What a sweep came to: a table and a plot of the trade-offs, as JSON and as one page. Pure but for writing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.plots import interval_mark, scatter
from eval.report import rendered
from eval.sweep import SweepRun
from eval.views import main_metrics, safe

SWEEP_FILE, SWEEP_PAGE = "sweep.json", "sweep.html"


def sweep_as_json(suite: str, runs: Sequence[SweepRun], metric: str | None = None) -> dict[str, Any]:
    """Return what `dateline eval sweep --json` prints.

    Args:
        metric: By which `best` is chosen; None takes the first that the runs have.
    """
    names = list(runs[0].report.metrics)
    chosen = metric if metric in names else main_metrics(names)[0]
    best = max(runs, key=lambda run: run.report.metrics[chosen])
    return {
        "suite": suite,
        "metric": chosen,
        "best": best.name,
        # A setting whose interval reaches the best one's mean may be as good, and cheaper.
        "as_good": [run.name for run in runs if run.report.intervals[chosen][1] >= best.report.metrics[chosen]],
        "runs": [
            {
                "name": run.name,
                "setting": run.setting,
                "passages": run.passages,
                "cases": run.report.cases,
                "failed": run.report.failed,
                "metrics": run.report.metrics,
                "intervals": {name: list(interval) for name, interval in run.report.intervals.items()},
                "timings_ms": run.report.timings_ms,
                "out": str(run.report.out),
            }
            for run in runs
        ],
    }


def write_sweep(found: dict[str, Any], out: Path) -> None:
    """Write a sweep's figures and its page beside its runs."""
    (out / SWEEP_FILE).write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    metric = found["metric"]
    rows = [
        {**run, "mark": safe(interval_mark(run["metrics"][metric], *run["intervals"][metric]))} for run in found["runs"]
    ]
    points = [(run["timings_ms"].get("p50", 0.0), run["metrics"][metric], run["name"]) for run in found["runs"]]
    plot = safe(scatter(f"{metric} by median milliseconds", "median milliseconds a case", metric, points))
    page = rendered("sweep.html.jinja", {**found, "runs": rows, "plot": plot})
    (out / SWEEP_PAGE).write_text(page, encoding="utf-8")
