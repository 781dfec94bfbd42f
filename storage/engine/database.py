"""Database connections and transactions: one engine for writing, one engine for reading.

SQLite allows one writer. One connection begins every write transaction with BEGIN IMMEDIATE, and a
first-come, first-served lock queues the writers, so none fails. A stock engine loses 1,480 of
1,600 concurrent updates (`make bench`; reasons in docs/decisions).
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import OperatorError
from storage.engine.sqlite.private_files import create_private_folders
from storage.engine.sqlite.sqlite_driver import connect

CHUNK_SIZE = 5_000  # maximum rows in one write transaction, so that other writers wait briefly
_BUSY_TIMEOUT = 15_000  # milliseconds; only a second process (backup, CLI) holds the lock
_WRITER_TIMEOUT = 500  # milliseconds for one attempt to begin; 30 attempts make `_BUSY_TIMEOUT`
_READERS = 4
_WAL_MAX = 64 * 2**20  # bytes of the write-ahead log that stay on disk after a checkpoint

DatabaseAddress = URL
DatabaseFault = SQLAlchemyError  # every error of the database, for example a full disk
# SQLite error codes that do not depend on the statement: every other statement would fail too.
_UNAVAILABLE = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    )
)


def is_unavailable(error: BaseException) -> bool:
    """Return whether `error` means that the database is full, locked or broken.

    The caller should retry the same work later.
    """
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return isinstance(error, NoConnection) or (code is not None and code & 0xFF in _UNAVAILABLE)


def embedded(file: Path) -> DatabaseAddress:
    """Return the address of the embedded database in `file`; special characters are safe."""
    return URL.create("sqlite+aiosqlite", database=str(file))


class Database:
    """The database at `url`. Without `close()`, connection threads keep the process alive.

    Args:
        url: the operator's setting, or the address of a file (`embedded`).

    Raises:
        OperatorError: the address is invalid, or its driver is not installed.
    """

    def __init__(self, url: str | DatabaseAddress) -> None:
        self.setting = "BOT_DATABASE_URL" if isinstance(url, str) else "BOT_DATA_DIR"  # for errors
        try:
            self.url = make_url(url)
            self._open()
        except (ArgumentError, InvalidRequestError, ModuleNotFoundError) as error:
            raise OperatorError(f"BOT_DATABASE_URL: {error}") from error

    def _open(self) -> None:
        if self.is_sqlite:
            if self.url.database in (None, "", ":memory:"):
                raise ArgumentError("the embedded database needs a file")
            self._write_lock: asyncio.Lock | nullcontext[None] = asyncio.Lock()
            self._writer = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, pool_size=_READERS, begin="BEGIN")
        else:
            self._write_lock = nullcontext()
            self._writer = self._reader = create_async_engine(self.url, hide_parameters=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded SQLite database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open one write transaction. Never await the network inside.

        On the embedded database, transactions run one after the other, first come, first served.
        """
        async with self._write_lock, _connected(self._writer) as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def schema_transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open one write transaction for schema changes, with foreign keys switched off.

        SQLite changes a table by copying and dropping it. With foreign keys on, dropping `chats`
        would delete every subscription. SQLite can switch them only outside of a transaction.

        Raises:
            OperatorError: foreign keys are broken at the end; the transaction is rolled back.
        """
        if not self.is_sqlite:
            async with self.write() as connection:
                yield connection
            return
        begin = "BEGIN IMMEDIATE"
        engine = _sqlite_engine(self.url, pool_size=1, begin=begin, has_foreign_keys=False)
        try:
            async with self._write_lock, _connected(engine) as connection, connection.begin():
                yield connection
                broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                if broken:
                    raise OperatorError(f"the new schema leaves {len(broken)} rows without owner")
        finally:
            await _finish(engine.dispose())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for reading; it does not block writers."""
        async with _connected(self._reader) as connection:
            yield connection

    async def probe(self) -> None:
        """Check that the embedded database can write to the disk; no data changes.

        Raises:
            SQLAlchemyError: the database cannot write.
        """
        if self.is_sqlite:
            async with self.write() as connection:
                await connection.exec_driver_sql("PRAGMA user_version = 0")  # nothing else uses it

    async def truncate_wal(self) -> None:
        """Checkpoint the write-ahead log into the database file, and truncate the log.

        Afterwards neither file contains deleted data. Active readers may prevent the truncation;
        a later call repeats it.
        """
        if self.is_sqlite:
            async with self._write_lock, _connected(self._writer) as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection  # a checkpoint must run without BEGIN
                await driver.run(False, "PRAGMA wal_checkpoint(TRUNCATE)", ())

    async def close(self) -> None:
        """Close every connection and end their threads, even if the caller is canceled.

        All readers and writers must have ended before: a `TaskGroup` ensures it, `gather` does not.
        """
        await _finish(self._dispose())

    async def _dispose(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Check out a connection; return it to its pool before the block ends, even if canceled.

    SQLAlchemy would return the connection of a canceled task in the background. Closing the
    database at that moment would miss the connection and leave its thread alive.
    """
    connection = await engine.connect()
    try:
        yield connection
    finally:
        await _finish(connection.close())


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` until it is done, even if the caller is canceled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def sqlite_path(url: URL) -> Path:
    """Return the path of the embedded database's file."""
    return Path(url.database or "")


def files_of(database: Database) -> tuple[Path, ...]:
    """Return the paths of the embedded database's files, existing or not; else an empty tuple."""
    if not database.is_sqlite:
        return ()
    file = Path(os.path.realpath(sqlite_path(database.url)))  # SQLite resolves symbolic links too
    return (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal")))


def make_folder(database: Database) -> None:
    """Create the folder of the embedded database, private to its owner.

    Raises:
        OperatorError: the folder cannot be created.
    """
    folder = sqlite_path(database.url).parent
    try:
        create_private_folders(folder)
    except OSError as error:
        raise OperatorError(
            f"{database.setting}: cannot make {folder}: {error.strerror}"
        ) from error


def _sqlite_engine(
    url: URL, *, pool_size: int, begin: str, has_foreign_keys: bool = True
) -> AsyncEngine:
    file = str(sqlite_path(url))
    engine = create_async_engine(
        url,
        async_creator=lambda: connect(file),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,  # error messages must not contain texts of users
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "secure_delete = ON",  # SQLite overwrites deleted data with zeros
            f"journal_size_limit = {_WAL_MAX}",
            f"foreign_keys = {int(has_foreign_keys)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if begin != "BEGIN":
            cursor.execute(f"PRAGMA busy_timeout = {_WRITER_TIMEOUT}")
        cursor.close()

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
