"""Every error that Dateline raises on purpose; the command line prints them and nothing else catches them.

DatelineError
 ├─ ArchiveError     an archive cannot be read at all (one bad record goes to the ledger instead)
 ├─ IndexFolderError an index is missing, broken, or locked by another build
 │   └─ StaleIndexError  an index and the model or format that reads it do not belong together
 ├─ ModelError       a model is missing, incomplete, or cannot be run here
 ├─ SettingsError    a setting, option or filter has a value that cannot be used
 ├─ AnswerError      a language model that was asked for did not answer
 └─ SuiteError       an evaluation suite or run cannot be read
"""

from __future__ import annotations


class DatelineError(Exception):
    """A failure with three parts: what is wrong, where, and how to mend it.

    Args:
        what: What is wrong, with the value seen.
        where: File and line, folder, option or address; None when there is no place to name.
        fix: What the reader can do about it; None only where nothing helps.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        """Keep the three parts as fields, and join them as the exception's text."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """Return the three parts, a line each, as the command line prints them."""
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.fix:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)


class ArchiveError(DatelineError):
    """An archive cannot be read at all: missing, empty, cut off, or of an unknown format."""


class IndexFolderError(DatelineError):
    """An index folder is missing, broken, or being written by another build."""


class StaleIndexError(IndexFolderError):
    """An index was made with another model or format version than the one that opens it."""


class ModelError(DatelineError):
    """A model is missing, incomplete, of the wrong digest, or cannot be run on this machine."""


class SettingsError(DatelineError):
    """A setting, option or filter has a value that cannot be used."""

    exit_code = 2


class AnswerError(DatelineError):
    """A language model that was asked for could not be started or did not answer."""


class SuiteError(DatelineError):
    """An evaluation suite or a stored run cannot be read."""
