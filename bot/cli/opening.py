"""What commands open: the database, and a reader of pages and files."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.config import Settings
from storage.database import Database
from storage.migrate import migrate
from storage.store import Store

Result = TypeVar("Result")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the database of the settings, brought to the newest schema; safe beside a running bot.

    Raises:
        OperatorError: it cannot be opened.
    """
    database = Database(settings.database_url)
    try:
        await migrate(database)
        yield Store(database)
    finally:
        await database.close()


async def inline(work: Callable[..., Result], *arguments: object) -> Result:
    """Run slow work right here: a command has nobody else to serve."""
    return work(*arguments)
