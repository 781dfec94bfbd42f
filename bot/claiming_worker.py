"""A worker whose jobs run in parallel: each job claims its row, and no other job takes that row.

Other processes take rows of other buckets only, so a claim needs no place in the database.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from bot.domain.work_buckets import Bucket, Buckets, GetBuckets, all_buckets

Row = TypeVar("Row")
Job = Callable[[], Awaitable[None]]


class ClaimingWorker(ABC, Generic[Row]):
    """A worker with several jobs at the same time; a job holds its claim until it ends."""

    def __init__(self, buckets: GetBuckets = all_buckets) -> None:
        """Create the worker; `buckets` returns the buckets that this process owns now."""
        self._buckets = buckets
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
            buckets = self._buckets()
            if buckets is not None and not buckets:
                return None
            row = await self._next_due(self._claimed, buckets)
            if row is None or not self._owns(row):
                return None
            self._claimed.append(row)
        return partial(self._process_claimed, row)

    def busy_buckets(self) -> set[Bucket]:
        """Return the buckets that another process must not have yet."""
        return {bucket for row in self._claimed for bucket in self._buckets_of(row)}

    def _owns(self, row: Row) -> bool:
        """Return whether this process still owns the buckets of a row; a query takes time."""
        buckets = self._buckets()
        return buckets is None or self._buckets_of(row) <= buckets

    async def _process_claimed(self, row: Row) -> None:
        try:
            await self._process(row)
        finally:
            self._claimed.remove(row)

    @abstractmethod
    async def _next_due(self, claimed: Sequence[Row], buckets: Buckets) -> Row | None:
        """Return the next due row that conflicts with no claimed one; None if there is none.

        Args:
            claimed: the rows that this process works on.
            buckets: rows of other buckets belong to other processes.
        """

    @abstractmethod
    def _buckets_of(self, row: Row) -> set[Bucket]:
        """Return the buckets of a row: one, or several if the row stands for several."""

    @abstractmethod
    async def _process(self, row: Row) -> None:
        """Move a row to its next state."""
