"""Addresses beside the page: an article, a shared conversation, an export, the page's own files, and its health."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from index.errors import DatelineError
from rag.latest import LatestAnswerer
from ui.conversations.exports import FORMATS, exported
from ui.conversations.snapshot import restored
from ui.conversations.store import ConversationStore
from ui.panels.conversations import shared_html
from ui.panels.reader import article_html, document_html
from ui.words import accepted_language, words_for

_STATIC = Path(__file__).parents[1] / "static"
_FILES = {
    **dict.fromkeys(("page.css", "library.css", "evaluation.css"), "text/css"),
    **dict.fromkeys(("page.js", "library.js", "evaluation.js"), "text/javascript"),
}


def page_routes(latest: LatestAnswerer, store: ConversationStore) -> list[Route]:
    """Return the routes; all of them only read."""

    def article(request: Request) -> Response:
        language = _language(request)
        try:
            found = latest.current().index.article(request.path_params["article"])
        except KeyError:
            told = f'<p class="warning">{words_for(language)["gone"]}</p>'
            return HTMLResponse(told if _is_part(request) else document_html("Dateline", told, language), 404)
        html = article_html(found, _number(request, "start"), _number(request, "end"), language)
        return HTMLResponse(html if _is_part(request) else document_html(found.title, html, language))

    def shared(request: Request) -> Response:
        language = _language(request)
        held = store.shared(request.path_params["secret"])
        if held is None:
            return PlainTextResponse("Nothing is shared here.", 404)
        index = latest.current().index
        answers = [restored(turn.answer, index) for turn in store.turns(held.id)]
        return HTMLResponse(document_html(held.name, shared_html(held.name, answers, language), language))

    def export(request: Request) -> Response:
        kind, conversation = request.path_params["kind"], request.path_params["conversation"]
        turns = store.turns(conversation)
        if kind not in FORMATS or not turns:
            return PlainTextResponse("There is no such conversation or format.", 404)
        name = str(turns[0].answer["question"])
        text = exported(kind, name, turns, _language(request))
        shown = "".join(sign if sign.isalnum() else "-" for sign in name)[:60].strip("-") or "dateline"
        disposition = f"attachment; filename*=UTF-8''{quote(f'{shown}.{kind}')}"
        return Response(text, media_type=FORMATS[kind], headers={"content-disposition": disposition})

    return [
        Route("/article/{article:path}", article),
        Route("/shared/{secret}", shared),
        Route("/export/{conversation}.{kind}", export),
        Route("/page/{name}", _file),
        *_health(latest),
    ]


def _health(latest: LatestAnswerer) -> list[Route]:
    def healthz(request: Request) -> Response:
        del request
        return PlainTextResponse("ok")

    def readyz(request: Request) -> Response:
        """Tell whether a question would be answered now, by asking one; 503 says why not."""
        del request
        try:
            answerer = latest.current()
            answerer.search("ready?", k=1)
        except (DatelineError, OSError) as error:
            return JSONResponse({"ready": False, "why": str(error)}, 503)
        manifest = answerer.index.manifest
        model = getattr(answerer.llm, "name", None)
        ready = {"ready": True, "generation": manifest.generation, "articles": manifest.counts["indexed"], "llm": model}
        return JSONResponse(ready)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        return PlainTextResponse("There is no such file.", 404)
    return FileResponse(_STATIC / name, media_type=_FILES[name], headers={"cache-control": "no-cache"})


def _language(request: Request) -> str:
    return accepted_language(request.headers.get("accept-language"), request.query_params.get("lang"))


def _is_part(request: Request) -> bool:
    return "part" in request.query_params


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    # Twelve digits are more characters than any text has; int() of thousands of them is refused by Python.
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 12 else None
