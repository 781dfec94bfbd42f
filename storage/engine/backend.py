"""The seam between SQLite and PostgreSQL: connect, begin, lock, probe, change the schema."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy import Table
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Backend(Protocol):
    """The connections to one database. `storage.engine.database.Database` chooses the backend."""

    writer: AsyncEngine
    reader: AsyncEngine

    def __init__(self, url: URL) -> None:
        """Prepare the pools; the first transaction connects."""

    def transaction(
        self, *, locks_rows: bool = False
    ) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open one write transaction.

        Args:
            locks_rows: whether the transaction locks the rows that it reads and changes. Otherwise
                the database itself ends a transaction whose rows another one changed.
        """

    async def lock(self, connection: AsyncConnection, name: str) -> None:
        """Wait for other transactions with a lock of this name; hold it until the end of this one.

        The transaction must be one that locks its rows.
        """

    async def limit_idle(self, connection: AsyncConnection, seconds: float) -> None:
        """Let the server end this transaction if its process stops in it for so long."""

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a connection for reading; all its statements see the same rows."""

    def schema_transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open one write transaction for schema changes; no other process changes the schema.

        Raises:
            OperatorError: the database cannot hold the schema.
        """

    async def finish_schema(self, connection: AsyncConnection) -> None:
        """Complete the tables that the migrations made, in their transaction."""

    async def version(self) -> int | None:
        """Return a number that changes with each commit of any process; None: there is none."""

    async def probe(self) -> None:
        """Check that the database can write; no data changes."""

    async def size(self) -> int:
        """Return the bytes that the database takes on its disk, with its log if it has its own."""

    async def truncate_wal(self) -> None:
        """Remove deleted data from the log of the database, where the bot can do it."""

    async def highest_id(self, connection: AsyncConnection, table: Table) -> int:
        """Return the highest id that a table ever gave, also to a deleted row; 0: it gave none."""

    async def set_highest_id(self, connection: AsyncConnection, table: Table, number: int) -> None:
        """Let the next id of a table be `number` + 1."""

    async def has_other_session(self, connection: AsyncConnection) -> bool:
        """Return whether the server has a session of the bot beside this connection.

        The other connections of this process count, too.
        """

    async def close(self) -> None:
        """Close all connections."""
