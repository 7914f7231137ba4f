"""Answers and their sources as HTML. Pure; everything from an archive, a question or a model is escaped.

Words of the page are in the language that the reader chose; quotes stay in that of their article.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from index.types import Coverage, DateSpan, Filters
from rag.types import Answer, Citation, Sentence
from ui.across_articles import conflicts_html, timeline_html
from ui.addresses import citation_address
from ui.german.phrases import message_in
from ui.words import date_text, day_text, month_text, number_text, words_for

# Shape and word, not colour alone, tell the verdicts apart.
_SIGNS = {"verbatim": "❝", "supported": "✓", "unsupported": "⚠"}
_MARKER = re.compile(r"\[(\d{1,3})\]")


def answer_html(answer: Answer, language: str, *, tools: str = "", status: str = "") -> str:
    """Return the answer: its sentences with markers that lead to their sources, and a verdict behind each.

    Args:
        answer: As far as it has come.
        language: Of the page's own words.
        tools: Markup of ours shown below the answer: copy, share, judge. Only an answer that has some can be acted on.
        status: Markup of ours shown below the sentences while more is to come.
    """
    words = words_for(language)
    # What was searched in vain, and where the archive has gaps, is in the text itself.
    nothing = f'<p class="not-found">{escape(answer.text)}</p>'
    body = nothing if answer.abstained else sentences_html(answer, language)
    unknown = "".join(
        f'<p class="warning">[{marker}] {escape(words["unknown"])}</p>' for marker in answer.unknown_markers
    )
    quotes = {citation.quote for citation in answer.citations}
    only_quotes = all(sentence.text in quotes for sentence in answer.sentences)
    who = "chosen" if answer.answerer == "llm" and only_quotes else answer.answerer
    about = "" if answer.abstained or status else f'<p class="about">{escape(words[who])}</p>'
    note = f'<p class="about">{escape(message_in(answer.note, language))}</p>' if answer.note else ""
    taken = f'<p class="about taken">{escape(answer.time_note)}</p>' if answer.time_note else ""
    spoken = {hit.article.id: hit.article.language for hit in answer.hits}
    inside = (
        f'<h2 class="asked">{escape(typed(answer))}</h2>{_understood_html(answer, language, can_act=bool(tools))}'
        f"{chips_html(answer.filters, language)}{taken}{body}{unknown}{status}{about}{note}"
        f"{conflicts_html(answer.conflicts, language, spoken)}{timeline_html(answer.timeline, language, spoken)}{tools}"
    )
    return f'<section class="answer">{inside}</section>'


def typed(answer: Answer) -> str:
    """Return the question as its reader typed it."""
    return answer.asked or answer.question


def sentences_html(answer: Answer, language: str) -> str:
    """Return the sentences of an answer, each a paragraph."""
    known = {citation.marker: citation for citation in answer.citations}
    return "".join(_sentence_html(one, known, language) for one in answer.sentences)


def writing_html(text: str, draft: Answer, language: str) -> str:
    """Return the extractive answer with a model's words below it while it writes; they are not checked yet."""
    words = words_for(language)
    known = {citation.marker for citation in draft.citations}
    marked = _MARKER.sub(
        lambda found: f'<span class="marker{"" if int(found[1]) in known else " open"}">[{found[1]}]</span>',
        escape(text),
    )
    status = (
        f'<div class="writing"><p class="about">{escape(words["writing"])}</p>'
        f'<p class="growing">{marked}<span class="caret"></span></p></div>'
    )
    return answer_html(draft, language, status=status)


def waiting_html(draft: Answer, place: int, language: str) -> str:
    """Return the extractive answer and its reader's place in line for the model."""
    told = words_for(language)["line"].format(place=place)
    return answer_html(draft, language, status=f'<p class="about line">{escape(told)}</p>')


def searching_html(question: str, language: str) -> str:
    """Return what stands there until the search is done."""
    told = escape(words_for(language)["searching"])
    return f'<section class="answer"><h2 class="asked">{escape(question)}</h2><p class="about">{told}</p></section>'


def error_html(what: str, fix: str | None) -> str:
    """Return an error as a message of the page."""
    mend = f'<p class="about">{escape(fix)}</p>' if fix else ""
    return f'<section class="answer failed" role="alert"><p class="warning">{escape(what)}</p>{mend}</section>'


def coverage_html(coverage: Coverage, language: str) -> str:
    """Return one line on what the archive holds."""
    words = words_for(language)
    parts = [f"{number_text(coverage.articles, language)} {words['article' if coverage.articles == 1 else 'articles']}"]
    if coverage.first and coverage.last:
        span = words["from_to"].format(
            first=month_text(coverage.first, language), last=month_text(coverage.last, language)
        )
        parts.append(span)
    named = len([name for name in coverage.sources if name])
    if named > 1:
        parts.append(f"{number_text(named, language)} {words['sources_held']}")
    if coverage.undated:
        parts.append(words["undated_left"].format(count=number_text(coverage.undated, language)))
    return f'<p class="coverage">{escape(" · ".join(parts))}</p>'


