"""Holidays by name, German and English, and the days that each means in a year. Pure; Easter by dateutil."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import TH, relativedelta

from rag.times.spans import Days

# (month, first day, last day). Christmas is the eve and both holidays: that is when its news is printed.
_FIXED = {
    "heiligabend": (12, 24, 24), "heiligen abend": (12, 24, 24), "christmas eve": (12, 24, 24),
    "weihnachten": (12, 24, 26), "weihnachtstagen": (12, 24, 26), "weihnachtsfeiertagen": (12, 24, 26),
    "christmas": (12, 24, 26), "xmas": (12, 24, 26), "christmas day": (12, 25, 25), "boxing day": (12, 26, 26),
    "silvester": (12, 31, 31), "new year's eve": (12, 31, 31), "new year’s eve": (12, 31, 31),
    "neujahr": (1, 1, 1), "neujahrstag": (1, 1, 1), "new year's day": (1, 1, 1), "new year’s day": (1, 1, 1),
    "dreikönigstag": (1, 6, 6), "epiphany": (1, 6, 6), "valentinstag": (2, 14, 14), "valentine's day": (2, 14, 14),
    "tag der arbeit": (5, 1, 1), "may day": (5, 1, 1), "independence day": (7, 4, 4), "bastille day": (7, 14, 14),
    "tag der deutschen einheit": (10, 3, 3), "halloween": (10, 31, 31), "reformationstag": (10, 31, 31),
    "allerheiligen": (11, 1, 1), "all saints' day": (11, 1, 1), "nikolaus": (12, 6, 6), "nikolaustag": (12, 6, 6),
}  # fmt: skip
# Days from Easter Sunday, first and last.
_MOVABLE = {
    "rosenmontag": (-48, -48), "faschingsdienstag": (-47, -47), "shrove tuesday": (-47, -47),
    "aschermittwoch": (-46, -46), "ash wednesday": (-46, -46), "palmsonntag": (-7, -7), "palm sunday": (-7, -7),
    "gründonnerstag": (-3, -3), "maundy thursday": (-3, -3), "karfreitag": (-2, -2), "good friday": (-2, -2),
    "ostern": (-2, 1), "osterfeiertagen": (-2, 1), "osterwochenende": (-2, 1), "easter": (-2, 1),
    "easter weekend": (-2, 1), "ostersonntag": (0, 0), "easter sunday": (0, 0), "easter day": (0, 0),
    "ostermontag": (1, 1), "easter monday": (1, 1), "himmelfahrt": (39, 39), "christi himmelfahrt": (39, 39),
    "ascension day": (39, 39), "pfingsten": (49, 50), "pfingstfeiertagen": (49, 50), "pentecost": (49, 49),
    "whitsun": (49, 50), "pfingstsonntag": (49, 49), "pfingstmontag": (50, 50), "whit monday": (50, 50),
    "fronleichnam": (60, 60), "corpus christi": (60, 60),
}  # fmt: skip
_THANKSGIVING = ("thanksgiving", "thanksgiving day")

HOLIDAYS = (*_FIXED, *_MOVABLE, *_THANKSGIVING)


def holiday_in(name: str) -> Callable[[int], Days]:
    """Return the function from a year to a holiday's days.

    Raises:
        KeyError: `HOLIDAYS` does not hold the name.
    """
    if name in _FIXED:
        month, first, last = _FIXED[name]
        return lambda year: (date(year, month, first), date(year, month, last))
    if name in _THANKSGIVING:
        return lambda year: _thanksgiving(year)
    after, until = _MOVABLE[name]
    return lambda year: (easter(year) + timedelta(after), easter(year) + timedelta(until))


def _thanksgiving(year: int) -> Days:
    day = date(year, 11, 1) + relativedelta(weekday=TH(4))
    return day, day
