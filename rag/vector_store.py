"""An index as LangChain knows stores: a retriever over it, and a `VectorStore` that documents can be put into.

Documents are kept as an archive of their own beside the generations, one JSON line each; adding and deleting some
writes that archive and publishes a new generation, as `dateline build --update` does. That takes seconds where other
stores take milliseconds, and no reader ever sees half of it: add documents in large lots. No pickle anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict

from index.build import build_index
from index.embedding import Embedder, OnBatch, open_embedder
from index.errors import IndexFolderError
from index.generation import current_generation, unpublish
from index.retrieval import Mode
from index.search import ArticleIndex
from index.token_vectors import TokenVectors, as_one_token
from index.types import Filters, Hit
from rag.abstention import to_record
from rag.chain import document_of

DOCUMENTS_FILE = "documents.jsonl"
_KEPT = "dateline_document"
# Metadata that an article has a place for, so that filters know it; all metadata comes back with the document anyway.
_FIELDS = {
    "title": "headline",
    "published": "datePublished",
    "source": "publisher",
    "url": "url",
    "language": "inLanguage",
}


class IndexRetriever(BaseRetriever):
    """Finds passages of an index; each document's metadata names its article, date and offsets."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: ArticleIndex
    filters: Filters | None = None
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return [document_of(hit) for hit in self.index.search(query, self.filters, k or self.k)]


