"""Limits for HTTP clients: time and size of the headers, and the number of connections.

The connection limit leaves file descriptors for feeds, Telegram and the database.
"""

import asyncio
import resource
import time
from operator import itemgetter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0  # from the connection, or the first byte of a request, to the end of headers
HEADERS_MAX = 32 * 1024  # bytes
CONNECTIONS_MAX = 500  # per server; Telegram opens at most 100
_DESCRIPTOR_SHARE = 4  # a server uses at most 1 in 4 file descriptors of the process


def connections_max() -> int:
    """Return the maximum of open connections of one server."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS_MAX if soft < 0 else min(CONNECTIONS_MAX, soft // _DESCRIPTOR_SHARE)


class HeaderLimitProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with limits; uvicorn itself limits neither time nor size of headers.

    A connection above the limit replaces the one that has been idle for longest.
    """

    # Of `time.monotonic`, since the clock of uvloop counts whole milliseconds.
    idle_since: float | None = None  # None while a request is being answered
    _header_timeout: asyncio.TimerHandle | None = None  # while waiting for headers
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # always an asyncio.Transport here
        """Start the header timeout, and enforce the connection limit."""
        super().connection_made(transport)
        self.idle_since = time.monotonic()
        self._start_header_timeout()
        self._enforce_connection_limit()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the header timeout."""
        self._stop_header_timeout()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read data; abort the connection if the headers are too long."""
        super().data_received(data)
        if self._header_timeout is not None:
            self._header_bytes += len(data)
            if self._header_bytes > HEADERS_MAX:
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Start the header timeout of a request."""
        super().on_message_begin()
        self._start_header_timeout()

    def on_headers_complete(self) -> None:
        """Stop the header timeout."""
        self._stop_header_timeout()
        self.idle_since = None
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Mark the connection as idle, unless a pipelined request waits."""
        if not self.pipeline:
            self.idle_since = time.monotonic()
        super().on_response_complete()

    def _enforce_connection_limit(self) -> None:
        """Above the limit, close the connection that has been idle for longest.

        If all others are busy, close this one.
        """
        maximum = connections_max()
        if len(self.connections) <= maximum:
            return
        ours = [each for each in self.connections if isinstance(each, HeaderLimitProtocol)]
        connected = [each for each in ours if not each.transport.is_closing()]
        if len(connected) > maximum:
            others = [each for each in connected if each is not self]
            idle = [(each.idle_since, each) for each in others if each.idle_since is not None]
            _, longest = min(idle, key=itemgetter(0), default=(None, self))
            longest.transport.abort()

    def _start_header_timeout(self) -> None:
        self._stop_header_timeout()
        self._header_bytes = 0
        self._header_timeout = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def _stop_header_timeout(self) -> None:
        if self._header_timeout is not None:
            self._header_timeout.cancel()
            self._header_timeout = None
