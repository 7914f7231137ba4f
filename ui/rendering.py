"""Answers, hits and articles as HTML. Pure; everything that comes from an archive, a question or a model is escaped.

Words on the page are in the question's language, German or else English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from index.types import AlsoIn, Article, Coverage, DateSpan, Filters, Hit
from rag.types import Answer, Citation, Sentence

# Characters of an article shown on each side of a quote; the rest is cut at a word.
_AROUND = 6000
_MONTHS = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_WORDS = {
    "de": {
        "verbatim": "wörtlich", "supported": "belegt", "unsupported": "nicht belegt", "undated": "ohne Datum",
        "around": "um", "source": "Quelle unbekannt", "sources": "Quellen", "more": "Weitere Fundstellen",
        "near": "Am ehesten verwandt",
        "also": "Auch in", "from": "von", "open": "Artikel öffnen", "extractive": "Zitate aus dem Archiv",
        "llm": "vom Sprachmodell formuliert, an den Quellen geprüft", "unknown": "verweist auf keine Quelle",
        "writing": "Das Sprachmodell formuliert …", "as_of": "Stand", "nothing": "Keine Fundstellen.",
    },
    "en": {
        "verbatim": "verbatim", "supported": "supported", "unsupported": "not supported", "undated": "undated",
        "around": "c.", "source": "unknown source", "sources": "Sources", "more": "More passages",
        "near": "Nearest passages",
        "also": "Also in", "from": "by", "open": "Open the article", "extractive": "quoted from the archive",
        "llm": "worded by the language model, checked against its sources", "unknown": "matches no source",
        "writing": "The language model is writing …", "as_of": "as of", "nothing": "No passages found.",
    },
}  # fmt: skip
_SIGNS = {"verbatim": "✓", "supported": "≈", "unsupported": "?"}
_MARKER = re.compile(r"\[(\d{1,3})\]")


def words_for(language: str) -> dict[str, str]:
    """Return the page's own words in a language."""
    return _WORDS["de" if language == "de" else "en"]


def date_text(span: DateSpan | None, language: str) -> str:
    """Return a date as it is known, never more exactly: `September 2022`, `um 1998`, `ohne Datum`."""
    words = words_for(language)
    if span is None:
        return words["undated"]
    months = _MONTHS["de" if language == "de" else "en"]
    if span.precision == "day":
        day = f"{span.first.day}." if language == "de" else str(span.first.day)
        return f"{day} {months[span.first.month - 1]} {span.first.year}"
    if span.precision == "month":
        return f"{months[span.first.month - 1]} {span.first.year}"
    if span.precision == "circa":
        return f"{words['around']} {span.edtf.rstrip('~')}"
    return span.edtf.replace("/", " – ")


def answer_html(answer: Answer, language: str) -> str:
    """Return the answer: sentences with markers that link to their sources, and a verdict behind each."""
    words = words_for(language)
    known = {citation.marker: citation for citation in answer.citations}
    if answer.abstained:
        body = f'<p class="not-found">{escape(answer.text)}</p>'
    else:
        body = "".join(_sentence_html(one, known, words) for one in answer.sentences)
    unknown = "".join(
        f'<p class="warning">[{marker}] {escape(words["unknown"])}</p>' for marker in answer.unknown_markers
    )
    about = "" if answer.abstained else f'<p class="about">{escape(words[answer.answerer])}</p>'
    note = f'<p class="about">{escape(answer.note)}</p>' if answer.note else ""
    inside = f"{_chips(answer.filters, words)}{body}{unknown}{about}{note}"
    return f'<section class="answer" aria-live="polite">{inside}</section>'


def writing_html(text: str, draft: Answer, language: str) -> str:
    """Return a model's words while it writes them; nothing is checked yet, so no verdict is shown."""
    words = words_for(language)
    marked = _MARKER.sub(r'<span class="marker">[\1]</span>', escape(text))
    return (
        f'<section class="answer writing">{_chips(draft.filters, words)}<p>{marked}<span class="caret"></span></p>'
        f'<p class="about">{escape(words["writing"])}</p></section>'
    )


def sources_html(answer: Answer, articles: dict[str, Article], language: str) -> str:
    """Return the sources beside the answer: cited articles with their quotes marked, then the other passages found.

    Args:
        articles: Every article that a citation names, by id.
    """
    words = words_for(language)
    also = {hit.article.id: hit.also_in for hit in answer.hits}
    cited = [
        _cited_html(one, articles[one.article_id], also.get(one.article_id, ()), language) for one in answer.citations
    ]
    shown = {(one.article_id, one.start) for one in answer.citations}
    others = [
        hit
        for hit in answer.hits
        if not any(name == hit.article.id and hit.passage.start <= at < hit.passage.end for name, at in shown)
    ]
    html = f"<h2>{words['sources']}</h2>{''.join(cited)}" if cited else ""
    if others:
        rows = "".join(hit_html(hit, language) for hit in others)
        state, heading = ("", words["more"]) if cited else (" open", words["near"])
        html += f'<details class="more"{state}><summary>{heading} ({len(others)})</summary>{rows}</details>'
    return f'<section class="sources">{html or escape(words["nothing"])}</section>'


