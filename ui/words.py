"""The page's own words, German and English, and dates as they are written in each. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from index.types import DateSpan
from rag.coverage import MONTH_NAMES

Language = Literal["de", "en"]

_GERMAN = {
    "verbatim": "wörtlich", "supported": "belegt", "unsupported": "nicht belegt", "undated": "ohne Datum",
    "around": "um", "source": "Quelle unbekannt", "sources": "Quellen", "sources_held": "Quellen",
    "more": "Weitere Fundstellen",
    "near": "Am ehesten verwandt", "also": "Auch in", "from": "von", "open": "Original öffnen",
    "extractive": "Zitate aus dem Archiv",
    "llm": "vom Sprachmodell formuliert, an den Quellen geprüft", "unknown": "verweist auf keine Quelle",
    "chosen": "Zitate aus dem Archiv, das erste vom Sprachmodell ausgewählt",
    "writing": "Das Sprachmodell liest; bis dahin gelten diese Zitate.", "as_of": "Stand",
    "nothing": "Keine Fundstellen.", "line": "Auf Platz {place} in der Schlange für das Sprachmodell.",
    "day": "auf den Tag bekannt", "month": "auf den Monat bekannt", "year": "auf das Jahr bekannt",
    "circa": "ungefähr", "interval": "als Zeitraum bekannt", "no_date": "Erscheinungsdatum unbekannt",
    "why_both": "Sinn und Wörter", "why_dense": "Sinn", "why_lexical": "Wörter", "why": "Gefunden über",
    "close": "Schließen", "back": "Zurück zu den Quellen", "reader": "Artikel", "own_page": "Eigene Seite",
    "articles": "Artikel", "article": "Artikel", "from_to": "{first} bis {last}",
    "drop": "Zeitangabe nicht anwenden", "dropped": "„{words}“ wird nicht angewandt", "restore": "wieder anwenden",
    "question": "Frage", "placeholder": "Fragen Sie das Archiv …", "ask": "Fragen", "stop": "Anhalten",
    "filters": "Filter", "from_day": "Von", "to_day": "Bis", "as_of_day": "Stand vom", "languages": "Sprachen",
    "day_hint": "2022-09 oder 2022-09-14", "as_of_hint": "nichts, was später erschien",
    "clear": "Filter löschen", "remain": "{left} von {all} Artikeln", "histogram": "Artikel nach Erscheinungszeit",
    "undated_left": "{count} ohne Datum", "undated_out": "{count} ohne Datum ausgeschlossen",
    "brush": "Ziehen oder mit Pfeiltasten und Eingabetaste wählen; Umschalttaste erweitert.",
    "found_here": "Fundstellen: {count}", "earlier": "Zuvor in diesem Gespräch", "conversations": "Gespräche",
    "new": "Neues Gespräch", "rename": "Umbenennen", "delete": "Löschen", "share": "Teilen",
    "unshare": "Nicht mehr teilen", "export": "Ausgeben", "none_yet": "Noch keine Gespräche.",
    "sure": "Dieses Gespräch löschen?", "name": "Name des Gesprächs", "copy": "Mit Fußnoten kopieren",
    "copied": "Kopiert.", "good": "Stimmt", "bad": "Stimmt nicht", "comment": "Was war gut oder falsch? (freiwillig)",
    "absent": "Das Archiv beantwortet diese Frage nicht", "send": "Absenden",
    "thanks": "Als Prüffall gespeichert.", "noted": "Anmerkung gespeichert.", "shared_at": "Nur zum Lesen geteilt:",
    "gone": "Der Artikel steht nicht mehr im Archiv.", "help": "Hilfe", "theme": "Hell oder dunkel",
    "examples": "Zum Beispiel", "read_only": "Geteiltes Gespräch, nur zum Lesen",
    "fast": "Zu viele Fragen in kurzer Zeit.", "fast_fix": "Warten Sie {seconds} Sekunden.",
    "blank": "Stellen Sie zuerst eine Frage.", "searching": "Das Archiv wird durchsucht …", "stopped": "Angehalten.",
    "lead": "Jeder Satz der Antwort zeigt die datierte Stelle, auf der er ruht.",
    "skip": "Zur Antwort", "undated_only": "kein Artikel trägt ein Datum",
    "keys": "Tasten", "key_ask": "Frage eingeben", "key_next": "nächste und vorige Quelle",
    "key_open": "Quelle öffnen", "key_close": "Artikel oder Hilfe schließen", "key_help": "diese Hilfe",
    "language": "Sprache",
    "understood": "Verstanden als:", "alone": "nur meine Worte fragen",
    "differ_number": "Die Artikel nennen verschiedene Zahlen", "differ_date": "Die Artikel nennen verschiedene Daten",
    "differ_name": "Die Artikel nennen verschiedene Namen",
    "as_read": "so liest sie das Sprachmodell, das sich irren kann",
    "value": "Angabe", "printed": "Erschienen", "passage": "Stelle", "in_order": "Der Reihe nach",
    "dated_by_event": "geschehen", "dated_by_publication": "erschienen",
    "by_event": "Datum aus dem Satz, erschienen: {date}", "by_publication": "Datum des Erscheinens",
    "key_enter": "Fragen (Umschalt+Eingabe: neue Zeile)",
    "rooms": "Räume", "room_reading": "Lesen", "room_library": "Bibliothek", "room_evaluation": "Auswertung",
    "skip_here": "Zum Inhalt", "key_find": "Titel suchen", "back_here": "Zurück zur Liste",
    "kind_original": "Original", "kind_reprint": "Nachdruck", "kind_excerpt": "Auszug",
    "kind_update": "Neufassung", "kind_correction": "Berichtigung",
    "part_dense": "Sinn", "part_opening": "Sinn des Anfangs", "part_lexical": "Wörter",
    "part_article": "Wörter im Artikel", "part_matched": "Anteil der Frage",
    "part_sentence": "Satz", "part_rerank": "Nachprüfung",
}  # fmt: skip
_ENGLISH = {
    "verbatim": "verbatim", "supported": "supported", "unsupported": "not supported", "undated": "undated",
    "around": "c.", "source": "unknown source", "sources": "Sources", "sources_held": "sources",
    "more": "More passages",
    "near": "Nearest passages", "also": "Also in", "from": "by", "open": "Open the original",
    "extractive": "quoted from the archive",
    "llm": "worded by the language model, checked against its sources", "unknown": "matches no source",
    "chosen": "quotes from the archive, the first chosen by the language model",
    "writing": "The language model is reading; until then these quotes stand.", "as_of": "as of",
    "nothing": "No passages found.", "line": "Place {place} in line for the language model.",
    "day": "known to the day", "month": "known to the month", "year": "known to the year",
    "circa": "approximate", "interval": "known as a span", "no_date": "date of publication unknown",
    "why_both": "meaning and words", "why_dense": "meaning", "why_lexical": "words", "why": "Found by",
    "close": "Close", "back": "Back to the sources", "reader": "Article", "own_page": "Page of its own",
    "articles": "articles", "article": "article", "from_to": "{first} to {last}",
    "drop": "Do not apply these time words", "dropped": "“{words}” is not applied", "restore": "apply again",
    "question": "Question", "placeholder": "Ask the archive …", "ask": "Ask", "stop": "Stop",
    "filters": "Filters", "from_day": "From", "to_day": "To", "as_of_day": "As of", "languages": "Languages",
    "day_hint": "2022-09 or 2022-09-14", "as_of_hint": "nothing that appeared later",
    "clear": "Clear the filters", "remain": "{left} of {all} articles", "histogram": "Articles by time of publication",
    "undated_left": "{count} undated", "undated_out": "{count} undated left out",
    "brush": "Drag, or choose with the arrow keys and Enter; Shift extends.",
    "found_here": "passages found: {count}", "earlier": "Earlier in this conversation",
    "conversations": "Conversations", "new": "New conversation", "rename": "Rename", "delete": "Delete",
    "share": "Share", "unshare": "Stop sharing", "export": "Export", "none_yet": "No conversations yet.",
    "sure": "Delete this conversation?", "name": "Name of the conversation", "copy": "Copy with footnotes",
    "copied": "Copied.", "good": "Right", "bad": "Wrong", "comment": "What was good or wrong? (optional)",
    "absent": "The archive does not answer this question", "send": "Send",
    "thanks": "Stored as an evaluation case.", "noted": "Remark stored.", "shared_at": "Shared, read-only:",
    "gone": "The article is no longer in the archive.", "help": "Help", "theme": "Light or dark",
    "examples": "For example", "read_only": "Shared conversation, read-only",
    "fast": "Too many questions in a short time.", "fast_fix": "Wait {seconds} seconds.",
    "blank": "Ask a question first.", "searching": "Searching the archive …", "stopped": "Stopped.",
    "lead": "Every sentence of an answer shows the dated passage that it rests on.",
    "skip": "To the answer", "undated_only": "no article is dated",
    "keys": "Keys", "key_ask": "type a question", "key_next": "next and previous source",
    "key_open": "open the source", "key_close": "close the article or this help", "key_help": "this help",
    "language": "Language",
    "understood": "Understood as:", "alone": "ask just my words",
    "differ_number": "The articles give different numbers", "differ_date": "The articles give different dates",
    "differ_name": "The articles give different names",
    "as_read": "as the language model reads them, which may be wrong",
    "value": "Says", "printed": "Printed", "passage": "Passage", "in_order": "In the order of events",
    "dated_by_event": "happened", "dated_by_publication": "printed",
    "by_event": "date from the sentence, printed: {date}", "by_publication": "date of publication",
    "key_enter": "ask (Shift+Enter: new line)",
    "rooms": "Rooms", "room_reading": "Read", "room_library": "Library", "room_evaluation": "Evaluation",
    "skip_here": "To the content", "key_find": "search titles", "back_here": "Back to the list",
    "kind_original": "original", "kind_reprint": "reprint", "kind_excerpt": "excerpt",
    "kind_update": "update", "kind_correction": "correction",
    "part_dense": "meaning", "part_opening": "meaning of the opening", "part_lexical": "words",
    "part_article": "words in the article", "part_matched": "share of the question",
    "part_sentence": "sentence", "part_rerank": "second look",
}  # fmt: skip


def words_for(language: str) -> dict[str, str]:
    """Return the page's words in a language, German or else English."""
    return _GERMAN if language == "de" else _ENGLISH


