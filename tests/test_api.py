"""What the page's server offers to machines, and what it refuses to everybody."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from index.search import ArticleIndex
from rag.answer import Answerer
from rag.settings import Settings
from tests.conftest import ROOT
from tests.fakes import HashEmbedder
from tests.fakes_llm import ScriptedModel
from tests.page_tools import BRIDGE, options
from ui.auth import password_line
from ui.rate import RateLimiter

DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
CONSOLE = re.findall(r"```console\n\$ (.*?)\n(.*?)```", DOCUMENT, re.DOTALL)
ADDRESS = "http://127.0.0.1:7860"
GOOD = "Die Brücke kostete am Ende 131 Millionen Euro [1]."


@pytest.fixture(scope="module")
def address(sample_index, tmp_path_factory):
    from ui.chat import serve

    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        answerer = Answerer(index, Settings(), ScriptedModel(*[GOOD] * 20), None)
        yield serve(answerer, options(tmp_path_factory.mktemp("data")), block=False)


@pytest.fixture(scope="module")
def guarded(sample_index, tmp_path_factory):
    from ui.chat import serve

    folder = tmp_path_factory.mktemp("guarded")
    (folder / "users").write_text(password_line("ines", "geheim") + "\n")
    with ArticleIndex.open(sample_index, HashEmbedder()) as index:
        answerer = Answerer(index, Settings(), None, None)
        yield serve(answerer, options(folder, auth_file=folder / "users", questions_a_minute=3), block=False)


def test_every_example_of_the_document_runs(address):
    assert len(PYTHON) == 5
    # In a process of its own: clients leave sockets and loops open when they end.
    code = "\n".join(PYTHON).replace(ADDRESS, address)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(("command", "shown"), CONSOLE)
def test_every_command_of_the_document_prints_what_it_shows(command, shown, address):
    if shutil.which("curl") is None:
        pytest.skip("no curl here")
    found = subprocess.run(shlex.split(command.replace(ADDRESS, address)), capture_output=True, text=True, check=True)
    assert found.stdout.strip() == shown.strip()


def completion(address, **changes):
    said = {"model": "dateline-llm", "messages": [{"role": "user", "content": BRIDGE}], **changes}
    return httpx.post(f"{address}/v1/chat/completions", json=said, timeout=30)


def test_a_models_words_stream_as_it_writes_them(address):
    events = [line[6:] for line in completion(address, stream=True).text.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    pieces = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert len([piece for piece in pieces if piece]) == len(GOOD.split())
    assert "".join(pieces).strip() == GOOD
    assert chunks[-1]["citations"][0]["quote"].startswith("Am Ende kostete die Brücke 131 Millionen")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": "gpt-5"}, "dateline-extractive"),
        ({"messages": []}, "no message of the user"),
        ({"messages": "hello"}, "no message of the user"),
        ({"messages": [{"role": "system", "content": "x"}]}, "no message of the user"),
        ({"messages": [{"role": "user", "content": "  "}]}, "no message of the user"),
    ],
)
def test_a_completion_that_asks_nothing_is_refused_with_what_is_wrong(address, changes, told):
    refused = completion(address, **changes)
    assert refused.status_code == 400
    assert told in refused.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
def test_a_completion_that_is_no_object_is_refused(address, body):
    assert httpx.post(f"{address}/v1/chat/completions", content=body).status_code == 400


def test_an_article_is_a_page_of_its_own_without_a_script(address):
    found = completion(address, model="dateline-extractive").json()["citations"][0]
    page = httpx.get(f"{address}/article/{found['article_id']}?start={found['start']}&end={found['end']}")
    assert f'<mark id="quote">{found["quote"]}</mark>' in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "<script>alert(1)</script>", "%00", "a" * 5000])
def test_an_article_that_is_not_there_is_404(address, name):
    found = httpx.get(f"{address}/article/{name}?start=1e9&end={'9' * 5000}")
    assert found.status_code == 404
    assert "<script" not in found.text


@pytest.mark.parametrize("path", ["/page/../chat.py", "/page/%2e%2e%2fchat.py", "/page/page.css.map", "/export/x.md",
                                  "/export/x.exe", "/shared/x", "/shared/%27%20OR%201=1"])  # fmt: skip
def test_what_is_not_there_is_404(address, path):
    assert httpx.get(f"{address}{path}").status_code == 404


def test_every_script_of_the_page_has_its_nonce_and_no_other_runs(address):
    page = httpx.get(address)
    policy = page.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>", page.text)
    assert inline
    assert all(f'nonce="{nonce}"' in tag for tag in inline)
    assert nonce != re.search(r"'nonce-([\w-]+)'", httpx.get(address).headers["content-security-policy"])[1]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        # A name of another site that was pointed at this machine, to read the archive through a reader's browser.
        ("/", {"host": "evil.example"}, 403),
        ("/gradio_api/call/ask", {"origin": "https://evil.example"}, 403),
        ("/v1/chat/completions", {"origin": "null"}, 403),
        ("/gradio_api/upload", {}, 403),
    ],
)
def test_other_sites_and_files_are_refused(address, path, headers, status):
    if path == "/":
        assert httpx.get(f"{address}{path}", headers=headers).status_code == status
    else:
        assert httpx.post(f"{address}{path}", headers=headers, json={}).status_code == status


def test_a_body_too_large_is_refused(address):
    assert httpx.post(f"{address}/v1/chat/completions", content=b" " * (2 << 20)).status_code == 413


@pytest.mark.parametrize("path", ["/v1/models", "/article/x", "/export/x.md", "/shared/x", "/mcp",
                                  "/gradio_api/info", "/config"])  # fmt: skip
def test_with_passwords_nothing_is_told_to_who_knows_none(guarded, path):
    assert httpx.get(f"{guarded}{path}").status_code == 401
    wrong = httpx.get(f"{guarded}{path}", auth=("ines", "falsch"))
    assert wrong.status_code == 401


def test_with_passwords_health_is_open_and_a_password_or_a_login_opens_the_rest(guarded):
    assert httpx.get(f"{guarded}/healthz").text == "ok"
    with httpx.Client(base_url=guarded) as client:
        assert client.post("/login", data={"username": "ines", "password": "geheim"}).status_code == 200
        # The cookie is enough from here on.
        assert client.get("/article/x").status_code == 404
        assert client.get("/v1/models").status_code == 200


def test_a_user_who_asks_too_much_waits_and_is_told_how_long(guarded):
    with httpx.Client(base_url=guarded) as client:
        client.post("/login", data={"username": "ines", "password": "geheim"})
        said = {"messages": [{"role": "user", "content": BRIDGE}]}
        codes = [client.post("/v1/chat/completions", json=said) for _ in range(4)]
    assert [one.status_code for one in codes] == [200, 200, 200, 429]
    assert re.search(r"wait \d+ seconds", codes[-1].json()["error"]["message"])


def test_passwords_cannot_be_tried_without_end(guarded):
    tries = [
        httpx.post(f"{guarded}/login", data={"username": "ines", "password": str(n)}).status_code for n in range(15)
    ]
    assert 429 in tries


def test_a_bucket_of_questions_fills_evenly():
    now = [0.0]
    limiter = RateLimiter(2, clock=lambda: now[0])
    # Two at once; the next after half a minute, as two a minute come back evenly.
    assert [limiter.wait_seconds("a") for _ in range(3)] == [0, 0, 30]
    assert limiter.wait_seconds("b") == 0
    now[0] = 29.0
    assert limiter.wait_seconds("a") == 1
    now[0] = 30.0
    assert limiter.wait_seconds("a") == 0
    assert RateLimiter(0).wait_seconds("a") == 0


def test_twenty_at_once_are_all_answered(address):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: completion(address, model="dateline-extractive"), range(20)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["choices"][0]["message"]["content"] for one in answers}) == 1
