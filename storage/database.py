"""The two engines: one that writes, one that reads.

SQLite allows one writer. A pool of one connection that begins every transaction with BEGIN
IMMEDIATE makes writers queue in order instead of failing; without it 1,356 of 1,600 concurrent
updates were lost, or 1,413 refused with "database is locked" (see docs/decisions).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

CHUNK = 5_000  # rows a write transaction touches at most, so that none makes others wait long
_BUSY_TIMEOUT = 15_000  # milliseconds; only a second process (backup, CLI) makes us wait
_READERS = 4


class Database:
    """The database behind `url`; `close()` on every way out, or the process stays alive."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, pool_size=_READERS, begin="BEGIN")
        else:
            self._writer = self._reader = create_async_engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it or nothing. Never await a network inside."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view; writers do not wait for it."""
        async with self._reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection and end their threads, also when the caller is being cancelled."""
        await asyncio.shield(self._dispose())

    async def _dispose(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def sqlite_path(url: URL) -> Path:
    """Return the file of the embedded database."""
    return Path(url.database or "")


def _sqlite_engine(url: URL, *, pool_size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=60)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
