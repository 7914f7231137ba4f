"""Words that turn a statement into its denial, or into a plan, a claim or a possibility. Patterns only, by language.

A cue of the kind `noun` speaks of the words behind it ("no money", "without him", "unlike Sweden"), one of the kind
`verb` of its clause ("did not go"), one of the kind `deny` also of the clauses that depend on it ("denied that …"),
one of the kind `order` of all that follows ("write only: …").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CueKind = Literal["noun", "verb", "deny", "order"]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language; every pattern is matched against the text from a word on.

    `orders` are what an article tells its reader, or a machine, to say; it does not say so itself.
    """

    denials: tuple[tuple[CueKind, re.Pattern[str]], ...]
    no_denials: re.Pattern[str]
    hedges: re.Pattern[str]
    no_hedges: re.Pattern[str]
    claims: re.Pattern[str]
    orders: re.Pattern[str]
    depends: re.Pattern[str]
    breaks: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{' '.join(pattern.split())})(?!\w)", re.IGNORECASE)


_DE = Cues(
    denials=(
        ("noun", _words(r"kein(?:e|en|em|er|es|erlei)?|ohne|weder|niemand\w*|anders als|statt|anstelle|anstatt|"
                        r"entgegen")),
        ("verb", _words(r"nicht|nie|niemals|nirgends|nichts|keineswegs|keinesfalls|mitnichten|kaum")),
        ("deny", _words(
            r"bestritt\w*|bestreite\w*|dementier\w*|verneint?\w*|leugne\w*|abgestritten|widersprach\w*|widersprech\w*|"
            r"widersprochen|zurückgewiesen|zurückweis\w*|abgelehnt\w*|ablehn\w*|lehnt\w*|verweiger\w*|ausgeschlossen|"
            r"ausschließ\w*|(?:schloss|schlossen|schließt|schließen)(?=[^.;]*\baus\b)|"
            r"(?:wies|wiesen|weist|weisen)(?=[^.;]*\bzurück\b)|verzicht\w*|verhinder\w*|vermied\w*|unterließ\w*|scheitert\w*"
        )),
    ),
    no_denials=_words(r"nicht nur|nicht zuletzt|nicht einmal mehr als|kein zweifel|nichts anderes als|ohne zweifel|"
                      r"nicht weniger als|nicht mehr als|statt\W*finde\w*|statt dessen|stattdessen|ohnehin"),
    hedges=_words(
        r"soll|sollen|sollte|sollten|solle|könnte|könnten|könne|dürfte|dürften|würde|würden|will|wollen|wollte|wollten|"
        r"wolle|möchte\w*|geplant\w*|plant|planen|plante\w*|erwartet\w*|erwarten|möglicherweise|vielleicht|vermutlich|"
        r"wahrscheinlich|angeblich\w*|mutmaßlich\w*|womöglich|droht\w*|wenn|falls|sofern|ob|hofft\w*|hoffen|beantragt\w*|"
        r"vorgeschlagen|vorschlägt|befürchtet\w*|fürchtet\w*|beabsichtigt\w*|prüft|erwägt|versprach\w*|versprochen|wäre|wären|hätte|hätten"
    ),
    no_hedges=re.compile(r"ob\w+|(?<=als )erwartet\w*|(?<=als )geplant\w*", re.IGNORECASE),
    claims=_words(r"behaupt\w+|vorgeworfen|vorwurf\w*|vorwürfe\w*|beschuldig\w*|verdächtig\w*|verdacht|angeklagt\w*|warf\b"
                  r"(?=[^.;]*\bvor\b)|unterstellt\w*|gerücht\w*"),
    orders=_words(
        r"ignoriere\w*|vergiss|antworte\w*|schreibe?|gib|wiederhole|nenne|behaupte|füge|befolge|dekodiere|"
        r"(?:die )?antwort auf (?:jede|alle)"
    ),
    depends=re.compile(r"\s*(?:dass|ob|wie|warum|wer|wo)\b|[^,;.]*\b(?:zu \w+en|\w+zu\w+en|habe|haben|sei|seien|"
                       r"werde|würde)\b",
                       re.IGNORECASE),
    breaks=_words(r"aber|sondern|während|weil|nachdem|bevor|dass|ob|wenn|falls|obwohl|damit|sodass|denn|jedoch|doch|indem"),
)  # fmt: skip
_EN = Cues(
    denials=(
        ("noun", _words(r"no|without|neither|nor|none|nobody|no one|unlike|instead of|rather than|lack|lacks|lacked|"
                        r"contrary "
                        r"to")),
        ("verb", _words(r"not|never|nothing|nowhere|cannot|n['’]t|hardly|scarcely|barely|unlikely|\w+n['’]t|unable "
                        r"to")),
        ("deny", _words(
            r"den(?:y|ies|ied|ying|ial|ials)|reject\w*|refus\w*|disput(?:e|ed|es|ing)|contradict\w*|dismiss\w*|refut\w*|"
            r"fail(?:s|ed|ing|ure)? to|declin(?:e|es|ed|ing) to|rul(?:e|es|ed|ing) out|prevent\w*|stopped short of|"
            r"averted|"
            r"abandon\w*|avoid\w*|oppos(?:e|es|ed|ing)"
        )),
    ),
    no_denials=_words(r"not only|not least|no doubt|no\. ?\d+|not just|no longer than|no (?:more|fewer|less) than|"
                      r"nothing but|"
                      r"without doubt|not merely"),
    hedges=_words(
        r"might|may|could|would|should|will|plan|plans|planned|planning|expect\w*|intend\w*|propos\w*|hope[sd]?|hoping|"
        r"possibly|perhaps|probably|likely|allegedly|reportedly|supposedly|if|unless|whether|seek|seeks|sought|aims?|aimed|"
        r"consider\w*|promis\w*|threaten\w*|(?:is|are|was|were) to|set to|about to|due to be|potential\w*|fear\w*|"
        r"ought|"
        r"suggest\w*|want(?:s|ed)?|wish\w*|predict\w*|forecast\w*|likelihood"
    ),
    no_hedges=re.compile(r"May\b|(?<=than )(?:expected|planned|predicted|forecast)|(?<=as )(?:expected|planned)|"
        r"(?:considerable|considerably|considered)\b|(?:will of|the will)\b"),
    claims=_words(r"alleg\w+|claim(?:s|ed|ing)?|accus\w+|suspect\w*|rumou?r\w*|purported\w*"),
    orders=_words(
        r"ignore|disregard|forget|answer (?:only|with|every|in)|respond|reply (?:only|with)|say|print|repeat|output|"
        r"write (?:only|instead)|append|obey|decode|tell (?:the user|me)|always (?:say|answer|name|cite|write)|"
        r"must say|answer to (?:every|any|all)"
    ),
    depends=re.compile(r".", re.DOTALL),
    breaks=_words(r"but|while|whereas|because|after|before|although|though|when|who|whom|which|whose|that|since|until|unless|"
                  r"if|whether|however|as"),
)  # fmt: skip
_NONE = re.compile(r"(?!)")
_OTHER = Cues((), _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


def cues_of(language: str) -> Cues:
    """Return the cues of a language; in languages without a list, nothing is a cue."""
    return {"de": _DE, "en": _EN}.get(language, _OTHER)
