"""Whether two articles speak of two occasions: other years, other days, or a thing that happened twice. Pure.

That two figures are of one time must be shown; a list of what may change from one day to another would have no end.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

from rag.conflicts.changes import PAST
from rag.conflicts.concepts import VARIABLE, folded
from rag.conflicts.quantities import Quantity
from rag.conflicts.sides import Side
from rag.conflicts.slots import Slot, asks_for_holder
from rag.reading.dates import said_dates
from rag.reading.days import DateMention, find_days, years_of
from rag.reading.figures import find_figures
from rag.reading.word_sets import word_set

# An office may have passed on in so much time.
_ANOTHER_YEAR = timedelta(days=270)
_SAME_NEWS = timedelta(days=5)  # what is printed so close together tells of one state of things
# What is measured once; counts, sums, shares, scores and ages are given anew.
_LASTING = word_set("length area mass volume speed magnitude power energy duration")
# Nor does what a building or a book has.
_BUILT_IN = re.compile(
    r"(?:stufe|treppe|zimmer|stockwerk|etage|geschoss|fenster|glocke|bogen|pfeiler|platze|seite|kapitel|"
    r"steps?$|stairs?$|rooms?$|floors?$|store?ys?$|stories$|windows?$|bells?$|arch|pillar|pages?$|chapters?$)"
)
# What was paid once for what is there now.
_WHAT_IT_COST = re.compile(
    r"\b(?:did|was|were)\b.*\b(?:costs?|pay)\b|kosteten?\b|gekostet|(?:be)?zahlten?\b", re.IGNORECASE
)
_LOOKS_BACK = re.compile(
    r"\b(?:years? ago|century ago|anniversary|jahrestag|vor \w+ Jahren|Jahre ist es her|Jahre nach|years after)\b",
    re.IGNORECASE,
)
# "Wie alt war sie, als sie ihre erste Sinfonie vollendete?"
_AT_THE_TIME = re.compile(r"\b(?:als|when|bei(?:m)?|at the time|starb|gestorben|die[ds]?)\b", re.IGNORECASE)
_HAD = re.compile(r"\b(?:did|had|hatten?)\b")
_BORN = re.compile(r"child|kind(?:er)?n?$|sons?$|sohn|daughter|tochter|sibling|geschwister")
_MADE_ONCE = word_set("design write compose paint invent discover")
_TAKEN_ONCE = word_set("steal ransom")
_NEWS = timedelta(days=14)  # what happened so many days ago is told as news
_EDITION = re.compile(r"\b(\d{1,3})(?:\.|st|nd|rd|th) [A-ZÄÖÜ]")
# A figure of a part of a year, of half a match or of many years is none of the whole, or of one year.
_OTHER_SPAN = re.compile(
    r"\b(?:(?:first|second|third|fourth|last|this) quarter|quarterly|half[- ]year|(?:first|second) half|"
    r"half[- ]time|first \w+ months|Quartal|Halbjahr|Halbzeit|ersten \w+ Monaten?|"
    r"on average|average|durchschnittlich\w*|im Schnitt|im Durchschnitt|"
    r"(?:over|within|in) the (?:next|last|past) \w+ years|(?:over|within) \w+ years|"
    r"bis zum (?:\w*mittag|Abend)|by (?:noon|midday|lunchtime|teatime)|"
    r"(?:in|über|binnen|innerhalb) (?:de[nr]|von) (?:nächsten|letzten|vergangenen|kommenden)? ?\w+ Jahren?)\b",
    re.IGNORECASE,
)


def _cues(*cues: tuple[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in cues}


# At which stage of something longer: "im Halbfinale", "in the run-off", "after tax".
_STAGES = _cues(
    ("first", "erste[nrm]? (?:Runde|Wahlgang|Tag)|Hinspiel|first (?:round|leg|day)"),
    ("second", "zweite[nrm]? (?:Runde|Wahlgang|Tag)|Stichwahl|Rückspiel|second (?:round|leg|day)|run-?off"),
    ("semi-final", "Halbfinale|semi-?finals?"),
    ("net", "net|netto|after[- ]tax|nach Steuern"),
    ("gross", "gross|brutto|(?:pre|before)[- ]tax|vor Steuern|operating|operativ\\w*"),
    ("final", "Finale|Endspiel|(?<!semi-)(?<!quarter-)finals?"),
)
# Who competes: "the men's slalom" is not the women's.
_CLASSES = _cues(
    ("women", "Frauen|Damen|Mädchen|women|girls|ladies"),
    ("men", "Männer|Herren|Buben|men|boys|gentlemen"),
    ("young", "Jugend\\w*|Junior\\w*|Nachwuchs\\w*|Schüler\\w*|youth|U ?1\\d"),
    ("old", "Senior\\w*|Oberstufe|Erwachsene\\w*|adults?|veterans?"),
)
_BEGUN = re.compile(r"\b(?:began|begun|started|beg[ao]nn\w*|Baubeginn|Grundstein\w*|foundation stone)\b", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:end(?:e[dnt]?|ete[nt]?)?|finish(?:ed)?|over|zu Ende|vorbei)\b", re.IGNORECASE)
_NEWLY = re.compile(
    r"\b(?:neue[rnms]?|zurücktritt|zurückgetreten|tritt\b.{0,60}?\bzurück|gewählt|ernannt|künftig\w*|new|newly|incoming|next|resign\w*|"
    r"stepp(?:ed|ing) down|steps down|elected|appointed)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|told|announced|reported|put|sagte\w*|teilte\w*|erklärte\w*|berichtete\w*|meldete\w*|gab|nannte\w*)\b"
)


def is_other_occasion(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether two sides speak of two times, by their own words or because nothing ties figures to one time."""
    if slot.kind != "date" and any(_is_of_another_year(side, slot) for side in (earlier, later)):
        return True
    if slot.kind == "date":
        return _is_begin_and_end(earlier, later, slot) or _happened_twice(earlier, later)
    parts = [bool(_OTHER_SPAN.search(side.clause)) for side in (earlier, later)]
    if slot.kind == "number" and "duration" not in slot.dimensions and parts[0] != parts[1]:
        return not _OTHER_SPAN.search(slot.question)
    return (
        _is_given_anew(earlier, later, slot) or _other_days(earlier, later, slot) or _other_years(earlier, later, slot)
    )


