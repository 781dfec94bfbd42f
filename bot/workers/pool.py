"""Processes for slow work, each ended where it passes its time limit.

They are forked from a server that has imported what they need: one that replaces another is ready
in milliseconds, and they share its memory.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import TypeVar

import pebble
from pebble import ProcessExpired

from bot.domain.offload import TookTooLong

MEMORY = 2**31  # bytes of a process; reading the largest file of a fair kind takes a fifth of it
SECONDS = 20.0  # a page takes 33 ms at the median, 6 s at the worst of 939 measured ones
_FOLDER_MAX = 70  # characters of the folder for temporary files; a socket's path has 107 at most
_NICENESS = 5  # so that taps are answered first where the processors are busy
_TASKS = 500  # after which a process is replaced, since extraction's memory grows

Result = TypeVar("Result")


class Pool:
    """A pool of processes; it is an `Offload`. `close()` on every way out.

    Args:
        workers: how many processes.
        seconds: the limit of a task.
        preload: modules that their server imports before it forks the first one; the server is one
            for all pools of this program, and the first pool starts it.
    """

    def __init__(self, workers: int, seconds: float = SECONDS, preload: Sequence[str] = ()) -> None:
        self._seconds = seconds
        self._starting: asyncio.Future[bool] | None = None
        context = multiprocessing.get_context(_start_method())
        if preload:
            context.set_forkserver_preload(list(preload))
        self._pool = pebble.ProcessPool(
            max_workers=workers, max_tasks=_TASKS, initializer=_settle, context=context
        )

    async def __call__(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Return `work(*arguments)`, run in one of the processes.

        Raises:
            TookTooLong: the limit of time or memory passed, or the process died.
        """
        await self.start()
        future = self._pool.submit(work, self._seconds, *arguments)
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, ProcessExpired, MemoryError) as error:
            raise TookTooLong(repr(error)) from error

    async def start(self) -> None:
        """Start the processes, if they are not there yet; their server's imports take a second."""
        if self._starting is None:
            self._starting = asyncio.ensure_future(asyncio.to_thread(lambda: self._pool.active))
        await asyncio.shield(self._starting)

    async def close(self) -> None:
        """End the processes, whatever they are at."""
        if self._starting is not None:
            await asyncio.wait([self._starting])  # it cannot be stopped half-way
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one untyped
            await asyncio.to_thread(self._pool.join)


def _start_method() -> str:
    """Return how processes start: the server's socket needs a path that is not too long."""
    return "forkserver" if len(tempfile.gettempdir()) <= _FOLDER_MAX else "spawn"


def _settle() -> None:
    """Leave signals to the parent, let it go first, and take no more than `MEMORY`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        import resource  # elsewhere this limit does nothing, or is unknown

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
