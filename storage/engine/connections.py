"""Check out connections so that none is left behind, even if the task is canceled."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Check out a connection; return it to its pool before the block ends, even if canceled.

    SQLAlchemy would return the connection of a canceled task in the background. Closing the
    database at that moment would miss the connection and leave its thread alive.
    """
    connection = await engine.connect()
    try:
        yield connection
    finally:
        await finish(connection.close())


async def finish(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` until it is done, even if the caller is canceled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
