"""Database connections and transactions, on SQLite or on PostgreSQL (see `Backend`)."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Executable, Table, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import OperatorError
from bot.telemetry.metrics import DATABASE_SECONDS
from storage.engine.backend import Backend
from storage.engine.connections import finish
from storage.engine.database_faults import FaultLog, is_unavailable
from storage.engine.postgresql.postgresql_backend import PostgresqlBackend
from storage.engine.postgresql.sqlstates import is_conflict
from storage.engine.sqlite.private_files import create_private_folders
from storage.engine.sqlite.sqlite_backend import DAMAGED, SqliteBackend, is_damaged

CHUNK_SIZE = 5_000  # maximum rows in one write transaction, so that other writers wait briefly
_ATTEMPTS = 12  # of a transaction that loses against others; together at most 3 s of pauses
_FIRST_PAUSE = 0.002  # seconds; each pause is random, up to twice the one before
_LONGEST_PAUSE = 0.5
_BACKENDS: dict[str, type[Backend]] = {
    "sqlite+aiosqlite": SqliteBackend,
    "postgresql+asyncpg": PostgresqlBackend,
}

Result = TypeVar("Result")
DatabaseAddress = URL
DatabaseFault = SQLAlchemyError  # every error of the database, for example a full disk


def embedded(file: Path) -> DatabaseAddress:
    """Return the address of the embedded database in `file`; special characters are safe."""
    return URL.create("sqlite+aiosqlite", database=str(file))


class Database:
    """The database at `url`. Without `close()`, connection threads keep the process alive.

    Args:
        url: the operator's setting, or the address of a file (`embedded`).
        setting: the name of the setting, or of the option of a command.

    Raises:
        OperatorError: the address is invalid, or its driver is not installed.
    """

    def __init__(self, url: str | DatabaseAddress, setting: str | None = None) -> None:
        name = "BOT_DATABASE_URL" if isinstance(url, str) else "BOT_DATA_DIR"
        self.setting = setting or name  # for errors
        self.faults = FaultLog()
        try:
            self.url = make_url(url)
            self.backend: Backend = _open(self.url)
        except ModuleNotFoundError as error:
            raise OperatorError(
                f"{self.setting}: {error.name} is missing; pip install 'xulosa[postgresql]'"
            ) from error
        except (ArgumentError, InvalidRequestError) as error:
            raise OperatorError(f"{self.setting}: {error}") from error

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded SQLite database."""
        return self.url.get_backend_name() == "sqlite"

    async def write(
        self, work: Callable[[AsyncConnection], Awaitable[Result]], *, locks_rows: bool = False
    ) -> Result:
        """Run `work` in one write transaction and return its result.

        If the transaction lost against a concurrent one, `work` runs again, so it must change
        nothing but the database. It must never await the network.

        Args:
            work: takes the connection of the transaction.
            locks_rows: whether `work` first locks the rows that it depends on, in the order of
                their keys. Then it waits for concurrent transactions and does not lose.

        Raises:
            DatabaseFault: the transaction lost `_ATTEMPTS` times, or the database fails.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with DATABASE_SECONDS.measure("write"), self._logging_faults():
                    async with self.backend.transaction(locks_rows=locks_rows) as connection:
                        result = await work(connection)
            except DBAPIError as error:
                if not is_conflict(error.orig) or attempt == _ATTEMPTS:
                    raise
            else:
                self.faults.worked()
                return result
            longest = min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE)
            await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 -- not a secret
        raise AssertionError("the last attempt returns or raises")

    async def execute(
        self, statement: Executable, rows: Sequence[Mapping[str, object]] | None = None
    ) -> int:
        """Run one statement in a write transaction; return the number of rows that it changed.

        Args:
            statement: an insert, update or delete.
            rows: run the statement once for each row, in the order of their keys.
        """

        async def work(connection: AsyncConnection) -> int:
            return (await connection.execute(statement, rows)).rowcount

        return await self.write(work, locks_rows=True)  # a statement locks what it changes

    async def lock(self, connection: AsyncConnection, name: str) -> None:
        """Wait for other transactions with a lock of this name; hold it until the end of this one.

        Only for `write(…, locks_rows=True)`, whose later statements see what the others wrote.
        """
        await self.backend.lock(connection, name)

    async def limit_idle(self, connection: AsyncConnection, seconds: float) -> None:
        """Let the server end this transaction if its process stops in it for so long (SIGSTOP)."""
        await self.backend.limit_idle(connection, seconds)

    @asynccontextmanager
    async def exclusive(self, name: str, idle_seconds: float) -> AsyncIterator[None]:
        """Keep other processes out of blocks of this name; on SQLite there are none.

        The block may write, with another connection. It loses the lock if this process stops in
        it for `idle_seconds`; then its end raises `DatabaseFault`.
        """
        if self.is_sqlite:
            yield
            return
        async with self.backend.transaction(locks_rows=True) as connection:
            await self.limit_idle(connection, idle_seconds)
            await self.lock(connection, name)
            yield

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open one write transaction that does not run again; use `write` where others write."""
        return self.backend.transaction()

    def schema_transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open one write transaction for schema changes.

        Raises:
            OperatorError: the database cannot hold the schema; the transaction is rolled back.
        """
        return self.backend.schema_transaction()

    async def finish_schema(self, connection: AsyncConnection) -> None:
        """Complete the tables that the migrations made, in their transaction."""
        await self.backend.finish_schema(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for reading; it does not block writers."""
        with DATABASE_SECONDS.measure("read"), self._logging_faults():
            async with self.backend.read() as connection:
                yield connection

    @contextmanager
    def _logging_faults(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            if is_unavailable(error):
                self.faults.failed(error)
            raise

    async def version(self) -> int | None:
        """Return a number that changes with each commit, also of another process.

        None if the database has no such number. Calls must not overlap.

        Raises:
            sqlite3.Error: the file cannot be read.
        """
        return await self.backend.version()

    async def probe(self) -> None:
        """Check that the database can write; no data changes.

        Raises:
            SQLAlchemyError: the database cannot write.
        """
        await self.backend.probe()

    async def size(self) -> int:
        """Return the bytes that the database takes on its disk."""
        return await self.backend.size()

    async def truncate_wal(self) -> None:
        """Remove deleted data from the log of the embedded database.

        Afterwards neither of its files contains deleted data. Active readers may prevent it; a
        later call repeats it.
        """
        await self.backend.truncate_wal()

    async def highest_id(self, connection: AsyncConnection, table: Table) -> int:
        """Return the highest id that a table ever gave, also to a deleted row; 0: it gave none."""
        return await self.backend.highest_id(connection, table)

    async def close(self) -> None:
        """Close every connection and end their threads, even if the caller is canceled.

        All readers and writers must have ended before: a `TaskGroup` ensures it, `gather` does not.
        """
        await finish(self.backend.close())


def _open(url: URL) -> Backend:
    backend = _BACKENDS.get(url.drivername)
    if backend is None:
        raise ArgumentError(f"the driver is one of {', '.join(_BACKENDS)}, not {url.drivername}")
    return backend(url)


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


def cannot_open(database: Database, error: DatabaseFault) -> str:
    """Return a message for the operator: the setting, the database that it names, the error."""
    driver_error = getattr(error, "orig", None)
    if driver_error is not None and is_damaged(driver_error):
        return damage_message(database, str(driver_error))
    place = (
        sqlite_path(database.url) if database.is_sqlite else f"the database at {database.url.host}"
    )
    reason = str(driver_error or error) or "the server does not answer"  # a time-out has no text
    return f"{database.setting}: cannot open {place}: {reason}"


def damage_message(database: Database, reason: str) -> str:
    """Return a message for the operator about a damaged file of the embedded database."""
    return f"{database.setting}: {sqlite_path(database.url)} is damaged ({reason}); {DAMAGED}"