def accepted_language(header: str | None, chosen: str | None = None) -> Language:
    """Return the language to show: the one chosen, else the first of an Accept-Language header that is spoken here."""
    if chosen in ("de", "en"):
        return "de" if chosen == "de" else "en"
    for part in (header or "").split(","):
        name = part.split(";")[0].strip().lower().split("-")[0]
        if name in ("de", "en"):
            return "de" if name == "de" else "en"
    return "en"


def date_text(span: DateSpan | None, language: str) -> str:
    """Return a date as it is known, never more exactly: `September 2022`, `um 1998`, `ohne Datum`."""
    words = words_for(language)
    if span is None:
        return words["undated"]
    if span.precision == "day":
        return day_text(span.first, language)
    if span.precision == "month":
        return month_text(span.first, language)
    if span.precision == "circa":
        return f"{words['around']} {span.edtf.rstrip('~')}"
    return span.edtf.replace("/", " – ")


def day_text(day: date, language: str) -> str:
    """Return a day: `14. September 2022`, `14 September 2022`."""
    number = f"{day.day}." if language == "de" else str(day.day)
    return f"{number} {month_text(day, language)}"


def month_text(day: date, language: str) -> str:
    """Return a day's month: `September 2022`."""
    return f"{MONTH_NAMES['de' if language == 'de' else 'en'][day.month - 1]} {day.year}"


def number_text(count: int, language: str) -> str:
    """Return a number with its thousands apart: `12.345`, `12,345`."""
    return f"{count:,}".replace(",", ".") if language == "de" else f"{count:,}"


def figure_text(value: float, language: str, digits: int = 3, *, signed: bool = False) -> str:
    """Return a figure: `0,904`, `0.904`."""
    shown = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    return shown.replace(".", ",") if language == "de" else shown


def size_text(size: int, language: str) -> str:
    """Return a number of bytes, to the tenth where that says more: `12 kB`, `1,4 MB`, `3 GB`, `12 GB`."""
    unit, divisor = next((pair for pair in (("GB", 10**9), ("MB", 10**6)) if size >= pair[1]), ("kB", 1000))
    # Below 10 a whole number would be wrong by up to a half; a kilobyte more or less tells nobody anything.
    digits = 1 if divisor > 1000 and size < 10 * divisor and round(size / divisor, 1) % 1 else 0
    return f"{figure_text(max(1, size / divisor), language, digits)} {unit}" if size else "0 kB"