class EmbeddingsEmbedder:
    """Any LangChain embeddings as the embedder of an index."""

    query_prefix = ""
    passage_prefix = ""

    def __init__(self, embeddings: Embeddings) -> None:
        """Ask for one vector, which tells the dimension and, with the name, the model."""
        probe = np.array(embeddings.embed_query("dateline"), dtype=np.float32)
        self._embeddings = embeddings
        self.name = type(embeddings).__name__
        self.dim = len(probe)
        self.fingerprint = hashlib.sha256(self.name.encode() + probe.astype("<f2").tobytes()).hexdigest()

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Return `(len(texts), dim)` float32, rows of length 1."""
        return _unit(np.array([self._embeddings.embed_query(text) for text in texts], dtype=np.float32))

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> np.ndarray:
        """Return `(len(texts), dim)` float32, rows of length 1, in the order of the texts."""
        vectors = _unit(np.array(self._embeddings.embed_documents(list(texts)), dtype=np.float32))
        if on_batch:
            on_batch(len(texts))
        return vectors

    def read_queries(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return each text as one token: LangChain's embeddings tell nothing finer."""
        return [as_one_token(whole) for whole in self.embed_queries(texts)]

    def read_passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return each text as one token: LangChain's embeddings tell nothing finer."""
        return [as_one_token(whole) for whole in self.embed_passages(texts)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return about how many tokens each text has: LangChain's embeddings do not tell."""
        return [len(text.split()) for text in texts]


class IndexVectorStore(VectorStore):
    """An index folder as a vector store; thread-safe for searching, one writer at a time.

    Passages of other archives that the index was built from are found too, as documents with the passage's id.
    """

    def __init__(self, folder: Path, embedding: Embeddings | None = None, mode: Mode = "hybrid") -> None:
        """Open an index, or begin one.

        Args:
            folder: Of the index; need not exist.
            embedding: None takes the default model. Must be the one that the index was built with.
            mode: How to search; scores are cosines for `dense`, BM25 for `lexical`, in [0, 1] for `hybrid`.
        """
        self._folder = folder
        self._embedding = embedding
        self._embedder: Embedder = EmbeddingsEmbedder(embedding) if embedding else open_embedder()
        self._mode = mode
        self._documents = {str(document.id): document for document in _read(folder / DOCUMENTS_FILE)}
        self._index: ArticleIndex | None = None
        self._open()

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        folder: Path | None = None,
        **kwargs: Any,
    ) -> IndexVectorStore:
        """Put texts into the store in `folder`, which must be named."""
        if folder is None:
            raise ValueError("name the folder of the index: from_texts(…, folder=Path(…))")
        store = cls(folder, embedding, **kwargs)
        store.add_texts(texts, metadatas, ids=ids)
        return store

    @property
    def embeddings(self) -> Embeddings | None:
        """Return the embeddings that the store was opened with; None for the default model."""
        return self._embedding

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add texts, or replace those whose ids are known, and publish a new generation.

        Returns:
            Their ids; a random one for each text that was given none.
        """
        kept = list(texts)
        names = [name or uuid.uuid4().hex for name in (ids or [""] * len(kept))]
        told = metadatas or [{} for _ in kept]
        added = {
            name: Document(id=name, page_content=text, metadata=metadata)
            for name, text, metadata in zip(names, kept, told, strict=True)
        }
        self._publish(self._documents | added)
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete documents by id and publish a new generation; unknown ids are passed over, None deletes all."""
        gone = set(self._documents if ids is None else ids)
        left = {name: document for name, document in self._documents.items() if name not in gone}
        if len(left) < len(self._documents):
            self._publish(left)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Return the documents with these ids, without those that are not there."""
        return [self._documents[name].model_copy(deep=True) for name in ids if name in self._documents]

    def similarity_search(
        self, query: str, k: int = 4, *, filter: Filters | None = None, **kwargs: Any
    ) -> list[Document]:
        """Return the k best documents, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, filter=filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, *, filter: Filters | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Return the k best documents with their scores, best first.

        Args:
            filter: Applied before the search, so that k documents come back whenever k pass it.
        """
        if self._index is None:
            return []
        wanted = k
        while True:
            hits = self._index.search(query, filter, wanted, self._mode)
            found = list(self._documents_of(hits))
            # Passages of one document shrink the list: look further while there is further to look.
            if len(found) >= k or len(hits) < wanted:
                return found[:k]
            wanted *= 2

    def close(self) -> None:
        """Close the index; it may then be removed."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def __enter__(self) -> Self:
        """Close at the end of a `with` block."""
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _select_relevance_score_fn(self) -> Any:
        return lambda score: score

    def _documents_of(self, hits: Iterable[Hit]) -> Iterator[tuple[Document, float]]:
        """Yield each document once, by its best passage; documents with one text share an article."""
        shown = set()
        for hit in hits:
            names = self._names.get(hit.article.id)
            if names is None:
                yield document_of(hit), hit.score
            elif hit.article.id not in shown:
                shown.add(hit.article.id)
                yield from ((self._documents[name].model_copy(deep=True), hit.score) for name in names)

    def _publish(self, documents: dict[str, Document]) -> None:
        """Write the archive of documents and build; what was published before stays when that fails."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / DOCUMENTS_FILE
        before = path.read_bytes() if path.exists() else b""
        _write(path, b"".join(map(_line, documents.values())))
        try:
            if documents or self._other_archives():
                build_index(
                    [path, *self._other_archives()] if documents else self._other_archives(),
                    self._folder,
                    embedder=self._embedder,
                    calibration=to_record(self._embedder.fingerprint),
                )
            else:
                unpublish(self._folder)
        except BaseException:
            _write(path, before)
            raise
        self._documents = documents
        self._open()

    def _other_archives(self) -> list[Path]:
        archives = self._index.manifest.archives if self._index else ()
        return [Path(path) for path in archives if Path(path) != (self._folder / DOCUMENTS_FILE).absolute()]

    def _open(self) -> None:
        self.close()
        try:
            current_generation(self._folder)
        except IndexFolderError:
            return
        self._index = ArticleIndex.open(self._folder, self._embedder)
        self._names: dict[str, list[str]] = {}
        for name in self._documents:
            if (article := self._index.article_id_of(name)) is not None:
                self._names.setdefault(article, []).append(name)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def _line(document: Document) -> bytes:
    fields = {ours: str(document.metadata[key]) for key, ours in _FIELDS.items() if document.metadata.get(key)}
    kept = json.dumps({"text": document.page_content, "metadata": document.metadata}, ensure_ascii=False)
    line = {"id": document.id, "articleBody": document.page_content, **fields, _KEPT: kept}
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _read(path: Path) -> Iterator[Document]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        values = json.loads(line)
        kept = json.loads(values[_KEPT])
        yield Document(id=values["id"], page_content=kept["text"], metadata=kept["metadata"])


def _write(path: Path, content: bytes) -> None:
    """Replace a file whole."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
