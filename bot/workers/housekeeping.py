"""Cleans up what is finished: at start, and every day, in small steps beside the work."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.domain.retention import Retention
from storage.housekeeping import Sweep
from storage.store import Store

EVERY = timedelta(days=1)
_REST_SECONDS = 0.02  # after each step, so that half of the database's time is for others

log = structlog.get_logger(__name__)


class Housekeeping:
    """Deletes what is finished, a step at each call of `run_once`."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        retention: Retention,
        rest_seconds: float = _REST_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._retention = retention
        self._rest_seconds = rest_seconds
        self._due_at = datetime.min.replace(tzinfo=UTC)
        self._left: list[Sweep] = []  # of this day
        self._dropped = 0  # rows, this day

    async def run_once(self) -> int:
        """Take one step if there is one to take today; return how many were taken, 0 or 1."""
        if not self._left:
            now = self._clock()
            if now < self._due_at:
                return 0
            self._left = self._store.housekeeping.sweeps(self._retention, now)
            self._due_at = now + EVERY
            self._dropped = 0
        count = await self._left[0]()
        self._dropped += count
        if not count:
            self._left.pop(0)
            if not self._left:
                await self._store.housekeeping.truncate_wal()
                log.info("what was finished is cleaned up", rows=self._dropped)
        await asyncio.sleep(self._rest_seconds)
        return 1
