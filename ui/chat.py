"""The chat page: a question, its answer as it grows, and the sources beside it. The only module that knows Gradio."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import DatelineError
from index.language import detect_language
from index.types import Article
from rag.answer import Answerer
from rag.latest import LatestAnswerer
from rag.types import Answer, Draft, Final, Token
from ui.auth import check_password, read_auth_file
from ui.rendering import answer_html, coverage_html, error_html, sources_html, writing_html
from ui.serving import check_port

_STATIC = Path(__file__).parent / "static"
_MOST_QUESTION_CHARACTERS = 2000
# Searches at once; each takes some 0.2 s of two cores. The language model has a queue of its own.
_AT_ONCE = 8


def serve(
    answerer: Answerer,
    *,
    host: str,
    port: int,
    auth_file: Path | None = None,
    open_browser: bool = False,
    block: bool = True,
) -> str:
    """Serve the page; return its address.

    Args:
        auth_file: Lines NAME:HASH as `dateline password` prints them; None asks for no password.
        open_browser: Show the page in the browser.
        block: Wait until the server is stopped.

    Raises:
        SettingsError: The address is open to others without a password, or the file cannot be read.
        DatelineError: Another program has the port.
    """
    import gradio as gr

    check_port(host, port, auth_file)
    users = read_auth_file(auth_file) if auth_file else None
    latest = LatestAnswerer(answerer)
    page = build_page(latest)
    page.queue(default_concurrency_limit=_AT_ONCE)
    fonts = ("ui-sans-serif", "system-ui", "sans-serif")
    page.launch(
        server_name=host,
        server_port=port,
        auth=(lambda name, password: check_password(users, name, password)) if users is not None else None,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        ssr_mode=False,
        theme=gr.themes.Base(font=fonts, font_mono=("ui-monospace", "monospace")),
        css=(_STATIC / "page.css").read_text(encoding="utf-8"),
        head=f"<script>{(_STATIC / 'page.js').read_text(encoding='utf-8')}</script>",
    )
    # Loading takes seconds; the page is up already, and quoted answers need no model.
    threading.Thread(target=_load_model, args=(answerer,), daemon=True).start()
    address = f"http://{host}:{port}"
    if block:
        print(f"Dateline is at {address} (stop it with Ctrl-C)", flush=True)
        try:
            page.block_thread()
        finally:
            latest.close()
    return address


def build_page(latest: LatestAnswerer) -> Any:
    """Return the page as Gradio blocks."""
    import gradio as gr

    def head() -> str:
        coverage = coverage_html(latest.current().index.coverage())
        return f'<header class="head"><h1>Dateline</h1>{coverage}</header>'

    coverage = latest.current().index.coverage()
    sources = [name for name in coverage.sources if name]
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        # A function, so that a page that is loaded anew tells of the newest index.
        gr.HTML(head, padding=False)
        with gr.Row(elem_classes="page"):
            with gr.Column(scale=6, min_width=320):
                with gr.Row(elem_classes="ask"):
                    question = gr.Textbox(
                        label="Question", placeholder="Ask the archive …", show_label=False, autofocus=True, lines=1,
                        max_lines=4, scale=8, elem_id="question", max_length=_MOST_QUESTION_CHARACTERS,
                    )  # fmt: skip
                    ask = gr.Button("Ask", variant="primary", scale=1, min_width=72, elem_id="ask")
                    stop = gr.Button("Stop", scale=1, min_width=72, elem_id="stop")
                filters = _filter_boxes(sources, list(coverage.languages))
                answer = gr.HTML(elem_id="answer", padding=False)
                examples = _example_questions(latest.current())
                if examples:
                    gr.Examples(examples=[[one] for one in examples], inputs=question, label="For example")
            with gr.Column(scale=5, min_width=320):
                found = gr.HTML(elem_id="sources", padding=False)
        inputs = [question, *filters]

        def answer_question(*values: Any) -> Iterator[tuple[str, str]]:
            yield from stream_page(latest.current(), *values)

        running = [
            trigger(answer_question, inputs, [answer, found], api_name=name, show_progress="hidden")
            for trigger, name in ((question.submit, "ask"), (ask.click, False))
        ]
        stop.click(None, None, None, cancels=running)
    return page


def _filter_boxes(sources: list[str], languages: list[str]) -> list[Any]:
    import gradio as gr

    with gr.Accordion("Filters", open=False, elem_id="filters"):
        with gr.Row():
            first = gr.Textbox(label="From", placeholder="2022 or 2022-09", min_width=120)
            last = gr.Textbox(label="To", placeholder="2022-09-14", min_width=120)
            as_of = gr.Textbox(label="As of", placeholder="as if it were …", min_width=120)
        with gr.Row():
            source = gr.Dropdown(sources, label="Sources", multiselect=True, min_width=160)
            language = gr.Dropdown(languages, label="Languages", multiselect=True, min_width=160)
    return [first, last, as_of, source, language]


def stream_page(
    answerer: Answerer,
    question: str,
    first: str,
    last: str,
    as_of: str,
    sources: list[str] | None,
    languages: list[str] | None,
) -> Iterator[tuple[str, str]]:
    """Yield (answer, sources) as HTML while an answer grows; a failure becomes a message of the page.

    Closing the iterator, as the stop button does, stops the language model.
    """
    from ui.filters import filters_of_texts

    if not question or not question.strip():
        yield error_html("Ask a question first.", None), ""
        return
    language = detect_language(question)
    draft: Answer | None = None
    beside = written = ""
    try:
        filters = filters_of_texts(first, last, as_of, sources or [], languages or [])
        for event in answerer.stream(question[:_MOST_QUESTION_CHARACTERS], filters):
            if isinstance(event, Token) and draft is not None:
                written += event.text
                yield writing_html(written, draft, language), beside
            elif isinstance(event, Draft | Final):
                draft = event.answer
                beside = sources_html(draft, _cited_articles(answerer, draft), language)
                yield answer_html(draft, language), beside
    except DatelineError as error:
        yield error_html(error.what, error.fix), beside


def _cited_articles(answerer: Answerer, answer: Answer) -> dict[str, Article]:
    held = {hit.article.id: hit.article for hit in answer.hits}
    return {one.article_id: held[one.article_id] for one in answer.citations}


def _example_questions(answerer: Answerer) -> list[str]:
    """Return the questions for an empty page: those of the sample archive, where this is it."""
    from ui.examples import SAMPLE_QUESTIONS

    # Searching also loads the encoder, so that the first reader need not wait for it.
    question, title = SAMPLE_QUESTIONS[0]
    is_sample = any(hit.article.title == title for hit in answerer.index.search(question))
    return [question for question, _ in SAMPLE_QUESTIONS] if is_sample else []


def _load_model(answerer: Answerer) -> None:
    load = getattr(answerer.llm, "load", None)
    if load is not None:
        try:
            load()
        except DatelineError:
            # The first question meets the same error and shows it.
            return
