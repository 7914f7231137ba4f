"""Is something asked, or only named? By its first word and its mark; German and English. Pure."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\W*(?:wer|was|wie|wo|woher|wohin|wann|warum|wieso|weshalb|wem|wen|wessen|wovon|worüber|welche[nrsm]?|who|whom|"
    r"whose|what|how|where|when|which|why)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"viel(?:e[nr]?)?|many|much", re.IGNORECASE)


def begins_as_question(text: str) -> bool:
    """Tell whether a text begins with a word that asks."""
    return bool(_ASKS.match(text))


def is_question_word(word: str) -> bool:
    """Tell whether a word of a question only asks: "wie", "viele", "which"."""
    return bool(_ASKS.fullmatch(word) or _HOW_MANY.fullmatch(word))


def names_a_topic(text: str) -> bool:
    """Tell whether a text asks nothing: a headline, or a few words of what is looked for."""
    return "?" not in text and not begins_as_question(text)
