"""uvicorn inside a running event loop: quick to start, quick and clean to stop."""

import asyncio
import contextlib
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

_KEEP_ALIVE = 75  # seconds; shorter than that, and pooled clients meet closed connections
_GRACE = 0.5  # seconds for answers under way when it stops


class Listener:
    """A socket and the connections to it.

    uvicorn's own main loop is left out: it ticks every 0.1 s, waits 0.1 s on shutdown and takes
    the signal handlers.
    """

    def __init__(self) -> None:
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self, app: Any, host: str, port: int) -> int:
        """Listen; return the port, which is a free one where `port` is 0.

        Raises:
            OSError: the address is taken, or not ours.
        """
        config = uvicorn.Config(
            _cancelled_in_silence(app),
            http=HttpToolsProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEEP_ALIVE,
        )
        config.load()
        # The protocol is named so that asyncio turns Nagle's algorithm off (else 40 ms an answer).
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError:
            listening.close()
            raise
        listening.setblocking(False)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: HttpToolsProtocol(config=config, server_state=self._state, app_state={}),
            sock=listening,
            backlog=2048,
        )
        actual: int = listening.getsockname()[1]
        return actual

    def drop(self, client: Any) -> None:
        """Close the connection of the client at this address with no answer."""
        for connection in list(self._state.connections):
            if isinstance(connection, HttpToolsProtocol) and connection.client == client:
                connection.transport.abort()
                _disconnect(connection)

    async def stop(self) -> None:
        """Stop listening, let answers under way go out, close every connection."""
        if self._server is None:
            return
        self._server.close()
        if tasks := list(self._state.tasks):
            _, slow = await asyncio.wait(tasks, timeout=_GRACE)
            for connection in self._state.connections:
                if isinstance(connection, HttpToolsProtocol):
                    _disconnect(connection)
            for task in slow:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for connection in list(self._state.connections):
            if isinstance(connection, HttpToolsProtocol):
                connection.transport.close()
        await asyncio.sleep(0)  # connections learn of their end in the loop's next round
        await self._server.wait_closed()
        self._server = None


def _disconnect(connection: HttpToolsProtocol) -> None:
    """Let uvicorn take it that the client has left: it misses no end of the answer then."""
    if connection.cycle is not None:
        connection.cycle.disconnected = True


def _cancelled_in_silence(app: Any) -> Any:
    """Return `app` where a cancelled answer just ends: uvicorn would log it with a traceback."""

    async def run(scope: Any, receive: Any, send: Any) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return run
