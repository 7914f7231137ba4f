"""Texts become unit vectors: the default model through OpenVINO, any other through sentence-transformers.

A question must not wait for torch (12 s to import): the default model needs only OpenVINO and tokenizers.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.errors import ModelError
from index.models import DEFAULT_EMBEDDING, MODELS, data_folder, model_path
from index.token_vectors import Matrix, TokenVectors, letters_in, of_tokens
from index.unpacking import MAX_TOKENS, OPENVINO_FILE

OnBatch = Callable[[int], None]

# Tokens computed together, padding counted: larger batches fall out of the cache (66, 68, 63 passages of 212 tokens
# a second at 512, 1,024 and 2,048 on two cores), smaller ones leave them waiting.
_BATCH_TOKENS = 1024
_DIM = 384
# One is computed on all cores; the next one is ready meanwhile.
_REQUESTS = 2
# Each layer of the encoder ends in two of these operations: one behind its attention, one that gives its states.
_STATES = "LayerNorm/aten::layer_norm/Add"
_BEFORE_LAST_LAYER = -3
_OUTDATED_AFTER = 86_400  # seconds


class Embedder(Protocol):
    """What the index asks of an embedding model.

    Attributes:
        name: As `open_embedder` takes it.
        fingerprint: Hex digest of everything that decides a vector; equal on every machine.
        dim: Length of a vector.
        query_prefix: Put before a question, by `embed_queries`.
        passage_prefix: Put before a passage, by `embed_passages`.
    """

    name: str
    fingerprint: str
    dim: int
    query_prefix: str
    passage_prefix: str

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Return `(len(texts), dim)` float32, rows of length 1."""

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Matrix:
        """Return `(len(texts), dim)` float32, rows of length 1, in the order of the texts.

        Args:
            on_batch: Called with the number of texts in each batch done.
        """

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_queries` gives, with the vectors of the tokens."""

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_passages` gives, with the vectors of the tokens."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without prefix and special tokens."""


def open_embedder(model: str = DEFAULT_EMBEDDING) -> Embedder:
    """Return an embedder; nothing heavy is loaded before the first text.

    Args:
        model: A name of `index.models`, a sentence-transformers name, or a folder of one.

    Raises:
        ModelError: The default model has not been pulled, or the other one cannot be loaded.
    """
    if model in MODELS:
        if MODELS[model].kind != "embedding":
            raise ModelError(f'"{model}" is a language model, not an embedding model', fix=f"use {DEFAULT_EMBEDDING}")
        return OpenVinoEmbedder(model)
    from index.embedding_torch import TorchEmbedder

    return TorchEmbedder(model)


