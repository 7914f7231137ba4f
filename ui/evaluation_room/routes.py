"""The whole report of a run, as a page to open beside the room, and whether anything goes on; all only read."""

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


def evaluation_routes(runs: Callable[[], Runs]) -> list[Route]:
    """Return the routes: `evaluation/report/RUN`, with `?against=RUN` beside another one, and `evaluation/now`.

    The latter gives a few letters that are others once a run has begun, got on or ended.
    """

    def now(request: Request) -> Response:
        del request
        return PlainTextResponse(runs().now(), headers={"cache-control": "no-store"})

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

    return [Route("/evaluation/now", now), Route("/evaluation/report/{run}", report)]
