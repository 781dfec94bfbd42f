"""A clock that tests can move; it starts with the real time."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall clock and monotonic clock; moving it moves dates, query expiry and rate limits."""

    def __init__(self) -> None:
        self._shift = 0.0

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead of the real time."""
        return timedelta(seconds=self._shift)

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self._shift

    def date(self) -> int:
        """Return the time in whole seconds since 1970, as Telegram's dates are."""
        return int(self.now())

    def monotonic(self) -> float:
        """Return monotonic seconds; only a test can move them back."""
        return time.monotonic() + self._shift

    def advance(self, step: timedelta | float) -> None:
        """Move forward by `step`; a number means seconds."""
        self._shift += step.total_seconds() if isinstance(step, timedelta) else step

    def set(self, at: datetime) -> None:
        """Set the clock to `at` (aware); time continues from there."""
        self._shift = at.timestamp() - time.time()

    def today(self) -> datetime:
        """Return the time as an aware UTC datetime."""
        return datetime.fromtimestamp(self.now(), UTC)
