"""A process keeps its leases; a bot of another token is refused."""

import asyncio
from contextlib import suppress

import pytest

from bot.domain.errors import OperatorError
from bot.domain.leases import CHATS
from bot.workers.lease_keeper import SharedLeases
from storage.engine.database import Database
from storage.repositories.leases import Leases


async def quiet() -> None:
    """Nothing was sent."""


def keeper(database: Database, bot_number: str) -> SharedLeases:
    return SharedLeases(Leases(database), bot_number, "all", 30, quiet)


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
