"""Opens the database for a command, builds the services of actions, and runs slow work inline."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

from bot.actions.services import Services, Wakers, build_services
from bot.config import Settings
from bot.domain.errors import XulosaError
from bot.domain.ids import UserId
from bot.domain.submission import LinkLimits
from bot.domain.summary import Summary
from bot.ingestion.duplicates.canonical_url import address_and_key
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


def services_on(store: Store, settings: Settings) -> Services:
    """Return the services for the actions of a command.

    A command wakes no worker: those of a running bot look for work once a second.
    """
    return build_services(
        store,
        clock=lambda: datetime.now(UTC),
        summarize=_summarize,
        address_and_key=address_and_key,
        editors=frozenset(map(UserId, settings.bot_admins)),
        limits=LinkLimits(),
        wake=Wakers(),
    )


async def _summarize(text: str, _: UserId) -> Summary:
    from bot.summaries import summarize

    return summarize("", text)


async def summarize_due(store: Store, settings: Settings) -> None:
    """Summarize all stored articles that need it, as a running bot does."""
    from bot.summaries.worker import SummaryWorker

    repositories = store.summaries, store.articles, store.tags
    worker = SummaryWorker(*repositories, run_inline, settings.bot_ranker)
    while await worker.run_once():
        pass


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
