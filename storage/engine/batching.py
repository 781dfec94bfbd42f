"""Group commit: run concurrent reads or writes as one batch in one transaction.

A transaction costs more than a row in it. Callers that arrive during a batch wait for its end;
then one of them runs the next batch for all of them. A read never returns data older than its
call, and a write returns after its row is committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from sqlalchemy.exc import DataError, IntegrityError, StatementError

from storage.engine.postgresql.sqlstates import is_invalid_value

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCH_SIZE = 500  # items in one transaction; SQLite binds at most 32,766 values


class BatchLoader(Generic[Item, Result]):
    """Collects items from concurrent callers and loads them in batches.

    Args:
        load: takes a batch; returns one result or one exception per item, in the same order. If it
            raises because of a value in one item, each item is loaded alone. Every other exception
            (a bug, or an unavailable database) is raised to all callers of the batch.
        pause: seconds that a batch waits for more items.
    """

    def __init__(
        self,
        load: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        pause: float = 0.0,
    ) -> None:
        self._load = load
        self._pause = pause
        self._lock = asyncio.Lock()
        self._pending: dict[asyncio.Future[Result], Item] = {}  # oldest first

    async def __call__(self, item: Item) -> Result:
        """Return the result for an item after its batch is loaded."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._pending[future] = item
        try:
            async with self._lock:
                if self._pause and not future.done():
                    await asyncio.sleep(self._pause)
                while not future.done():
                    await self._load_batch(dict(islice(self._pending.items(), _BATCH_SIZE)))
        finally:
            self._pending.pop(future, None)
        return future.result()

    async def _load_batch(self, batch: dict[asyncio.Future[Result], Item]) -> None:
        """Load a batch and set its futures; if canceled, the next waiting caller loads it."""
        results = await self._results(list(batch.values()))
        for future, result in zip(batch, results, strict=True):
            self._pending.pop(future, None)
            if isinstance(result, Exception):
                future.set_exception(result)
                future.exception()  # no "never retrieved" warning if the caller was canceled
            else:
                future.set_result(result)

    async def _results(self, items: list[Item]) -> Sequence[Result | Exception]:
        try:
            return await self._load(items)
        except Exception as error:  # noqa: BLE001 - raised to every caller of the batch
            if len(items) == 1 or not _is_invalid_value(error):
                return [error] * len(items)
        return [result for item in items for result in await self._results([item])]


def _is_invalid_value(error: Exception) -> bool:
    """Return whether the database refuses a value of one item; other items may be valid."""
    if type(error) is StatementError and error.orig is not None:  # raised while binding values
        return isinstance(error.orig, (OverflowError, ValueError))
    if is_invalid_value(getattr(error, "orig", None)):
        return True
    return isinstance(error, (IntegrityError, DataError, OverflowError, ValueError))
