"""Single flight: work that many callers request at once runs once."""

import asyncio

import pytest

from bot.web.single_flight import SingleFlight


class Work:
    """Work that counts its runs, and ends when the test lets it end."""

    def __init__(self) -> None:
        self.times = 0
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.fault: Exception | None = None

    async def __call__(self) -> None:
        self.times += 1
        self.begun.set()
        await self.may_end.wait()
        if self.fault is not None:
            raise self.fault


async def test_askers_at_the_same_time_share_one_run() -> None:
    work = Work()
    flight = SingleFlight(work, 5.0, lambda: 0.0)

    async with asyncio.TaskGroup() as group:
        callers = [group.create_task(flight()) for _ in range(16)]
        await work.begun.wait()
        assert not any(caller.done() for caller in callers)
        work.may_end.set()

    assert work.times == 1


async def test_a_run_is_good_for_its_seconds_and_no_longer() -> None:
    work, now = Work(), 0.0
    work.may_end.set()
    flight = SingleFlight(work, 5.0, lambda: now)

    for now in (0.0, 4.9, 5.0, 9.9, 10.0):  # noqa: B007 -- the clock reads it
        await flight()

    assert work.times == 3


async def test_a_canceled_or_failed_run_is_followed_by_another() -> None:
    work = Work()
    flight = SingleFlight(work, 5.0, lambda: 0.0)
    first = asyncio.create_task(flight())
    await work.begun.wait()
    second = asyncio.create_task(flight())

    first.cancel()
    work.fault = ZeroDivisionError()
    work.may_end.set()
    with pytest.raises(ZeroDivisionError):
        await second
    work.fault = None
    await flight()

    assert work.times == 3
