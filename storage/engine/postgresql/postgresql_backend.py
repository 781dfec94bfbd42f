"""PostgreSQL: serializable write transactions, and snapshots for reading."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DataError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.domain.errors import OperatorError
from storage.engine.connections import connected, finish
from storage.engine.postgresql.sqlstates import (
    ConnectionFault,
    is_refused_by_driver,
)

_POOL_SIZE = 5  # connections for writing, and as many for reading
_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 30.0  # a server that stopped answering must not hold a task forever
_POOL_SECONDS = 30.0
_STATEMENTS = 500  # prepared statements of one connection; the bot has about 300
_ENCODING = "UTF8"

_SERVER_SETTINGS = {
    "application_name": "xulosa",
    "jit": "off",  # no statement of the bot takes so long that compiling it pays off
    "tcp_keepalives_idle": "10",  # seconds; the lock of a machine that vanished ends 25 s later
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_SIZE = text("SELECT pg_database_size(current_database())")
_SET_HIGHEST_ID = text(
    "SELECT setval(pg_get_serial_sequence(:table, :column), CAST(:number AS bigint))"
)
_HAS_OTHER_SESSION = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = :name AND pid <> pg_backend_pid())"
)
_ADVISORY_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_TEXTS_WITHOUT_BINARY_ORDER = text("""
    SELECT columns.table_name, columns.column_name,
        format_type(attributes.atttypid, attributes.atttypmod)
    FROM information_schema.columns AS columns
    JOIN pg_attribute AS attributes
        ON attributes.attrelid = to_regclass(quote_ident(columns.table_name))
        AND attributes.attname = columns.column_name
    WHERE columns.table_schema = current_schema()
        AND columns.data_type IN ('text', 'character varying')
        AND columns.collation_name IS DISTINCT FROM 'C'
    ORDER BY columns.table_name, columns.ordinal_position
""")


class PostgresqlBackend:
    """A PostgreSQL database that is reached with asyncpg."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self.writer = _engine(url, "SERIALIZABLE")
        self._locking_writer = self.writer.execution_options(isolation_level="READ COMMITTED")
        self.reader = _engine(url, "REPEATABLE READ")
        self._schema = _engine(url, "READ COMMITTED", timeout=None)

    @asynccontextmanager
    async def transaction(self, *, locks_rows: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open one transaction: READ COMMITTED if it locks its rows, else SERIALIZABLE."""
        engine = self._locking_writer if locks_rows else self.writer
        async with _reported(), connected(engine) as connection, connection.begin():
            yield connection

    async def lock(self, connection: AsyncConnection, name: str) -> None:
        """Hold the advisory lock of this name until the end of the transaction."""
        await connection.execute(_ADVISORY_LOCK, {"key": _lock_key(name)})

    async def limit_idle(self, connection: AsyncConnection, seconds: float) -> None:
        """Let the server end this transaction if its process stops in it for so long."""
        await connection.exec_driver_sql(
            f"SET LOCAL idle_in_transaction_session_timeout = {round(seconds * 1000)}"
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection whose statements all see the rows of the same moment."""
        async with _reported(), connected(self.reader) as connection:
            yield connection

    @asynccontextmanager
    async def schema_transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open one transaction for schema changes; other processes wait for its end.

        Raises:
            OperatorError: the database cannot store all letters.
        """
        try:
            async with _reported(), connected(self._schema) as connection, connection.begin():
                await self._require_encoding(connection)
                await self.lock(connection, "schema")
                yield connection
        finally:
            await finish(self._schema.dispose())

    async def _require_encoding(self, connection: AsyncConnection) -> None:
        encoding = (await connection.exec_driver_sql("SHOW server_encoding")).scalar_one()
        if encoding != _ENCODING:
            raise OperatorError(
                f"BOT_DATABASE_URL: the database {self._url.database} has the encoding {encoding}; "
                f"make one with: CREATE DATABASE {self._url.database} "
                f"ENCODING '{_ENCODING}' TEMPLATE template0"
            )

    async def finish_schema(self, connection: AsyncConnection) -> None:
        """Let all texts compare by their bytes, as on SQLite, whatever the database's locale is."""
        columns = (await connection.execute(_TEXTS_WITHOUT_BINARY_ORDER)).all()
        quote = connection.dialect.identifier_preparer.quote
        for table, column, kind in columns:
            await connection.exec_driver_sql(
                f'ALTER TABLE {quote(table)} ALTER {quote(column)} TYPE {kind} COLLATE "C"'
            )

    async def version(self) -> int | None:
        """Return None: PostgreSQL has no number that any connection can read at no cost."""
        return None

    async def probe(self) -> None:
        """Check that the database accepts writes: it is neither down nor a read-only replica."""
        async with self.transaction(locks_rows=True) as connection:
            await connection.exec_driver_sql("SELECT txid_current()")

    async def size(self) -> int:
        """Return the bytes of the tables and indexes; the log belongs to the whole server."""
        async with self.read() as connection:
            size: int = (await connection.execute(_SIZE)).scalar_one()
        return size

    async def truncate_wal(self) -> None:
        """Do nothing: only PostgreSQL itself removes old log files and dead rows."""

    async def highest_id(self, connection: AsyncConnection, table: Table) -> int:
        """Return the highest id that a table ever gave; 0: it gave none."""
        (key,) = table.primary_key.columns
        query = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:table, :column))")
        found = await connection.execute(query, {"table": table.name, "column": key.name})
        return found.scalar_one() or 0

    async def set_highest_id(self, connection: AsyncConnection, table: Table, number: int) -> None:
        """Let the next id of a table be `number` + 1."""
        (key,) = table.primary_key.columns
        values = {"table": table.name, "column": key.name, "number": number}
        await connection.execute(_SET_HIGHEST_ID, values)

    async def has_other_session(self, connection: AsyncConnection) -> bool:
        """Return whether another connection to this database has the bot's application name."""
        values = {"name": _SERVER_SETTINGS["application_name"]}
        has_other: bool = (await connection.execute(_HAS_OTHER_SESSION, values)).scalar_one()
        return has_other

    async def close(self) -> None:
        """Close all connections."""
        await self.writer.dispose()
        await self.reader.dispose()
        await self._schema.dispose()


