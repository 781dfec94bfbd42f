"""Waking whoever waits for the model to change; one event loop, no threads."""

import asyncio
from collections.abc import Callable

HANG_SECONDS = 120.0  # ends a hang: ten times what anything takes on a busy machine


class Changes:
    """A bell: `ring` wakes everybody who waits, and nobody else."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[], None]] = []

    def notify(self) -> None:
        """Wake all who wait now, and call the listeners."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` on every ring."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Call `listener` no more."""
        self._listeners.remove(listener)

    async def wait(self, timeout: float | None) -> bool:
        """Wait for the next ring, at most `timeout` seconds; tell whether it rang."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(waiter)
        return True

    async def until(self, condition: Callable[[], bool], timeout: float) -> None:
        """Wait until `condition` is true, at most `timeout` seconds however often it rings."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition():
            left = deadline - loop.time()
            if left <= 0 or not await self.wait(left):
                return
