"""An index is a LangChain vector store and retriever: the standard suites, and what they do not ask."""

import json
from contextlib import ExitStack
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import RetrieversIntegrationTests, VectorStoreIntegrationTests

from index.build import build_index
from index.errors import IndexFolderError
from index.search import ArticleIndex
from index.types import Filters
from rag.vector_store import DOCUMENTS_FILE, EmbeddingsEmbedder, IndexRetriever, IndexVectorStore
from tests.fakes import HashEmbedder


class TestStandardVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, tmp_path):
        with IndexVectorStore(tmp_path / "index", self.get_embeddings()) as store:
            yield store


class TestStandardRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _index(self, sample_index):
        with ArticleIndex.open(sample_index, HashEmbedder()) as self.opened:
            yield

    @property
    def retriever_constructor(self):
        return IndexRetriever

    @property
    def retriever_constructor_params(self):
        return {"index": self.opened}

    @property
    def retriever_query_example(self):
        return "Hafenbrücke"


EMBEDDING = DeterministicFakeEmbedding(size=16)
DOCUMENTS = [
    Document(id="1", page_content="Ships in Kiel.", metadata={"source": "a.example", "published": "2021-05", "n": [1]}),
    Document(id="2", page_content="Ships in Suhl.", metadata={"source": "b.example", "published": "2022-06-01"}),
    Document(id="3", page_content="Ships in Suhl.", metadata={"source": "b.example", "published": "2022-06-01"}),
    Document(id="4", page_content="\x00Odd \ud83d\ude00 letters\r\nand  blanks ", metadata={}),
]


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens the store in a folder; all are closed at the end."""
    with ExitStack() as stores:
        yield lambda: stores.enter_context(IndexVectorStore(tmp_path / "index", EMBEDDING))


def test_what_is_put_in_comes_back_whole_after_the_store_is_opened_again(opened):
    opened().add_documents(DOCUMENTS)
    store = opened()
    assert store.get_by_ids(["1", "2", "3", "4", "5"]) == DOCUMENTS
    found = store.similarity_search("ships letters", k=9)
    assert sorted(document.id for document in found) == ["1", "2", "3", "4"]
    assert all(document in DOCUMENTS for document in found)


def test_filters_know_the_source_and_the_date_of_documents(opened):
    store = opened()
    store.add_documents(DOCUMENTS)
    found = store.similarity_search_with_score("ships", k=9, filter=Filters(sources=("B.example",)))
    assert sorted(document.id for document, _ in found) == ["2", "3"]
    assert all(0 <= score <= 1 for _, score in found)
    (early,) = store.similarity_search("ships", k=9, filter=Filters(last=date(2021, 12, 31)))
    assert early.id == "1"


def test_documents_join_an_index_of_archives_and_leave_it_again(opened, tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"headline": "Storm", "articleBody": "A storm hit the pier."}) + "\n")
    build_index([tmp_path / "a.jsonl"], tmp_path / "index", embedder=EmbeddingsEmbedder(EMBEDDING))
    store = opened()
    store.add_documents(DOCUMENTS[:1])
    found = store.similarity_search("storm ships", k=9)
    assert {document.page_content for document in found} == {"A storm hit the pier.", "Ships in Kiel."}
    store.delete(["1"])
    assert [document.metadata["title"] for document in store.similarity_search("storm ships", k=9)] == ["Storm"]


def test_deleting_everything_leaves_no_index_for_others_to_find(opened, tmp_path):
    store = opened()
    store.add_documents(DOCUMENTS)
    store.delete()
    assert store.similarity_search("ships") == opened().similarity_search("ships") == []
    with pytest.raises(IndexFolderError, match="there is no index here"):
        ArticleIndex.open(tmp_path / "index")


def test_a_build_that_fails_leaves_the_documents_as_they_were(opened, tmp_path, monkeypatch):
    store = opened()
    store.add_documents(DOCUMENTS[:2])
    before = (tmp_path / "index" / DOCUMENTS_FILE).read_bytes()

    def fails(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.vector_store.build_index", fails)
    with pytest.raises(OSError, match="No space"):
        store.add_documents(DOCUMENTS[3:])
    assert (tmp_path / "index" / DOCUMENTS_FILE).read_bytes() == before
    assert store.get_by_ids(["4"]) == []
    assert len(store.similarity_search("ships", k=9)) == 2


def test_nothing_is_pickled(opened, tmp_path):
    opened().add_documents(DOCUMENTS)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes()[:1] == b"\x80"] == []


def test_an_index_without_a_folder_is_refused():
    with pytest.raises(ValueError, match="folder"):
        IndexVectorStore.from_texts(["a"], EMBEDDING)
