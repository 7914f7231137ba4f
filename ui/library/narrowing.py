"""The form that narrows a list: words, and boxes to choose from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from ui.library.place import Place
from ui.library.words import library_words

# Choices of a box; of more, those with the fewest are found by words.
MOST_CHOICES = 500

# What the address says, and what a reader sees.
Choice = tuple[str, str]


def narrow_html(place: Place, boxes: Mapping[str, Sequence[Choice]], language: str) -> str:
    """Return the form of a view.

    Args:
        boxes: The choices of each, by the name of what is chosen in the address.
    """
    words = library_words(language)
    drawn = "".join(_box_html(name, getattr(place, name), choices, language) for name, choices in boxes.items())
    # The state is chosen above the form, and stays.
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("view", place.view), ("state", place.state))
        if value
    )
    nothing = Place(place.view)
    reset = (
        f'<a class="quiet" data-go href="{escape(nothing.address())}">{escape(words["reset"])}</a>'
        if place.address() != nothing.address()
        else ""
    )
    return (
        f'<form class="narrow" data-go action="library">{kept}'
        f'<label class="wide">{escape(words[f"words_{place.view}"])}<input type="search" id="words" name="words"'
        f' maxlength="200" value="{escape(place.words)}"></label>{drawn}'
        f'<button class="main">{escape(words["show"])}</button>{reset}</form>'
    )


def _box_html(name: str, chosen: str, choices: Sequence[Choice], language: str) -> str:
    words = library_words(language)
    # What was chosen by an address stays chosen, though there may be nothing of it.
    known = [*choices] if not chosen or chosen in dict(choices) else [(chosen, chosen), *choices]
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in [("", words["any"]), *known]
    )
    return f'<label>{escape(words[name])}<select name="{name}" id="by-{name}">{options}</select></label>'
