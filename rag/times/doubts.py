"""Whether words that look like a time are one: a name, a count, a title or a rule ("open on Mondays") is not. Pure.

When in doubt the answer is no: a filter too few leaves the right passage among others, a filter too many hides it.
"""

from __future__ import annotations

import re

from rag.reading.question_words import begins_as_question
from rag.times.expressions import Moment
from rag.times.lazy_pattern import LazyPattern
from rag.times.vocabulary import words

_GERMAN = LazyPattern(
    r"\b(?:der|die|das|den|dem|des|ein|eine|einen|und|wer|wie|wo|wann|warum|wieso|welche[nrsm]?|wem|wen|wurden?|hat|"
    r"haben|ist|sind|waren?|gab|im|am|vom|zum|zur|bei|nach|für|mit|über|seit|bis|von|vor|nicht|es|sich|kam(?:en)?)\b"
)
_ENGLISH = LazyPattern(
    r"\b(?:the|a|an|of|and|who|how|where|when|why|which|what|did|does|do|is|are|were|has|have|had|on|at|from|to|by|for|"
    r"with|about|since|until|before|after|there|it)\b"
)
# What is asked about something over, told from a rule by its verb: preterite or participle.
_STRONG = (
    "war|wurd|hatt|gab|geschah|kam|ging|fiel|starb|gewann|verlor|fand|sprach|schrieb|blieb|hielt|ließ|nahm|stand|stieg|"
    "zog|traf|trat|trug|lag|lief|rief|schied|brach|brannt|schloss|schlug|sank|saß|sah|las|tat|warf|warb|wuchs|griff|"
    "bot|flog|floh|fuhr|schoss|verschwand|begann|entstand|erhielt|litt|stritt|lud|aß|trank|half|galt|empfing|wich"
)
_PAST = (
    LazyPattern(rf"\b[a-zäöü]*(?:{_STRONG})(?:e|en|t|st)?\b"),
    LazyPattern(r"\b(?!heute|erste|letzte|beste|nächste|weite|breite|bitte|mitte|seite|leute|könnte|sollte|möchte|rechte|"
               r"links|alte|heutige|gute|späte|gesamte|bekannte|wichtigste|größte|meiste)[a-zäöüß]{2,}te(?:n|st|t)?\b"),
    LazyPattern(r"\b(?!(?:gehört|gefällt|gelingt|genügt|geschieht|gewinnt|geht|gebt)\b)[a-zäöüß]*ge[a-zäöüß]{2,}t\b"),
    LazyPattern(r"\b(?:be|ver|ent|er|zer|über|unter)[a-zäöüß]{3,}t\b(?=\W*$|\s+(?:worden|wurden?|hat|haben|ist))"),
    LazyPattern(r"\b[a-zäöüß]{3,}iert\b(?=\W*$|\s+(?:worden|wurden?|hat|haben))"),
    LazyPattern(r"\b(?:hat|haben)\b.*\b[a-zäöüß]{3,}(?:t|en)\W*$"),
    # Without the auxiliary it may be an infinitive: "gehen", "erreichen".
    LazyPattern(r"\b(?:hat|haben|ist|sind)\b.*\b(?:[a-zäöüß]*ge|be|ver|ent|er|zer|über|unter)[a-zäöüß]{3,}en\b"),
    LazyPattern(r"\b(?:were|did|had|been|happened|said|won|lost|went|came|took|made|became|began|died|broke|wrote|got|"
               r"left|met|sold|told|fell|rose|shot|built|spent|held|sent|struck|paid|spoke|saw|found|gave|ran|led|sank|"
               r"thought|brought|bought|caught|drew|flew|grew|knew|stood|stole|threw|wore|cut|hit|quit|[a-z]{3,}ed)\b"),
)  # fmt: skip
# What is so now though its verb is a participle: "Ist das Museum am Montag geöffnet?"
_STATES = LazyPattern(
    r"\b(?:ist|sind)\b.*\b(?:geöffnet|geschlossen|gesperrt|erlaubt|verboten|gestattet|geplant|geregelt|geeignet)\W*$"
    r"|\b(?:is|are)\b.*\b(?:called|closed|allowed|needed|located|used|supposed|named|scheduled|planned|based)\b"
)
_PRESENT = LazyPattern(
    r"\b(?:ist|sind|gibt|kostet|kann|können|darf|dürfen|muss|müssen|soll|sollen|wird|werden|will|wollen|hat|haben|"
    r"heißt|gilt|bringt|isst|feiert|feiern|macht|fährt|beginnt|liegt|steht|kommt|blüht|blühen|öffnet|"
    r"is|are|does|do|can|should|must|has|have|may|might)\b"
)
_PLANS = LazyPattern(
    r"\b(?:will|wollen|soll|sollen|plant|planen|geplant|ziel|ziele|möchte[n]?|werden|wird|muss|müssen|plans?|target|goal|"
    r"aims?|expected|should|must|want|wants|to be)\b"
)
_UNITS_COUNTED = words(
    "euro mark dollar pfund franken cent prozent meter metern kilometer kilometern kilo kilogramm gramm tonnen liter "
    "litern hektar grad watt volt ps uhr jahre jahren tage tagen stunden minuten wochen monate monaten mann stück "
    "people men women children percent metres meters miles pounds euros dollars km kg mm cm m hours"
)
_NOT_PLURALS = {"was", "is", "has", "does", "this", "its", "his", "hers", "us", "as", "always", "across", "towards",
                "perhaps", "thus", "besides", "sometimes", "whereas", "versus", "news"}  # fmt: skip
