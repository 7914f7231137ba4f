"""With which number, date or name one article answers a question, as a language model reads it.

A small model finds the value in most articles, in whatever words they tell it, and as readily finds one in an article
about something else. So it is asked of one article at a time and may say "no", what it reads is looked up in the
article, and whether two values contradict each other is judged by rules (`dateline bench conflicts --with-model`). How
near it was to saying "no" helps little: of 216 contradictions 173 were found however near, 162 where "no" had less
than 0.2, with 12 and 9 false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.sentences import split_sentences
from rag.conflicts.finding import Read
from rag.extractive import Evidence
from rag.llm import LanguageModel
from rag.prompts import Message, as_data, prompt_language

_MOST_SENTENCES = 2  # beside those before them; a model needs a second for 300 characters on two cores
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
            "Lauben baut. Den ersten Spatenstich zur neuen Halle tat am Freitag Altbürgermeisterin Ida Kern.",
            "Wer begann den Bau der Halle in Lauben?",
            "Ida Kern",
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
            "Lauben builds. Former mayor Ida Kern dug the first spade of earth for the new hall on Friday.",
            "Who began the building of the hall at Lauben?",
            "Ida Kern",
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
    """Return what asks a model a question of one article at a time, of which it is given some sentences, best first.

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
        words = llm.complete([*head, Message("user", body)], _GRAMMAR)
        return None if words.strip(" .\n").casefold() == _NO[code] else words

    return read


def _report(told: Sequence[Evidence]) -> str:
    """Return an article's title and the sentences nearest to the question, each with the one before it."""
    article = told[0].article
    spans = split_sentences(article.text, article.language)
    near = told[:_MOST_SENTENCES]
    wanted = {n for n, (start, end) in enumerate(spans) for one in near if start < one.end and one.start < end}
    shown = sorted(wanted | {n - 1 for n in wanted if n})
    text = " ".join(article.text[slice(*spans[n])] for n in shown)
    return as_data(f"{article.title.rstrip('.')}. {text}", _MOST_CHARACTERS)
