"""Sentences turned false by one change, as careless writers do. Each returns None where it cannot be made. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from random import Random

from eval.rewordings import _MONTHS

_DIGITS = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w])")
_AUXILIARY = {
    "de": re.compile(
        r"\b(?:ist|sind|war|waren|wurde|wurden|hat|haben|hatte|hatten|wird|werden|kann|konnte|soll|sollen)\b"
    ),
    "en": re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should)\b(?! not)"),
}
_DENIED = {
    "de": ((r" nicht\b(?! nur)", ""), (r"\bkeine(\w?)\b", r"eine\1"), (r"\bkein\b", "ein"), (r"\bohne\b", "mit"),
           (r"\bbestritt\b", "bestätigte"), (r"\bnie\b", "immer"), (r"\bkeinen\b", "einen")),
    "en": ((r" not\b(?! only)", ""), (r"\bno\b(?! longer|\.)", "some"), (r"\bnever\b", "often"),
           (r"\bwithout\b", "with"),
           (r"\bdenied\b", "confirmed"), (r"n't\b", ""), (r"\brejected\b", "accepted"), (r"\bneither\b", "both")),
}  # fmt: skip
_MAGNITUDES = {
    "Millionen": "Milliarden", "Milliarden": "Millionen", "million": "billion", "billion": "million", "mln": "billion",
    "Tausend": "Millionen", "thousand": "million", "dlrs": "pounds", "Euro": "Dollar", "pct": "points",
}  # fmt: skip
# "would" is left alone: in reported speech it is but "will".
_HEDGES = {
    "de": ((r"\bsoll(en)?\b", "wird"), (r"\bkönnten?\b", "wird"), (r"\bmöglicherweise ", ""), (r"\bangeblich\w* ", "")),
    "en": ((r"\b(?:may|might|could) (?=be )", "will "), (r"\b(?:may|might|could) ", "did "), (r"\ballegedly ", ""),
           (r"\bplans to\b", "did"), (r"\bexpected to\b", "known to")),
}  # fmt: skip
_NOUNS = {
    "de": ("Präsident", "Hafen", "Gericht", "Schule", "Vertrag", "Krankheit", "Fabrik", "Kirche", "Minister", "Armee"),
    "en": ("president", "harbour", "court", "school", "treaty", "disease", "factory", "church", "minister", "army"),
}
# Written apart from the tables of `rag`, so that a gap there shows here.
_ANTONYMS = {
    "de": "gestiegen:gefallen stieg:fiel mehr:weniger vor:nach gewann:verlor gewonnen:verloren größte:kleinste "
    "hoch:niedrig "
    "höher:niedriger größer:kleiner erste:letzte ersten:letzten öffnen:schließen eröffnet:geschlossen für:gegen "
    "über:unter "
    "alte:neue alten:neuen nördlich:südlich Norden:Süden Osten:Westen westlichen:östlichen Gewinn:Verlust "
    "erlaubt:verboten "
    "innerhalb:außerhalb früher:später lange:kurze starke:schwache gute:schlechte Beginn:Ende begann:endete mit:ohne "
    "angenommen:abgelehnt gekauft:verkauft Import:Export Mehrheit:Minderheit stärker:schwächer schnell:langsam "
    "besser:schlechter "
    "meisten:wenigsten erhöht:gesenkt zunehmen:abnehmen Freund:Feind Sieg:Niederlage links:rechts oben:unten "
    "geboren:gestorben",
    "en": "rose:fell rise:fall increased:decreased increase:decrease more:less before:after won:lost profit:loss "
    "higher:lower "
    "high:low large:small larger:smaller first:last open:closed opened:closed for:against above:below over:under "
    "old:new "
    "north:south northern:southern east:west eastern:western gain:loss gained:lost allowed:banned inside:outside "
    "early:late "
    "earlier:later strong:weak good:bad better:worse best:worst began:ended with:without accepted:rejected "
    "bought:sold buy:sell "
    "imports:exports majority:minority up:down most:least raised:cut improved:worsened success:failure always:never "
    "long:short fast:slow rich:poor major:minor public:private included:excluded left:joined supply:demand",
}


def negation_added(text: str, language: str, draw: Random) -> str | None:
    """Put a "not" behind the verb."""
    if re.search(r"\b(?:nicht|kein\w*|nie|weder|ohne|not|no|never|neither|nor|without)\b|n't", text, re.IGNORECASE):
        return None
    match = _AUXILIARY[language].search(text)
    if not match:
        return None
    return f"{text[: match.end()]} {'nicht' if language == 'de' else 'not'}{text[match.end() :]}"


def negation_removed(text: str, language: str, draw: Random) -> str | None:
    """Take a "not" out."""
    return _first_rewritten(text, _DENIED[language])


def number_changed(text: str, language: str, draw: Random) -> str | None:
    """Give a number other digits."""
    places = list(_DIGITS.finditer(text))
    if not places:
        return None
    match = draw.choice(places)
    digits = [n for n, character in enumerate(match[0]) if character.isdigit()]
    new = list(match[0])
    if len(digits) > 1 and draw.random() < 0.5 and new[digits[0]] != new[digits[1]] and new[digits[1]] != "0":
        new[digits[0]], new[digits[1]] = new[digits[1]], new[digits[0]]
    else:
        at = draw.choice(digits)
        new[at] = draw.choice([d for d in "123456789" if d != new[at]])
    return text[: match.start()] + "".join(new) + text[match.end() :]


def magnitude_changed(text: str, language: str, draw: Random) -> str | None:
    """Change millions to billions, per cent to something else, or put a nought behind."""
    found = [match for match in re.finditer(r"\b(?:" + "|".join(_MAGNITUDES) + r")\b", text) if re.search(r"\d", text)]
    if found:
        match = draw.choice(found)
        return text[: match.start()] + _MAGNITUDES[match[0]] + text[match.end() :]
    whole = [
        match
        for match in _DIGITS.finditer(text)
        if match[0].isdecimal() and not re.fullmatch(r"1\d{3}|20\d\d", match[0])
    ]
    if whole:
        match = draw.choice(whole)
        return f"{text[: match.end()]}0{text[match.end() :]}"
    return None


def numbers_swapped(text: str, language: str, draw: Random) -> str | None:
    """Let two numbers change places."""
    places = list(_DIGITS.finditer(text))
    if len(places) < 2 or places[0][0] == places[1][0]:
        return None
    if any(month in text[places[0].start() : places[1].end()] for month in _MONTHS[language]):
        return None  # "2008 February 28" is the same day
    one, other = places[0], places[1]
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def date_changed(text: str, language: str, draw: Random) -> str | None:
    """Change a month, a weekday or a year."""
    days = {"de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", "en": "Monday Tuesday Wednesday "
                                                                                       "Thursday Friday "
            "Saturday Sunday"}[language].split()  # fmt: skip
    months = [month for month in _MONTHS[language] if month not in ("May", "March")]
    choices = [(match, months) for match in re.finditer(r"\b(?:" + "|".join(months) + r")\b", text)]
    choices += [(match, days) for match in re.finditer(r"\b(?:" + "|".join(days) + r")\b", text)]
    if choices:
        match, pool = draw.choice(choices)
        return text[: match.start()] + draw.choice([one for one in pool if one != match[0]]) + text[match.end() :]
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", text)
    if not year:
        return None
    return text[: year.start()] + str(int(year[0]) + draw.choice((-10, -3, -1, 1, 2, 9))) + text[year.end() :]


def antonym(text: str, language: str, draw: Random) -> str | None:
    """Put a word's opposite in its place."""
    pairs = [pair.split(":") for pair in _ANTONYMS[language].split()]
    turned = {a: b for one, other in pairs for a, b in ((one, other), (other, one))}
    found = [match for match in re.finditer(r"\w+", text) if match[0] in turned]
    if not found:
        return None
    match = draw.choice(found)
    return text[: match.start()] + turned[match[0]] + text[match.end() :]


