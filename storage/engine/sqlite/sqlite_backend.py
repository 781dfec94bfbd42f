"""SQLite: one connection for writing, several for reading.

SQLite allows one writer. One connection begins every write transaction with BEGIN IMMEDIATE, and a
first-come, first-served lock queues the writers, so none fails. A stock engine loses 1,480 of
1,600 concurrent updates (`make bench`; reasons in docs/decisions).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import OperatorError
from storage.engine.connections import connected, finish
from storage.engine.sqlite.change_counter import ChangeCounter
from storage.engine.sqlite.sqlite_driver import connect

_BUSY_TIMEOUT = 15_000  # milliseconds; only a second process (backup, CLI) holds the lock
_WRITER_TIMEOUT = 500  # milliseconds for one attempt to begin; 30 attempts make `_BUSY_TIMEOUT`
_READERS = 4
_WAL_MAX = 64 * 2**20  # bytes of the write-ahead log that stay on disk after a checkpoint

# Advice for the operator, by error code. The codes do not depend on the statement: every other
# statement would fail too.
_LOCKED = "another process holds it for long; end that process"
_NO_WRITES = (
    "its disk fails, is full or has become read-only; look at the log of the system (dmesg), "
    "and whether the bot may write its file"
)
_ADVICE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "its disk is full; free some space",
    sqlite3.SQLITE_IOERR: _NO_WRITES,
    sqlite3.SQLITE_READONLY: _NO_WRITES,
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened; look at its folder, its permissions "
    "and the limit of open files",
    sqlite3.SQLITE_NOMEM: "there is too little memory; lower BOT_WORKERS or BOT_WORKER_MEMORY",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
DAMAGED = "keep it, and restore the newest backup: xulosa restore FILE"
_SET_HIGHEST_ID = (  # the table has no unique index, so no upsert
    text("DELETE FROM sqlite_sequence WHERE name = :name"),
    text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"),
)
_WAITS = "; nothing is lost, and the bot goes on by itself"


def is_unavailable(driver_error: BaseException) -> bool:
    """Return whether the database is full, locked or broken."""
    return _code(driver_error) in _ADVICE or is_damaged(driver_error)


def is_damaged(driver_error: BaseException) -> bool:
    """Return whether the file of the database is damaged."""
    return _code(driver_error) in _DAMAGED


def advice(driver_error: BaseException | None) -> str | None:
    """Return what the operator has to do; None for an error that is not of this list."""
    known = _ADVICE.get(_code(driver_error))
    return known and known + _WAITS


def _code(driver_error: BaseException | None) -> int:
    """Return the primary error code of SQLite; -1 if it is another error."""
    code = getattr(driver_error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


class SqliteBackend:
    """The embedded database in a file."""

    def __init__(self, url: URL) -> None:
        if url.database in (None, "", ":memory:"):
            raise ArgumentError("the embedded database needs a file")
        self._url = url
        self._write_lock = asyncio.Lock()
        self.writer = _engine(url, pool_size=1, begin="BEGIN IMMEDIATE")
        self.reader = _engine(url, pool_size=_READERS, begin="BEGIN")
        self._changes = ChangeCounter(url.database or "")

    @asynccontextmanager
    async def transaction(self, *, locks_rows: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open one write transaction; they run one after the other, first come, first served."""
        async with self._write_lock, connected(self.writer) as connection, connection.begin():
            yield connection

    async def lock(self, connection: AsyncConnection, name: str) -> None:
        """Do nothing: there is one write transaction at a time."""

    async def limit_idle(self, connection: AsyncConnection, seconds: float) -> None:
        """Do nothing: the database has no server, and no other process waits for it."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for reading; it does not block writers."""
        async with connected(self.reader) as connection:
            yield connection

    @asynccontextmanager
    async def schema_transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open one write transaction for schema changes, with foreign keys switched off.

        SQLite changes a table by copying and dropping it. With foreign keys on, dropping `chats`
        would delete every subscription. SQLite can switch them only outside of a transaction.

        Raises:
            OperatorError: foreign keys are broken at the end; the transaction is rolled back.
        """
        engine = _engine(self._url, pool_size=1, begin="BEGIN IMMEDIATE", has_foreign_keys=False)
        try:
            async with self._write_lock, connected(engine) as connection, connection.begin():
                yield connection
                broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                if broken:
                    raise OperatorError(f"the new schema leaves {len(broken)} rows without owner")
        finally:
            await finish(engine.dispose())

    async def finish_schema(self, connection: AsyncConnection) -> None:
        """Do nothing: the tables are complete."""

    async def version(self) -> int | None:
        """Return a number that changes with each commit of any process."""
        return await self._changes.read()

    async def probe(self) -> None:
        """Check that the database can write to the disk."""
        async with self.transaction() as connection:
            await connection.exec_driver_sql("PRAGMA user_version = 0")  # nothing else uses it

    async def size(self) -> int:
        """Return the bytes of the file and of its write-ahead log."""
        file = self._url.database or ""
        return sum(
            each.stat().st_size for each in (Path(file), Path(f"{file}-wal")) if each.exists()
        )

    async def truncate_wal(self) -> None:
        """Checkpoint the write-ahead log into the database file, and truncate the log."""
        async with self._write_lock, connected(self.writer) as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection  # a checkpoint must run without BEGIN
            await driver.run(False, "PRAGMA wal_checkpoint(TRUNCATE)", ())

    async def highest_id(self, connection: AsyncConnection, table: Table) -> int:
        """Return the highest id that a table ever gave; 0: it gave none."""
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        found = await connection.execute(query, {"name": table.name})
        return found.scalar_one_or_none() or 0

    async def set_highest_id(self, connection: AsyncConnection, table: Table, number: int) -> None:
        """Let the next id of a table be `number` + 1."""
        values = {"name": table.name, "number": number}
        for statement in _SET_HIGHEST_ID:
            await connection.execute(statement, values)

    async def has_other_session(self, connection: AsyncConnection) -> bool:
        """Return False: a lock keeps other processes away (`storage.engine.lock`)."""
        return False

    async def close(self) -> None:
        """Close all connections and end their threads."""
        await self.writer.dispose()
        await self.reader.dispose()
        await self._changes.close()


def _engine(url: URL, *, pool_size: int, begin: str, has_foreign_keys: bool = True) -> AsyncEngine:
    file = url.database or ""
    pragmas = (
        f"busy_timeout = {_BUSY_TIMEOUT}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "secure_delete = ON",  # SQLite overwrites deleted data with zeros
        f"journal_size_limit = {_WAL_MAX}",
        f"foreign_keys = {int(has_foreign_keys)}",
        *([] if begin == "BEGIN" else [f"busy_timeout = {_WRITER_TIMEOUT}"]),
    )
    engine = create_async_engine(
        url,
        async_creator=lambda: connect(file, pragmas),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,  # error messages must not contain texts of users
    )

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.begin_with = begin

    @event.listens_for(engine.sync_engine, "handle_error")
    def _keep_connection(context: ExceptionContext) -> None:
        # A task canceled during a statement must not close the connection. Closed with an open
        # cursor, the connection would hold the write lock until the cursor is garbage-collected.
        # The thread finishes the statement and then rolls back.
        if isinstance(context.original_exception, asyncio.CancelledError):
            context.is_disconnect = False

    return engine
