"""The archive's tools as an MCP server at `/mcp`, where the extra `mcp` is installed.

By the protocol's own library and not by Gradio's `mcp_server`, which sends a dictionary as Python prints it, not as
JSON, tells clients nothing of tools that only read, and asks for no password.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

from rag.latest import LatestAnswerer
from ui.api.tools import Tool, machine_tools
from ui.rate import RateLimiter

# Its clients cannot be told apart without a login; together they get what one user gets.
_USER = "mcp"

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def mcp_server(latest: LatestAnswerer, limiter: RateLimiter) -> tuple[list[BaseRoute], Lifespan | None]:
    """Return the server's routes, and what must be running while they serve; nothing without the extra."""
    if find_spec("mcp") is None:
        return [], None
    from mcp.server.fastmcp import FastMCP
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import ToolAnnotations

    # Names and origins are checked by the guard, for all that is served.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server = FastMCP(
        "Dateline", stateless_http=True, json_response=True, transport_security=security, log_level="WARNING"
    )
    for tool in machine_tools(latest):
        annotations = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
        server.add_tool(_counted(tool, limiter), annotations=annotations)
    application = server.streamable_http_app()

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        del app
        async with server.session_manager.run():
            yield

    return list(application.routes), lifespan


def _counted(tool: Tool, limiter: RateLimiter) -> Callable[..., Any]:
    @functools.wraps(tool)
    async def counted(**values: Any) -> dict[str, Any]:
        limiter.check(_USER)
        return await run_in_threadpool(tool, **values)

    return counted
