"""Whether a language model reads an answer where the signals tell of none.

The signals of `rag.abstention` compare vectors and words, and refuse some questions whose answer is there in words of
its own. A model that has read the passage can tell; a small one is believed only where it was all but certain, and its
words stand there (`dateline bench abstention --with-model`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.lexical import tokens_of
from rag.article_reading import Reading
from rag.extractive import Evidence, by_article, sentences_of_passage
from rag.pointing import find_words
from rag.reading.figures import find_figures

# How likely "no" may have been; a model that does not tell is not believed. Of 106 questions of XQuAD in German 6 were
# refused wrongly, and 90 of 105 rightly whose article was gone: at 0.02 a model read one in 3 of the 6 and in none
# of the 90, at 0.05 in 3 and in 4.
_MOST_DOUBT = 0.02


def answer_read(
    read: Callable[[Sequence[Evidence]], Reading], evidence: Sequence[Evidence], language: str
) -> Evidence | None:
    """Return the sentence in which a model finds an answer, in the article of the best one; None when it finds none.

    Args:
        read: Asks it of one article.
        evidence: Best first, at least one.
        language: Of the question.

    Raises:
        AnswerError, ModelError: As `read` does.
    """
    told = by_article(evidence)[0]
    reading = read(told)
    if not reading.words or reading.doubt is None or reading.doubt > _MOST_DOUBT:
        return None
    everything = (*told, *sentences_of_passage(told[0]))
    return next((one for one in everything if _holds(one, reading.words, language)), None)


def _holds(one: Evidence, words: str, language: str) -> bool:
    """Tell whether words stand in a sentence, or their number in another spelling: 63 is sixty-three."""
    if tokens_of(words, language) and find_words(words, one.text, language):
        return True
    said, told = ({figure.value for figure in find_figures(part, one.article.language)} for part in (words, one.text))
    return bool(said) and said <= told
