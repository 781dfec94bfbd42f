"""Serve an ASGI application with uvicorn inside a running event loop."""

import asyncio
import contextlib
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

_KEEP_ALIVE = 75  # seconds; a shorter time closes connections that client pools still hold
_SHUTDOWN_TIMEOUT = 0.5  # seconds that stop() waits for requests in progress


class Listener:
    """A listening socket and its connections.

    It does not run uvicorn's main loop, which ticks every 0.1 s, waits 0.1 s on shutdown and
    installs signal handlers.
    """

    def __init__(self) -> None:
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self, app: Any, host: str, port: int) -> int:
        """Listen; return the port. The system picks a free port if `port` is 0.

        Raises:
            OSError: the address is in use, or is not an address of this machine.
        """
        config = uvicorn.Config(
            _ignore_cancellation(app),
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
        # Named so that asyncio disables Nagle's algorithm, which costs 40 ms a response.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening_socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening_socket.bind((host, port))
        except OSError:
            listening_socket.close()
            raise
        listening_socket.setblocking(False)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: HttpToolsProtocol(config=config, server_state=self._state, app_state={}),
            sock=listening_socket,
            backlog=2048,
        )
        actual: int = listening_socket.getsockname()[1]
        return actual

    def abort(self, client: Any) -> None:
        """Close the connection of the client at this address without a response."""
        for connection in list(self._state.connections):
            if isinstance(connection, HttpToolsProtocol) and connection.client == client:
                connection.transport.abort()
                _mark_disconnected(connection)

    @property
    def transports(self) -> list[asyncio.Transport]:
        """The open connections."""
        connections = list(self._state.connections)
        return [each.transport for each in connections if isinstance(each, HttpToolsProtocol)]

    async def stop(self) -> None:
        """Stop listening, wait for requests in progress, then close every connection."""
        if self._server is None:
            return
        self._server.close()
        if tasks := list(self._state.tasks):
            _, slow = await asyncio.wait(tasks, timeout=_SHUTDOWN_TIMEOUT)
            for connection in self._state.connections:
                if isinstance(connection, HttpToolsProtocol):
                    _mark_disconnected(connection)
            for task in slow:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for transport in self.transports:
            transport.close()
        await asyncio.sleep(0)  # connection_lost runs in the loop's next iteration
        await self._server.wait_closed()
        self._server = None


def _mark_disconnected(connection: HttpToolsProtocol) -> None:
    """Mark the client as gone, so that uvicorn does not report an incomplete response."""
    if connection.cycle is not None:
        connection.cycle.disconnected = True


def _ignore_cancellation(app: Any) -> Any:
    """Wrap `app` so that uvicorn does not log a traceback for a canceled request."""

    async def run(scope: Any, receive: Any, send: Any) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return run
