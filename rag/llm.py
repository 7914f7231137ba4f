"""Language models behind one LangChain client: a GGUF file run here, or any OpenAI-compatible server.

The local one runs in this process on a loopback port with a key that only this process knows.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import AnswerError, ModelError
from index.models import MODELS, model_path
from rag.prompts import Message
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.chain import ChatModel

# Four sentences of evidence and the head are about 500 tokens, an answer 50.
_CONTEXT_TOKENS = 4096
_ANSWER_TOKENS = 220
# Of a completion: a number, a date or a name.
_COMPLETED_TOKENS = 24


class LanguageModel(Protocol):
    """What answering asks of a language model.

    Attributes:
        points: It is too small to write: it points at words of the evidence (`rag.pointing`).
    """

    name: str
    points: bool

    def stream(self, messages: Sequence[Message], grammar: str | None = None) -> Iterator[str]:
        """Yield the answer piece by piece; closing the iterator stops the model.

        Args:
            grammar: GBNF that a model which can be held to one keeps to.
        """

    def complete(self, messages: Sequence[Message], grammar: str | None = None) -> str:
        """Return a few words; arguments as for `stream`."""

    def close(self) -> None:
        """Free what the model holds."""


def open_llm(settings: Settings) -> LanguageModel | None:
    """Return the model that the settings name; it is loaded when it is first asked.

    Returns:
        None when the settings want no model.

    Raises:
        ModelError: The local model is not there.
    """
    if settings.llm == "none" or settings.answering == "extractive":
        return None
    if settings.llm == "local":
        return LocalModel(settings.llm_model, _gguf_path(settings.llm_model), settings.llm_timeout)
    return ServedModel(settings)


def chat_client(address: str, model: str, key: str, timeout: int) -> BaseChatModel:
    """Return LangChain's client for an OpenAI-compatible server, at temperature 0."""
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        base_url=address,
        model=model,
        api_key=key,  # type: ignore[arg-type]  # a plain string is accepted and made secret
        temperature=0,
        max_tokens=_ANSWER_TOKENS,  # type: ignore[call-arg]  # the field's alias
        timeout=timeout,
        max_retries=1,
        seed=0,
    )


class ServedModel:
    """A model behind an OpenAI-compatible address: Ollama, vLLM, a hosted one."""

    points = False

    def __init__(self, settings: Settings) -> None:
        """Remember the address; nothing is sent before the first question."""
        self.name = settings.llm_model
        self._settings = settings
        self._client: BaseChatModel | None = None

    def stream(self, messages: Sequence[Message], grammar: str | None = None) -> Iterator[str]:
        """Yield the answer piece by piece; servers have no common way to be given a grammar.

        Raises:
            AnswerError: The server cannot be reached or refuses.
        """
        del grammar
        yield from stream_client(self._connected(), messages, self._settings.llm, self._fix)

    def complete(self, messages: Sequence[Message], grammar: str | None = None) -> str:
        """Return a few words.

        Raises:
            AnswerError: The server cannot be reached or refuses.
        """
        del grammar
        return complete_by(self._connected(), messages, self._settings.llm, self._fix)

    @property
    def _fix(self) -> str:
        return f"check the address and ${self._settings.llm_api_key_env}, or ask with --answerer extractive"

    def _connected(self) -> BaseChatModel:
        settings = self._settings
        if self._client is None:
            # A server on this machine often wants no key; the client wants some text.
            key = os.environ.get(settings.llm_api_key_env) or "none"
            self._client = chat_client(settings.llm, settings.llm_model, key, settings.llm_timeout)
        return self._client

    def close(self) -> None:
        """Nothing is held."""


_ASK_AGAIN = "ask again, or ask with --answerer extractive"


