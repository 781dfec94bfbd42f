"""A database on which every write fails with an error of SQLite."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from storage.engine.connections import connected
from storage.engine.database import Database


@asynccontextmanager
async def read_only(database: Database) -> AsyncIterator[None]:
    """Let no write of `database` succeed until the block ends; reads do."""
    await _let_writes_fail(database, fail=1)
    try:
        yield
    finally:
        await _let_writes_fail(database, fail=0)


async def _let_writes_fail(database: Database, *, fail: int) -> None:
    async with connected(database.backend.writer) as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection  # a transaction would not begin
        await driver.run(False, f"PRAGMA query_only = {fail}", ())
