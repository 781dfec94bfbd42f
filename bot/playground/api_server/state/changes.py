"""Change notification within one event loop: wake waiting tasks and call listeners."""

import asyncio
from collections.abc import Callable

HANG_SECONDS = 120.0  # ends a hang; ten times the longest wait on a busy machine


class Changes:
    """Notifies tasks and listeners that the world has changed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[], None]] = []

    def notify(self) -> None:
        """Wake all waiting tasks and call the listeners."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` on every change."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Stop calling `listener`."""
        self._listeners.remove(listener)

    async def wait(self, timeout: float | None) -> bool:
        """Wait for the next change, at most `timeout` seconds; tell whether there was one."""
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
        """Wait until `condition` is true, at most `timeout` seconds in total."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition():
            left = deadline - loop.time()
            if left <= 0 or not await self.wait(left):
                return
