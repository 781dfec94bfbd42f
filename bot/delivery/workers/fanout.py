"""Fanout worker: makes one delivery per chat for an article or a broadcast."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.telemetry.traces import trace_step
from storage.queues.fanout import FanoutQueue
from storage.repositories.broadcasts import Broadcasts

_BATCH_SIZE = 50  # articles, and broadcasts, per run


class FanoutWorker:
    """Moves articles from summarized to fanned out, in chunks of followers."""

    def __init__(
        self, queue: FanoutQueue, broadcasts: Broadcasts, clock: Callable[[], datetime]
    ) -> None:
        self._queue = queue
        self._broadcasts = broadcasts
        self._clock = clock

    async def run_once(self) -> int:
        """Make the deliveries of a batch; return the number of articles and broadcasts in it.

        A run that was canceled and repeated gives the result of one full run.
        """
        articles = await self._queue.due(_BATCH_SIZE)
        for article_id in articles:
            with (
                structlog.contextvars.bound_contextvars(article_id=article_id),
                trace_step("fan out", article_id),
            ):
                while await self._queue.fan_out_article(article_id, self._clock()):
                    pass
        broadcasts = await self._broadcasts.due(_BATCH_SIZE)
        for broadcast_id in broadcasts:
            while await self._queue.fan_out_broadcast(broadcast_id, self._clock()):
                pass
        return len(articles) + len(broadcasts)
