"""A semaphore that shares its places fairly between requesters."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.domain.ids import UserId


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A request that waits for a place."""

    requester: UserId | None
    given: asyncio.Future[None]


class FairSemaphore:
    """A number of places; no requester holds all of them, unless there is only one.

    A free place goes to a person before the bot's own work, then to the requester that holds the
    fewest places, then to the request that has waited for longest.

    Args:
        size: how many places there are.
    """

    def __init__(self, size: int) -> None:
        self._free = size
        self._most = max(1, size - 1)  # places of one requester
        self._held: Counter[UserId | None] = Counter()
        self._waiting: list[_Turn] = []  # in the order of asking

    @asynccontextmanager
    async def place(self, requester: UserId | None) -> AsyncIterator[None]:
        """Wait for a place and hold it until the block ends.

        Args:
            requester: the person who waits for the work; None for the bot's own work.
        """
        turn = _Turn(requester, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._give()
        try:
            await turn.given
            yield
        finally:
            if turn.given.cancelled():
                self._waiting.remove(turn)
            else:
                self._release(requester)

    def _give(self) -> None:
        """Give free places to the requests that come next."""
        while self._free and (ready := self._ready()):
            turn = min(ready, key=self._rank)
            self._waiting.remove(turn)
            self._free -= 1
            self._held[turn.requester] += 1
            turn.given.set_result(None)

    def _ready(self) -> list[_Turn]:
        """Return the requests that may have a place, in the order of asking."""
        return [
            turn
            for turn in self._waiting
            if self._held[turn.requester] < self._most and not turn.given.done()
        ]

    def _rank(self, turn: _Turn) -> tuple[bool, int]:
        return turn.requester is None, self._held[turn.requester]

    def _release(self, requester: UserId | None) -> None:
        self._free += 1
        self._held[requester] -= 1
        if not self._held[requester]:
            del self._held[requester]
        self._give()
