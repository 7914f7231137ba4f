"""Serves the chat page and what stands beside it. With `ui.page`, all that knows Gradio."""

from __future__ import annotations

import threading
from typing import Any

import gradio as gr

from index.errors import DatelineError
from rag.answer import Answerer
from rag.latest import LatestAnswerer
from ui.api.guard import Guard
from ui.api.mcp import mcp_server
from ui.api.openai import openai_routes
from ui.api.routes import page_routes
from ui.auth import check_password, read_auth_file
from ui.conversations.store import ConversationStore
from ui.desk import Desk
from ui.evaluation_room.boxes import add_evaluation_room
from ui.library.library import Library
from ui.library.room import add_library
from ui.library.routes import library_routes
from ui.line import Line
from ui.page import build_page
from ui.panels.frame import head_markup, opening_markup
from ui.rate import RateLimiter
from ui.serving import ServingOptions, check_port, conversations_file, suite_file

# Questions at once, most of which wait for the language model and cost nothing meanwhile.
_AT_ONCE = 64
# A server far away answers many at once; the local model takes one question after the other.
_MODEL_AT_ONCE = {"local": 1, "served": 8}


def serve(answerer: Answerer, options: ServingOptions, *, open_browser: bool = False, block: bool = True) -> str:
    """Serve the page; return its address.

    Args:
        options: Where and to whom.
        open_browser: Show the page in the browser.
        block: Wait until the server is stopped.

    Raises:
        SettingsError: The address is open to others without a password, or the file cannot be read.
        DatelineError: Another program has the port.
    """
    check_port(options.host, options.port, options.auth_file, options.open_to_all)
    users = read_auth_file(options.auth_file) if options.auth_file else None
    check = (lambda name, password: check_password(users, name, password)) if users is not None else None
    latest = LatestAnswerer(answerer)
    limiter = RateLimiter(options.questions_a_minute)
    store = ConversationStore(conversations_file(options.data), str(answerer.index.folder.resolve()))
    line = Line(_MODEL_AT_ONCE["served" if answerer.settings.llm.startswith("http") else "local"])
    page = build_page(Desk(latest, store, limiter, line), limiter, suite_file(options.data))
    library = Library(latest, options.data, options.folders, may_build=options.may_build)
    add_library(page, library)
    evaluation = add_evaluation_room(page, latest, options)
    page.queue(default_concurrency_limit=_AT_ONCE)
    heads = {f"/{room}": head_markup(room) for room, *_ in page.pages}
    guard = (Guard, check, options.is_loopback and check is None, heads, opening_markup())
    tools, lifespan = mcp_server(latest, limiter)
    page.launch(
        server_name=options.host,
        server_port=options.port,
        auth=check,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        ssr_mode=False,
        run_history=False,
        max_threads=2 * _AT_ONCE,
        mcp_server=False,
        theme=gr.themes.Base(
            font=("ui-sans-serif", "system-ui", "sans-serif"), font_mono=("ui-monospace", "monospace")
        ),
        app_kwargs={
            "routes": [
                *page_routes(latest, store),
                *library_routes(library),
                *openai_routes(latest, limiter),
                *tools,
                *evaluation,
            ],
            "lifespan": lifespan,
            "middleware": [_middleware(*guard)],
        },
    )
    # Loading takes seconds; the page is up already, and quoted answers need no model.
    threading.Thread(target=_load_model, args=(answerer,), daemon=True).start()
    address = f"http://{options.host}:{options.port}"
    if block:
        print(f"Dateline is at {address} (stop it with Ctrl-C)", flush=True)
        try:
            page.block_thread()
        finally:
            library.close()
            latest.close()
    return address


def _middleware(guard: Any, *values: Any) -> Any:
    from starlette.middleware import Middleware

    return Middleware(guard, *values)


def _load_model(answerer: Answerer) -> None:
    load = getattr(answerer.llm, "load", None)
    if load is not None:
        try:
            load()
        except DatelineError:
            # The first question meets the same error and shows it.
            return
