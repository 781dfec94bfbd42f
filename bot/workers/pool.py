"""Processes for slow work, each ended where it passes its time limit."""

import asyncio
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import pebble
import structlog
from pebble import ProcessExpired

from bot.domain.offload import TookTooLong

MEMORY = 2**31  # bytes of a process; reading the largest file of a fair kind takes a fifth of it
SECONDS = 20.0  # a page takes 33 ms at the median, 6 s at the worst of 939 measured ones
_NICENESS = 5  # so that taps are answered first where the processors are busy
_TASKS = 500  # after which a process is replaced, since extraction's memory grows

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class Pool:
    """A pool of processes; it is an `Offload`. `close()` on every way out."""

    def __init__(self, workers: int, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._workers = workers
        self._pool = pebble.ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS,
            initializer=_settle,
            context=multiprocessing.get_context("spawn"),
        )

    async def __call__(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Return `work(*arguments)`, run in one of the processes.

        Raises:
            TookTooLong: the limit of time or memory passed, or the process died.
        """
        future = self._pool.submit(work, self._seconds, *arguments)
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, ProcessExpired, MemoryError) as error:
            raise TookTooLong(repr(error)) from error

    async def warm(self, *modules: str) -> None:
        """Start the processes and let them import what they will need."""
        warming = [self(_import, modules) for _ in range(self._workers)]
        try:
            await asyncio.gather(*warming)
        except TookTooLong as error:
            log.warning("the processes are not warm yet", reason=str(error))

    async def close(self) -> None:
        """End the processes, whatever they are at."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one untyped
        await asyncio.to_thread(self._pool.join, 5)


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        importlib.import_module(name)


def _settle() -> None:
    """Leave signals to the parent, let it go first, and take no more than `MEMORY`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        import resource  # elsewhere this limit does nothing, or is unknown

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
