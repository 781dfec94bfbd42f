"""A UTC clock that never goes back, so that due rows do not wait for the same time again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

_LOG_THRESHOLD = timedelta(minutes=1)  # daily corrections of a machine's clock are smaller

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class MonotonicUtcClock:
    """A callable that returns the time of `wall`, but never an earlier time than before.

    If `wall` is set back, time advances with `monotonic` until `wall` has caught up.
    """

    wall: Callable[[], datetime]  # aware
    monotonic: Callable[[], float]  # seconds
    _latest: datetime | None = field(init=False, default=None)
    _read_at: float = field(init=False, default=0.0)  # the monotonic time of `_latest`
    _is_behind: bool = field(init=False, default=False)  # `wall` was set back, and this is logged

    def __call__(self) -> datetime:
        """Return the time: never earlier than before."""
        now, seconds = self.wall(), self.monotonic()
        if self._latest is not None:
            expected = self._latest + timedelta(seconds=seconds - self._read_at)
            self._log_gap(expected - now)
            now = max(now, expected)
        self._latest, self._read_at = now, seconds
        return now

    def _log_gap(self, gap: timedelta) -> None:
        was_behind, self._is_behind = self._is_behind, gap > _LOG_THRESHOLD
        if self._is_behind and not was_behind:
            log.warning("the machine's clock was set back; the bot ignores it", by=str(gap))
