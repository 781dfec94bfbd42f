"""Wakes workers for rows that another process wrote, and for rows whose time has come.

Within the bot, a worker wakes the next one at once. So the workers sleep while the queues are
empty, and one look at SQLite's change counter each second is all that an idle bot does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime

import structlog

from bot.domain.queues import Queue
from bot.telemetry.metrics import QUEUE_AGE
from bot.workers.polling_workers import ConcurrentWorker, PollingWorker

CHECK_SECONDS = 1.0  # between two checks: a row of another process waits at most so long
_OVERDUE_SECONDS = 1.0  # between two wake-ups of a worker that leaves a due row where it is
_SHORTEST_WAIT = 0.01  # seconds, so that a clock that stands still cannot take a whole core

Workers = Sequence[PollingWorker | ConcurrentWorker]
log = structlog.get_logger(__name__)


class WorkWatcher:
    """Wakes the workers of a queue after a commit, at a due time, and while a row is overdue.

    A worker may leave a row that is due: the row's chat has to wait, or its host is busy. Only the
    worker knows for how long, so it is woken each second until the row has gone.
    """

    def __init__(
        self,
        version: Callable[[], Awaitable[int | None]],
        first_due: Callable[[datetime], Awaitable[Mapping[Queue, datetime]]],
        clock: Callable[[], datetime],
        workers: Mapping[Queue, Workers],
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        """Create the watcher.

        Args:
            version: returns a number that changes with each commit; None if there is none.
            first_due: returns the due time of the first row of each queue, given the time now.
            clock: returns the time now, aware, UTC.
            workers: the workers that take rows of each queue.
            check_seconds: time between two checks for a commit.
        """
        self._version = version
        self._first_due = first_due
        self._clock = clock
        self._workers = workers
        self._check_seconds = check_seconds

    async def run(self) -> None:
        """Run until canceled; while the database fails, wake all workers at each check."""
        while True:
            try:
                version = await self._version()  # first: a later commit counts as a change
                now = self._clock()
                due = await self._first_due(now)
                overdue = [queue for queue, due_at in due.items() if self._is_over(due_at)]
                for queue in overdue:
                    QUEUE_AGE.observe(queue, max(0.0, (now - due[queue]).total_seconds()))
                self._wake(overdue)
                later = min(
                    (each for each in due.values() if not self._is_over(each)), default=None
                )
                await self._wait(version, later, _OVERDUE_SECONDS if overdue else None)
            except Exception as error:  # noqa: BLE001 - the workers meet the same error and log it
                log.debug("the queues cannot be watched", reason=repr(error))
                self._wake(self._workers)
                await asyncio.sleep(self._check_seconds)

    def _wake(self, queues: Iterable[Queue]) -> None:
        for queue in queues:
            for worker in self._workers[queue]:
                worker.wake()

    async def _wait(self, version: int | None, due_at: datetime | None, most: float | None) -> None:
        """Wait for a commit or for `due_at`, but at most `most` seconds."""
        try:
            async with asyncio.timeout(most):
                while due_at is None or not self._is_over(due_at):
                    await asyncio.sleep(self._next_check(due_at))
                    current = await self._version()
                    if current is None or current != version:
                        return
        except TimeoutError:
            return

    def _next_check(self, due_at: datetime | None) -> float:
        if due_at is None:
            return self._check_seconds
        left = (due_at - self._clock()).total_seconds()
        return min(max(left, _SHORTEST_WAIT), self._check_seconds)

    def _is_over(self, due_at: datetime) -> bool:
        return due_at <= self._clock()
