"""Questions that an article asks of itself, made by rules: headlines, gaps, months. Pure.

A number or a name is taken out of a sentence; the sentence around it asks for it. Nothing here knows a language model.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from index.sentences import split_sentences
from index.types import Article, DateSpan

GAP = "___"
_FEWEST_TITLE_WORDS = 4
_FEWEST_BODY_WORDS = 30
# Shorter sentences ask for anything, longer ones give half the article away.
_SENTENCE_WORDS = range(8, 41)
_NUMBER = re.compile(r"(?<![\w.,:-])\d[\d.,]*\d(?![\w:-])|(?<![\w.,:-])\d(?![\w.,:-])")
# Two capitalised words and more within a sentence: a name in every language that has capitals, German nouns or not.
_NAME = re.compile(r"(?<=[\w,;:–-] )[A-ZÄÖÜÀ-Þ][\w'’-]+(?: [A-ZÄÖÜÀ-Þ][\w'’-]+){1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASKED = {
    "de": "Was steht in der Lücke? „{}“",
    "en": "What fills the gap? “{}”",
    "es": "¿Qué falta en el hueco? «{}»",
    "fr": "Que manque-t-il ? « {} »",
    "it": "Che cosa manca? «{}»",
    "nl": "Wat ontbreekt er? „{}”",
    "pt": "O que falta na lacuna? «{}»",
}
_MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober"),
        *("November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December"),
    ),
}
_IN_MONTH = {"de": "{}, im {} {}", "en": "{}, in {} {}"}


@dataclass(frozen=True, slots=True)
class Cloze:
    """A sentence with a gap.

    Args:
        sentence: As printed, whole.
        answer: What was taken out of it.
        start: Where the sentence begins in the article's text.
    """

    question: str
    sentence: str
    answer: str
    start: int


def headline_of(article: Article) -> str | None:
    """Return the headline where it can ask for its article; None where it is short, made up, or in the text itself."""
    title = article.title.strip()
    if len(title.split()) < _FEWEST_TITLE_WORDS or len(article.text.split()) < _FEWEST_BODY_WORDS:
        return None
    if title.endswith("…") or title.casefold() in article.text[: 2 * len(title)].casefold():
        return None
    return title


def cloze_of(article: Article, generator: random.Random) -> Cloze | None:
    """Return a sentence of the article with a number or a name taken out; None when it has none that will do."""
    found = []
    for start, end in split_sentences(article.text, article.language):
        sentence = article.text[start:end]
        if len(sentence.split()) not in _SENTENCE_WORDS or GAP in sentence:
            continue
        for gap in (*_NUMBER.finditer(sentence), *_NAME.finditer(sentence)):
            answer = gap[0]
            # A year is told by the date of the article, and what stands there twice is no gap.
            if not _YEAR.fullmatch(answer) and sentence.count(answer) == 1:
                with_gap = f"{sentence[: gap.start()]}{GAP}{sentence[gap.end() :]}"
                found.append(Cloze(asked(with_gap, article.language), sentence, answer, start))
    return generator.choice(found) if found else None


def asked(sentence: str, language: str) -> str:
    """Return the question that a sentence with a gap is, in its language; in others, the sentence alone."""
    return _ASKED.get(language, "{}").format(sentence)


def in_month(title: str, published: DateSpan, language: str) -> str | None:
    """Return a headline with the month of its article as time words; None where the month is not known, or unsaid."""
    same = (published.first.year, published.first.month) == (published.last.year, published.last.month)
    if not same or language not in _MONTHS:
        return None
    month = _MONTHS[language][published.first.month - 1]
    return _IN_MONTH[language].format(title.rstrip(" .!?"), month, published.first.year)
