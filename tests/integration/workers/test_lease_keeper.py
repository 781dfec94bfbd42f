"""A process keeps its leases; a bot of another token is refused."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress

import pytest

from bot.domain.errors import OperatorError
from bot.domain.leases import CHATS, USE_SECONDS, Cluster, Renewal
from bot.domain.work_buckets import BUCKETS, Bucket
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.workers.lease_keeper import SharedLeases
from storage.engine.database import Database
from storage.repositories.leases import Leases, Request


async def quiet() -> None:
    """Nothing was sent."""


def keeper(
    database: Database | Leases, bot_number: str, busy: Collection[Bucket] = frozenset()
) -> SharedLeases:
    leases = database if isinstance(database, Leases) else Leases(database)
    return SharedLeases(leases, bot_number, "all", 30, quiet, lambda: busy)


class WatchedLeases(Leases):
    """Leases that let a test look after each renewal."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.renewed = asyncio.Event()

    async def renew(self, request: Request) -> tuple[Cluster, Renewal] | None:
        self.renewed.set()
        return await super().renew(request)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(HANG_SECONDS):
            while not condition():
                self.renewed.clear()
                await self.renewed.wait()


async def end(running: asyncio.Task[None]) -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_bot_of_another_token_is_refused(database: Database) -> None:
    first, second = keeper(database, "123"), keeper(database, "456")
    running = asyncio.create_task(first.run())
    await first.wait_for(CHATS)

    with pytest.raises(OperatorError, match="the bot 123 runs on this database"):
        await second.run()

    await first.wait_for(CHATS)
    await end(running)


async def test_a_second_process_gets_the_leases_of_one_that_leaves(database: Database) -> None:
    first, second = keeper(database, "123"), keeper(database, "123")
    running = [asyncio.create_task(first.run())]
    await first.wait_for(CHATS)

    running.append(asyncio.create_task(second.run()))
    await end(running[0])
    await first.leave()
    await second.wait_for(CHATS)

    assert second.holds(CHATS)
    await end(running[1])


async def test_a_bucket_is_handed_over_once_its_work_is_done(database: Database) -> None:
    busy = {Bucket(number) for number in range(BUCKETS)}
    leases = WatchedLeases(database)
    first, second = keeper(leases, "123", busy), keeper(leases, "123")
    running = [asyncio.create_task(first.run())]
    await first.wait_for_bucket()

    running.append(asyncio.create_task(second.run()))
    await leases.until(lambda: len(first.buckets()) == BUCKETS // 2)
    leaving = busy - first.buckets()
    done = leaving.pop()
    busy.remove(done)
    await second.wait_for_bucket()
    before = second.buckets()
    busy.clear()
    await leases.until(lambda: len(second.buckets()) == BUCKETS // 2)

    assert before == {done}
    assert first.buckets().isdisjoint(second.buckets())
    for task in running:
        await end(task)


async def test_a_slow_renewal_gives_no_right_that_others_may_take(database: Database) -> None:
    now = [0.0]
    is_second = asyncio.Event()

    class SlowLeases(Leases):
        async def renew(self, request: Request) -> tuple[Cluster, Renewal] | None:
            if now[0]:
                is_second.set()
                await asyncio.Future()  # until the task is canceled
            result = await super().renew(request)
            now[0] = USE_SECONDS
            return result

    slow = SharedLeases(SlowLeases(database), "123", "all", 30, quiet, clock=lambda: now[0])
    running = asyncio.create_task(slow.run())

    await is_second.wait()

    assert not slow.holds(CHATS)
    await end(running)
