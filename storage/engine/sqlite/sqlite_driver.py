"""SQLite driver for asyncio with one round trip to the connection's thread per statement.

Stock aiosqlite takes four round trips per statement: open a cursor, execute, fetch, close. BEGIN
and ROLLBACK take four more. Each round trip switches threads twice, which under load costs more
than the statement itself (`make bench`). Here BEGIN is sent with the first statement, and the rows
return with its result. ROLLBACK is queued without waiting: later statements run after it.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiosqlite

from storage.engine.sqlite.private_files import create_private_file

_BEGIN_ATTEMPTS = 30  # each waits for SQLite's busy timeout


class SingleRoundTripConnection(aiosqlite.Connection):
    """A connection whose cursors need one round trip per statement; created by `connect`."""

    begin_with: str | None = None  # the BEGIN statement to run before the next statement
    _may_be_open = False  # whether a transaction may be open
    _is_stopping = False
    _stopped: "asyncio.Future[Any] | None" = None

    def cursor(self) -> "SingleRoundTripCursor":  # type: ignore[override]  # stock: awaitable as well
        """Return a cursor without a round trip."""
        return SingleRoundTripCursor(self)

    async def run(self, many: bool, sql: str, parameters: Any) -> tuple[Any, ...]:
        """Execute a statement; return description, row count, last row id and rows.

        Cancellation stops the attempts to begin while another process holds the write lock.
        """
        begin, self.begin_with = self.begin_with, None
        self._may_be_open = self._may_be_open or begin is not None
        canceled = threading.Event()
        try:
            work = _execute_in_thread, self._conn, begin, canceled, many, sql, parameters
            result: tuple[Any, ...] = await self._execute(*work)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            canceled.set()
            raise
        except sqlite3.Error:
            if begin is not None and not self._conn.in_transaction:
                self.begin_with = begin  # no transaction began
            raise
        return result

    async def commit(self) -> None:
        """Commit the transaction, if one is open.

        A canceled task waits for the end of its commit, so its later reads see the written rows.
        """
        self.begin_with = None
        if self._may_be_open:
            committing = asyncio.ensure_future(super().commit())
            try:
                await asyncio.shield(committing)
            except asyncio.CancelledError:
                await committing
                raise
            self._may_be_open = False

    def stop(self) -> "asyncio.Future[Any] | None":
        """End the thread, once: nobody would answer the future of a second call.

        SQLAlchemy stops a connection that is being closed if the closing task is canceled. Both
        get the same future, so that the close waits until the thread has given its last answer.
        """
        if not self._is_stopping:
            self._is_stopping = True
            self._stopped = super().stop()
        is_canceled = self._stopped is not None and self._stopped.cancelled()
        return None if is_canceled else self._stopped

    async def rollback(self) -> None:
        """Queue a rollback, if a transaction is open; the next statement runs after it."""
        self.begin_with = None
        if self._may_be_open:
            self._may_be_open = False
            self._tx.put_nowait((None, self._conn.rollback))


class SingleRoundTripCursor:
    """The part of a cursor that SQLAlchemy uses; one round trip returns all rows."""

    def __init__(self, connection: SingleRoundTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "SingleRoundTripCursor":
        """Return the cursor without a round trip."""
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Execute a statement."""
        await self._run(False, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute a statement once for each set of parameters."""
        await self._run(True, sql, parameters)

    async def _run(self, many: bool, sql: str, parameters: Any) -> None:
        result = await self._connection.run(many, sql, parameters)
        self.description, self.rowcount, self.lastrowid, self._rows = result

    async def fetchall(self) -> list[Any]:
        """Return the rows that `execute` fetched."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the thread closed its cursor after the statement."""


async def connect(file: str, pragmas: Sequence[str] = ()) -> SingleRoundTripConnection:
    """Open a database file; if canceled, close the connection and end its thread.

    The thread sets `pragmas` as it opens the file, without a round trip for each.
    """
    connection = SingleRoundTripConnection(lambda: _open(file, pragmas), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does with stock connections
    opening = asyncio.ensure_future(_start(connection))
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        await opening
        await connection.close()
        raise
    return connection


def _open(file: str, pragmas: Sequence[str]) -> sqlite3.Connection:
    """Open a database file, created private to its owner; SQLite gives its log the same mode."""
    with suppress(OSError, RuntimeError):  # RuntimeError: a loop of symbolic links
        create_private_file(Path(file).resolve())
    connection = sqlite3.connect(file, isolation_level=None)  # only explicit BEGIN statements
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


async def _start(connection: SingleRoundTripConnection) -> None:
    try:
        await connection
    except sqlite3.Error:  # the ending thread still uses the event loop
        await asyncio.to_thread(connection._thread.join)
        raise


def _execute_in_thread(
    connection: sqlite3.Connection,
    begin: str | None,
    canceled: threading.Event,
    many: bool,
    sql: str,
    parameters: Any,
) -> tuple[Any, ...]:
    """Execute a statement in the connection's thread; return the same values as `run`."""
    if begin is not None:
        _begin(connection, begin, canceled)
    cursor = connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        rows = [] if cursor.description is None else cursor.fetchall()
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    except UnicodeEncodeError:  # its message would contain the whole text
        raise sqlite3.DataError("a text has half of a surrogate pair") from None
    finally:
        cursor.close()


def _begin(connection: sqlite3.Connection, begin: str, canceled: threading.Event) -> None:
    """Begin a transaction; retry while another process writes, up to `_BEGIN_ATTEMPTS` times."""
    for left in reversed(range(_BEGIN_ATTEMPTS)):
        try:
            connection.execute(begin)
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or not left or canceled.is_set():
                raise
        else:
            return
