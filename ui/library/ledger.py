"""What became of every record of the archive, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import islice

from index.search import ArticleIndex
from index.store import LedgerEntry
from ui.library.paging import page_of, pager_html
from ui.library.place import STATES, Place
from ui.library.words import library_words
from ui.rendering import article_address
from ui.words import number_text

_A_PAGE = 50
_SAME_AS = "same as "


def ledger_html(index: ArticleIndex, counts: Mapping[str, int], place: Place, language: str) -> str:
    """Return the states with their counts, and a page of the records in the chosen one.

    Args:
        counts: Records, and how many of them are in each state.
        place: What is asked for.
    """
    words = library_words(language)
    here = page_of(place, _A_PAGE)
    entries = list(islice(index.ledger(place.state or None), here.start, here.stop))
    rows = "".join(_entry_html(entry, language) for entry in entries)
    # The roles hold where a narrow screen lays the cells out anew, for which some browsers forget the table.
    heads = "".join(
        f'<th scope="col" role="columnheader">{escape(words[name])}</th>' for name in ("place", "state", "reason")
    )
    table = (
        f'<table class="entries" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
        if rows
        else f'<p class="about">{escape(words["no_entries"])}</p>'
    )
    total = counts[place.state or "records"]
    told = escape(words[f"told_{place.state or 'all'}"])
    return (
        f'{_states_html(counts, place, language)}<p class="about">{told}</p>{table}'
        f"{pager_html(place, total, _A_PAGE, language)}"
    )


def _states_html(counts: Mapping[str, int], place: Place, language: str) -> str:
    words = library_words(language)
    links = ""
    for state in ("", *STATES):
        here = ' aria-current="true"' if state == place.state else ""
        shown = f"{escape(words[state or 'all'])} <b>{number_text(counts[state or 'records'], language)}</b>"
        address = escape(place.address(state=state))
        links += f'<li><a data-go class="state {state or "all"}" href="{address}"{here}>{shown}</a></li>'
    return f'<ul class="states" aria-label="{escape(words["states"])}">{links}</ul>'


def _entry_html(entry: LedgerEntry, language: str) -> str:
    where = escape(entry.place)
    if entry.article_id:
        where = f'<a class="open" href="{escape(article_address(entry.article_id))}">{where}</a>'
    return (
        f'<tr role="row"><td role="cell" class="place">{where}</td>'
        f'<td role="cell"><span class="state {entry.state}">{escape(library_words(language)[entry.state])}</span></td>'
        f'<td role="cell">{_reason_html(entry.reason or "", language)}</td></tr>'
    )


def _reason_html(reason: str, language: str) -> str:
    if reason.startswith(_SAME_AS):
        return f"{escape(library_words(language)['same_as'])} {escape(reason.removeprefix(_SAME_AS))}"
    # Reasons are told in English, as the build wrote them down.
    return f'<span lang="en">{escape(reason)}</span>' if reason else ""