@asynccontextmanager
async def _reported() -> AsyncIterator[None]:
    """Report an error of the network as an error of the database."""
    try:
        yield
    except OSError as error:  # also `TimeoutError`, of a statement or of a connection attempt
        raise ConnectionFault(error) from error


def _engine(
    url: URL, isolation_level: str, timeout: float | None = _STATEMENT_SECONDS
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        isolation_level=isolation_level,
        pool_size=_POOL_SIZE,
        max_overflow=0,
        pool_timeout=_POOL_SECONDS,
        hide_parameters=True,  # error messages must not contain texts of users
        connect_args={
            "timeout": _CONNECT_SECONDS,
            "command_timeout": timeout,
            "prepared_statement_cache_size": _STATEMENTS,
            "server_settings": _SERVER_SETTINGS,
        },
    )

    _listen(engine.sync_engine)
    return engine


def _listen(engine: Engine) -> None:
    @event.listens_for(engine, "checkout")
    def _skip_closed(
        connection: Any, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        # After an outage the pool is full of closed connections; the pool replaces this one.
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _without_nul(
        _connection: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        is_many: bool,
    ) -> tuple[str, Any]:
        # PostgreSQL stores every character but NUL, which no text needs.
        if is_many:
            return statement, [_drop_nul(each) for each in parameters]
        return statement, _drop_nul(parameters)

    @event.listens_for(engine, "handle_error")
    def _hide_value(context: ExceptionContext) -> None:
        # The driver's message would contain the whole text, for example of a surrogate pair's half.
        if is_refused_by_driver(context.original_exception):
            why = ValueError("the driver cannot encode a value")
            raise DataError(context.statement, None, why, hide_parameters=True) from None


def _lock_key(name: str) -> int:
    """Return the number of an advisory lock: all applications on a database share these numbers."""
    digest = hashlib.sha256(f"xulosa {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _drop_nul(parameters: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(isinstance(value, str) and "\0" in value for value in parameters):
        return tuple(
            value.replace("\0", "") if isinstance(value, str) else value for value in parameters
        )
    return parameters