# Behind these, four digits count something or belong to a noun.
_DETERMINERS = words(
    "der die das den dem des ein eine einem einen einer alle aller diese dieser diesen jene keine nur genau etwa rund "
    "fast knapp über unter mehr als um zu mit für gegen ohne bis circa ca insgesamt mindestens höchstens bei pro je "
    "gut auf einschließlich inklusive seine ihre unsere deren dessen im beim zum zur und oder"
)
_COUNTED = LazyPattern(r"\s+(?:of\s+(?:the|those|them)|(?:oder|or)\s+(?:mehr|weniger|more|less|fewer))\b")
# "Who stars in 1917 by Sam Mendes?"
_BY_SOMEONE = LazyPattern(r"\s+(?:by|von)\s+[A-ZÄÖÜ][a-zäöüß]+\s+[A-ZÄÖÜ]")
_COPULAS = {"wurde", "war", "ist", "blieb", "wird", "bin", "bist"}
_TITLE_VERBS = {"schrieb", "schreibt", "handelt", "las", "liest", "verfilmte", "heißt", "spielt", "wrote", "read"}
_NO_PLACES = {"windows", "office", "word", "excel", "fifa", "expo", "olympia", "euro", "agenda"}
_INSTITUTION = LazyPattern(
    r"\b(?:der|die|das)\s+(?:[a-zäöüß]+e[nr]?\s+)?[A-ZÄÖÜ]?[\wäöüß-]*(?:rat|amt|meister(?:in)?|minister(?:in|ium)?|regierung|"
    r"verwaltung|polizei|feuerwehr|stadt|gemeinde|landtag|bundestag|parlament|partei|verein|konzern|unternehmen|firma|"
    r"werft|bank|gericht|kirche|behörde|kanzler(?:in)?|präsident(?:in)?|bahn|universität|presse|zeitung|blatt|spiegel|times|magazin)$",
    re.IGNORECASE,
)
# "Was hat Frau Merkel 2016 gesagt?", "Was haben Anwohner 2004 getan?"
_SUBJECT = LazyPattern(
    r"\b(?:[Ff]rau|[Hh]err|Dr\.)\s+[A-ZÄÖÜ][\w-]+$|\b(?:haben|sind|wurden|hatten|waren)\s+[A-ZÄÖÜ][a-zäöüß]+$"
)
_AFTER_A_TIME = LazyPattern(
    r"(?:zum|zur|nach|in|im|ins|am|auf|aus|an|bei|beim|mit|von|vom|für|gegen|über|unter|durch|ohne|um|als|the|to|at|on|"
    r"from|by|and|und|oder|that|der|die|das|den|dem|ein|eine|einen|er|sie|es|wir|sich|nicht|noch|schon|so|alles)\b"
)
# Days that are the names of what happened on them.
_NAMED_DAYS = {(9, 11), (6, 17), (11, 9), (7, 20), (10, 3), (5, 1), (7, 4), (7, 14), (1, 6)}
_CLOSERS = "“”\"«»’'"
_APPROXIMATE = LazyPattern(
    r"\b(?:more\s+than|less\s+than|over|about|around|nearly|almost|some|roughly|mehr\s+als|weniger\s+als|über|rund|etwa|"
    r"fast|knapp|circa|ca\.|gut|ungefähr)\s+$"
)


