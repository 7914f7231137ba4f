"""Any sentence-transformers model, by name or folder; on a GPU where there is one."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.models import model_path
from index.token_vectors import TokenVectors, as_one_token, letters_in, of_tokens

# Models whose authors ask for prefixes that their own settings do not name.
_PREFIXES = {f"intfloat/multilingual-e5-{size}": ("query: ", "passage: ") for size in ("small", "base", "large")} | {
    f"intfloat/e5-{size}-v2": ("query: ", "passage: ") for size in ("small", "base", "large")
}


class TorchEmbedder:
    """A sentence-transformers model; loaded at once, because its name tells nothing of its vectors."""

    def __init__(self, name: str) -> None:
        """Load the model from this machine; nothing is fetched.

        Raises:
            ModelError: It is not here, or is no sentence-transformers model.
        """
        from sentence_transformers import SentenceTransformer

        from index.embedding import prepare_for_encoder

        fix = "name a sentence-transformers model or its folder, or use the default model"
        try:
            self._model: Any = SentenceTransformer(str(model_path(name)), local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f'the model "{name}" cannot be loaded: {error}', fix=fix) from error
        self.name = name
        self.dim = int(self._model.get_embedding_dimension())
        prompts = self._model.prompts or {}
        query, passage = _PREFIXES.get(name, ("", ""))
        self.query_prefix = prompts.get("query") or query
        self.passage_prefix = prompts.get("passage") or prompts.get("document") or passage
        self.fingerprint = self._digest()
        self._prepare = prepare_for_encoder
        self._lock = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(len(texts), dim)` float32, rows of length 1."""
        return self._embed([self.query_prefix + self._prepare(text) for text in texts])

    def embed_passages(
        self, texts: Sequence[str], on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return `(len(texts), dim)` float32, rows of length 1, in the order of the texts."""
        vectors = self._embed([self.passage_prefix + self._prepare(text) for text in texts])
        if on_batch:
            on_batch(len(texts))
        return vectors

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_queries` gives, with the vectors of the tokens where the model has some."""
        return self._read(self.query_prefix, texts)

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return what `embed_passages` gives, with the vectors of the tokens where the model has some."""
        return self._read(self.passage_prefix, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without prefix and special tokens."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with self._lock:
            found = self._model.encode(texts, prompt="", normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def _read(self, prefix: str, texts: Sequence[str]) -> list[TokenVectors]:
        prepared = [prefix + self._prepare(text) for text in texts]
        if not prepared:
            return []
        with self._lock:
            found = self._model.encode(prepared, prompt="", output_value=None, show_progress_bar=False)
        return [self._token_vectors(text, len(prefix), one) for text, one in zip(prepared, found, strict=True)]

    def _token_vectors(self, text: str, start: int, found: dict[str, Any]) -> TokenVectors:
        whole = found["sentence_embedding"].detach().cpu().float().numpy()
        whole = whole / max(float(np.linalg.norm(whole)), 1e-12)
        if "token_embeddings" not in found or not self._model.tokenizer.is_fast:
            return as_one_token(whole)
        attended = found["attention_mask"].detach().cpu().numpy().astype(bool)
        states = found["token_embeddings"].detach().cpu().float().numpy()[: len(attended)][attended]
        spans = self._model.tokenizer(text, return_offsets_mapping=True, verbose=False)["offset_mapping"]
        return of_tokens(whole, states, letters_in(text, spans[: len(states)], start))

    def _digest(self) -> str:
        """Digest the weights in memory: they, the pooling and the prefixes decide a vector, wherever they came from."""
        digest = hashlib.sha256(repr((self.query_prefix, self.passage_prefix, self._model.max_seq_length)).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        digest.update("".join(type(module).__name__ for module in self._model).encode())
        return digest.hexdigest()
