"""The sources beside an answer: every hit by rank, its date, and why it was found. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from index.language import detect_language
from index.lexical import tokens_of
from index.types import AlsoIn, Hit
from rag.reading.question_words import is_question_word
from rag.types import Answer, Citation
from ui.addresses import article_address, citation_address
from ui.rendering import focused_html, origin_html
from ui.words import date_text, figure_text, words_for

# e5's cosines lie between 0.7 (nothing in common) and 0.9: this far behind the nearest hit, meaning did not find it.
_NEAR_COSINE = 0.05
_SIGNS = {"both": "◉", "dense": "◐", "lexical": "≡"}
_WORD = re.compile(r"\w+")
_SNIPPET_CHARACTERS = 320


def sources_html(answer: Answer, language: str) -> str:
    """Return the sources: the articles that the answer cites, in order, then the other passages found, by rank."""
    words = words_for(language)
    terms = _terms(answer)
    nearest = max((hit.parts.get("dense", 0.0) for hit in answer.hits), default=0.0)
    by_article = {hit.article.id: hit for hit in answer.hits}
    cited = "".join(
        _cited_html(some, _hit_of(some[0], answer.hits) or by_article.get(name), terms, nearest, language)
        for name, some in _by_article(answer.citations).items()
    )
    shown = {(one.article_id, one.start) for one in answer.citations}
    others = [hit for hit in answer.hits if not any(_holds(hit, name, at) for name, at in shown)]
    html = f"<h2>{escape(words['sources'])}</h2><ol>{cited}</ol>" if cited else ""
    if others:
        rows = "".join(_hit_html(hit, terms, nearest, language) for hit in others)
        heading = words["more"] if cited else words["near"]
        summary = f"<summary>{escape(heading)} ({len(others)})</summary>"
        html += f'<details class="more" open>{summary}<ol>{rows}</ol></details>'
    return f'<section class="sources">{html or escape(words["nothing"])}</section>'


def why_found(hit: Hit, nearest: float) -> str:
    """Return what found a hit: `dense` (meaning), `lexical` (words) or `both`.

    Args:
        hit: One of a search.
        nearest: The highest cosine among the hits of that search.
    """
    by_words = hit.parts.get("lexical", 0.0) > 0
    by_meaning = "dense" in hit.parts and hit.parts["dense"] >= nearest - _NEAR_COSINE
    if by_words and by_meaning:
        return "both"
    return "lexical" if by_words else "dense"


def marked_html(text: str, terms: frozenset[str], language: str) -> str:
    """Return a text with the question's words marked, whatever their ending, as the lexical index compares them.

    Args:
        terms: Index terms of the question, by its own language and by the article's.
        language: Of the text.
    """
    pieces, at = [], 0
    for found in _WORD.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        word = escape(found[0])
        pieces.append(f"<b>{word}</b>" if terms.intersection(tokens_of(found[0], language)) else word)
        at = found.end()
    return "".join(pieces) + escape(text[at:])


def also_html(also: Sequence[AlsoIn], language: str) -> str:
    """Return the other printings of an article, each of them a link."""
    if not also:
        return ""
    words = words_for(language)
    named = ", ".join(
        f'<a class="open" href="{escape(article_address(one.article_id))}">{escape(one.source or words["source"])}</a>'
        f" ({escape(date_text(one.published, language))}, {escape(words.get(f'kind_{one.kind}', one.kind))})"
        for one in also
    )
    return f'<p class="also">{escape(words["also"])} {named}</p>'


def _terms(answer: Answer) -> frozenset[str]:
    own = detect_language(answer.question)
    languages = {own, *(hit.article.language for hit in answer.hits)}
    kept = [word for word in _WORD.findall(answer.question) if tokens_of(word, own) and not is_question_word(word)]
    return frozenset(term for word in kept for name in languages for term in tokens_of(word, name))


def _holds(hit: Hit, article_id: str, at: int) -> bool:
    return hit.article.id == article_id and hit.passage.start <= at < hit.passage.end


def _hit_of(citation: Citation, hits: Sequence[Hit]) -> Hit | None:
    return next((hit for hit in hits if _holds(hit, citation.article_id, citation.start)), None)


def _by_article(citations: Sequence[Citation]) -> dict[str, list[Citation]]:
    """Return citations by article, in the order in which they first come."""
    found: dict[str, list[Citation]] = {}
    for one in citations:
        found.setdefault(one.article_id, []).append(one)
    return found


def _cited_html(
    citations: Sequence[Citation], hit: Hit | None, terms: frozenset[str], nearest: float, language: str
) -> str:
    """Return an article with all that the answer quotes from it."""
    first, *rest = citations
    spoken = hit.article.language if hit else "und"
    head = _head_html(f"[{first.marker}]", first.title, citation_address(first))
    origin = origin_html(first.source, first.published, language)
    quotes = _quote_html(first, "", terms, spoken) + "".join(
        _quote_html(
            one, f'<a class="open again" href="{escape(citation_address(one))}">[{one.marker}]</a> ', terms, spoken
        )
        for one in rest
    )
    beside = _why_html(hit, nearest, language) + also_html(hit.also_in, language) if hit else ""
    return f'<li class="source cited">{head}{origin}{quotes}{beside}</li>'


def _quote_html(citation: Citation, mark: str, terms: frozenset[str], spoken: str) -> str:
    quote = focused_html(citation.quote, citation.focus, lambda text: marked_html(text, terms, spoken))
    return f'<blockquote lang="{escape(spoken)}">{mark}{quote}</blockquote>'


def _hit_html(hit: Hit, terms: frozenset[str], nearest: float, language: str) -> str:
    article, passage = hit.article, hit.passage
    head = _head_html(str(hit.rank), article.title, article_address(article.id, passage.start, passage.end))
    text = passage.text
    if len(text) > _SNIPPET_CHARACTERS:
        text = text[:_SNIPPET_CHARACTERS].rsplit(" ", 1)[0] + " …"
    snippet = f'<p class="snippet" lang="{escape(article.language)}">{marked_html(text, terms, article.language)}</p>'
    return (
        f'<li class="source">{head}{origin_html(article.source, article.published, language)}{snippet}'
        f"{_why_html(hit, nearest, language)}{also_html(hit.also_in, language)}</li>"
    )


def _head_html(mark: str, title: str, address: str) -> str:
    return (
        f'<a class="open head" href="{escape(address)}"><span class="rank">{mark}</span>'
        f'<span class="title">{escape(title)}</span></a>'
    )


def _why_html(hit: Hit, nearest: float, language: str) -> str:
    words, why = words_for(language), why_found(hit, nearest)
    scores = ", ".join(
        f"{words.get(f'part_{name}', name)} {figure_text(score, language, 2)}" for name, score in hit.parts.items()
    )
    return (
        f'<p class="why" title="{escape(scores)}"><span aria-hidden="true">{_SIGNS[why]}</span> '
        f"{escape(words['why'])}: {escape(words[f'why_{why}'])}</p>"
    )
