"""A concurrent worker works on slow rows side by side."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.workers.polling_workers import ConcurrentWorker
from tests.support.virtual_time import simulate

_LONG = 3600.0  # simulated seconds, enough for all the work that can be done


class Rows:
    """Rows for a concurrent worker: the first `held` wait for `released`, the others are quick."""

    def __init__(self, held: int, count: int) -> None:
        self._waiting = list(range(count))
        self._held = held
        self.released = asyncio.Event()
        self.under_way: set[int] = set()
        self.done: list[int] = []

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        if not self._waiting:
            return None
        number = self._waiting.pop(0)
        return lambda: self._work(number)

    async def _work(self, number: int) -> None:
        self.under_way.add(number)
        if number < self._held:
            await self.released.wait()
        self.under_way.discard(number)
        self.done.append(number)


async def _after(seconds: float, worker: ConcurrentWorker) -> asyncio.Task[None]:
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(seconds)
    return running


def test_slow_rows_give_their_places_to_others() -> None:
    async def check() -> None:
        rows = Rows(held=6, count=8)
        running = await _after(
            _LONG, ConcurrentWorker(name="worker", take=rows.take, size=3, slow_size=4)
        )

        assert rows.under_way == set(range(6))
        assert rows.done == [6, 7]
        running.cancel()

    simulate(check())


def test_a_worker_keeps_to_its_size_until_rows_are_slow() -> None:
    async def check() -> None:
        rows = Rows(held=6, count=8)
        running = await _after(
            1.0, ConcurrentWorker(name="worker", take=rows.take, size=3, slow_size=4)
        )

        assert rows.under_way == {0, 1, 2}
        running.cancel()

    simulate(check())


def test_more_slow_rows_than_places_wait_for_one_that_ends() -> None:
    async def check() -> None:
        rows = Rows(held=20, count=21)
        running = await _after(
            _LONG, ConcurrentWorker(name="worker", take=rows.take, size=3, slow_size=4)
        )

        assert rows.under_way == set(range(7))
        rows.released.set()
        await asyncio.sleep(_LONG)
        assert sorted(rows.done) == list(range(21))
        running.cancel()

    simulate(check())
