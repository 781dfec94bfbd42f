"""KeyedTaskQueue: what belongs together stays in order, the rest runs side by side."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable

LANES = 512  # that run at once: a page of 100 updates, and slow ones that are held meanwhile


class KeyedTaskQueue:
    """Runs jobs: one at a time and in order within a lane, many lanes at once.

    Args:
        group: owns the tasks.
        limit: how many jobs run at once.
    """

    def __init__(self, group: asyncio.TaskGroup, limit: int = LANES) -> None:
        self._group = group
        self._room = asyncio.Semaphore(limit)
        self._waiting: dict[Hashable, deque[Callable[[], Awaitable[None]]]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = 0
        self._is_stopping = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def stop(self) -> None:
        """Start no further job, and wait for those that run."""
        self._is_stopping = True
        await self._idle.wait()

    async def end(self) -> None:
        """End the jobs that run, wherever they are, and start no further one."""
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def put(self, lane: Hashable, job: Callable[[], Awaitable[None]]) -> None:
        """Run `job` after everything that was put into its lane before."""
        waiting = self._waiting[lane]
        waiting.append(job)
        if len(waiting) == 1:
            task = self._group.create_task(self._run(lane, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: Hashable, waiting: deque[Callable[[], Awaitable[None]]]) -> None:
        while waiting:
            async with self._room:
                if self._is_stopping:
                    return
                await self._do(waiting[0])
            waiting.popleft()
        del self._waiting[lane]

    async def _do(self, job: Callable[[], Awaitable[None]]) -> None:
        self._running += 1
        self._idle.clear()
        try:
            await job()
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
