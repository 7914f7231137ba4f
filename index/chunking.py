"""Articles become passages: whole sentences, about a paragraph long, with exact offsets.

Passages of one article do not overlap and leave out nothing but white space between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.sentences import Span, split_sentences
from index.types import Article, Passage

# Long enough to hold a paragraph whole, short enough that its vector is about one thing.
TARGET_TOKENS = 200
# A text up to this long stays one passage: two halves of a paragraph say less than the whole.
WHOLE_TOKENS = 320

CountTokens = Callable[[Sequence[str]], list[int]]


def chunk_article(article: Article, count_tokens: CountTokens) -> list[Passage]:
    """Cut an article into passages of about `TARGET_TOKENS`, evenly, on sentence borders.

    A sentence longer than `WHOLE_TOKENS` (a table, a list, text without full stops) is cut between words.

    Args:
        article: Its language chooses the sentence rules.
        count_tokens: The encoder's own count for each text, so that no passage is cut off by it.

    Returns:
        Passages in reading order; `article.text[p.start:p.end] == p.text` for each.
    """
    text = article.text
    spans = split_sentences(text, article.language)
    counts = count_tokens([text[start:end] for start, end in spans])
    pieces: list[tuple[Span, int]] = []
    for span, count in zip(spans, counts, strict=True):
        pieces.extend([(span, count)] if count <= WHOLE_TOKENS else _cut_between_words(text, span, count))
    return [
        Passage(
            id=passage_id(article.id, start, end), article_id=article.id, start=start, end=end, text=text[start:end]
        )
        for start, end in _pack(pieces)
    ]


def passage_id(article_id: str, start: int, end: int) -> str:
    """Return a passage's id: stable for the same article and the same cut."""
    return f"{article_id}:{start}-{end}"


def encoder_text(title: str, passage: str) -> str:
    """Return what the encoder reads for a passage: its article's title gives a later paragraph its subject."""
    return passage if begins_with_title(title, passage) else f"{title}\n{passage}"


def begins_with_title(title: str, passage: str) -> bool:
    """Tell whether a passage says its article's title already, as the first of an article without a headline does."""
    return passage.startswith(title.removesuffix(" …"))


def _pack(pieces: list[tuple[Span, int]]) -> list[Span]:
    """Join sentences into passages of nearly equal length, closing each where it comes nearest to its share."""
    total = sum(count for _, count in pieces)
    passages = 1 if total <= WHOLE_TOKENS else -(-total // TARGET_TOKENS)
    share = total / passages
    spans: list[Span] = []
    seen = held = last_end = 0
    start: int | None = None
    for (left, right), count in pieces:
        closes_at = share * (len(spans) + 1)
        too_long = held + count > WHOLE_TOKENS
        if start is not None and (too_long or seen + count / 2 > closes_at):
            spans.append((start, last_end))
            start, held = None, 0
        if start is None:
            start = left
        last_end = right
        seen += count
        held += count
    if start is not None:
        spans.append((start, last_end))
    return spans


def _cut_between_words(text: str, span: Span, count: int) -> list[tuple[Span, int]]:
    """Cut one overlong stretch into pieces of about `TARGET_TOKENS`, at white space where there is any."""
    start, end = span
    width = max(1, (end - start) * TARGET_TOKENS // count)
    pieces: list[tuple[Span, int]] = []
    while start < end:
        stop = min(end, start + width)
        if stop < end:
            space = max(text.rfind(mark, start + 1, stop) for mark in (" ", "\t", "\u00a0"))
            stop = space if space > start else stop
        stretch = text[start:stop]
        if stretch.strip():
            left = start + len(stretch) - len(stretch.lstrip())
            right = start + len(stretch.rstrip())
            pieces.append(((left, right), max(1, count * (right - left) // (end - span[0]))))
        start = stop
    return pieces
