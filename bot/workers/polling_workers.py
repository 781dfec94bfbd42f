"""Workers that poll a table for due rows when they are woken, and once a minute in any case.

A `PollingWorker` handles all due rows in one call. A `ConcurrentWorker` handles slow rows
concurrently.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.claiming_worker import Job
from storage.engine.database_faults import log_failure

_POLL_SECONDS = 60.0  # between two polls, in case a wake-up is missing
_RETRY_DELAY_SECONDS = 2.0  # after an unexpected exception
_SLOW_SECONDS = 3.0  # after this time a job counts as slow; fetching a page takes one second

_FAILED = "a worker failed and continues"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingWorker:
    """A worker whose `run_once` handles the due rows and returns their number."""

    name: str
    run_once: Callable[[], Awaitable[int]]
    poll_seconds: float = _POLL_SECONDS
    wakes: tuple["PollingWorker | ConcurrentWorker", ...] = ()  # woken after rows were handled
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)  # held during `run_once`
    failed: asyncio.Event = field(default_factory=asyncio.Event)  # set while `run_once` fails

    def wake(self) -> None:
        """Let the worker poll its table at once."""
        self.woken.set()

    async def run(self) -> None:
        """Run until canceled; log exceptions and continue."""
        while True:
            self.woken.clear()
            try:
                async with self.busy:
                    count = await self.run_once()
            except Exception as error:  # noqa: BLE001 - the workers' boundary
                self.failed.set()
                log_failure(log, _FAILED, error, worker=self.name)
                await asyncio.sleep(_RETRY_DELAY_SECONDS)
                continue
            self.failed.clear()
            if count:
                for worker in self.wakes:
                    worker.wake()
            else:
                await _wait(self.woken, self.poll_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcurrentWorker:
    """A worker that handles slow rows concurrently.

    `take` returns a job for the next due row, or None. At most `size` jobs run at the same time.
    Up to `slow_size` slow jobs do not count toward that limit.
    """

    name: str
    take: Callable[[], Awaitable[Job | None]]
    size: int
    slow_size: int = 0
    poll_seconds: float = _POLL_SECONDS
    wakes: tuple["PollingWorker | ConcurrentWorker", ...] = ()  # woken after each job
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Let the worker poll its table at once."""
        self.woken.set()

    async def run(self) -> None:
        """Run until canceled; log exceptions and continue."""
        slots = _Slots(self.size, self.slow_size)
        async with asyncio.TaskGroup() as group:
            while True:
                await slots.wait()
                self.woken.clear()
                job = await self._take()
                if job is None:
                    await _wait(self.woken, self.poll_seconds)
                else:
                    group.create_task(self._run_job(job, slots.take()), name=self.name)

    async def _take(self) -> Job | None:
        try:
            return await self.take()
        except Exception as error:  # noqa: BLE001 - the workers' boundary
            log_failure(log, _FAILED, error, worker=self.name)
            await asyncio.sleep(_RETRY_DELAY_SECONDS)
            self.wake()  # poll again
            return None

    async def _run_job(self, job: Job, release: Callable[[], None]) -> None:
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - the workers' boundary
            log_failure(log, _FAILED, error, worker=self.name)
            await asyncio.sleep(_RETRY_DELAY_SECONDS)  # its row is due again at once
        finally:
            release()
        for worker in (self, *self.wakes):  # rows that this job blocked may be due now
            worker.wake()


class _Slots:
    """Slots for concurrent jobs: `size` of them, and `slow_size` more for slow jobs."""

    def __init__(self, size: int, slow_size: int) -> None:
        self._size = size
        self._slow_size = slow_size
        self._running: set[object] = set()
        self._slow: set[object] = set()  # a subset of `_running`
        self._changed = asyncio.Event()

    async def wait(self) -> None:
        """Wait until a slot is free."""
        while len(self._running) - min(len(self._slow), self._slow_size) >= self._size:
            self._changed.clear()
            await self._changed.wait()

    def take(self) -> Callable[[], None]:
        """Take a slot without waiting; return a function that releases it."""
        job = object()
        self._running.add(job)
        timer = asyncio.get_running_loop().call_later(_SLOW_SECONDS, self._mark_slow, job)

        def release() -> None:
            timer.cancel()
            self._running.discard(job)
            self._slow.discard(job)
            self._changed.set()

        return release

    def _mark_slow(self, job: object) -> None:
        self._slow.add(job)
        self._changed.set()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