def prepare_for_encoder(text: str) -> str:
    """Lower-case a text that is printed in capitals, as old newswire is; the encoder was trained on mixed case.

    Average precision on such a collection rose from 0.49 to 0.60.
    """
    letters = [letter for letter in text[:2000] if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return text.lower() if len(letters) >= 20 and capitals > 0.7 * len(letters) else text


class OpenVinoEmbedder:
    """The default model; safe to share between threads."""

    query_prefix = "query: "
    passage_prefix = "passage: "
    dim = _DIM

    def __init__(self, name: str) -> None:
        """Remember which model; it is loaded when the first text comes."""
        self.name = name
        self.fingerprint = MODELS[name].fingerprint
        self._load_lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        # Shared by all threads, of which a server has one a question: each request holds memory of its own.
        self._requests: list[Any] = []
        self._at_once = threading.BoundedSemaphore(_REQUESTS)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Return `(len(texts), dim)` float32, rows of length 1."""
        return self._embed([self.query_prefix + prepare_for_encoder(text) for text in texts], None)

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Matrix:
        """Return `(len(texts), dim)` float32, rows of length 1, in the order of the texts."""
        return self._embed([self.passage_prefix + prepare_for_encoder(text) for text in texts], on_batch)

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_queries` gives, with the vectors of the tokens."""
        return self._read(self.query_prefix, texts)

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_passages` gives, with the vectors of the tokens."""
        return self._read(self.passage_prefix, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without prefix and special tokens."""
        tokenizer, _ = self._load()
        return [len(found.ids) for found in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _embed(self, texts: list[str], on_batch: OnBatch | None) -> Matrix:
        tokenizer, model = self._load()
        # Truncated here and not by the tokenizer, whose truncation would also cut what count_tokens counts.
        ids = [_truncate(found.ids) for found in tokenizer.encode_batch_fast(texts)]
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for batch in batches_by_length([len(row) for row in ids]):
            vectors[batch], _ = self._infer(model, [ids[n] for n in batch])
            if on_batch:
                on_batch(len(batch))
        return vectors

    def _read(self, prefix: str, texts: Sequence[str]) -> list[TokenVectors]:
        tokenizer, model = self._load()
        prepared = [prefix + prepare_for_encoder(text) for text in texts]
        encoded = tokenizer.encode_batch(prepared)
        ids = [_truncate(found.ids) for found in encoded]
        read: dict[int, TokenVectors] = {}
        for batch in batches_by_length([len(row) for row in ids]):
            vectors, states = self._infer(model, [ids[n] for n in batch])
            for n, whole, tokens in zip(batch, vectors, states, strict=True):
                spans = encoded[n].offsets[: len(ids[n])]
                read[n] = of_tokens(whole, tokens[: len(ids[n])], letters_in(prepared[n], spans, len(prefix)))
        return [read[n] for n in range(len(texts))]

    def _infer(self, model: Any, rows: list[list[int]]) -> tuple[Matrix, Matrix]:
        """Return the vectors `(len(rows), dim)` and the states of the tokens `(len(rows), longest, dim)`."""
        longest = max(len(row) for row in rows)
        ids = np.ones((len(rows), longest), dtype=np.int64)  # 1 is the padding token
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        with self._at_once:
            try:
                request = self._requests.pop()
            except IndexError:
                request = model.create_infer_request()
            found = request.infer({"input_ids": ids, "attention_mask": mask})
            vectors, states = found[0], found[1]
            self._requests.append(request)
        return vectors, states

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            with self._load_lock:
                if self._loaded is None:
                    self._loaded = _load_openvino(model_path(self.name))
        return self._loaded


def batches_by_length(lengths: Sequence[int], budget: int = _BATCH_TOKENS) -> list[list[int]]:
    """Return the positions of some texts in batches of like length, longest first.

    Args:
        lengths: Tokens of each text.
        budget: Most tokens in a batch, padding counted; a longer text is a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda n: -lengths[n])
    batches: list[list[int]] = []
    for n in order:
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= budget:
            batches[-1].append(n)
        else:
            batches.append([n])
    return batches


def _truncate(ids: list[int]) -> list[int]:
    """Cut to what the model reads, keeping the closing token."""
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]


def _load_openvino(folder: Path) -> tuple[Any, Any]:
    """Return tokenizer and compiled model; the compiled form is kept for the next process."""
    import openvino
    from tokenizers import Tokenizer

    core = openvino.Core()
    # One question at a time must be fast, and batches are large enough to occupy all cores of one stream. Where the
    # processor has bf16, OpenVINO uses it by itself (64 against 40 passages a second; cosine to float32 0.99999).
    kept = data_folder() / "compiled"
    options = {"PERFORMANCE_HINT": "LATENCY", "CACHE_DIR": str(kept)}
    earlier = set(kept.glob("*.blob"))
    box: dict[str, Any] = {}

    def compile_model() -> None:
        try:
            box["model"] = core.compile_model(
                _with_token_states(core.read_model(folder / OPENVINO_FILE)), "CPU", options
            )
        except (RuntimeError, IndexError) as error:  # IndexError: another model's layers, with other names
            box["error"] = error

    # Both take half a second and neither holds the interpreter meanwhile.
    worker = threading.Thread(target=compile_model)
    worker.start()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    worker.join()
    # Each update of OpenVINO or of the model leaves another 235 MB behind. Who has one of them open goes on reading it,
    # and a young one may still be being written by another process.
    if set(kept.glob("*.blob")) - earlier:
        for blob in earlier:
            with contextlib.suppress(OSError):
                if time.time() - blob.stat().st_mtime > _OUTDATED_AFTER:
                    blob.unlink()
    if "error" in box:
        fix = f"remove {folder} and run: dateline models pull {folder.name}"
        raise ModelError("the embedding model cannot be loaded", where=str(folder), fix=fix) from box["error"]
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, box["model"]


def _with_token_states(model: Any) -> Any:
    """Let the model tell the states of its tokens too, as they are before its last layer.

    The last layer draws each token towards the meaning of the whole: of German questions on English paragraphs 0.94
    find theirs first by the states before it, 0.93 by those behind it.
    """
    layers = [one for one in model.get_ordered_ops() if one.get_friendly_name().endswith(_STATES)]
    model.add_outputs([layers[_BEFORE_LAST_LAYER].output(0)])
    return model