def _is_given_anew(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether two figures are of a kind that changes, and neither printing nor a year ties them to one time.

    "31 killed" today and "52 killed" in ten days, "18 shops" and "40 shops" two years later.
    """
    value = earlier.mentions[0]
    if not isinstance(value, Quantity) or value.dimension.partition(":")[0] in _LASTING:
        return False
    if value.dimension.startswith("money") and (_WHAT_IT_COST.search(slot.question) or slot.concepts & _TAKEN_ONCE):
        return False
    if value.dimension == "age" and _AT_THE_TIME.search(slot.question):
        return _has_grown_older(earlier, later)
    if slot.noun and _BORN.match(slot.noun) and _HAD.search(slot.question):
        return False  # "How many children did she have"
    if value.dimension == "count" and any(_BUILT_IN.match(folded(noun)) for noun in value.nouns):
        return False
    first, then = earlier.evidence.article.published, later.evidence.article.published
    if first is None or then is None or then.first - first.last <= _SAME_NEWS:
        return False
    # By then the dead are counted, and what an anniversary recalls is one thing; how many work there is none.
    recalled = _LOOKS_BACK.search(later.evidence.article.text) and not slot.concepts & VARIABLE
    if then.first - first.last > _ANOTHER_YEAR and ("dead" in slot.concepts or recalled):
        return False
    told = _years(later)
    looks_back = first.last.year in told and first.last.year != then.first.year
    return not looks_back and not told & _years(earlier)


def _has_grown_older(earlier: Side, later: Side) -> bool:
    """Tell whether two ages are of one who was so old when each was printed: 63 in 1985 and 64 in 1986."""
    one, other = earlier.mentions[0], later.mentions[0]
    if not (isinstance(one, Quantity) and isinstance(other, Quantity) and earlier.day and later.day):
        return False
    return abs(float(other.value) - float(one.value) - (later.day.year - earlier.day.year)) <= 1


def _is_begin_and_end(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether one side tells when a thing was begun, and the question when it was built or ended."""
    begun = bool(_BEGUN.search(earlier.clause)) != bool(_BEGUN.search(later.clause))
    return begun and ("build" in slot.concepts or bool(_ENDED.search(slot.question)))


def _happened_twice(earlier: Side, later: Side) -> bool:
    """Tell whether each article tells of what had just happened when it was printed, and they are far apart."""
    news = [
        side.day
        for side in (earlier, later)
        for one in side.mentions[:1]
        if side.day and isinstance(one, DateMention) and abs(side.day - one.may_be[0][0]) <= _NEWS
    ]
    return len(news) == 2 and news[1] - news[0] > 4 * _NEWS


def _other_days(earlier: Side, later: Side, slot: Slot) -> bool:
    """Tell whether two values are of two days, as their clauses name them: "on Saturday", a week apart."""
    if earlier.day is None or later.day is None:
        return False
    days = [_days_said(side) for side in (earlier, later)]
    if any(_is_of_a_day_not_asked(side, slot) for side in (earlier, later)):
        return True
    if all(days) and not any(one.agrees_with(other) for one in days[0] for other in days[1]):
        return True
    said = (_months, _editions, partial(_cued, _STAGES), partial(_cued, _CLASSES))
    if any(_differ(one(earlier.clause), one(later.clause)) for one in said):
        return True
    return _differ(*(_cued(_STAGES, side.clause) or _cued(_STAGES, side.evidence.text) for side in (earlier, later)))


def _is_of_a_day_not_asked(side: Side, slot: Slot) -> bool:
    """Tell whether the question names a day and a value is of another: Sunday's visitors, where Saturday's count."""
    asked = find_days(slot.question, side.evidence.article.published)
    said = _days_said(side)
    return bool(asked and said) and not any(one.agrees_with(day) for one in said for day in asked)


def _differ(one: set[str], other: set[str]) -> bool:
    return bool(one and other and not one & other)


def _months(clause: str) -> set[str]:
    return {str(one.month) for one in said_dates(clause)}


def _editions(clause: str) -> set[str]:
    """Return which of a row a clause speaks of: "das 41. Hafenfest", "the 20th Moor Ride"."""
    dates = said_dates(clause)
    found = _EDITION.finditer(clause)
    return {one[1] for one in found if not any(date.start <= one.start() < date.end for date in dates)}


def _days_said(side: Side) -> list[DateMention]:
    """Return the days in the clause of a value, unless they tell when somebody said it."""
    if _REPORTED.search(side.clause):
        return []
    found = find_days(side.clause, side.evidence.article.published)
    told = [one for one in found if one.precision in ("day", "weekday")]
    # "Played on Saturday" is the Saturday before the printing.
    return [replace(one, may_be=one.may_be[:1]) for one in told] if PAST.search(side.clause) else told


def _cued(cues: dict[str, re.Pattern[str]], clause: str) -> set[str]:
    return {name for name, pattern in cues.items() if pattern.search(clause)}


def _other_years(earlier: Side, later: Side, slot: Slot) -> bool:
    if slot.kind == "name" and slot.concepts & _MADE_ONCE:
        return False  # "ein Entwurf von Ambach, seit 1979 unter Denkmalschutz"
    first, then = _years(earlier), _years(later)
    days = earlier.day, later.day
    apart = days[1] - days[0] > _ANOTHER_YEAR if days[0] and days[1] else False
    if slot.kind == "name" and not first & then and asks_for_holder(slot):
        return apart or any(_is_newly_given(side, slot) for side in (earlier, later))
    if first and then:
        return not first & then
    if (first or then) and days[0] and days[1]:
        named, own, day = (first, days[0], days[1]) if first else (then, days[1], days[0])
        # "2018 kamen 31.000", printed in 2018, and an article of another year that names none.
        return own.year in named and day.year not in named and abs(day - own) > timedelta(60)
    return False  # neither names a year


def _is_of_another_year(side: Side, slot: Slot) -> bool:
    """Tell whether a question is about a year of which an article, printed after it, does not speak."""
    article = side.evidence.article
    if not slot.years or article.published is None or article.published.first.year <= max(slot.years):
        return False
    whole = f"{article.title}\n{article.text}"
    # "Forty years on, the boys of '63".
    ago = {article.published.first.year - year for year in slot.years}
    if any(figure.value in ago for figure in find_figures(whole, article.language)) or _LOOKS_BACK.search(whole):
        return False
    if any(re.search(rf"\b(?:{year}|[’']{year % 100:02})\b", whole) for year in slot.years):
        return False
    return article.published.first.year > max(slot.years) + 1 or bool(years_of(whole, article.published))


def _is_newly_given(side: Side, slot: Slot) -> bool:
    """Tell whether a side says that an office has just been given up or filled: until then somebody else had it."""
    return bool(_NEWLY.search(side.about_value(slot))) and not _NEWLY.search(slot.question)


def _years(side: Side) -> set[int]:
    published = side.evidence.article.published
    return years_of(side.evidence.text, published) or years_of(side.evidence.article.title, published)
