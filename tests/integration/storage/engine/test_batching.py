"""Batching: concurrent requests share one call."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import (
    ArgumentError,
    CompileError,
    DataError,
    IntegrityError,
    InvalidRequestError,
    OperationalError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.playground.api_server.state.changes import HANG_SECONDS
from storage.engine.batching import _BATCH_SIZE, BatchLoader
from tests.support.cancel_at_step import stop_at
from tests.support.virtual_time import simulate


async def turns(count: int) -> None:
    """Let the event loop run `count` turns."""
    for _ in range(count):
        await asyncio.sleep(0)


class DoublingBatches:
    """A batch function: it doubles numbers, refuses negative ones, and fails at -13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def work(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await turns(50)
        if -13 in items:
            raise OverflowError
        return [2 * item if item >= 0 else ValueError(item) for item in items]


@pytest.fixture
def doubling() -> DoublingBatches:
    return DoublingBatches()


async def test_requests_during_a_batch_form_the_next_batch(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)

    results = await asyncio.gather(*(loader(number) for number in range(20)))

    assert results == [2 * number for number in range(20)]
    assert doubling.batches == [[0], list(range(1, 20))]


def test_a_batch_can_wait_for_more_requests(doubling: DoublingBatches) -> None:
    async def ask_in_turn() -> list[int]:
        loader = BatchLoader(doubling.work, pause=1.0)
        async with asyncio.TaskGroup() as group:
            asked = []
            for number in range(6):
                asked.append(group.create_task(loader(number)))
                await asyncio.sleep(0.3)
        return [each.result() for each in asked]

    assert simulate(ask_in_turn()) == [0, 2, 4, 6, 8, 10]
    assert doubling.batches == [[0, 1, 2, 3], [4, 5]]


async def test_a_later_request_never_joins_a_running_batch(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)
    first = asyncio.create_task(loader(1))
    await turns(10)

    assert await loader(1) == 2

    assert await first == 2
    assert doubling.batches == [[1], [1]]


async def test_a_refused_item_does_not_affect_other_requests(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)

    results = await asyncio.gather(*map(loader, (1, -2, 3)), return_exceptions=True)

    assert (results[0], results[2]) == (2, 6)
    assert isinstance(results[1], ValueError)


async def test_an_item_that_makes_a_batch_fail_fails_alone(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)

    results = await asyncio.gather(*map(loader, (1, -13, 3)), return_exceptions=True)

    assert (results[0], results[2]) == (2, 6)
    assert isinstance(results[1], OverflowError)


def _binding(cause: Exception) -> StatementError:
    """Return the error that SQLAlchemy raises for a value that it cannot bind."""
    return StatementError(str(cause), "UPDATE", None, cause)


OF_ONE_ITEM = [
    OverflowError("too large for a column"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    _binding(ValueError("a datetime needs a time zone")),
    IntegrityError("UPDATE", None, Exception("NOT NULL constraint failed")),
    DataError("UPDATE", None, Exception("out of range")),
]
OF_ALL = [
    ProgrammingError("UPDATE", None, Exception("no such column")),
    InvalidRequestError("'expanding' parameters can't be used with executemany()"),
    _binding(InvalidRequestError("a value is required for bind parameter")),
    CompileError("unconsumed column names"),
    ArgumentError("expected a column"),
    OperationalError("UPDATE", None, Exception("database is locked")),
    NoConnection("the pool is exhausted"),
    TypeError("unhashable"),
]


def _name(error: Exception) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", OF_ONE_ITEM, ids=_name)
async def test_each_item_is_tried_alone_after_a_refusal(error: Exception) -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await asyncio.sleep(0)
        if 3 in items:
            raise error
        return list(items)

    loader = BatchLoader(work)

    results = await asyncio.gather(*map(loader, (1, 2, 3, 4)), return_exceptions=True)

    assert results == [1, 2, error, 4]
    assert batches == [[1], [2, 3, 4], [2], [3], [4]]


@pytest.mark.parametrize("error", OF_ALL, ids=_name)
async def test_a_failing_batch_runs_once_and_raises_for_every_call(error: Exception) -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await asyncio.sleep(0)
        raise error

    loader = BatchLoader(work)

    results = await asyncio.gather(*map(loader, (1, 2, 3)), return_exceptions=True)

    assert results == [error] * 3
    assert batches == [[1], [2, 3]]


async def test_no_batch_is_larger_than_allowed(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)

    results = await asyncio.gather(*map(loader, range(_BATCH_SIZE + 7)))

    assert len(results) == _BATCH_SIZE + 7
    assert max(map(len, doubling.batches)) <= _BATCH_SIZE


async def test_a_canceled_request_leaves_other_results_intact(doubling: DoublingBatches) -> None:
    for step in range(1, 8):
        loader = BatchLoader(doubling.work)

        async def ask(loader: BatchLoader[int, int] = loader) -> int:
            return await loader(1)

        stopping = asyncio.create_task(stop_at(step, ask))
        others = [asyncio.create_task(loader(number)) for number in (2, 3)]
        async with asyncio.timeout(HANG_SECONDS):
            was_stopped = await stopping
            assert await asyncio.gather(*others) == [4, 6]
        if not was_stopped:
            return
    pytest.fail("it was stopped at every step")


async def test_a_request_canceled_before_its_batch_is_skipped(doubling: DoublingBatches) -> None:
    loader = BatchLoader(doubling.work)
    tasks = [asyncio.create_task(loader(number)) for number in (1, 2, 3)]
    await turns(10)  # the first call runs, the others wait

    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert doubling.batches == [[1], [3]]


@pytest.mark.parametrize("is_woken", [False, True], ids=["waiting", "just woken"])
async def test_the_next_caller_loads_if_the_loader_is_canceled(is_woken: bool) -> None:
    batches: list[list[int]] = []

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(list(items))
        await turns(10)
        if items[0] == 1 and is_woken:
            asyncio.get_running_loop().call_soon(tasks[1].cancel)  # runs before the woken task
        elif items[0] == 1:
            tasks[1].cancel()
        return list(items)

    loader = BatchLoader(work)
    tasks = [asyncio.create_task(loader(number)) for number in (1, 2, 3)]

    async with asyncio.timeout(HANG_SECONDS):
        results = await asyncio.gather(*tasks, return_exceptions=True)

    assert (results[0], type(results[1]), results[2]) == (1, asyncio.CancelledError, 3)
    assert batches == [[1], [3]]


async def test_the_callers_of_a_batch_go_on_in_the_same_turn() -> None:
    turn = 0
    ended_at: list[int] = []

    async def count_turns() -> None:
        nonlocal turn
        while len(ended_at) < 6:
            turn += 1
            await asyncio.sleep(0)

    async def work(items: Sequence[int]) -> list[int]:
        await turns(10)
        return list(items)

    async def ask(loader: BatchLoader[int, int], number: int) -> None:
        await loader(number)
        ended_at.append(turn)

    loader = BatchLoader(work)
    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(ask(loader, number))
        group.create_task(count_turns())

    assert len(set(ended_at[1:])) <= 2  # the loader of the batch, and the others
