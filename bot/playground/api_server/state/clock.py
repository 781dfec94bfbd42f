"""The time of the model: the real one, moved by tests."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Both clocks of the model; moving it moves dates, query expiry and flood windows alike."""

    def __init__(self) -> None:
        self._shift = 0.0

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the real one."""
        return timedelta(seconds=self._shift)

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self._shift

    def date(self) -> int:
        """Return the time as Telegram writes it: whole seconds since 1970."""
        return int(self.now())

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back unless a test sets it back."""
        return time.monotonic() + self._shift

    def advance(self, step: timedelta | float) -> None:
        """Move forward by `step` (seconds where it is a number)."""
        self._shift += step.total_seconds() if isinstance(step, timedelta) else step

    def set(self, at: datetime) -> None:
        """Make it `at` now (aware); time goes on from there."""
        self._shift = at.timestamp() - time.time()

    def today(self) -> datetime:
        """Return the time as an aware UTC datetime."""
        return datetime.fromtimestamp(self.now(), UTC)
