"""Housekeeping: delete finished data after the start and once a day, in small batches."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.domain.retention import Retention
from storage import housekeeping

INTERVAL = timedelta(days=1)
_PAUSE_SECONDS = 0.02  # after each batch; leaves half of the database's time to other work

log = structlog.get_logger(__name__)


class Housekeeping:
    """Deletes finished data, one batch per call of `run_once`."""

    def __init__(
        self,
        storage: housekeeping.Housekeeping,
        clock: Callable[[], datetime],
        retention: Retention,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._retention = retention
        self._pause_seconds = pause_seconds
        self._due_at = datetime.min.replace(tzinfo=UTC)
        self._remaining: list[housekeeping.Sweep] = []  # of today
        self._deleted = 0  # rows, today

    async def run_once(self) -> int:
        """Delete one batch if today's housekeeping is due; return the number of batches, 0 or 1."""
        if not self._remaining:
            now = self._clock()
            if now < self._due_at:
                return 0
            self._remaining = self._storage.sweeps(self._retention, now)
            self._due_at = now + INTERVAL
            self._deleted = 0
        count = await self._remaining[0]()
        self._deleted += count
        if not count:
            self._remaining.pop(0)
            if not self._remaining:
                await self._storage.truncate_wal()
                log.info("housekeeping deleted finished data", rows=self._deleted)
        await asyncio.sleep(self._pause_seconds)
        return 1
