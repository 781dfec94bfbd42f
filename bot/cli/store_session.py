"""Opens the database for a command, and runs slow work inline."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.config import Settings
from bot.domain.errors import XulosaError
from bot.domain.ids import UserId
from storage.engine.database import Database, DatabaseFault
from storage.engine.migrate import migrate
from storage.store import Store

Result = TypeVar("Result")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open and migrate the database of the settings; safe while the bot runs.

    Raises:
        OperatorError: the database cannot be opened.
        XulosaError: the database fails later, such as on a full disk.
    """
    database = Database(settings.database_url)
    try:
        await migrate(database)
        yield Store(database)
    except* DatabaseFault as faults:
        raise XulosaError(f"the database: {_driver_error(faults)}") from faults
    finally:
        await database.close()


def _driver_error(faults: BaseExceptionGroup[DatabaseFault]) -> object:
    """Return the driver's error of the first fault, without SQLAlchemy's statement and values."""
    first = faults.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _driver_error(first)
    return getattr(first, "orig", None) or first


async def run_inline(
    work: Callable[..., Result], *arguments: object, requester: UserId | None = None
) -> Result:
    """Run slow work on the event loop; a command has no other work to do."""
    return work(*arguments)
