"""The LangChain side: a retriever over an index, and the chain from messages to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.search import ArticleIndex
from index.types import Filters, Hit
from rag.prompts import Message

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    # A chat model, or one that is bound to settings of its own.
    ChatModel = Runnable[LanguageModelInput, AIMessage]


def answer_chain(model: ChatModel) -> Runnable[list[Message], str]:
    """Return the chain that turns our messages into the model's text; it streams."""
    from langchain_core.output_parsers import StrOutputParser

    return message_chain(model) | StrOutputParser()


def message_chain(model: ChatModel) -> Runnable[list[Message], AIMessage]:
    """Return the chain that turns our messages into the model's message, with all that its server tells of it."""
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableLambda

    def as_messages(messages: list[Message]) -> list[BaseMessage]:
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
        return [kinds[message.role](message.content) for message in messages]

    return RunnableLambda(as_messages) | model


def retriever_for(index: ArticleIndex, filters: Filters | None = None, k: int = 10) -> BaseRetriever:
    """Return a LangChain retriever over an index, to be used in chains of one's own.

    Each document's text is a passage; its metadata names the article, its date as EDTF, and the passage's offsets.
    """
    from rag.vector_store import IndexRetriever

    return IndexRetriever(index=index, filters=filters, k=k)


def document_of(hit: Hit) -> Document:
    """Return a hit as a LangChain document."""
    from langchain_core.documents import Document

    article, passage = hit.article, hit.passage
    metadata: dict[str, Any] = {
        "article_id": article.id,
        "title": article.title,
        "published": article.published.edtf if article.published else None,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
    return Document(page_content=passage.text, metadata=metadata, id=passage.id)
