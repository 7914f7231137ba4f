"""What stands between the network and everything that is served: who may ask, from where, and what a page may do.

One ASGI middleware, so that no route can be forgotten. It adds the content security policy, refuses requests of
other sites' pages, uploads and large bodies, and asks for the password where Gradio does not.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.rate import RateLimiter

# Ours, or Gradio's without a check of its own; the rest of Gradio's ask for its login.
_ASKS_PASSWORD = ("/article/", "/export/", "/shared/", "/v1/", "/mcp", "/library/", "/evaluation/")
# Files for the library, which measures them itself as they come.
FILES_PATH = "/library/files"
# A question has 2,000 characters; a chat client sends its whole conversation along.
_MOST_BODY_BYTES = 1 << 20
_LOGINS_A_MINUTE = 10
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# Gradio compiles its HTML components' templates, which are ours and constant, with `new Function`.
_SHELL_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)

CheckPassword = Callable[[str, str], bool]


class Guard:
    """ASGI middleware around the whole server."""

    def __init__(
        self,
        app: ASGIApp,
        check: CheckPassword | None,
        loopback_only: bool,
        heads: Mapping[str, str],
        opening: str,
    ) -> None:
        """Stand before an application.

        Args:
            check: Tells whether a password is a user's; None asks for none.
            loopback_only: Whether only this machine's own names lead here; a name that another site has pointed at
                this machine is then refused.
            heads: Markup of ours that is added to the head of Gradio's pages, by their addresses.
            opening: Markup of ours that is shown until Gradio's page is there.
        """
        self._app = app
        self._check = check
        self._loopback_only = loopback_only
        self._heads = heads
        self._opening = opening
        self._logins = RateLimiter(_LOGINS_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif scope["path"] in self._heads:
            await self._shell(scope, receive, send)
        else:
            limited = receive if scope["path"] == FILES_PATH else _limited(receive)
            await self._app(scope, limited, _with_headers(send, _PLAIN_POLICY))

    async def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        if self._loopback_only and _name_of(host) not in _LOOPBACK_NAMES:
            return PlainTextResponse("This server answers to localhost only.", 403)
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and origin and origin.partition("://")[2] != host:
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if path.startswith("/gradio_api/upload"):
            return PlainTextResponse("Files are not taken.", 403)
        if path != FILES_PATH and int(headers.get("content-length") or 0) > _MOST_BODY_BYTES:
            return PlainTextResponse(f"At most {_MOST_BODY_BYTES:,} bytes are taken.", 413)
        address = scope["client"][0] if scope.get("client") else ""
        if path.rstrip("/") == "/login" and scope["method"] == "POST":
            seconds = self._logins.wait_seconds(address)
            if seconds:
                return PlainTextResponse("Too many tries.", 429, {"retry-after": str(seconds)})
        if self._check is not None and path.startswith(_ASKS_PASSWORD) and not await self._is_known(scope, headers):
            return _sign_in(path, headers)
        return None

    async def _is_known(self, scope: Scope, headers: Headers) -> bool:
        if user_of(scope) is not None:
            return True
        kind, _, given = headers.get("authorization", "").partition(" ")
        address = scope["client"][0] if scope.get("client") else ""
        if kind.lower() != "basic" or self._logins.wait_seconds(f"basic {address}"):
            return False
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return False
        known = self._check is not None and await run_in_threadpool(self._check, name, password)
        if known:
            scope["state"] = {**scope.get("state", {}), "user": name}
            self._logins.give_back(f"basic {address}")
        return known

    async def _shell(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send Gradio's page with a nonce in its own scripts: one that is injected has none, and does not run."""
        nonce = secrets.token_urlsafe(16)
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            html = bytes(body)
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                # Whatever comes from an archive is escaped in it: Gradio writes "<" as \u003c in its scripts.
                html = html.replace(b"<script", f'<script nonce="{nonce}"'.encode())
                html = html.replace(b"</head>", f"{self._heads[scope['path']]}</head>".encode(), 1)
                html = html.replace(b"<gradio-app", f"{self._opening}<gradio-app".encode(), 1)
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(html))
            await _with_headers(send, _SHELL_POLICY.format(nonce=nonce))(start)
            await send({"type": "http.response.body", "body": html})

        await self._app(scope, receive, collect)


def user_of(scope: Scope) -> str | None:
    """Return the name that a request is logged in as, by Gradio's cookie or a password; None when it is not."""
    named: str | None = scope.get("state", {}).get("user")
    if named is not None:
        return named
    app: Any = scope.get("app")
    cookie = Headers(scope=scope).get("cookie", "")
    for part in cookie.split(";"):
        name, _, token = part.strip().partition("=")
        if name in (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}"):
            found: str | None = app.tokens.get(token)
            return found
    return None


def _sign_in(path: str, headers: Headers) -> Response:
    """Return the request for a password: Gradio's own page is for people, a browser's dialog would be in its way."""
    if path.startswith("/evaluation/") and "text/html" in headers.get("accept", ""):
        return RedirectResponse("/evaluation", 303)
    # The page's own script leads to the page that asks for it.
    asks = {} if "x-requested-with" in headers else {"www-authenticate": "Basic"}
    return PlainTextResponse("A name and its password are needed.", 401, asks)


def _name_of(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _with_headers(send: Send, policy: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers.setdefault("content-security-policy", policy)
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """Break off a body that says nothing of its size and is too large."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > _MOST_BODY_BYTES:
            return {"type": "http.disconnect"}
        return message

    return receiving
