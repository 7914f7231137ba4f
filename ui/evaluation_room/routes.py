"""The whole report of a run, as a page to open beside the room; it only reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from index.errors import DatelineError

if TYPE_CHECKING:
    from ui.evaluation_room.runs import Runs

# Its one script is named by its digest, so that no other runs; the sandbox takes it away from this server's cookies
# and pages all the same.
_POLICY = (
    "default-src 'none'; script-src '{digest}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts"
)


def report_route(runs: Callable[[], Runs]) -> Route:
    """Return the route of the reports: `evaluation/report/RUN`, with `?against=RUN` beside another one."""

    def report(request: Request) -> Response:
        from eval.report import html_report, script_digest

        named = request.query_params.get("against")
        try:
            run = runs().read(request.path_params["run"])
            against = runs().read(named) if named else None
            html = html_report(run, against)
        except DatelineError as error:
            return PlainTextResponse(str(error), 404)
        return HTMLResponse(html, headers={"content-security-policy": _POLICY.format(digest=script_digest())})

    return Route("/evaluation/report/{run}", report)
