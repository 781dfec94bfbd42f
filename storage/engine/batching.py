"""Group commit: run concurrent reads or writes as one batch in one transaction.

A transaction costs more than a row in it. Callers that arrive during a batch wait for its end;
then the first of them runs the next batch for all of them. A read never returns data older than
its call, and a write returns after its row is committed.
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


class _Call(Generic[Item, Result]):
    """One call of a `BatchLoader`."""

    __slots__ = ("item", "results", "wakeup")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.results: list[Result | Exception] = []  # one, once its batch is loaded
        self.wakeup = asyncio.get_running_loop().create_future()  # loaded, or the loader now


class BatchLoader(Generic[Item, Result]):
    """Collects items from concurrent callers and loads them in batches.

    The oldest caller loads the batch, and wakes all callers of the batch in one turn of the event
    loop. A queue at a lock would wake them one after the other.

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
        self._pending: dict[_Call[Item, Result], None] = {}  # oldest first
        self._loader: _Call[Item, Result] | None = None  # the oldest one

    async def __call__(self, item: Item) -> Result:
        """Return the result for an item after its batch is loaded."""
        call = _Call[Item, Result](item)
        self._pending[call] = None
        self._loader = self._loader or call
        try:
            if self._loader is not call:
                await call.wakeup
            if self._loader is call:
                if self._pause:
                    await asyncio.sleep(self._pause)
                await self._load_batch(list(islice(self._pending, _BATCH_SIZE)))
        finally:
            self._pending.pop(call, None)
            if self._loader is call:
                self._choose_loader()
        if isinstance(result := call.results[0], Exception):
            raise result
        return result

    def _choose_loader(self) -> None:
        """Let the oldest caller that waits load the next batch, if there is one."""
        self._loader = next(iter(self._pending), None)
        if self._loader is not None and not self._loader.wakeup.done():
            self._loader.wakeup.set_result(None)

    async def _load_batch(self, batch: list[_Call[Item, Result]]) -> None:
        """Load a batch and wake its callers; if canceled, the next caller loads it."""
        results = await self._results([call.item for call in batch])
        for call, result in zip(batch, results, strict=True):
            self._pending.pop(call, None)
            call.results.append(result)
            if not call.wakeup.done():
                call.wakeup.set_result(None)

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
