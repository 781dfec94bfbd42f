"""Doing in one transaction what many ask for at the same time.

A transaction costs more than one row of it. Whoever asks while an earlier batch is at work waits
for it anyway; the first whose turn comes then does the work of all who have asked by then. So who
reads sees nothing older than its question, and who writes is told when its row is committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError, StatementError

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH = 500  # items of one transaction; SQLite binds 32,766 values


class BatchLoader(Generic[Item, Result]):
    """Hands what is asked for at the same time to `work`, all at once.

    Args:
        work: returns for each item, in their order, a result or the exception that it ends with.
            Where what it raises is of one item, each is done alone; all else is raised by everybody
            who asked: a mistake of ours, or a database that takes nothing now.
        pause: seconds that a batch waits for more to be asked.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        pause: float = 0.0,
    ) -> None:
        self._work = work
        self._pause = pause
        self._turn = asyncio.Lock()
        self._asked: dict[asyncio.Future[Result], Item] = {}  # oldest first

    async def __call__(self, item: Item) -> Result:
        """Return the result for an item, once the batch that it is in is done."""
        mine: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._asked[mine] = item
        try:
            async with self._turn:
                if self._pause and not mine.done():
                    await asyncio.sleep(self._pause)
                while not mine.done():
                    await self._do(dict(islice(self._asked.items(), BATCH)))
        finally:
            self._asked.pop(mine, None)
        return mine.result()

    async def _do(self, batch: dict[asyncio.Future[Result], Item]) -> None:
        """Do a batch; where whoever does it is cancelled, the next in turn does it."""
        for asked, result in zip(batch, await self._results(list(batch.values())), strict=True):
            self._asked.pop(asked, None)
            if isinstance(result, Exception):
                asked.set_exception(result)
                asked.exception()  # seen, also where who asked is gone
            else:
                asked.set_result(result)

    async def _results(self, items: list[Item]) -> Sequence[Result | Exception]:
        try:
            return await self._work(items)
        except Exception as error:  # noqa: BLE001 - raised by everybody who asked
            if len(items) == 1 or not _is_of_one_item(error):
                return [error] * len(items)
        return [result for item in items for result in await self._results([item])]


def _is_of_one_item(error: Exception) -> bool:
    """Return whether the database refuses a value; the other items may be fine then."""
    if type(error) is StatementError and error.orig is not None:  # met while binding values
        return isinstance(error.orig, (OverflowError, ValueError))
    return isinstance(error, (IntegrityError, DataError, OverflowError, ValueError))
