"""Work that many ask for at once, and that is done once."""

import asyncio
from collections.abc import Awaitable, Callable


class SingleFlight:
    """Does `work` at most once in `seconds`, however many ask.

    Who asks while it is under way waits for that; who asks soon after it finds it done.

    Args:
        work: what is done. Where it raises, that asker meets the error, and the next one tries.
        seconds: how long what was done is good enough.
        monotonic: seconds.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._work, self._seconds, self._monotonic = work, seconds, monotonic
        self._turn = asyncio.Lock()
        self._done_at: float | None = None

    async def __call__(self) -> None:
        """Return once the work was done, not longer than `seconds` ago."""
        async with self._turn:
            done_at = self._done_at
            if done_at is None or self._monotonic() - done_at >= self._seconds:
                await self._work()
                self._done_at = self._monotonic()
