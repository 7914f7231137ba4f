"""LangChain's quick start, with its defaults and Dateline's model: what most people would take instead.

Its packages are an extra; a report says how to install them where they are missing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from index.chunking import encoder_text
from index.models import DEFAULT_EMBEDDING, model_path
from index.types import Article

INSTALL = "pip install 'dateline[peers]'"
_PACKAGES = ("langchain_community", "langchain_huggingface", "langchain_text_splitters")
# As its tutorial on retrieval cuts texts, in characters.
_CHUNK_SIZE, _CHUNK_OVERLAP = 1000, 200

# A question put to an index that `index_articles` saved, in a new process: model, index folder, question.
COLD = (
    "import sys; from langchain_huggingface import HuggingFaceEmbeddings;"
    "from langchain_community.vectorstores import FAISS;"
    "store = FAISS.load_local(sys.argv[2], HuggingFaceEmbeddings(model_name=sys.argv[1]),"
    " allow_dangerous_deserialization=True);"
    "print(store.similarity_search(sys.argv[3])[0].page_content)"
)


def is_installed() -> bool:
    """Tell whether the packages that the quick start needs are there."""
    return all(find_spec(package) for package in _PACKAGES)


def index_articles(articles: Sequence[Article], folder: Path | None = None) -> tuple[int, float]:
    """Cut, embed and index some articles; the model is loaded before the clock starts.

    Args:
        folder: Where the index is saved, after the clock stopped; None saves nothing.

    Returns:
        How many passages it made, and the seconds it took.
    """
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [Document(encoder_text(one.title, one.text), metadata={"id": one.id}) for one in articles]
    embeddings = HuggingFaceEmbeddings(model_name=str(model_path(DEFAULT_EMBEDDING)))
    embeddings.embed_query("warm")
    started = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK_SIZE, chunk_overlap=_CHUNK_OVERLAP)
    passages = splitter.split_documents(documents)
    store = FAISS.from_documents(passages, embeddings)
    seconds = time.perf_counter() - started
    if folder is not None:
        store.save_local(str(folder))
    return len(passages), seconds
