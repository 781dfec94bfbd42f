"""Measure how long work on the event loop blocks it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def loop_turns() -> AsyncIterator[list[float]]:
    """Measure how much CPU time each turn of the event loop takes while the block runs; seconds.

    It is CPU time because other programs of the machine do not add to it.
    """
    turns: list[float] = []

    async def probe() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.005)
            turns.append(time.thread_time() - before)

    probing = asyncio.create_task(probe())
    try:
        yield turns
    finally:
        probing.cancel()
