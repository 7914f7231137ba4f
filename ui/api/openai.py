"""`/v1/chat/completions` and `/v1/models`: what speaks OpenAI's protocol can ask the archive.

The last message of the user is the question. Citations come in an extra field, `citations`, of the answer or of its
last chunk; `dateline` beside it holds everything that `dateline ask --json` prints.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from typing import Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from index.errors import DatelineError, SettingsError
from rag.answer import Answerer
from rag.as_json import answer_as_json
from rag.latest import LatestAnswerer
from rag.types import Answering, Final, Token
from ui.api.guard import user_of
from ui.panels.asking import MOST_QUESTION_CHARACTERS
from ui.rate import RateLimiter

# `dateline` alone is the setting that the server was started with.
_MODELS: dict[str, Answering | None] = {"dateline": None} | {f"dateline-{how}": how for how in get_args(Answering)}


def openai_routes(latest: LatestAnswerer, limiter: RateLimiter) -> list[Route]:
    """Return the routes."""

    async def completions(request: Request) -> Response:
        try:
            limiter.check(user_of(request.scope) or (request.client.host if request.client else ""))
        except SettingsError as error:
            return _refused(error, 429)
        try:
            question, answering, streams = _read(await request.body())
            answerer = latest.current()
            if streams:
                return StreamingResponse(_chunks(answerer, question, answering), media_type="text/event-stream")
            return JSONResponse(await run_in_threadpool(_whole, answerer, question, answering))
        except DatelineError as error:
            return _refused(error, 400 if isinstance(error, SettingsError) else 503)

    def models(request: Request) -> Response:
        del request
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "dateline"} for name in _MODELS]
        return JSONResponse({"object": "list", "data": listed})

    return [Route("/v1/chat/completions", completions, methods=["POST"]), Route("/v1/models", models)]


def _read(body: bytes) -> tuple[str, Answering | None, bool]:
    """Return the question, how it is to be answered, and whether the answer streams."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise SettingsError(f"the body is not JSON: {error}", where="body", fix="send an object") from error
    if not isinstance(said, dict):
        raise SettingsError("the body is not a JSON object", where="body", fix="send an object")
    name = said.get("model", "dateline")
    if name not in _MODELS:
        raise SettingsError(f"there is no model {name!r}", where="model", fix=f"use one of: {', '.join(_MODELS)}")
    messages = said.get("messages")
    asked = [
        _text_of(one.get("content"))
        for one in (messages if isinstance(messages, list) else [])
        if isinstance(one, dict) and one.get("role") == "user"
    ]
    if not asked or not asked[-1].strip():
        raise SettingsError("there is no message of the user", where="messages", fix='add {"role": "user", …}')
    return asked[-1][:MOST_QUESTION_CHARACTERS], _MODELS[name], said.get("stream") is True


def _text_of(content: object) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _whole(answerer: Answerer, question: str, answering: Answering | None) -> dict[str, Any]:
    answer = answerer.ask(question, answering=answering)
    found = answer_as_json(answer)
    message = {"role": "assistant", "content": answer.text}
    return {
        **_head("chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        # No tokens are sold here; clients ask for the field.
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "citations": found["citations"],
        "dateline": found,
    }


def _chunks(answerer: Answerer, question: str, answering: Answering | None) -> Iterator[str]:
    """Yield the answer as server-sent events.

    A client cannot take back what it has shown, so only words that stand are sent: a model's as it writes them where
    its answer stands whatever its checks say (`dateline-llm`), else the answer that stands, once it does.
    """
    head = _head("chat.completion.chunk")
    live, sent = (answering or answerer.settings.answering) == "llm", ""
    try:
        yield _event({**head, "choices": [_delta({"role": "assistant", "content": ""})]})
        for event in answerer.stream(question, answering=answering):
            if isinstance(event, Token) and live:
                sent += event.text
                yield _event({**head, "choices": [_delta({"content": event.text})]})
            elif isinstance(event, Token):
                # A comment: keeps the connection of whoever waits for the checked answer.
                yield ": writing\n\n"
            elif isinstance(event, Final):
                found = answer_as_json(event.answer)
                rest = _rest(sent, event.answer.text)
                yield _event({**head, "choices": [_delta({"content": rest})]})
                last = {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
                yield _event({**last, "citations": found["citations"], "dateline": found})
    except DatelineError as error:
        yield _event(_error(error))
    yield "data: [DONE]\n\n"


def _rest(sent: str, text: str) -> str:
    """Return what is still to be sent; an answer that is not what was streamed follows it as a paragraph."""
    if not sent.strip():
        return text
    return "" if sent.strip() == text.strip() else f"\n\n{text}"


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": "dateline",
    }


def _delta(said: dict[str, str]) -> dict[str, Any]:
    return {"index": 0, "delta": said, "finish_reason": None}


def _event(document: dict[str, Any]) -> str:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n"


def _error(error: DatelineError) -> dict[str, Any]:
    return {"error": {"message": str(error), "type": type(error).__name__, "param": error.where, "code": None}}


def _refused(error: DatelineError, status: int) -> Response:
    return JSONResponse(_error(error), status)
