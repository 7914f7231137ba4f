"""A language model behind an address: a small server of the test's own, speaking OpenAI's protocol over real HTTP."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from index.errors import AnswerError, ModelError
from rag.llm import open_llm
from rag.prompts import Message
from rag.settings import Settings

ASKED = [Message("system", "Short."), Message("user", "Frage?")]


class Handler(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, dict]]] = []
    status = 200
    cut = False

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append((self.headers["Authorization"], body))
        if self.status != 200:
            self.send_error(self.status)
            return
        self.send_response(200)
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": "20 April"}, "finish_reason": "stop"}
            reply = {"id": "x", "object": "chat.completion", "created": 0, "model": "m",
                     "choices": [choice]}  # fmt: skip
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())
            return
        self.send_header("Content-Type", "text/event-stream")
        if self.cut:
            self.send_header("Content-Length", "100000")
        self.end_headers()
        for word in ("Ja", " [1]", "."):
            piece = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m",
                     "choices": [{"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": None}]}  # fmt: skip
            self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
        if not self.cut:
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    Handler.seen, Handler.status, Handler.cut = [], 200, False
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as opened:
        thread = threading.Thread(target=opened.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{opened.server_port}/v1"
        opened.shutdown()
        thread.join()


def model_at(address: str):
    return open_llm(Settings(llm=address, llm_model="m", llm_api_key_env="TEST_KEY", llm_timeout=10))


def test_a_served_model_streams_and_gets_the_key_of_the_named_variable(server, monkeypatch):
    monkeypatch.setenv("TEST_KEY", "secret")
    assert list(filter(None, model_at(server).stream(ASKED))) == ["Ja", " [1]", "."]
    ((key, body),) = Handler.seen
    assert key == "Bearer secret"
    assert (body["model"], body["temperature"], body["stream"]) == ("m", 0, True)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("status", [401, 404, 400])
def test_a_server_that_refuses_is_an_error_with_its_address(server, status):
    Handler.status = status
    with pytest.raises(AnswerError, match=r"did not answer(.|\n)*TEST_KEY") as raised:
        list(model_at(server).stream(ASKED))
    assert raised.value.where == server


def test_a_connection_that_breaks_in_the_middle_is_an_error_too(server):
    Handler.cut = True
    with pytest.raises(AnswerError, match="did not answer"):
        list(model_at(server).stream(ASKED))


def test_nobody_listening_is_an_error_with_a_mend():
    with pytest.raises(AnswerError, match="--answerer extractive"):
        list(model_at("http://127.0.0.1:9/v1").stream(ASKED))


def test_a_completion_is_a_few_words(server):
    assert model_at(server).complete(ASKED) == "20 April"
    ((_, body),) = Handler.seen
    assert 24 in (body.get("max_tokens"), body.get("max_completion_tokens"))


def test_a_completion_that_is_refused_is_an_error_with_its_address(server):
    Handler.status = 400
    with pytest.raises(AnswerError, match="did not answer") as raised:
        model_at(server).complete(ASKED)
    assert raised.value.where == server


def test_no_model_is_wanted_where_the_settings_say_so():
    assert open_llm(Settings(llm="none")) is None
    assert open_llm(Settings(answering="extractive")) is None


def test_a_gguf_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"nothing\.gguf"):
        open_llm(Settings(llm_model=str(tmp_path / "nothing.gguf")))


def test_a_file_that_is_no_model_is_said_to_be_none(tmp_path):
    (tmp_path / "bad.gguf").write_bytes(b"no model")
    model = open_llm(Settings(llm_model=str(tmp_path / "bad.gguf")))
    with pytest.raises(ModelError, match=r"cannot be loaded(.|\n)*bad\.gguf"):
        list(model.stream(ASKED))


@pytest.mark.model
def test_the_default_model_keeps_to_a_grammar():
    model = open_llm(Settings())
    try:
        written = "".join(model.stream([Message("user", "Was ist ein Deich?")], 'root ::= "ein Wall [2]."'))
        assert written == "ein Wall [2]."
    finally:
        model.close()
