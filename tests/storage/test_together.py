"""Doing together what is asked for at the same time."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.playground.changes import HANG_SECONDS
from storage.together import BATCH, Together
from tests.stepping import stop_at


class Kitchen:
    """Makes batches: doubles numbers, refuses negative ones, and falls over at -13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def work(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await asyncio.sleep(0.01)
        if -13 in items:
            raise OverflowError
        return [2 * item if item >= 0 else ValueError(item) for item in items]


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


async def test_what_is_asked_while_a_batch_is_at_work_makes_the_next_one(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)

    results = await asyncio.gather(*(together(number) for number in range(20)))

    assert results == [2 * number for number in range(20)]
    assert kitchen.batches == [[0], list(range(1, 20))]


async def test_what_is_asked_later_is_never_answered_by_an_earlier_batch(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0.005)

    assert await together(1) == 2

    assert await first == 2
    assert kitchen.batches == [[1], [1]]


async def test_a_refused_item_concerns_nobody_else(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)

    results = await asyncio.gather(*map(together, (1, -2, 3)), return_exceptions=True)

    assert (results[0], results[2]) == (2, 6)
    assert isinstance(results[1], ValueError)


async def test_an_item_that_makes_a_batch_fail_fails_alone(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)

    results = await asyncio.gather(*map(together, (1, -13, 3)), return_exceptions=True)

    assert (results[0], results[2]) == (2, 6)
    assert isinstance(results[1], OverflowError)


async def test_no_batch_is_larger_than_allowed(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)

    results = await asyncio.gather(*map(together, range(BATCH + 7)))

    assert len(results) == BATCH + 7
    assert max(map(len, kitchen.batches)) <= BATCH


async def test_who_is_stopped_anywhere_leaves_the_others_their_results(kitchen: Kitchen) -> None:
    for step in range(1, 8):
        together = Together(kitchen.work)

        async def ask(together: Together[int, int] = together) -> int:
            return await together(1)

        stopping = asyncio.create_task(stop_at(step, ask))
        others = [asyncio.create_task(together(number)) for number in (2, 3)]
        async with asyncio.timeout(HANG_SECONDS):
            was_stopped = await stopping
            assert await asyncio.gather(*others) == [4, 6]
        if not was_stopped:
            return
    pytest.fail("it was stopped at every step")


async def test_what_nobody_waits_for_any_more_is_not_done(kitchen: Kitchen) -> None:
    together = Together(kitchen.work)
    tasks = [asyncio.create_task(together(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0.005)  # the first is at work, the others wait

    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert kitchen.batches == [[1], [3]]
