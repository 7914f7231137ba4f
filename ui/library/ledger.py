"""What became of every record of the archive, by state, file, reason and words, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.ledger import Counted, Ledger, LedgerFilter, LedgerPage, kind_of
from index.store import LedgerEntry
from ui.addresses import article_address
from ui.german.phrases import message_html, message_in
from ui.library.narrowing import MOST_CHOICES, Choice, narrow_html
from ui.library.paging import page_of, pager_html
from ui.library.place import STATES, Place
from ui.library.words import library_words
from ui.words import number_text

_A_PAGE = 50


def ledger_html(ledger: Ledger, place: Place, language: str) -> str:
    """Return the states with their counts, the form that narrows the records, and a page of those that it leaves."""
    words = library_words(language)
    wanted = LedgerFilter(place.state, place.file, place.reason, place.words)
    found = ledger.page(wanted, page_of(place, _A_PAGE), MOST_CHOICES)
    rows = "".join(_entry_html(entry, language) for entry in found.entries)
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
    told = escape(words[f"told_{place.state or 'all'}"])
    return (
        f'{_states_html(found, place, language)}<p class="about">{told}</p>'
        f"{narrow_html(place, _boxes(found, language), language)}{table}"
        f"{pager_html(place, found.total, _A_PAGE, language)}"
    )


def _states_html(found: LedgerPage, place: Place, language: str) -> str:
    words = library_words(language)
    counts = {"": found.all_states, **{one.value: one.records for one in found.counts["state"]}}
    links = ""
    for state in ("", *STATES):
        here = ' aria-current="true"' if state == place.state else ""
        shown = f"{escape(words[state or 'all'])} <b>{number_text(counts.get(state, 0), language)}</b>"
        address = escape(place.address(state=state))
        links += f'<li><a data-go class="state {state or "all"}" href="{address}"{here}>{shown}</a></li>'
    return f'<ul class="states" aria-label="{escape(words["states"])}">{links}</ul>'


def _boxes(found: LedgerPage, language: str) -> dict[str, Sequence[Choice]]:
    return {
        "file": [_choice(one, one.value, language) for one in found.counts["file"]],
        "reason": [_choice(one, _kind_text(one, language), language) for one in found.counts["kind"]],
    }


def _kind_text(one: Counted, language: str) -> str:
    """Return a kind of reason in the reader's language: where it quotes, by way of an example, which is found whole."""
    shown = message_in(one.value, language)
    return shown if shown != one.value else kind_of(message_in(one.example, language))


def _choice(one: Counted, shown: str, language: str) -> Choice:
    return one.value, f"{shown} ({number_text(one.records, language)})"


def _entry_html(entry: LedgerEntry, language: str) -> str:
    where = escape(entry.place)
    if entry.article_id:
        where = f'<a class="open" href="{escape(article_address(entry.article_id))}">{where}</a>'
    return (
        f'<tr role="row"><td role="cell" class="place">{where}</td>'
        f'<td role="cell"><span class="state {entry.state}">{escape(library_words(language)[entry.state])}</span></td>'
        f'<td role="cell">{message_html(entry.reason, language) if entry.reason else ""}</td></tr>'
    )
