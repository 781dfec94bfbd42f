"""Waiting for the bot and for its database: for events, so that no test is a pause."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bot.delivery.message_edits import TASK_NAME
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS

_QUEUED = """
SELECT 'submission' FROM submissions WHERE state != 'answered'
UNION ALL SELECT 'article' FROM articles WHERE state != 'fanned_out'
UNION ALL SELECT 'broadcast' FROM broadcasts WHERE state = 'approved'
UNION ALL SELECT 'delivery' FROM deliveries WHERE state = 'waiting'
UNION ALL SELECT 'feed item' FROM feed_items WHERE state = 'waiting'
UNION ALL SELECT 'notice' FROM notices
UNION ALL SELECT 'update' FROM processed_updates WHERE raw IS NOT NULL
"""


def queued(folder: Path) -> list[str]:
    """Return the kinds of the rows that wait to be done, of the bot that lives in `folder`."""
    with closing(sqlite3.connect(f"file:{folder / 'xulosa.db'}?mode=ro", uri=True)) as database:
        return [kind for (kind,) in database.execute(_QUEUED)]


def edits() -> list[asyncio.Task[object]]:
    """Return the tasks that edit messages, or will, of a bot that runs in this event loop."""
    return [task for task in asyncio.all_tasks() if task.get_name() == TASK_NAME]


async def until_drained(wire: BotApiServer, folder: Path) -> None:
    """Wait until the bot that lives in `folder` has handled all updates and done all work.

    Raises:
        TimeoutError: it never has.
    """
    async with asyncio.timeout(HANG_SECONDS):
        while queued(folder) or edits() or not wire.is_idle:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def asked_for_updates(wire: BotApiServer, *, times: int) -> None:
    """Wait until the bot has asked for updates so often, as it does while it handles some."""
    before = len(wire.calls("getUpdates"))
    await wire.until(lambda: len(wire.calls("getUpdates")) >= before + times)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Keep everybody else from writing to a database until the block ends."""
    other = sqlite3.connect(file, timeout=HANG_SECONDS, check_same_thread=False)
    with closing(other):
        # In a thread: the bot, which may be writing now, runs in this event loop.
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield


async def execute(file: Path, statement: str) -> None:
    """Run a statement in a database that a bot of this event loop may be writing to."""
    other = sqlite3.connect(
        file, timeout=HANG_SECONDS, isolation_level=None, check_same_thread=False
    )
    with closing(other):
        await asyncio.to_thread(other.execute, statement)