class LocalModel:
    """A GGUF file, run by llama.cpp in this process; one answer at a time."""

    def __init__(self, name: str, path: Path, timeout: int) -> None:
        """Remember the file; it is loaded when the first question comes."""
        self.name = name
        # The models that Dateline brings are small; whoever names a file of his own has chosen one.
        self.points = name in MODELS
        self._path = path
        self._timeout = timeout
        self._lock = threading.Lock()
        self._server: Any = None
        self._client: BaseChatModel | None = None

    def stream(self, messages: Sequence[Message], grammar: str | None = None) -> Iterator[str]:
        """Yield the answer piece by piece.

        Raises:
            ModelError: The file cannot be loaded.
            AnswerError: The model broke off.
        """
        yield from stream_client(self._held_to(grammar), messages, str(self._path), _ASK_AGAIN)

    def complete(self, messages: Sequence[Message], grammar: str | None = None) -> str:
        """Return a few words.

        Raises:
            ModelError: The file cannot be loaded.
            AnswerError: The model broke off.
        """
        return complete_by(self._held_to(grammar), messages, str(self._path), _ASK_AGAIN)

    def load(self) -> None:
        """Load the file now, so that the first answer need not wait for it."""
        self._load()

    def close(self) -> None:
        """Stop the server."""
        with self._lock:
            self._client = self._server = None

    def _held_to(self, grammar: str | None) -> ChatModel:
        client = self._load()
        return client.bind(extra_body={"grammar": grammar}) if grammar else client

    def _load(self) -> BaseChatModel:
        with self._lock:
            if self._client is None:
                key = secrets.token_urlsafe(32)
                self._server = _start_server(self._path, key)
                address = f"{self._server.listening_address}/v1"
                self._client = chat_client(address, self.name, key, self._timeout)
            return self._client


def stream_client(client: ChatModel, messages: Sequence[Message], where: str, fix: str) -> Iterator[str]:
    """Yield what a LangChain chat model writes, through the chain that answers use.

    Raises:
        AnswerError: The model cannot be reached or broke off.
    """
    from rag.chain import answer_chain

    pieces = answer_chain(client).stream(list(messages))
    # Closing it closes the connection, at which the server stops writing.
    with _told_as_ours(where, fix), contextlib.closing(pieces):  # type: ignore[type-var]  # always a generator
        yield from pieces


def complete_by(client: ChatModel, messages: Sequence[Message], where: str, fix: str) -> str:
    """Return a few words of a LangChain chat model.

    Raises:
        AnswerError: The model cannot be reached or broke off.
    """
    from rag.chain import message_chain

    with _told_as_ours(where, fix):
        message = message_chain(client.bind(max_tokens=_COMPLETED_TOKENS)).invoke(list(messages))
    return str(message.text).strip()


@contextlib.contextmanager
def _told_as_ours(where: str, fix: str) -> Iterator[None]:
    """Raise the client's errors as ours."""
    import httpx
    import openai

    try:
        yield
    except (openai.OpenAIError, httpx.HTTPError) as error:
        # httpx's own errors come through when a connection breaks in the middle of a stream.
        reason = str(error).rstrip(".") or type(error).__name__
        raise AnswerError(f"the language model did not answer: {reason}", where=where, fix=fix) from error


def _gguf_path(name: str) -> Path:
    if name in MODELS:
        return model_path(name)
    path = Path(name).expanduser()
    if path.suffix != ".gguf" or not path.is_file():
        fix = "name a GGUF file or a model that dateline models list shows"
        raise ModelError(f'there is no language model "{name}"', where="llm_model", fix=fix)
    return path


def _start_server(path: Path, key: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = _CONTEXT_TOKENS
    params.n_parallel = 1
    params.cache_prompt = True
    params.ui = False
    params.verbosity = -1
    params.cpuparams.n_threads = os.cpu_count() or 1
    params.cpuparams_batch.n_threads = os.cpu_count() or 1
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError, OSError) as error:
        fix = "run: dateline models verify, or ask with --answerer extractive"
        raise ModelError(f"the language model cannot be loaded: {error}", where=str(path), fix=fix) from error
