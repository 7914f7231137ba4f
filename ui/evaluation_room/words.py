"""The room's own words, German and English, and its figures as they are written in each. Pure."""

from __future__ import annotations

from datetime import datetime

from eval.views import MEANING
from ui.words import day_text

_GERMAN = {
    "new": "Neuer Lauf", "suite": "Fragensammlung", "answering": "Gemessen wird",
    "extractive": "Suche und Zitate", "auto": "Antworten wie auf der Seite (mit Sprachmodell)",
    "search": "nur die Suche",
    "articles": "Gefragt wird", "own": "eigene Artikel der Sammlung", "page": "das Archiv dieser Seite",
    "of_suite": "eigene Artikel", "of_page": "Archiv der Seite",
    "limit": "Höchstens so viele Fragen", "limit_hint": "alle", "seed": "Startwert der Auslosung",
    "run": "Starten", "stop": "Anhalten", "resume": "Fortsetzen", "again": "Noch einmal versuchen", "delete": "Löschen",
    "sure": "Diesen Lauf mit allen Ergebnissen löschen?",
    "bundled": "Mitgeliefert", "folder": "Ordner", "feedback": "Urteile der Leserinnen und Leser",
    "no_suites": "Es gibt noch keine Fragensammlung: Beurteilen Sie eine Antwort, oder nennen Sie beim Start einen"
    " Ordner (--suites).",
    "preparing": "wird vorbereitet …", "asked": "{done} von {all} Fragen", "writing": "Bericht wird geschrieben …",
    "running": "Läuft", "done": "fertig", "stopped": "angehalten", "failed": "fehlgeschlagen",
    "started": "Der Lauf ist gestartet.", "ended": "Der Lauf ist fertig.", "was_stopped": "Der Lauf ist angehalten.",
    "was_failed": "Der Lauf ist fehlgeschlagen.", "deleted": "Der Lauf ist gelöscht.",
    "runs": "Läufe", "no_runs": "Noch keine Läufe.",
    "nothing_open": "Starten Sie einen Lauf, oder öffnen Sie einen früheren.",
    "stands": "{done} von {all} Fragen sind beantwortet; beim Fortsetzen wird keine zweimal gestellt.",
    "report": "Ganzer Bericht", "report_compared": "Ganzer Bericht mit Vergleich",
    "compare": "Vergleichen", "compare_with": "Vergleichen mit", "alone": "Ohne Vergleich",
    "counted": "{cases} Fragen = {scored} gewertet + {ineligible} nicht wertbar + {failed} fehlgeschlagen",
    "figures": "Kennzahlen", "metric": "Kennzahl", "mean": "Mittel", "interval": "95-%-Bereich", "scale": "0 bis 1",
    "cases": "Fragen", "held": "Artikel", "less": "weniger ist besser",
    "before": "vorher", "now": "jetzt", "change": "Änderung",
    "p": "p (Holm)", "plots": "Verteilungen", "mark": "{value}, Bereich {low} bis {high}",
    "compared": "Verglichen mit dem Lauf vom {when}",
    "not_compared": "Nicht verglichen: {count} Fragen, die es nur in einem der Läufe gibt oder die geändert wurden.",
    "better": "Besser", "worse": "Schlechter", "reworded": "Gleich gut, andere Worte",
    "no_change": "Keine Frage hat sich geändert.",
    "expected": "Erwartet", "answer_before": "Vorher", "answer_now": "Jetzt", "measured": "Kennzahlen",
    "no_answer": "keine Antwort",
    "none_expected": "keine Antwort (das Archiv hat keine)",
    "rank": "Rang {rank}", "no_rank": "Artikel nicht gefunden", "more": "{count} weitere stehen im Bericht.",
    "chance": "fett: wohl kein Zufall (p < 0,05 nach Holm)",
    "Rank of the first relevant article": "Rang des ersten richtigen Artikels",
    "Reliability of verdicts": "Wie verlässlich die Urteile sind",
    "not found": "fehlt", "{some} of {all}": "{some} von {all}",
    "verbatim": "wörtlich", "supported": "belegt", "unsupported": "nicht belegt",
    "share of answers that hold an accepted one, by the worst verdict of their sentences":
    "Anteil der Antworten, die eine anerkannte enthalten, nach dem schwächsten Urteil ihrer Sätze",
}  # fmt: skip
_ENGLISH = {
    "new": "New run", "suite": "Suite", "answering": "What is measured",
    "extractive": "search and quotes", "auto": "answers as on the page (with the language model)",
    "search": "search only",
    "articles": "What is asked", "own": "the suite's own articles",
    "page": "the archive of this page",
    "of_suite": "own articles", "of_page": "archive of the page",
    "limit": "At most so many questions", "limit_hint": "all", "seed": "Seed of the draw",
    "run": "Run", "stop": "Stop", "resume": "Go on", "again": "Try again", "delete": "Delete",
    "sure": "Delete this run with all its results?",
    "bundled": "Bundled", "folder": "Folder", "feedback": "Readers' verdicts",
    "no_suites": "There is no suite yet: judge an answer, or name a folder when starting the server (--suites).",
    "preparing": "preparing …", "asked": "{done} of {all} questions", "writing": "writing the report …",
    "running": "Running", "done": "done", "stopped": "stopped", "failed": "failed",
    "started": "The run has started.", "ended": "The run is done.", "was_stopped": "The run is stopped.",
    "was_failed": "The run has failed.", "deleted": "The run is deleted.",
    "runs": "Runs", "no_runs": "No runs yet.", "nothing_open": "Start a run, or open an earlier one.",
    "stands": "{done} of {all} questions are answered; going on asks none of them twice.",
    "report": "Full report", "report_compared": "Full report with comparison",
    "compare": "Compare", "compare_with": "Compare with", "alone": "Without comparison",
    "counted": "{cases} questions = {scored} scored + {ineligible} ineligible + {failed} failed",
    "figures": "Figures", "metric": "metric", "mean": "mean", "interval": "95 % interval", "scale": "0 to 1",
    "cases": "questions", "held": "articles", "less": "less is better",
    "before": "before", "now": "now", "change": "change",
    "p": "p (Holm)", "plots": "Distributions", "mark": "{value}, interval {low} to {high}",
    "compared": "Compared with the run of {when}",
    "not_compared": "Not compared: {count} questions that only one of the runs has, or that were edited.",
    "better": "Better", "worse": "Worse", "reworded": "As good, in other words",
    "no_change": "No question has changed.",
    "expected": "Expected", "answer_before": "Before", "answer_now": "Now", "measured": "Metrics",
    "no_answer": "no answer", "none_expected": "no answer (the archive has none)",
    "rank": "rank {rank}", "no_rank": "article not found", "more": "{count} more are in the report.",
    "chance": "bold: likely no chance (p < 0.05 after Holm)",
    # Under a column there is no room for more.
    "not found": "none",
}  # fmt: skip
_GERMAN_MEANING = {
    "nDCG@10": "Gewinn der ersten zehn Artikel, nach Rang gemindert, als Anteil der besten Reihenfolge",
    "AP": "mittlere Genauigkeit über die ganze Rangliste", "RR": "Kehrwert des Rangs des ersten richtigen Artikels",
    "R@1": "Anteil der richtigen Artikel auf Rang 1", "R@5": "Anteil der richtigen Artikel unter den ersten 5",
    "R@10": "Anteil der richtigen Artikel unter den ersten 10",
    "Judged@10": "Anteil der ersten zehn Artikel, die jemand beurteilt hat",
    "EM": "die Antwort ist Wort für Wort eine anerkannte",
    "F1": "Wörter, die sie mit der nächsten anerkannten Antwort teilt; ganze Sätze halten sie niedrig",
    "contains": "eine anerkannte Antwort steht Wort für Wort darin",
    "contains@1": "eine anerkannte Antwort steht im ersten Satz",
    "contains@2": "eine anerkannte Antwort steht in den ersten beiden Sätzen",
    "facet_recall": "Anteil dessen, was zu sagen ist und gesagt wird",
    "claim_recall": "Anteil der Aussagen, die zu machen sind und belegt werden",
    "citation_precision": "Anteil der Belege, die ihr Satz braucht",
    "citation_recall": "Anteil der Sätze, die ihre Belege tragen",
    "gold_citation_precision": "Anteil der Belege, die eine anerkannte Antwort aus einem richtigen Artikel zitieren",
    "gold_citation_recall": "ein Beleg zitiert eine anerkannte Antwort aus einem richtigen Artikel",
    "verbatim_quotes": "Anteil der Zitate, die Zeichen für Zeichen im Artikel stehen",
    "answer_language": "die Antwort ist in der Sprache der Frage",
    "time_span": "die Zeitangabe der Frage ist auf den Tag verstanden",
    "abstention_precision": "Anteil der verweigerten Antworten, die das Archiv wirklich nicht hat",
    "abstention_recall": "Anteil der Fragen ohne Antwort im Archiv, bei denen sie verweigert wurde",
    "as_of_leaks": "gezeigt wurde etwas, was nach dem Stand-Datum erschien",
    "filter_leaks": "gezeigt wurde etwas außerhalb des Filters",
}  # fmt: skip


def words_of(language: str) -> dict[str, str]:
    """Return the room's words, German or else English."""
    return _GERMAN if language == "de" else _ENGLISH


def title_of(suite: str, language: str) -> str:
    """Return a suite's title; only that of all bundled ones together is no name."""
    return "sample, alle" if language == "de" and suite == "sample, all" else suite


def meaning_of(metric: str, language: str) -> str:
    """Return what a metric says, in one line; empty for one that is not known."""
    return (_GERMAN_MEANING if language == "de" else MEANING).get(metric, "")


def when_text(run: str, language: str) -> str:
    """Return when a run was started, by its id, in the server's time: `26. November 2026, 01:15`."""
    try:
        started = datetime.strptime(f"{run[:15]}+0000", "%Y%m%d-%H%M%S%z").astimezone()
    except ValueError:
        return run
    return f"{day_text(started.date(), language)}, {started:%H:%M}"
