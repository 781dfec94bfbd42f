"""Health of the bot: the checks of `/readyz` and the database gauges of `/metrics`."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.telemetry.metrics import BACKLOG, BACKLOG_AGE, DATABASE_BYTES, DELIVERIES, FEEDS
from bot.transport.polling import Polling
from bot.transport.update_processor import UpdateProcessor
from bot.transport.webhook import Webhook
from bot.workers.polling_workers import PollingWorker
from storage.engine.database import DatabaseFault
from storage.queues.deliveries import Deliveries
from storage.repositories.stats import Stats

log = structlog.get_logger(__name__)


class Health:
    """Answers `/readyz` and `/metrics`."""

    def __init__(
        self,
        *,
        is_database_working: Callable[[], Awaitable[bool]],
        deliveries: Deliveries,
        stats: Stats,
        source: Polling | Webhook | None,
        processor: UpdateProcessor,
        sender: PollingWorker,
        clock: Callable[[], datetime],
    ) -> None:
        self._is_database_working = is_database_working
        self._deliveries = deliveries
        self._stats = stats
        self._source = source
        self._processor = processor
        self._sender = sender
        self._clock = clock

    async def check(self) -> dict[str, bool]:
        """Return for each part by name whether it works; a worker has the database alone."""
        database = {"database": await self._is_database_working()}
        if self._source is None:
            return database
        return {
            **database,
            "telegram": self._source.is_working,
            "intake": not self._processor.is_stuck,
            "sender": not self._sender.failed.is_set(),
        }

    async def measure(self) -> None:
        """Set the gauges of the database tables, to NaN if the database fails."""
        try:
            backlog = await self._deliveries.backlog()
            deliveries = await self._stats.deliveries()
            feeds = await self._stats.feeds()
            size = await self._stats.database_size()
        except DatabaseFault as error:
            log.warning("the database gauges cannot be measured", reason=type(error).__name__)
            for gauge in (BACKLOG, BACKLOG_AGE, DATABASE_BYTES):
                gauge.set(math.nan)
            DELIVERIES.unset()
            FEEDS.unset()
            return
        BACKLOG.set(backlog.waiting)
        DELIVERIES.set(deliveries)
        FEEDS.set(feeds)
        DATABASE_BYTES.set(size)
        oldest = backlog.oldest_due_at
        BACKLOG_AGE.set(max(0.0, (self._clock() - oldest).total_seconds()) if oldest else 0.0)