def chips_html(filters: Filters, language: str, *, removable: bool = False) -> str:
    """Return what the search was confined to.

    Args:
        removable: Whether the question's own time words can be taken away here.
    """
    words = words_for(language)
    days = f"{day_or_open(filters, 'first', language)} – {day_or_open(filters, 'last', language)}"
    chips = []
    if filters.time_words:
        drop, said = escape(words["drop"]), escape(filters.time_words)
        button = (
            f'<button type="button" class="drop" data-act="drop" data-words="{said}" aria-label="{drop}"'
            f' title="{drop}">✕</button>'
            if removable
            else ""
        )
        chips.append(f'<span class="chip time"><q>{said}</q>: {escape(days)}{button}</span>')
    elif filters.first or filters.last:
        chips.append(f'<span class="chip">{escape(days)}</span>')
    if filters.as_of:
        chips.append(f'<span class="chip">{escape(words["as_of"])} {escape(day_text(filters.as_of, language))}</span>')
    chips.extend(f'<span class="chip">{escape(name)}</span>' for name in (*filters.sources, *filters.languages))
    return f'<p class="chips">{"".join(chips)}</p>' if chips else ""


def day_or_open(filters: Filters, side: str, language: str) -> str:
    """Return one end of the span, `…` where it is open."""
    day = filters.first if side == "first" else filters.last
    return day_text(day, language) if day else "…"


def origin_html(source: str | None, published: DateSpan | None, language: str) -> str:
    """Return where and when an article appeared."""
    named = escape(source or words_for(language)["source"])
    return f'<span class="origin">{named} · <time>{escape(date_text(published, language))}</time></span>'


def _understood_html(answer: Answer, language: str, *, can_act: bool) -> str:
    """Return what was made of a follow-up and how, with a way to ask the typed words alone; nothing for any other."""
    if answer.asked is None:
        return ""
    words = words_for(language)
    why = f" ({escape(answer.asked_why)})" if answer.asked_why else ""
    # A button of the page's script; not `ui.panels.buttons`, which stands above this.
    alone = (
        f' <button type="button" class="quiet" data-act="alone" data-question="{escape(answer.asked)}">'
        f"{escape(words['alone'])}</button>"
    )
    told = f"{escape(words['understood'])} <q>{escape(answer.question)}</q>{why}"
    return f'<p class="about understood">{told}{alone if can_act else ""}</p>'


def _sentence_html(sentence: Sentence, known: dict[int, Citation], language: str) -> str:
    markers = "".join(_marker_html(marker, known.get(marker), language) for marker in sentence.markers)
    verdict = escape(words_for(language)[sentence.verdict])
    # A title is for the mouse alone: the same words stand there for ears, and are seen where nothing can hover.
    reason = f'<span class="reason">: {escape(sentence.reason)}</span>' if sentence.reason else ""
    title = f' title="{escape(sentence.reason)}"' if sentence.reason else ""
    sign = (
        f'<span class="verdict {sentence.verdict}"{title}><span class="sign" aria-hidden="true">'
        f"{_SIGNS[sentence.verdict]}</span> {verdict}{reason}</span>"
    )
    quotes = [known[marker] for marker in sentence.markers if marker in known]
    focus = next((one.focus for one in quotes if one.quote == sentence.text), None)
    return f'<p class="sentence">{focused_html(sentence.text, focus, escape)} {markers} {sign}</p>'


def focused_html(text: str, focus: tuple[int, int] | None, render: Callable[[str], str]) -> str:
    """Return a quote with the words marked that a model pointed at.

    Args:
        focus: Their offsets in the text; None marks none.
        render: Makes HTML of a stretch of text.
    """
    if focus is None:
        return render(text)
    start, end = focus
    return f'{render(text[:start])}<mark class="focus">{render(text[start:end])}</mark>{render(text[end:])}'


def _marker_html(marker: int, citation: Citation | None, language: str) -> str:
    if citation is None:
        return f'<span class="marker unknown">[{marker}]</span>'
    where = f"{citation.source or words_for(language)['source']} · {date_text(citation.published, language)}"
    return (
        f'<a class="marker" href="{escape(citation_address(citation))}"'
        f' data-quote="{escape(citation.quote)}" data-title="{escape(citation.title)}" data-where="{escape(where)}"'
        f' aria-label="[{marker}] {escape(citation.title)}, {escape(where)}">[{marker}]</a>'
    )
