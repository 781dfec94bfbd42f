"""A worker whose jobs run in parallel: each job claims its row, and no other job takes that row."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

Row = TypeVar("Row")
Job = Callable[[], Awaitable[None]]


class ClaimingWorker(ABC, Generic[Row]):
    """A worker with several jobs at the same time; a job holds its claim until it ends."""

    def __init__(self) -> None:
        self._claimed: list[Row] = []
        self._claim_lock = asyncio.Lock()

    async def run_once(self) -> int:
        """Process one due row; return the number of rows, 0 or 1.

        A canceled run can be repeated and gives the same result.
        """
        job = await self.take()
        if job is None:
            return 0
        await job()
        return 1

    async def take(self) -> Job | None:
        """Claim the next due row; return the job that processes it, or None if none is due."""
        async with self._claim_lock:
            row = await self._next_due(self._claimed)
            if row is None:
                return None
            self._claimed.append(row)
        return partial(self._process_claimed, row)

    async def _process_claimed(self, row: Row) -> None:
        try:
            await self._process(row)
        finally:
            self._claimed.remove(row)

    @abstractmethod
    async def _next_due(self, claimed: Sequence[Row]) -> Row | None:
        """Return the next due row that conflicts with no claimed one; None if there is none."""

    @abstractmethod
    async def _process(self, row: Row) -> None:
        """Move a row to its next state."""
