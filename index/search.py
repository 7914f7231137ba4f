"""`ArticleIndex`: open a published index, search it under filters, read its articles and its ledger.

Nothing above this module knows that the index is local files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.browsing import Browsed, browse
from index.date_orders import DateOrder
from index.embedding import Embedder, open_embedder
from index.errors import IndexFolderError
from index.filtering import coverage_of
from index.generation import current_generation, hold
from index.ledger import Ledger
from index.lexical import LEXICAL_FOLDER, Lexical
from index.manifest import Manifest, check_model, read_manifest
from index.retrieval import Candidate, Mode, Retriever
from index.store import STORE_FILE, LedgerEntry, StoreReader
from index.table import TABLE_FILE, ArticleTable, read_table
from index.types import AlsoIn, Article, Coverage, Filters, Hit, Passage
from index.vectors import Vectors

Vector = NDArray[np.float32]

_OPEN_ATTEMPTS = 5
_PASSAGES_READ = 256


class ArticleIndex:
    """One generation of an index, open for reading; safe to share between threads."""

    def __init__(self, folder: Path, generation: Path, embedder: Embedder | None) -> None:
        """Open the parts of one generation; use `ArticleIndex.open`."""
        self.folder = folder
        self._generation = generation
        with contextlib.ExitStack() as on_failure:
            held = on_failure.enter_context(contextlib.closing(hold(generation)))
            self.manifest: Manifest = read_manifest(generation)
            self.embedder = embedder or open_embedder(self.manifest.model)
            check_model(self.manifest, self.embedder, folder)
            self._store = on_failure.enter_context(contextlib.closing(StoreReader(generation / STORE_FILE)))
            self._vectors = Vectors(generation)
            self._passages = Lexical(generation / LEXICAL_FOLDER / "passages")
            self._articles = Lexical(generation / LEXICAL_FOLDER / "articles")
            self._table: ArticleTable = read_table(generation / TABLE_FILE)
            self._check_counts(generation)
            on_failure.pop_all()
        self._held = held
        self._retriever = Retriever(self._table, self._vectors, self._passages, self._articles)

    @classmethod
    def open(cls, folder: Path, embedder: Embedder | None = None) -> ArticleIndex:
        """Open the generation that is published in `folder`; it stays readable while newer ones are built.

        Args:
            folder: As given to `build`.
            embedder: None opens the model that the manifest names, when the first question is asked.

        Raises:
            IndexFolderError: There is no index, or its parts do not belong together.
            StaleIndexError: It was built with another model, or in another format.
        """
        for attempt in range(_OPEN_ATTEMPTS):
            generation = current_generation(folder)
            try:
                return cls(folder, generation, embedder)
            except (OSError, IndexFolderError):
                # A build may have published a newer generation, and removed this one, while it was being opened.
                if attempt + 1 == _OPEN_ATTEMPTS or current_generation(folder) == generation:
                    raise
        raise AssertionError("unreachable")

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        k: int = 10,
        mode: Mode = "hybrid",
        query: Vector | None = None,
    ) -> list[Hit]:
        """Return the k best passages for a question, best first.

        Filters are applied before the search, so fewer than k hits come back only when fewer passages pass them
        (or, in lexical mode, share a word with the question). Of a group of near-duplicates only the article with
        the best passage is shown; the others are named in its `also_in`.

        Args:
            question: Plain text.
            filters: None filters nothing.
            k: At least 1.
            mode: `dense` scores are cosines, `lexical` ones BM25, `hybrid` ones in [0, 1].
            query: The question's vector, where the caller has it already; None embeds the question.

        Returns:
            Hits by falling score, ties by passage row; rank counts from 1.

        Raises:
            ValueError: k is below 1, or the question is blank.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it must be at least 1")
        if not question.strip():
            raise ValueError("the question is blank")
        filters = filters or Filters()
        if query is None and mode != "lexical":
            query = self.embedder.embed_queries([question])[0]
        return self._hits(self._retriever.best(question, query, filters, k, mode), filters)

    def coverage(self, filters: Filters | None = None) -> Coverage:
        """Return what the index holds under the filters."""
        return coverage_of(self._table, filters or Filters())

    def article(self, article_id: str) -> Article:
        """Return an article whole.

        Raises:
            KeyError: The index holds no such article.
        """
        return self._store.article(article_id)

    def browse(self, filters: Filters, page: slice, words: str = "", *, undated: bool = False) -> Browsed:
        """Return one page of the articles under the filters, newest first; see `index.browsing.browse`."""
        return browse(self._table, self._store, filters, words, page, undated=undated)

    def neighbours(self, passage: Passage, count: int = 1) -> tuple[list[Passage], list[Passage]]:
        """Return up to `count` passages before a hit's passage in its article, and as many behind it."""
        return self._store.neighbours(passage, count)

    def article_id_of(self, outside_id: str) -> str | None:
        """Return the article for one of the archive's own ids; None when there is none or it is ambiguous."""
        return self._store.article_id_of(outside_id)

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, in the order of the archive."""
        return [name.decode() for name in self._table.ids.tolist()]

    def passages(self) -> Iterator[tuple[Article, Passage]]:
        """Yield every passage with its article, in the order of the vectors."""
        for start in range(0, len(self._table.passage_article), _PASSAGES_READ):
            rows = range(start, min(start + _PASSAGES_READ, len(self._table.passage_article)))
            found = self._store.passages(rows)
            yield from (found[row] for row in rows)

    def vector_matrix(self, rows: range | None = None) -> Vector:
        """Return the vectors of some passages, of all for None, `(passages, dim)`; for measuring, not for searching."""
        return self._vectors.matrix(np.arange(len(self._table.passage_article)) if rows is None else np.array(rows))

    def nearest(self, vector: Vector, k: int) -> tuple[NDArray[np.int64], Vector]:
        """Return the rows of the passages nearest to a vector and their cosines; for measuring, not for searching."""
        return self._vectors.search(vector, k)

    def date_origins(self) -> dict[str, int]:
        """Return how many articles have their date from where, most first; `unknown` counts those without one."""
        return self._store.date_origins()

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each part on disk, by its file or folder."""
        sizes: dict[str, int] = {}
        for part in self.manifest.parts:
            name = part.partition("/")[0]
            sizes[name] = sizes.get(name, 0) + (self._generation / part).stat().st_size
        return sizes

    def text_bytes(self) -> int:
        """Return how many bytes the articles' own texts and titles take."""
        return self._store.text_bytes()

    def ledger(
        self, state: str | None = None, place: str | None = None, reason: str | None = None
    ) -> Iterator[LedgerEntry]:
        """Yield what became of each record, in input order, as far as it passes the filters of `StoreReader.ledger`."""
        return self._store.ledger(state, place, reason)

    def open_ledger(self) -> Ledger:
        """Return the ledger to look through; to count it takes a moment, so that a caller keeps it."""
        return Ledger(self._store, self._table)

    def date_orders(self) -> list[DateOrder]:
        """Return how each source whose dates can be read in two ways was found to write them, most dates first."""
        return self._store.date_orders()

    def ledger_counts(self) -> dict[str, int]:
        """Return `records` and the number of them in each state."""
        return self._store.ledger_counts()

    def close(self) -> None:
        """Close the files; the generation may then be removed."""
        self._store.close()
        self._held.close()

    def __enter__(self) -> Self:
        """Close at the end of a `with` block."""
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _hits(self, kept: list[Candidate], filters: Filters) -> list[Hit]:
        found = self._store.passages([one.row for one in kept])
        hits = []
        for rank, one in enumerate(kept, start=1):
            article, passage = found[one.row]
            story = int(self._table.story[self._table.passage_article[one.row]])
            hits.append(Hit(passage, article, rank, one.score, one.parts, self._also_in(story, article, filters)))
        return hits

    def _also_in(self, story: int, article: Article, filters: Filters) -> tuple[AlsoIn, ...]:
        """Return the other printings of a story; those that `as_of` hides stay hidden here too."""
        if story < 0:
            return ()
        return tuple(
            AlsoIn(other.id, other.title, other.published, other.source, kind)
            for other, kind in self._store.story(story)
            if other.id != article.id
            and (filters.as_of is None or (other.published and other.published.last <= filters.as_of))
        )

    def _check_counts(self, generation: Path) -> None:
        passages, articles = self.manifest.counts["passages"], self.manifest.counts["indexed"]
        found = {
            "passages in the store": (len(self._table.passage_article), passages),
            "vectors": (self._vectors.count, passages),
            "dimensions": (self._vectors.dim, self.manifest.dim),
            "passages in the lexical index": (self._passages.count, passages),
            "articles in the lexical index": (self._articles.count, articles),
        }
        wrong = [f"{name}: {seen:,} instead of {due:,}" for name, (seen, due) in found.items() if seen != due]
        if wrong:
            fix = "build the index again: dateline build ARCHIVE… --index DIR (embeddings are kept)"
            what = f"its parts do not belong together; {'; '.join(wrong)}"
            raise IndexFolderError(what, where=str(generation), fix=fix)
