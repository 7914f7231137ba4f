"""What a language model reads in an article that answers a question in words of its own.

A small model finds the value in most articles in which the rules find none, and as readily finds one in an article
about something else. So it is asked of one article at a time, may say "no", and how near it was to saying so counts;
whether two values contradict each other is judged by the rules, not by the model (`dateline bench conflicts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from index.sentences import split_sentences
from rag.conflicts.finding import Read
from rag.extractive import Evidence
from rag.llm import Completion, LanguageModel
from rag.prompts import Message, as_data, prompt_language

# A model for which "no" was likelier than this has not read an answer. Of cases told in other words, 576 for numbers
# and dates and 61 for names: it read 32 right numbers at 0.06 and 36 at 0.2, 19 and 21 right dates, with one false
# alarm more; at 0.1 and at 0.2 it told 15 and 18 contradictions between names, with 3 and 5 false alarms.
_MOST_DOUBT = 0.2
_MOST_CHARACTERS = 900
_NO = {"de": "nein", "en": "no"}
_HEADS = {
    "de": (
        "Du bekommst einen Zeitungsbericht und eine Frage. Antworte nur mit der Zahl, dem Datum oder dem Namen, mit "
        "dem der Bericht diese Frage beantwortet, so kurz wie möglich. Spricht der Bericht von einem anderen Ereignis, "
        "einer anderen Person, einem anderen Ort oder Jahr, oder sagt er es nicht, schreibe nur: nein"
    ),
    "en": (
        "You are given a newspaper report and a question. Answer only with the number, date or name with which the "
        "report answers this question, as briefly as possible. If the report speaks of another event, person, place "
        "or year, or does not say, write only: no"
    ),
}
_ASKED = {"de": "Bericht: {report}\nFrage: {question}", "en": "Report: {report}\nQuestion: {question}"}
_EXAMPLES = {
    "de": (
        (
            "Freude in Lauben. 4.120 Ja-Stimmen standen am Ende auf der Tafel, und der Bürgermeister atmete auf.",
            "Wie viele stimmten für den Bau der Halle in Lauben?",
            "4.120",
        ),
        (
            "Halle eingeweiht. Die Festrede in der neuen Halle von Lauben hielt Landrat Karl Brehm.",
            "Wer entwarf die Halle in Lauben?",
            "nein",
        ),
        (
            "Trauer um Kurt Ahrens. Der Kapitän ist am 3. Juli für immer eingeschlafen.",
            "Wann starb Kurt Ahrens?",
            "3. Juli",
        ),
        (
            "Auch Roden wählt. In der Nachbarstadt wurde 1951 Emil Kott mit 812 Stimmen ins Amt gewählt.",
            "Mit wie vielen Stimmen gewann Kott 1955 in Lauben?",
            "nein",
        ),
    ),
    "en": (
        (
            "Joy at Lauben. 4,120 ayes stood on the board in the end, and the mayor sighed with relief.",
            "How many people voted for the new hall at Lauben?",
            "4,120",
        ),
        (
            "Hall opened. The speech in the new hall at Lauben was given by Alderman Charles Brett.",
            "Who designed the hall at Lauben?",
            "no",
        ),
        (
            "Kurt Ahrens mourned. The captain fell asleep for ever on 3 July.",
            "When did Kurt Ahrens die?",
            "3 July",
        ),
        (
            "Roden votes too. In the neighbouring town Emil Kott was elected in 1951 with 812 votes.",
            "With how many votes did Kott win in Lauben in 1955?",
            "no",
        ),
    ),
}
_GRAMMAR = "root ::= [^\\n]{1,60}"


def reader(llm: LanguageModel, question: str, language: str) -> Read:
    """Return what asks a model a question of one article at a time.

    Args:
        language: Of the question.

    Raises:
        AnswerError, ModelError: Of the returned function: the model did not answer, or cannot be loaded.
    """
    code = prompt_language(language)
    head = [Message("system", _HEADS[code])]
    for report, asked, answer in _EXAMPLES[code]:
        head += [
            Message("user", _ASKED[code].format(report=report, question=asked)),
            Message("assistant", answer),
        ]

    def read(told: Sequence[Evidence]) -> str | None:
        body = _ASKED[code].format(report=_report(told), question=as_data(question))
        completion = llm.complete([*head, Message("user", body)], _GRAMMAR)
        refused = completion.text.strip(" .\n").casefold() == _NO[code]
        return None if refused or _doubt(completion, _NO[code]) > _MOST_DOUBT else completion.text

    return read


def _report(told: Sequence[Evidence]) -> str:
    """Return an article's title and the sentences that are near the question, each with the one before it."""
    article = told[0].article
    spans = split_sentences(article.text, article.language)
    wanted = {n for n, (start, end) in enumerate(spans) for one in told if start < one.end and one.start < end}
    shown = sorted(wanted | {n - 1 for n in wanted if n})
    text = " ".join(article.text[slice(*spans[n])] for n in shown)
    return as_data(f"{article.title.rstrip('.')}. {text}", _MOST_CHARACTERS)


def _doubt(completion: Completion, no: str) -> float:
    """Return how likely it was that the model began to say "no"; 0 where its server does not tell."""
    openings = ((token.strip().casefold(), likely) for token, likely in completion.openings.items())
    return sum(likely for token, likely in openings if token and no.startswith(token))
