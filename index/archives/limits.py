"""How much an archive may unpack to: the guard against files that are made to fill a disk or a memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from index.errors import SettingsError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one file may become; a file past them is rejected with the bound it passed.

    Args:
        ratio: Bytes that one packed byte may become. News text packs 3 to 8 to 1, repetitive JSON up to 60 to 1;
            DEFLATE reaches 1,032 to 1, which only a bomb does. Holds for each member, and for all that one file on
            disk unpacks to, so that neither nested nor overlapping members get past it.
        free_bytes: Bytes that every member may become whatever its ratio: small files of blanks are harmless.
        record_bytes: Length of one record (a line, a story, an HTML page, a plain text); readers hold one at a time.
        depth: Layers within one another, each container and each compression: a tar.gz in a zip is 3. A packed file
            can be made to hold itself, so there must be an end.
    """

    ratio: int = 200
    free_bytes: int = 16 * MIB
    record_bytes: int = 32 * MIB
    depth: int = 4


def limits_with(changes: Mapping[str, int]) -> Limits:
    """Return the usual bounds with some changed, as the command line names them.

    Raises:
        SettingsError: There is no such bound, or it is below 1.
    """
    known = [field.name for field in fields(Limits)]
    for name, value in changes.items():
        if name not in known:
            what = f'there is no limit "{name}"'
            raise SettingsError(what, where=f"--limit {name}={value}", fix=f"the limits are {', '.join(known)}")
        if value < 1:
            raise SettingsError(f"the limit {name} is {value}", where=f"--limit {name}={value}", fix="at least 1")
    return replace(Limits(), **changes)
