"""A clock that never goes back: what is due at a time would wait until that time comes again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

_WORTH_A_WORD = timedelta(minutes=1)  # a machine corrects its clock by less every day

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class MonotonicUtcClock:
    """Tells the time of `wall`; where that is set back, time goes on from where it was.

    Follows `wall` again once that has caught up, or after a restart. Called, it returns the time.
    """

    wall: Callable[[], datetime]  # aware
    monotonic: Callable[[], float]  # seconds
    _latest: datetime | None = field(init=False, default=None)
    _told_at: float = field(init=False, default=0.0)  # when `_latest` was told, monotonic
    _is_behind: bool = field(init=False, default=False)  # `wall`, and the log says so

    def __call__(self) -> datetime:
        """Return the time: never earlier than before."""
        now, seconds = self.wall(), self.monotonic()
        if self._latest is not None:
            expected = self._latest + timedelta(seconds=seconds - self._told_at)
            self._watch(expected - now)
            now = max(now, expected)
        self._latest, self._told_at = now, seconds
        return now

    def _watch(self, gap: timedelta) -> None:
        was_behind, self._is_behind = self._is_behind, gap > _WORTH_A_WORD
        if self._is_behind and not was_behind:
            log.warning("the machine's clock was set back, ours goes on", by=str(gap))
