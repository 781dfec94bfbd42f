"""Task queue that runs jobs with the same key in order, and different keys in parallel."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable

MAX_CONCURRENT = 512  # jobs; a page has 100 updates, slow ones of earlier pages still run


class KeyedTaskQueue:
    """Runs one job per key at a time, in order, and the jobs of many keys in parallel.

    Args:
        group: owns the tasks.
        limit: the maximum number of running jobs.
    """

    def __init__(self, group: asyncio.TaskGroup, limit: int = MAX_CONCURRENT) -> None:
        self._group = group
        self._slots = asyncio.Semaphore(limit)
        self._queues: dict[Hashable, deque[Callable[[], Awaitable[None]]]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = 0
        self._is_stopping = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def drain(self) -> None:
        """Start no more jobs, and wait for the running ones."""
        self._is_stopping = True
        await self._idle.wait()

    async def cancel(self) -> None:
        """Start no more jobs, and cancel the running ones."""
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def put(self, key: Hashable, job: Callable[[], Awaitable[None]]) -> None:
        """Run `job` after all earlier jobs with the same key."""
        jobs = self._queues[key]
        jobs.append(job)
        if len(jobs) == 1:
            task = self._group.create_task(self._run(key, jobs))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, key: Hashable, jobs: deque[Callable[[], Awaitable[None]]]) -> None:
        while jobs:
            async with self._slots:
                if self._is_stopping:
                    return
                await self._run_job(jobs[0])
            jobs.popleft()
        del self._queues[key]

    async def _run_job(self, job: Callable[[], Awaitable[None]]) -> None:
        self._running += 1
        self._idle.clear()
        try:
            await job()
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
