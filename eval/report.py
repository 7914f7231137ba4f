"""A run as one HTML file without an outside request, and its Markdown twin; the JSON twin is the run's own files.

jinja2 writes it, with escaping on: titles and answers come from archives. What it shows is decided in `eval.views`.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.store import StoredRun, read_timings
from eval.views import timing_views, view_of

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
REPORT_FILE, MARKDOWN_FILE, TIMINGS_PAGE = "report.html", "report.md", "timings.html"


def write_reports(run: StoredRun, out: Path) -> None:
    """Write the reports of a run into its folder; the times have a page of their own, so that the others repeat."""
    view = view_of(run, None)
    (out / REPORT_FILE).write_text(rendered("report.html.jinja", view), encoding="utf-8")
    (out / MARKDOWN_FILE).write_text(rendered("report.md.jinja", view), encoding="utf-8")
    times = {"suite": run.summary["suite"], "timings": timing_views(read_timings(out))}
    (out / TIMINGS_PAGE).write_text(rendered("timings.html.jinja", times), encoding="utf-8")


def html_report(run: StoredRun, against: StoredRun | None = None) -> str:
    """Return one page of everything: the run, its times, and what differs from another run.

    Args:
        against: The other run; None leaves the comparison out.
    """
    view = {**view_of(run, against), "timings": timing_views(read_timings(run.path))}
    return rendered("report.html.jinja", view)


def markdown_report(run: StoredRun, against: StoredRun | None = None) -> str:
    """Return the figures and slices as Markdown, for a pull request or a wiki."""
    return rendered("report.md.jinja", view_of(run, against))


def rendered(template: str, view: dict[str, Any]) -> str:
    """Return a template filled in."""
    return _environment().get_template(template).render(view)


def script_digest() -> str:
    """Return the report's one script as a content security policy names it; any other script of a page is another."""
    script = (_TEMPLATES / "report.html.jinja").read_text(encoding="utf-8").partition("<script>")[2]
    digest = hashlib.sha256(script.partition("</script>")[0].encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    loader = FileSystemLoader(_TEMPLATES)
    escaping = select_autoescape(("html.jinja",), default=False)
    return Environment(loader=loader, autoescape=escaping, undefined=StrictUndefined, trim_blocks=True)