def is_german(question: str) -> bool:
    """Tell whether a question is German rather than English, by its little words."""
    text = question.lower()
    return len(_GERMAN.findall(text)) >= len(_ENGLISH.findall(text))


def tells_of_the_past(question: str) -> bool:
    """Tell whether a verb of the question is a preterite or a participle."""
    text = question[:1].lower() + question[1:]
    if _STATES.search(text):
        return False
    # The German "was" is no verb.
    return any(pattern.search(text) for pattern in _PAST) or (bool(re.search(r"\bwas\b", text)) and not is_german(text))


def is_general(question: str) -> bool:
    """Tell whether a question asks for what is so at all times: "Is the museum open on Monday?"."""
    if tells_of_the_past(question):
        return False
    return begins_as_question(question) or bool(_PRESENT.search(question.lower()))


def is_planned(question: str) -> bool:
    """Tell whether a question asks for what is to come, so that a year in it is an aim."""
    return bool(_PLANS.search(question.lower())) and not tells_of_the_past(question)


def is_a_name(question: str, moment: Moment, start: int) -> bool:
    """Tell whether the words are, or belong to, a title or a compound.

    Args:
        start: Where the words begin, with the preposition before them.
    """
    before, after = question[:start], question[moment.end :]
    if re.search(r"[„“”\"«»‚‘]\s*$|(?<!\w)'$", before) and after[:1] in _CLOSERS:
        return True
    if re.match(r"[-–]\w|[%€$£]|[.,]\d", after):
        return True
    said = question[moment.start : moment.end]
    alone = start == moment.start
    if alone and re.match(r"[A-Z]\w+\s+of\b", said) and moment.kind == "season" and re.search(r"\w\s*$", before):
        return True  # "Summer of 1942"; the season itself has no capital in English
    lower_case = not is_german(question) or said.lower().startswith(("gestern", "heute", "vorgestern"))
    if moment.kind in ("relative", "rolling", "today") and lower_case and said[:1].isupper():
        # "Who sang Last Christmas?", "USA Today"; a question may begin with "Last week".
        return bool(re.search(r"\w", before[-30:])) and not re.search(r"[.:,;–]\s*$", before)
    return False


def is_counted(after: str) -> bool:
    """Tell whether a number that looks like a year counts what follows it: "2022 Besucher", "1990 cases"."""
    following = re.match(r"\s+([\w’'-]+)(?:\s+([\w-]+))?", after)
    if not following:
        return False
    word, second = following[1], following[2] or ""
    if word.lower() in _UNITS_COUNTED or _COUNTED.match(after):
        return True
    if re.fullmatch(r"[A-ZÄÖÜ][a-zäöüß]+(?:en|er|e|n|s)", word):
        return True
    if re.fullmatch(r"[a-zäöüß]{3,}(?:e|en|er)", word) and re.fullmatch(r"[A-ZÄÖÜ][\wäöüß-]+(?:en|er|e|n|s)", second):
        return not _AFTER_A_TIME.match(word)
    return bool(re.fullmatch(r"[a-z]{3,}s", word)) and word not in _NOT_PLURALS and not word.endswith(("ss", "us"))


def is_a_year(question: str, moment: Moment, opener: str | None) -> bool:
    """Tell whether four digits say when, and are no count and no part of a name.

    Args:
        opener: The preposition before them, None when there is none.
    """
    before, after = question[: moment.start].rstrip(), question[moment.end :]
    following = after.lstrip()
    if opener is not None:
        titled = opener == "in" and _BY_SOMEONE.match(after)
        return not (titled or _is_english_name(question, before, following) or is_counted(after))
    if not before or re.search(r"[,;:(–—]$", before):
        return bool(re.match(r"$|[?!.):,–—]|[a-zäöü]", following)) and not is_counted(after)
    if not is_german(question):
        return False
    preceding = before.split()
    previous = preceding[-1].strip('„“"»«(')
    if previous[:1].islower() or len(preceding) == 1:
        return _is_a_year_behind_a_verb(question, previous.lower(), after, len(preceding) == 1)
    if not re.match(r"$|[?!.,:)]|[a-zäöü]", following) or is_counted(after):
        return False
    return bool(_INSTITUTION.search(before) or _SUBJECT.search(before)) or (
        _is_a_place(preceding) and tells_of_the_past(question)
    )


