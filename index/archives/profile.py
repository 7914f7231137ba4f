"""A profile: what a person knows of an archive that its files do not say, in a TOML file beside it.

`news.csv` has its profile in `news.csv.dateline.toml`, the folder `news/` in `news/dateline.toml`. Which field is
which, the source and language of records that name none, and whether `03/04/2022` is in April or in March.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.dates import parse_date
from index.errors import SettingsError
from index.types import Record

PROFILE_FILE = "dateline.toml"
FIELDS = ("title", "text", "published", "source", "authors", "url", "language", "section", "outside_id")
_ORDERS = {"day-month": True, "month-day": False}
_KEYS = ("source", "language", "date_order", "fields")

OnFields = Callable[[Mapping[str, Any], tuple[tuple[str, str], ...]], None]


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one archive.

    Args:
        fields: Our field name to the archive's, with dots for fields within fields; goes before what is recognised.
        source: Of records that name none.
        language: BCP-47, of records that name none; None has it detected for each article.
        day_first: Whether `03/04/2022` is in April; None has it decided source by source.
        on_fields: Called with each record's fields, and with what was made of them: pairs of our field and its key.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    language: str | None = None
    day_first: bool | None = None
    on_fields: OnFields | None = None

    def complete(self, record: Record) -> Record:
        """Return a record with the source and language that it does not name itself, its date read in this order."""
        if (self.source and not record.source) or (self.language and not record.language):
            record = replace(record, source=record.source or self.source, language=record.language or self.language)
        if self.day_first is not None and record.written_date and record.published:
            published = parse_date(record.written_date, record.published.origin, day_first=self.day_first)
            record = replace(record, published=published or record.published, written_date=None)
        return record

    def with_fields(self, fields: Mapping[str, str]) -> Profile:
        """Return the profile with some fields named anew, as the command line does."""
        return replace(self, fields={**self.fields, **fields}) if fields else self


def profile_path(archive: Path) -> Path:
    """Return where an archive's profile is kept."""
    return archive / PROFILE_FILE if archive.is_dir() else archive.with_name(f"{archive.name}.{PROFILE_FILE}")


def is_profile(name: str) -> bool:
    """Tell whether a file of this name is a profile, and so no article."""
    return name == PROFILE_FILE or name.endswith(f".{PROFILE_FILE}")


def load_profile(archive: Path) -> Profile:
    """Return an archive's profile, an empty one where it has none.

    Raises:
        SettingsError: The profile is no TOML, or has a key or a value that profiles do not have.
    """
    path = profile_path(archive)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Profile()
    except (OSError, ValueError) as error:
        fix = "mend it, or write it anew with: dateline build ARCHIVE --dry-run"
        raise SettingsError(f"the profile cannot be read: {error}", where=str(path), fix=fix) from error
    for key, value in values.items():
        _check(key, value, path)
    fields = values.get("fields", {})
    check_fields(fields, str(path))
    return Profile(
        fields=fields,
        source=values.get("source") or None,
        language=values.get("language") or None,
        day_first=_ORDERS[values["date_order"]] if values.get("date_order") else None,
    )


def check_fields(fields: Mapping[str, Any], where: str) -> None:
    """Raise SettingsError when a field of ours is named that there is not."""
    for ours, key in fields.items():
        if ours not in FIELDS:
            fix = f"{_meant(ours, FIELDS)}the fields are {', '.join(FIELDS)}"
            raise SettingsError(f'a mapping names the field "{ours}", which articles do not have', where=where, fix=fix)
        if not isinstance(key, str) or not key:
            raise SettingsError(f'the field "{ours}" is mapped to {key!r}, which is no name', where=where)


def _check(key: str, value: Any, path: Path) -> None:
    if key not in _KEYS:
        fix = f"{_meant(key, _KEYS)}the keys are {', '.join(_KEYS)}"
        raise SettingsError(f'the profile has the key "{key}", which profiles do not have', where=str(path), fix=fix)
    if not isinstance(value, dict if key == "fields" else str):
        raise SettingsError(f'the profile\'s "{key}" is {value!r}', where=str(path), fix="see the README's example")
    if key == "date_order" and value and value not in _ORDERS:
        raise SettingsError(f'the date order is "{value}"', where=str(path), fix=f"write one of {', '.join(_ORDERS)}")


def _meant(written: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(written, known, n=1)
    return f"did you mean {near[0]}? " if near else ""
