"""SQLite with one trip to its thread for each statement.

A statement on stock aiosqlite takes four: open a cursor, execute, fetch, close; BEGIN and ROLLBACK
take four more. Each trip wakes a thread and is woken by it, which under load costs more than the
statement itself (`make bench`). Here BEGIN travels with the first statement, rows come back with
the answer, and ROLLBACK is not waited for: whatever comes next on the connection comes after it.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiosqlite

from storage.engine.sqlite.private_files import make_file

_TRIES = 30  # of beginning, each as long as SQLite's busy time-out


class SingleRoundTripConnection(aiosqlite.Connection):
    """A connection whose cursors make one trip; made by `connect`."""

    begin_with: str | None = None  # opens a transaction before the next statement
    _may_be_open = False  # whether a transaction may have to be ended

    def cursor(self) -> "SingleRoundTripCursor":  # type: ignore[override]  # stock: awaitable as well
        """Return a cursor; nothing travels yet."""
        return SingleRoundTripCursor(self)

    async def run(self, many: bool, sql: str, parameters: Any) -> tuple[Any, ...]:
        """Execute a statement; return description, row count, last row id and rows.

        Who is stopped while another process writes leaves no thread waiting for it.
        """
        begin, self.begin_with = self.begin_with, None
        self._may_be_open = self._may_be_open or begin is not None
        given_up = threading.Event()
        try:
            work = _travel, self._conn, begin, given_up, many, sql, parameters
            answer: tuple[Any, ...] = await self._execute(*work)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            given_up.set()
            raise
        except sqlite3.Error:
            if begin is not None and not self._conn.in_transaction:
                self.begin_with = begin  # it did not begin
            raise
        return answer

    async def commit(self) -> None:
        """Commit, if anything was done.

        Who is stopped meanwhile waits for it: what they read next is then what was written.
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

    async def rollback(self) -> None:
        """Roll back, if anything was done, before what comes next; not waited for."""
        self.begin_with = None
        if self._may_be_open:
            self._may_be_open = False
            self._tx.put_nowait((None, self._conn.rollback))


class SingleRoundTripCursor:
    """A cursor as SQLAlchemy uses it; all rows come with the answer."""

    def __init__(self, connection: SingleRoundTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "SingleRoundTripCursor":
        """Open; nothing travels."""
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Execute a statement."""
        await self._run(False, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute a statement for each of many parameters."""
        await self._run(True, sql, parameters)

    async def _run(self, many: bool, sql: str, parameters: Any) -> None:
        answer = await self._connection.run(many, sql, parameters)
        self.description, self.rowcount, self.lastrowid, self._rows = answer

    async def fetchall(self) -> list[Any]:
        """Return the rows that came."""
        return self._rows

    async def close(self) -> None:
        """Close; nothing travels."""


async def connect(file: str) -> SingleRoundTripConnection:
    """Open a database; where who asked is stopped meanwhile, its thread is ended again."""

    connection = SingleRoundTripConnection(
        lambda: _open(file),
        iter_chunk_size=64,
    )
    connection._thread.daemon = True  # as SQLAlchemy does with stock connections
    opening = asyncio.ensure_future(_opened(connection))
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        await opening
        await connection.close()
        raise
    return connection


def _open(file: str) -> sqlite3.Connection:
    """Open a database, which SQLite would make readable for everybody; what is beside it, too."""
    with suppress(OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        make_file(Path(file).resolve())
    return sqlite3.connect(file, isolation_level=None)  # transactions begin as we say


async def _opened(connection: SingleRoundTripConnection) -> None:
    try:
        await connection
    except sqlite3.Error:  # its thread is ending, and still speaks to the event loop
        await asyncio.to_thread(connection._thread.join)
        raise


def _travel(
    connection: sqlite3.Connection,
    begin: str | None,
    given_up: threading.Event,
    many: bool,
    sql: str,
    parameters: Any,
) -> tuple[Any, ...]:
    """Execute a statement on SQLite's thread."""
    if begin is not None:
        _begin(connection, begin, given_up)
    cursor = connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        rows = [] if cursor.description is None else cursor.fetchall()
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    except UnicodeEncodeError:  # which holds the whole text
        raise sqlite3.DataError("a text has half of a surrogate pair") from None
    finally:
        cursor.close()


def _begin(connection: sqlite3.Connection, begin: str, given_up: threading.Event) -> None:
    """Begin once no other process writes, unless that takes too long or nobody waits any more."""
    for left in reversed(range(_TRIES)):
        try:
            connection.execute(begin)
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or not left or given_up.is_set():
                raise
        else:
            return
