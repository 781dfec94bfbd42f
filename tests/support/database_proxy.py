"""A proxy in front of PostgreSQL, whose outages are those of the server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

_PORT_NAME = ".s.PGSQL.5432"


class DatabaseProxy:
    """Forwards connections to the server; during an outage it ends all and refuses new ones."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_away = False
        self._last_straw: bytes | None = None
        self._refused = 0
        self._changed = asyncio.Condition()

    def stop(self) -> None:
        """End all connections, and refuse new ones until `start`."""
        self._is_away = True
        for writer in self._writers:
            writer.transport.abort()

    def stop_before(self, statement: str) -> None:
        """Call `stop` in place of passing on the first statement with this text."""
        self._last_straw = statement.encode()

    def start(self) -> None:
        """Forward connections again."""
        self._is_away = False

    async def has_refused(self, count: int) -> None:
        """Wait until so many more connections are refused."""
        enough = self._refused + count
        async with self._changed:
            await self._changed.wait_for(lambda: self._refused >= enough)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection until one of its ends closes it."""
        if self._is_away:
            writer.transport.abort()
            async with self._changed:
                self._refused += 1
                self._changed.notify_all()
            return
        answers, requests = await asyncio.open_unix_connection(str(self._server))
        self._writers |= {writer, requests}
        try:
            await asyncio.gather(
                self._forward(reader, requests, self._stops_at), self._forward(answers, writer)
            )
        finally:
            self._writers -= {writer, requests}

    def _stops_at(self, data: bytes) -> bool:
        if self._last_straw is None or self._last_straw not in data:
            return False
        self._last_straw = None
        self.stop()
        return True

    async def _forward(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        stops_at: Callable[[bytes], bool] = lambda _: False,
    ) -> None:
        with suppress(OSError):
            while (data := await reader.read(2**16)) and not stops_at(data):
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def proxied(address: URL, folder: Path) -> AsyncIterator[tuple[DatabaseProxy, URL]]:
    """Start a proxy in `folder`; yield it, and the address of the database behind it."""
    proxy = DatabaseProxy(Path(str(address.query["host"])) / _PORT_NAME)
    server = await asyncio.start_unix_server(proxy.connect, folder / _PORT_NAME)
    try:
        yield proxy, address.set(query={"host": str(folder)})
    finally:
        proxy.stop()
        server.close()
