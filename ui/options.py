"""Options that several commands share, and what their texts mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from index.types import DateSpan, Filters

index_option = click.option(
    "--index", "index", type=click.Path(path_type=Path), required=True, help="The folder of the index."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class DateParam(click.ParamType):
    """A date at any precision, as EDTF: 2022, 2022-09, 2022-09-14."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> DateSpan:
        """Return the span that the text means."""
        from index.dates import parse_edtf

        span = parse_edtf(value) if isinstance(value, str) else value
        if span is None:
            self.fail(f'"{value}" is not a date; write it as YYYY, YYYY-MM or YYYY-MM-DD', param, ctx)
        return span


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `filters_from` reads."""
    for option in reversed(
        (
            click.option("--from", "first", type=DateParam(), help="Published on this date or later: 2022-09."),
            click.option("--to", "last", type=DateParam(), help="Published on this date or earlier, inclusive."),
            click.option("--source", "sources", multiple=True, help="Only this source; may be repeated."),
            click.option("--lang", "languages", multiple=True, help="Only this language (de, en); may be repeated."),
            click.option("--today", type=DateParam(), help='What "last week" is relative to; default this day.'),
        )
    ):
        command = option(command)
    return command


def filters_from(
    first: DateSpan | None,
    last: DateSpan | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    as_of: DateSpan | None = None,
) -> Filters:
    """Return the filters of one call; a month as `--to` means its last day.

    Raises:
        SettingsError: The span ends before it begins.
    """
    from index.errors import SettingsError
    from index.types import Filters

    if first and last and last.last < first.first:
        what = f"--from {first.edtf} is later than --to {last.edtf}"
        raise SettingsError(what, where="command line", fix="swap them")
    return Filters(
        first=first.first if first else None,
        last=last.last if last else None,
        sources=sources,
        languages=tuple(language.casefold() for language in languages),
        as_of=as_of.last if as_of else None,
    )


def day_of(today: DateSpan | None) -> date | None:
    """Return the day that `--today` names."""
    return today.last if today else None
