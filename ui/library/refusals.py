"""What the library refuses, so that the page can say it in its reader's language."""

from __future__ import annotations

from index.errors import DatelineError
from ui.library.words import library_words


class RefusedError(DatelineError):
    """Something that the library does not do: what, and what would mend it, in every language of the page."""

    def __init__(self, kind: str, **values: object) -> None:
        """Refuse something.

        Args:
            kind: Name of the words, `refused_KIND` and `refused_KIND_fix`.
            values: What the words name.
        """
        self._kind = kind
        self._values = values
        what, fix = self.told("en")
        super().__init__(what, where="library", fix=fix)

    def told(self, language: str) -> tuple[str, str]:
        """Return what is wrong, and what to do about it."""
        words = library_words(language)
        named = f"refused_{self._kind}"
        return words[named].format(**self._values), words[f"{named}_fix"].format(**self._values)
