"""Notices writes to a database file by other connections, in this process and in others."""

from storage.engine.sqlite.sqlite_driver import SingleRoundTripConnection, connect


class ChangeCounter:
    """Reads SQLite's counter of changes on a connection of its own, which never writes.

    SQLite compares the counter with the connection's last look at the file, so a connection from
    a pool, which other tasks use as well, would miss changes.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._connection: SingleRoundTripConnection | None = None

    async def read(self) -> int:
        """Return a number that differs from the last one if any transaction committed since.

        Raises:
            sqlite3.Error: the file cannot be read.
        """
        if self._connection is None:
            self._connection = await connect(self._file)
        _, _, _, rows = await self._connection.run(False, "PRAGMA data_version", ())
        return int(rows[0][0])

    async def close(self) -> None:
        """Close the connection and end its thread."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
