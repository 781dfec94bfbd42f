"""Cancel workers at each of their waits, and run them again."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.domain.ids import UserId
from bot.ingestion.submission_worker import SubmissionWorker
from storage.engine.database import Database
from storage.engine.schema import metadata
from storage.store import Store
from tests.support.cancel_at_step import stop_at
from tests.support.migrated_database import copy_migrated

RunOnce = Callable[[Store], Awaitable[object]]


Prepare = Callable[[Store], Awaitable[object]]


async def run_inline(
    work: Callable[..., Any], *arguments: object, requester: UserId | None = None
) -> Any:
    """Run slow work here: an `Offload` that needs no process."""
    await asyncio.sleep(0)
    return work(*arguments)


async def no_file(file_id: str) -> bytes:
    raise AssertionError(f"nobody sent a file, least of all {file_id}")


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        yield database
    finally:
        await database.close()


async def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    async with database.read() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in await connection.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }


async def check_every_stop(folder: Path, prepare: Prepare, work: RunOnce) -> int:
    """Cancel `work` at each wait, run it again, and compare with the undisturbed result.

    Returns:
        The number of its waits.
    """
    start = copy_migrated(folder / "start")
    async with opened(start) as database:
        await prepare(Store(database))
    async with opened(Path(shutil.copy(start, folder / "undisturbed.db"))) as database:
        await work(Store(database))
        undisturbed = await everything(database)
    for step in count(1):
        async with opened(Path(shutil.copy(start, folder / "stopped.db"))) as database:
            store = Store(database)
            was_stopped = await stop_at(step, lambda store=store: work(store))  # type: ignore[misc]
            await work(store)
            assert await everything(database) == undisturbed, f"stopped at wait {step}"
        if not was_stopped:
            return step
    raise AssertionError("counting ended")


async def until_nothing_is_due(ingestion: SubmissionWorker) -> int:
    moved = 0
    while await ingestion.run_once():
        moved += 1
    return moved
