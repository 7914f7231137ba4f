"""Units of measure, German and English, with what each is in the base unit of its dimension.

Only units that newspapers write; own patterns, because a library of units (pint, quantulum) reads one language and
takes "Grad", "Mark" and "Uhr" for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and its size in the base unit (metre, kilogram, square metre, litre, second)."""

    dimension: str
    factor: float


_YEAR = 365.25 * 86400
AGE, YEARS = Unit("age", 1), Unit("duration", _YEAR)
# Behind the number, a blank or a hyphen between them; the longer pattern first where one begins like another.
_TABLE: tuple[tuple[str, str, float], ...] = (
    (r"(?:Prozentpunkte?n?|percentage points?)", "points", 1),
    (r"(?:%|Prozent|per ?cent|pct)", "percent", 1),
    (r"(?:Jahre alt\w*|jährige?[nrsm]?|years? old|years?-old|years of age|Lebensjahre?)", "age", 1),
    (
        r"(?:km/h|kmh|Stundenkilometern?|Kilometern? (?:pro|in der|je) Stunde|kilomet(?:re|er)s? (?:an|per) hour)",
        "speed",
        1,
    ),
    (r"(?:mph|miles (?:an|per) hour)", "speed", 1.609),
    (r"(?:Knoten|knots)", "speed", 1.852),
    (r"(?:Quadratkilometern?|square kilomet(?:re|er)s?|sq\.? ?km|km²)", "area", 1e6),
    (r"(?:Quadratmetern?|square met(?:re|er)s?|qm|m²)", "area", 1),
    (r"(?:square miles?)", "area", 2.59e6),
    (r"(?:Hektar|hectares?|ha)", "area", 1e4),
    (r"(?:acres?)", "area", 4047),
    (r"(?:Kubikmetern?|cubic met(?:re|er)s?|m³)", "volume", 1000),
    (r"(?:Hektolitern?)", "volume", 100),
    (r"(?:Litern?|lit(?:re|er)s?)", "volume", 1),
    (r"(?:barrels?|Fass)", "volume", 159),
    (r"(?:gallons?)", "volume", 4.546),
    (r"(?:Seemeilen|nautical miles?)", "length", 1852),
    (r"(?:Kilometern?|kilomet(?:re|er)s?|km)", "length", 1000),
    (r"(?:Zentimetern?|centimet(?:re|er)s?|cm)", "length", 0.01),
    (r"(?:Millimetern?|millimet(?:re|er)s?|mm)", "length", 0.001),
    (r"(?:Metern?|met(?:re|er)s?|m)", "length", 1),
    (r"(?:Meilen|miles?)", "length", 1609),
    (r"(?:feet|foot|ft|Fuß)", "length", 0.3048),
    (r"(?:yards?)", "length", 0.9144),
    (r"(?:inch(?:es)?|Zoll)", "length", 0.0254),
    (r"(?:Kilogramm|kilograms?|Kilos?|kg)", "mass", 1),
    (r"(?:Gramm|grams?|g)", "mass", 0.001),
    (r"(?:Tonnen|Tonne|tonnes?|tons?|t)", "mass", 1000),
    (r"(?:Zentner)", "mass", 50),
    (r"(?:Grad(?: Celsius)?|°(?:\s?C)?|degrees?(?: Celsius)?)", "temperature", 1),
    (r"(?:Gigawatt|gigawatts?|GW)", "power", 1e9),
    (r"(?:Megawatt|megawatts?|MW)", "power", 1e6),
    (r"(?:Kilowattstunden|kilowatt hours?|kWh)", "energy", 1),
    (r"(?:Megawattstunden|megawatt hours?|MWh)", "energy", 1000),
    (r"(?:Kilowatt|kilowatts?|kW)", "power", 1000),
    (r"(?:Sekunden?|seconds?)", "duration", 1),
    (r"(?:Minuten?|minutes?|min)", "duration", 60),
    (r"(?:Stunden?|hours?)", "duration", 3600),
    (r"(?:Tagen?|days?)", "duration", 86400),
    (r"(?:Wochen?|weeks?)", "duration", 7 * 86400),
    (r"(?:Monaten?|months?)", "duration", _YEAR / 12),
    (r"(?:Jahren?|years?)", "duration", _YEAR),
    (r"(?:US-Dollars?|Dollars?|dlrs?|USD|\$)", "money:USD", 1),
    (r"(?:Euros?|EUR|€)", "money:EUR", 1),
    (r"(?:Pfund(?: Sterling)?|pounds?(?: sterling)?|GBP|stg|£)", "money:GBP", 1),
    (r"(?:Pence|pence)", "money:GBP", 0.01),
    (r"(?:(?:Schweizer )?Franken|(?:Swiss )?francs?|CHF)", "money:CHF", 1),
    (r"(?:D-Mark|DM|Mark|Reichsmark|marks)", "money:DEM", 1),
    (r"(?:Kronen|crowns|kron(?:er|or))", "money:crown", 1),
    (r"(?:yen|JPY|¥)", "money:JPY", 1),
    (r"(?:Schilling(?:en)?|schillings|shillings)", "money:schilling", 1),
)
_UNITS = tuple(Unit(dimension, factor) for _, dimension, factor in _TABLE)
_UNIT = re.compile(rf"[\s-]*(?:{'|'.join(f'({pattern})' for pattern, *_ in _TABLE)})(?!\w)", re.IGNORECASE)
SIGNS = {
    "€": Unit("money:EUR", 1), "£": Unit("money:GBP", 1), "¥": Unit("money:JPY", 1), "$": Unit("money:USD", 1),
    "US$": Unit("money:USD", 1),
}  # fmt: skip


def unit_after(text: str, end: int) -> tuple[Unit | None, int]:
    """Return the unit that stands behind a number that ends at an offset, and where the unit ends."""
    found = _UNIT.match(text, end)
    return (_UNITS[found.lastindex - 1], found.end()) if found and found.lastindex else (None, end)
