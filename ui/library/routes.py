"""The library's addresses: its views as pieces of the page, files that come in, and what readers ask to be done."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ui.api.guard import FILES_PATH, user_of
from ui.library.library import Library
from ui.library.place import read_place
from ui.library.refusals import RefusedError
from ui.library.words import library_words
from ui.words import accepted_language

_NOT_KEPT = {"cache-control": "no-store"}


def library_routes(library: Library) -> list[Route]:
    """Return the routes; the Guard lets nobody to them who is not let to the page."""

    def view(request: Request) -> Response:
        html = library.view_html(read_place(request.query_params), _language(request))
        return HTMLResponse(html, headers=_NOT_KEPT)

    def now(request: Request) -> Response:
        del request
        return PlainTextResponse(library.now(), headers=_NOT_KEPT)

    def building(request: Request) -> Response:
        return HTMLResponse(library.build_html(_language(request)), headers=_NOT_KEPT)

    async def give(request: Request) -> Response:
        language = _language(request)
        try:
            library.check()
            name, stored = await library.uploads.store(request.query_params.get("name", ""), _pieces(request))
        except RefusedError as error:
            return _refused(error, language)
        except ClientDisconnect:
            return Response(status_code=400)
        return JSONResponse({"told": library_words(language)[stored].format(name=name)})

    async def act(request: Request) -> Response:
        language = _language(request)
        try:
            await run_in_threadpool(library.act, _said(await request.body()), _user(request))
        except RefusedError as error:
            return _refused(error, language)
        return JSONResponse({"told": ""})

    return [
        Route("/library/view", view),
        Route("/library/now", now),
        Route("/library/build", building),
        Route(FILES_PATH, give, methods=["PUT"]),
        Route("/library/act", act, methods=["POST"]),
    ]


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


def _said(body: bytes) -> dict[str, str]:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return {}
    return {key: value for key, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}


def _refused(error: RefusedError, language: str) -> Response:
    what, fix = error.told(language)
    return JSONResponse({"what": what, "fix": fix}, 409)


def _language(request: Request) -> str:
    return accepted_language(request.headers.get("accept-language"), request.query_params.get("lang"))


def _user(request: Request) -> str:
    return user_of(request.scope) or (request.client.host if request.client else "")
