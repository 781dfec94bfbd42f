"""Single flight: concurrent callers share one run of a function."""

import asyncio
from collections.abc import Awaitable, Callable


class SingleFlight:
    """Runs `work` at most once in `seconds` for any number of callers.

    A caller during a run waits for its end. A caller within `seconds` after it returns at once.

    Args:
        work: the function. If it raises, its caller gets the error, and the next caller runs it.
        seconds: how long a run stays valid.
        monotonic: returns the seconds of a monotonic clock.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._work, self._seconds, self._monotonic = work, seconds, monotonic
        self._lock = asyncio.Lock()
        self._done_at: float | None = None

    async def __call__(self) -> None:
        """Return once a run is at most `seconds` old."""
        async with self._lock:
            done_at = self._done_at
            if done_at is None or self._monotonic() - done_at >= self._seconds:
                await self._work()
                self._done_at = self._monotonic()