def hit_html(hit: Hit, language: str) -> str:
    """Return one passage found, in its article."""
    head = f'<span class="rank">{hit.rank}</span>{_about(hit.article, language)}'
    body = _article_body(hit.article, hit.passage.start, hit.passage.end, language)
    return f'<details class="source"><summary>{head}</summary>{body}{_also_html(hit.also_in, language)}</details>'


def coverage_html(coverage: Coverage) -> str:
    """Return one line on what the archive holds."""
    span = ""
    if coverage.first and coverage.last:
        months = _MONTHS["en"]
        first, last = (f"{months[day.month - 1]} {day.year}" for day in (coverage.first, coverage.last))
        span = f" · {first} to {last}"
    named = len([name for name in coverage.sources if name])
    sources = f" · {named} sources" if named > 1 else ""
    undated = f" · {coverage.undated:,} undated" if coverage.undated else ""
    noun = "article" if coverage.articles == 1 else "articles"
    return f'<p class="coverage">{coverage.articles:,} {noun}{span}{sources}{undated}</p>'


def error_html(what: str, fix: str | None) -> str:
    """Return an error as a message of the page."""
    mend = f'<p class="about">{escape(fix)}</p>' if fix else ""
    return f'<section class="answer" role="alert"><p class="warning">{escape(what)}</p>{mend}</section>'


def safe_url(url: str | None) -> str | None:
    """Return a web address that may be linked, escaped; None for any other scheme, so that no article runs a script."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return escape(url.strip()) if parts.scheme in ("http", "https") and parts.netloc else None


def _sentence_html(sentence: Sentence, known: dict[int, Citation], words: dict[str, str]) -> str:
    markers = "".join(_marker_html(marker, known.get(marker)) for marker in sentence.markers)
    verdict = words[sentence.verdict]
    sign = f'<span class="verdict {sentence.verdict}" title="{verdict}">{_SIGNS[sentence.verdict]} {verdict}</span>'
    return f"<p>{escape(sentence.text)} {markers} {sign}</p>"


def _marker_html(marker: int, citation: Citation | None) -> str:
    if citation is None:
        return f'<span class="marker unknown">[{marker}]</span>'
    return f'<a class="marker" href="#source-{marker}" title="{escape(citation.quote)}">[{marker}]</a>'


def _cited_html(citation: Citation, article: Article, also: Sequence[AlsoIn], language: str) -> str:
    head = f'<span class="rank">[{citation.marker}]</span>{_about(article, language)}'
    quote = f'<blockquote class="quote">{escape(citation.quote)}</blockquote>'
    body = _article_body(article, citation.start, citation.end, language)
    return (
        f'<details class="source cited" id="source-{citation.marker}"><summary>{head}{quote}</summary>'
        f"{body}{_also_html(also, language)}</details>"
    )


def _about(article: Article, language: str) -> str:
    words = words_for(language)
    source = escape(article.source or words["source"])
    return (
        f'<span class="title">{escape(article.title)}</span>'
        f'<span class="origin">{source} · <time>{escape(date_text(article.published, language))}</time></span>'
    )


def _article_body(article: Article, start: int, end: int, language: str) -> str:
    """Return an article's text with one stretch marked and the rest dimmed, its author and its address."""
    words = words_for(language)
    before, after = _cut(article.text, start, end)
    by = f"{words['from']} {escape(', '.join(article.authors))}" if article.authors else ""
    url = safe_url(article.url)
    link = f'<a href="{url}" rel="noopener noreferrer nofollow" target="_blank">{words["open"]}</a>' if url else ""
    facts = " · ".join(part for part in (by, link) if part)
    return (
        f'<div class="article" lang="{escape(article.language)}">{escape(before)}'
        f"<mark>{escape(article.text[start:end])}</mark>{escape(after)}</div>"
        + (f'<p class="about">{facts}</p>' if facts else "")
    )


def _cut(text: str, start: int, end: int) -> tuple[str, str]:
    before, after = text[:start], text[end:]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].split(" ", 1)[-1]
    if len(after) > _AROUND:
        after = after[:_AROUND].rsplit(" ", 1)[0] + " …"
    return before, after


def _also_html(also: Sequence[AlsoIn], language: str) -> str:
    if not also:
        return ""
    words = words_for(language)
    named = ", ".join(
        f"{escape(one.source or words['source'])} ({escape(date_text(one.published, language))}, {escape(one.kind)})"
        for one in also
    )
    return f'<p class="about also">{words["also"]} {named}</p>'


def _chips(filters: Filters, words: dict[str, str]) -> str:
    chips = []
    if filters.time_words:
        days = f"{filters.first or '…'} – {filters.last or '…'}"
        chips.append(f"“{filters.time_words}”: {days}")
    elif filters.first or filters.last:
        chips.append(f"{filters.first or '…'} – {filters.last or '…'}")
    if filters.as_of:
        chips.append(f"{words['as_of']} {filters.as_of}")
    chips.extend([*filters.sources, *filters.languages])
    inside = "".join(f'<span class="chip">{escape(chip)}</span>' for chip in chips)
    return f'<p class="chips">{inside}</p>' if inside else ""
