"""Lines that belong to the printing and not to the text: page numbers, codes of a wire, an agency's name at the end.

Pure. For text as it was printed; a field of a record is left as it is.
"""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(
    r"(?:[-–—\[(]\s*)?(?:(?:page|seite|p\.|s\.)\s*)?\d{1,3}(?:\s*(?:/|of|von)\s*\d{1,4})?(?:\s*[-–—\])])?",
    re.IGNORECASE,
)
# `u f BC-STANDARD-OIL-<SRD>-TO   02-26 0082`, `REUTER@`, `bdt0123 3 pl 456  dpa 0815`: what a teleprinter put above.
_WIRE_CODE = re.compile(
    r"(?:[a-z]{1,2}[ \t]+)*(?:BC|AM|PM|RM)-[^\s]+(?:[ \t].*)?\d{2}-\d{2}[ \t]+\d{4}|[A-Z]{3,10}@|"
    r"(?:bdt|bas|bsd)\d{4}[ \t]+\d[ \t]+[a-z]{2}[ \t]+\d+.*"
)
_AGENCY = r"(?:reuters?|dpa|apa|sda|afp|ap|upi|epd|kna|sid|tass|ansa|efe|dapd|ddp|adn)"
_SIGN_OFF = re.compile(rf"[-–(\[]*\s*{_AGENCY}(?:\s*/\s*{_AGENCY})*\s*[-–)\]]*\.?", re.IGNORECASE)


def is_page_number(line: str) -> bool:
    """Tell whether a line is nothing but a page's number: `- 3 -`, `Seite 3 von 10`."""
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def without_boilerplate(paragraphs: list[str]) -> list[str]:
    """Return the paragraphs without those that are only a page number or a wire's code, and without the sign-off.

    A text that would have nothing left stays as it is.
    """
    kept = [part for part in paragraphs if not is_page_number(part) and not _WIRE_CODE.fullmatch(part)]
    if len(kept) > 1 and _SIGN_OFF.fullmatch(kept[-1]):
        kept = kept[:-1]
    if len(kept) > 0:
        above, line_end, last = kept[-1].rpartition("\n")
        kept[-1] = above if line_end and _SIGN_OFF.fullmatch(last) else kept[-1]
    return kept or paragraphs
