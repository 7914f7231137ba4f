"""How many questions one user may ask in a minute, so that nobody keeps the others waiting."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from index.errors import SettingsError

_SECONDS = 60.0
# Users remembered; the longest idle are forgotten first, who by then have their whole allowance again.
_MOST_USERS = 10_000


class RateLimiter:
    """A bucket of questions for each user, filled evenly; safe to share between threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets.

        Args:
            per_minute: 0 sets no limit.
            clock: Seconds that only grow.
        """
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, user: str) -> int:
        """Take one question from a user's bucket; return 0, or how many seconds to wait when it is empty."""
        if not self._per_minute:
            return 0
        with self._lock:
            now = self._clock()
            left, seen = self._buckets.pop(user, (float(self._per_minute), now))
            left = min(float(self._per_minute), left + (now - seen) * self._per_minute / _SECONDS)
            allowed = left >= 1
            # Last in the dictionary is last used.
            self._buckets[user] = (left - 1 if allowed else left, now)
            if len(self._buckets) > _MOST_USERS:
                del self._buckets[next(iter(self._buckets))]
        return 0 if allowed else math.ceil((1 - left) * _SECONDS / self._per_minute)

    def give_back(self, user: str) -> None:
        """Put back what was taken last: a right password does not count as a try."""
        with self._lock:
            if user in self._buckets:
                left, seen = self._buckets[user]
                self._buckets[user] = (left + 1, seen)

    def check(self, user: str) -> None:
        """Take one question from a user's bucket.

        Raises:
            SettingsError: It is empty.
        """
        seconds = self.wait_seconds(user)
        if seconds:
            what = f"more than {self._per_minute} questions in a minute"
            raise SettingsError(what, where=user, fix=f"wait {seconds} seconds")