def quote_altered(text: str, language: str, draw: Random) -> str | None:
    """Quote it with one word changed."""
    if re.search(r'["“”„«»]', text):
        return None
    words = text.rstrip(".").split()
    places = [n for n, word in enumerate(words) if re.fullmatch(r"[a-zäöüß]{4,}", word)]
    if not places:
        return None
    other = {"de": "dennoch wohl nämlich gewiss kaum", "en": "surely perhaps hardly mostly indeed"}[language].split()
    words[draw.choice(places)] = draw.choice(other)
    inner = " ".join(words)
    return f"„{inner}“, heißt es." if language == "de" else f"“{inner}”, it says."


def hedge_removed(text: str, language: str, draw: Random) -> str | None:
    """Tell what is planned or possible as a fact."""
    return _first_rewritten(text, _HEDGES[language])


def word_changed(text: str, language: str, draw: Random) -> str | None:
    """Put another noun in the place of one."""
    shape = (
        r"(?<=[a-z] )[A-ZÄÖÜ][a-zäöüß]{4,}(?= [a-z])"
        if language == "de"
        else r"(?<=the )[a-z]{5,}(?= (?:of|in|was|is|and|to) )"
    )
    found = list(re.finditer(shape, text))
    if not found:
        return None
    match = draw.choice(found)
    return (
        text[: match.start()] + draw.choice([one for one in _NOUNS[language] if one != match[0]]) + text[match.end() :]
    )


def names_in(text: str, language: str) -> list[str]:
    """Return what are likely names in a sentence; in German only those beside another capital."""
    if language == "de":
        return [match[1] for match in re.finditer(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][\w-]+ ([A-ZÄÖÜ][a-zäöüß-]{3,})\b", text)]
    return re.findall(r"(?<=[a-z,] )[A-Z][a-z-]{2,}\b", text)


def name_swapped(text: str, language: str, names: Sequence[str], draw: Random) -> str | None:
    """Put another name in the place of one."""
    own = names_in(text, language)
    others = [name for name in names if name not in text]
    if not own or not others:
        return None
    return re.sub(rf"\b{re.escape(draw.choice(own))}\b", draw.choice(others), text, count=1)


def spliced(one: str, other: str, draw: Random) -> str | None:
    """Put the second half of one sentence behind the first half of another."""
    left, right = one.split(), other.split()
    if draw.random() < 0.5 and ", " in one and ", " in other:
        head, tail = one.split(", ")[0], other.split(", ", 1)[1]
        return f"{head}, {tail}" if len(head.split()) >= 3 and len(tail.split()) >= 4 else None
    return " ".join(left[: len(left) // 2] + right[len(right) // 2 :])


def _first_rewritten(text: str, rules: Iterable[tuple[str, str]]) -> str | None:
    """Return the text as the first rule that applies rewrites it, once."""
    rewritten = (re.sub(pattern, instead, text, count=1) for pattern, instead in rules)
    return next((changed for changed in rewritten if changed != text), None)


KINDS: dict[str, Callable[[str, str, Random], str | None]] = {
    "negation added": negation_added,
    "negation removed": negation_removed,
    "number changed": number_changed,
    "magnitude or unit changed": magnitude_changed,
    "numbers swapped": numbers_swapped,
    "date changed": date_changed,
    "antonym": antonym,
    "quoted word altered": quote_altered,
    "plan told as fact": hedge_removed,
    "noun changed": word_changed,
}
