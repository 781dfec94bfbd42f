"""Task queue that runs jobs with the same key in order, and different keys in parallel."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from contextvars import ContextVar
from functools import partial

MAX_CONCURRENT = 512  # jobs; a page has 100 updates, slow ones of earlier pages still run


class _Turn:
    """The turn of one job among the jobs of its key; the job may end it early."""

    def __init__(self, start_next: Callable[[], None]) -> None:
        self.is_over = False
        self._start_next = start_next

    def end(self) -> None:
        """Start the next job of the key; a repeated call changes nothing."""
        if not self.is_over:
            self.is_over = True
            self._start_next()


_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)


def let_next_start() -> None:
    """Start the next job of the key now, while the calling job goes on; no-op outside a job."""
    if (turn := _turn.get()) is not None:
        turn.end()


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
            self._start(key, jobs)

    def _start(self, key: Hashable, jobs: deque[Callable[[], Awaitable[None]]]) -> None:
        task = self._group.create_task(self._run(key, jobs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, key: Hashable, jobs: deque[Callable[[], Awaitable[None]]]) -> None:
        is_last = False
        while not is_last:
            turn = _Turn(partial(self._start_next, key, jobs))
            _turn.set(turn)
            async with self._slots:
                if self._is_stopping:
                    return
                await self._run_job(jobs[0])
            if turn.is_over:  # another task runs the rest
                return
            is_last = self._drop_first(key, jobs)

    def _start_next(self, key: Hashable, jobs: deque[Callable[[], Awaitable[None]]]) -> None:
        if not self._drop_first(key, jobs):
            self._start(key, jobs)

    def _drop_first(self, key: Hashable, jobs: deque[Callable[[], Awaitable[None]]]) -> bool:
        """Remove the first job of a key; return whether it was the last one."""
        jobs.popleft()
        if not jobs:
            del self._queues[key]
        return not jobs

    async def _run_job(self, job: Callable[[], Awaitable[None]]) -> None:
        self._running += 1
        self._idle.clear()
        try:
            await job()
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
