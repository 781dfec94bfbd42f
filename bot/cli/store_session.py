"""What commands open: the database, and a reader of pages and files."""

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
    """Open the database of the settings, brought to the newest schema; safe beside a running bot.

    Raises:
        OperatorError: it cannot be opened.
        XulosaError: it fails later, as where the disk is full.
    """
    database = Database(settings.database_url)
    try:
        await migrate(database)
        yield Store(database)
    except* DatabaseFault as faults:
        raise XulosaError(f"the database: {_first(faults)}") from faults
    finally:
        await database.close()


def _first(faults: BaseExceptionGroup[DatabaseFault]) -> object:
    """Return what the driver said of the first fault; SQLAlchemy adds statement and values."""
    first = faults.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _first(first)
    return getattr(first, "orig", None) or first


async def inline(
    work: Callable[..., Result], *arguments: object, requester: UserId | None = None
) -> Result:
    """Run slow work right here: a command has nobody else to serve."""
    return work(*arguments)
