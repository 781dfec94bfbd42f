"""A UTC clock that goes back only after days ahead, so that due rows do not wait again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from storage.clock_repair import EARLIEST, LONGEST_PAUSE

# After a jump of more than any row may wait, `repair_future_times` finds every time that was stored
# before it.
JUMP = LONGEST_PAUSE + timedelta(days=1)
_LOG_THRESHOLD = timedelta(minutes=1)  # daily corrections of a machine's clock are smaller
_SLOWED = 0.9  # a clock that is an hour ahead is right again after ten hours

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class MonotonicUtcClock:
    """A callable that returns the time of `wall`, but hardly ever an earlier time than before.

    If `wall` is set back, time advances a tenth slower until `wall` has caught up. If `wall` is set
    back by more than `JUMP`, the time before was wrong: the clock follows, and counts a jump. It
    does not follow to a time before `EARLIEST`, which only a clock without a battery has.
    """

    wall: Callable[[], datetime]  # aware
    monotonic: Callable[[], float]  # seconds
    jumps: int = field(init=False, default=0)
    _latest: datetime | None = field(init=False, default=None)
    _read_at: float = field(init=False, default=0.0)  # the monotonic time of `_latest`
    _is_behind: bool = field(init=False, default=False)  # `wall` was set back, and this is logged

    def __call__(self) -> datetime:
        """Return the time: never earlier than before, unless `wall` jumped."""
        now, seconds = self.wall(), self.monotonic()
        if self._latest is not None:
            now = self._follow(now, self._latest, timedelta(seconds=seconds - self._read_at))
        self._latest, self._read_at = now, seconds
        return now

    def _follow(self, now: datetime, latest: datetime, elapsed: timedelta) -> datetime:
        gap = latest + elapsed - now
        if gap > JUMP and now >= EARLIEST:
            self.jumps += 1
            log.warning("the machine's clock was set back; the bot follows it", by=str(gap))
            return now
        self._log_gap(gap)
        return max(now, latest + _SLOWED * elapsed)

    def _log_gap(self, gap: timedelta) -> None:
        was_behind, self._is_behind = self._is_behind, gap > _LOG_THRESHOLD
        if self._is_behind and not was_behind:
            log.warning("the machine's clock was set back; the bot's runs slower", by=str(gap))
