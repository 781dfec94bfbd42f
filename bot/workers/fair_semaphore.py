"""A semaphore that shares its slots fairly between requesters."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.domain.ids import UserId


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """A request that waits for a slot."""

    requester: UserId | None
    granted: asyncio.Future[None]


class FairSemaphore:
    """A semaphore in which no requester holds all slots, unless there is only one slot.

    A free slot goes to a user before the bot's own work, then to the requester that holds the
    fewest slots, then to the oldest request.

    Args:
        size: the number of slots.
    """

    def __init__(self, size: int) -> None:
        self._free = size
        self._max_per_requester = max(1, size - 1)
        self._held: Counter[UserId | None] = Counter()
        self._waiting: list[_Request] = []  # oldest first

    @asynccontextmanager
    async def slot(self, requester: UserId | None) -> AsyncIterator[None]:
        """Wait for a slot and hold it until the block ends.

        Args:
            requester: the user who waits for the work; None for the bot's own work.
        """
        request = _Request(requester, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._grant()
        try:
            await request.granted
            yield
        finally:
            if request.granted.cancelled():
                self._waiting.remove(request)
            else:
                self._release(requester)

    def _grant(self) -> None:
        """Grant the free slots to the next requests."""
        while self._free and (eligible := self._eligible()):
            request = min(eligible, key=self._priority)
            self._waiting.remove(request)
            self._free -= 1
            self._held[request.requester] += 1
            request.granted.set_result(None)

    def _eligible(self) -> list[_Request]:
        """Return the requests that may get a slot, oldest first."""
        return [
            request
            for request in self._waiting
            if self._held[request.requester] < self._max_per_requester
            and not request.granted.done()
        ]

    def _priority(self, request: _Request) -> tuple[bool, int]:
        return request.requester is None, self._held[request.requester]

    def _release(self, requester: UserId | None) -> None:
        self._free += 1
        self._held[requester] -= 1
        if not self._held[requester]:
            del self._held[requester]
        self._grant()