def _is_a_year_behind_a_verb(question: str, verb: str, after: str, begins: bool) -> bool:
    if verb in _DETERMINERS or verb in _TITLE_VERBS:
        return False
    if begins:  # "Kamen 2022 Besucher?"
        return not is_counted(after) and bool(_AFTER_A_TIME.match(after.lstrip()))
    if is_counted(after):
        noun = re.match(r"\s+(\w+)", after)
        counted = noun is not None and noun[1].lower() in _UNITS_COUNTED
        return not counted and (verb in _COPULAS or bool(re.match(r"(?i)wie\s*viele?\b", question)))
    return True


def _is_a_place(preceding: list[str]) -> bool:
    """Tell whether a year stands behind "in Leipzig": no article, one name."""
    place = preceding[-1].lower()
    return len(preceding) > 2 and preceding[-2].lower() in ("in", "aus") and place.isalpha() and place not in _NO_PLACES


def _is_english_name(question: str, before: str, following: str) -> bool:
    """Tell whether a name follows, as in "during 2012 Olympics"; German nouns are counted, or follow freely."""
    if is_german(question) or not before:
        return False
    # "In 2019 Merkel said": the preposition alone stands before.
    return bool(re.match(r"[A-Z]", following)) and len(before.split()) > 2


def is_clear_without_year(question: str, moment: Moment, opener: str, joined: bool) -> bool:
    """Tell whether a month, a season, a day or a feast without its year is the newest one.

    Args:
        opener: The preposition before it, in lower case; empty for none.
        joined: It is one end of a span, or counted from: "since May".
    """
    said, after = question[moment.start : moment.end], question[moment.end :]
    german = is_german(question)
    if moment.kind == "day" and (moment.days[0].month, moment.days[0].day) in _NAMED_DAYS:
        return False
    if moment.kind == "quarter" and not german:  # of a game, as likely as of a year
        return False
    if not german and re.match(r"\s+[A-Z]|['’]s\b", after):
        return False
    if said.lower() in ("may", "march", "mar") and said.islower() and opener.split()[:1] != ["in"]:
        return False
    if opener.split()[:1] in (["ab"], ["bis"], ["by"], ["until"], ["till"], ["from"]) and is_general(question):
        return False  # what is to come: "Was gilt ab Juli?"
    if joined:
        # "since May took office"; "by May" may name who wrote it.
        free = german or bool(re.match(r"\W*$|\s*[,;?!.]|\s+(?:in|at|on|to|for|with|and|until|by)\b", after))
        return free and opener != "by"
    if said.lower() == "fall" and opener != "in the":
        return False
    return not is_general(question)


def is_an_attribute(question: str, moment: Moment) -> bool:
    """Tell whether a time is part of an English event's name: "the June 2017 election"."""
    before, after = question[: moment.start], question[moment.end :]
    noun = re.match(r"\s+([a-z]+)", after)
    article = re.search(r"\b(?:the|a|an|this|that|his|her|its|their|our)\s+$", before, re.IGNORECASE)
    return bool(article and noun and not _AFTER_A_TIME.match(noun[1]) and not is_german(question))


def is_held(question: str, moment: Moment) -> bool:
    """Tell whether the noun behind years is an office, not what is counted: "Wer war von 1998 bis 2005 Kanzler?"."""
    noun = re.match(r"\s+(\w+)", question[moment.end :])
    counted = noun is not None and noun[1].lower() in _UNITS_COUNTED
    return not counted and any(word in _COPULAS for word in question[: moment.start].lower().split())


def is_vague(text: str, moment: Moment) -> bool:
    """Tell whether words around a relative time make another one of it: "more than a year ago", "last week of"."""
    if moment.kind == "ago":
        return bool(_APPROXIMATE.search(text[: moment.start]))
    return bool(re.match(r"\s+(?:of|des|before)\b", text[moment.end :]))
