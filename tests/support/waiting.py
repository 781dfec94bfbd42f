"""Wait for events of the bot and of its database, so that no test sleeps."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy import make_url

from bot.delivery.message_edits import TASK_NAME
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.postgresql_server import chosen_address, connected

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
    """Return the kinds of the queued rows of the bot in `folder`."""
    with closing(_reader(folder)) as database:
        return [kind for (kind,) in database.execute(_QUEUED)]


def _reader(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder / 'xulosa.db'}?mode=ro", uri=True)


def edits() -> list[asyncio.Task[object]]:
    """Return the running and waiting edits of messages, for a bot in this event loop."""
    return [task for task in asyncio.all_tasks() if task.get_name() == TASK_NAME]


async def until_drained(bot_api: BotApiServer, folder: Path) -> None:
    """Wait until the bot in `folder` has handled all updates and done all work.

    Raises:
        TimeoutError: it never has.
    """
    async with asyncio.timeout(HANG_SECONDS), _queue(folder) as queue:
        while not bot_api.is_idle or edits() or await queue():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def _queue(folder: Path) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Yield a function that returns the queued rows of the bot in `folder`."""
    address = chosen_address(folder)
    if address is None:
        with closing(_reader(folder)) as database:

            async def rows() -> list[tuple[str]]:
                return database.execute(_QUEUED).fetchall()

            yield rows
        return
    async with connected(make_url(address)) as connection:
        yield lambda: connection.fetch(_QUEUED)


async def asked_for_updates(bot_api: BotApiServer, *, times: int) -> None:
    """Wait until the bot has sent `getUpdates` so often; it also does while it handles updates."""
    before = len(bot_api.calls("getUpdates"))
    await bot_api.until(lambda: len(bot_api.calls("getUpdates")) >= before + times)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Hold the write lock of a database until the block ends."""
    other = sqlite3.connect(file, timeout=HANG_SECONDS, check_same_thread=False)
    with closing(other):
        # In a thread, because the bot may be writing now and runs in this event loop.
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield


async def execute(file: Path, statement: str) -> None:
    """Run a statement in a database that a bot in this event loop may be writing to."""
    other = sqlite3.connect(
        file, timeout=HANG_SECONDS, isolation_level=None, check_same_thread=False
    )
    with closing(other):
        await asyncio.to_thread(other.execute, statement)
