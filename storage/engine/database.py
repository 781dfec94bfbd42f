"""The two engines: one that writes, one that reads.

SQLite allows one writer. One connection that begins every transaction with BEGIN IMMEDIATE, and a
lock that is passed on in the order of asking, make writers queue instead of failing; a stock engine
loses 1,480 of 1,600 concurrent updates (`make bench`; why, in docs/decisions).
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
from storage.engine.sqlite.private_files import make_folders
from storage.engine.sqlite.sqlite_driver import connect

CHUNK = 5_000  # rows a write transaction touches at most, so that none makes others wait long
_BUSY_TIMEOUT = 15_000  # milliseconds; only a second process (backup, CLI) makes us wait
_WRITER_TIMEOUT = 500  # milliseconds of one try to begin; there are as many as fill the above
_READERS = 4
_LOG_MAX = 64 * 2**20  # bytes of the write-ahead log that stay on disk once it was taken over

DatabaseAddress = URL
DatabaseFault = SQLAlchemyError  # what the database raises, where the disk is full, say
# SQLite's codes for what is not the fault of the statement: another one would fail, too.
_DOWN = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    )
)


def is_down(error: BaseException) -> bool:
    """Return whether `error` says that the database takes nothing now: it is full, locked, broken.

    What it was asked for is to be asked again later.
    """
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return isinstance(error, NoConnection) or (code is not None and code & 0xFF in _DOWN)


def embedded(file: Path) -> DatabaseAddress:
    """Return the address of the embedded database in `file`, whatever signs its name has."""
    return URL.create("sqlite+aiosqlite", database=str(file))


class Database:
    """The database behind `url`; `close()` on every way out, or the process stays alive.

    Args:
        url: as the operator wrote it, or the address of a file of ours (`embedded`).

    Raises:
        OperatorError: the address cannot be understood, or its driver is not installed.
    """

    def __init__(self, url: str | DatabaseAddress) -> None:
        self.setting = "BOT_DATABASE_URL" if isinstance(url, str) else "BOT_DATA_DIR"  # names it
        try:
            self.url = make_url(url)
            self._open()
        except (ArgumentError, InvalidRequestError, ModuleNotFoundError) as error:
            raise OperatorError(f"BOT_DATABASE_URL: {error}") from error

    def _open(self) -> None:
        if self.is_sqlite:
            if self.url.database in (None, "", ":memory:"):
                raise ArgumentError("the embedded database needs a file")
            self._turn: asyncio.Lock | nullcontext[None] = asyncio.Lock()
            self._writer = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, pool_size=_READERS, begin="BEGIN")
        else:
            self._turn = nullcontext()
            self._writer = self._reader = create_async_engine(self.url, hide_parameters=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it or nothing. Never await a network inside.

        On the embedded database, transactions run in the order in which they were asked for.
        """
        async with self._turn, _connected(self._writer) as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def schema_transaction(self) -> AsyncIterator[AsyncConnection]:
        """As `write`, for a change of the schema: foreign keys are not followed meanwhile.

        SQLite changes a table by copying and dropping it, and with foreign keys on, dropping
        `chats` would delete every subscription. The switch works outside of transactions only.

        Raises:
            OperatorError: rows point to nothing afterwards; nothing was changed.
        """
        if not self.is_sqlite:
            async with self.write() as connection:
                yield connection
            return
        begin = "BEGIN IMMEDIATE"
        engine = _sqlite_engine(self.url, pool_size=1, begin=begin, has_foreign_keys=False)
        try:
            async with self._turn, _connected(engine) as connection, connection.begin():
                yield connection
                lost = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                if lost:
                    raise OperatorError(f"the new schema leaves {len(lost)} rows without owner")
        finally:
            await _to_the_end(engine.dispose())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view; writers do not wait for it."""
        async with _connected(self._reader) as connection:
            yield connection

    async def probe(self) -> None:
        """Write what changes nothing, through to the disk.

        Raises:
            SQLAlchemyError: that cannot be done.
        """
        if self.is_sqlite:
            async with self.write() as connection:
                await connection.exec_driver_sql("PRAGMA user_version = 0")  # nothing else uses it

    async def empty_log(self) -> None:
        """Take what was written into the database file, and empty the write-ahead log.

        What was deleted then stands in neither. Readers that are at work may keep that from
        happening; the next call does it.
        """
        if self.is_sqlite:
            async with self._turn, _connected(self._writer) as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection  # without BEGIN: it works outside of them only
                await driver.run(False, "PRAGMA wal_checkpoint(TRUNCATE)", ())

    async def close(self) -> None:
        """Close every connection and end their threads, also when the caller is being cancelled.

        Whoever reads or writes is to have ended: a `TaskGroup` sees to that, `gather` does not.
        """
        await _to_the_end(self._dispose())

    async def _dispose(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that is back in its pool when the block ends, also if the task is stopped.

    SQLAlchemy hands it back in the background then: closing the database in that moment would
    miss it, and its thread would live on.
    """
    connection = await engine.connect()
    try:
        yield connection
    finally:
        await _to_the_end(connection.close())


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` to its end, also when the caller is being cancelled."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await doing
        raise


def sqlite_path(url: URL) -> Path:
    """Return the file of the embedded database."""
    return Path(url.database or "")


def files_of(database: Database) -> tuple[Path, ...]:
    """Return the files of the embedded database, there or not; of another there are none."""
    if not database.is_sqlite:
        return ()
    file = Path(os.path.realpath(sqlite_path(database.url)))  # where SQLite puts the others
    return (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal")))


def make_folder(database: Database) -> None:
    """Make the folder of the embedded database.

    Raises:
        OperatorError: it cannot be made.
    """
    folder = sqlite_path(database.url).parent
    try:
        make_folders(folder)
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
        hide_parameters=True,  # what people wrote, in the words of an error
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "secure_delete = ON",  # what is deleted is overwritten with zeros
            f"journal_size_limit = {_LOG_MAX}",
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
    def _keep(context: ExceptionContext) -> None:
        # A task that is stopped in a statement must not cost the connection: closed beside its
        # open cursor, it would hold the write lock until the cursor is collected. The thread
        # finishes the statement, then rolls back.
        if isinstance(context.original_exception, asyncio.CancelledError):
            context.is_disconnect = False

    return engine
