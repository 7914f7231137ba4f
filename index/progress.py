"""What a build says of its progress while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is.

    Args:
        total: None while it is not known how many there are.
    """

    stage: Literal["reading", "indexing words", "embedding", "writing"]
    done: int
    total: int | None
    unit: Literal["records", "articles", "passages"]


OnProgress = Callable[[BuildProgress], None]
