"""HTTP towards clients that are slow or many on purpose.

Headers have a time and a size, and connections a number: what is left of the process's descriptors
is for pages, Telegram and the database.
"""

import asyncio
import resource
from operator import itemgetter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0  # from a connection, or a request's first byte, to the end of its headers
HEADERS_MAX = 32 * 1024  # bytes
CONNECTIONS_MAX = 500  # of one server; Telegram opens at most 100
_SHARE = 4  # of the descriptors that the process may have, one server takes one in so many


def connections_max() -> int:
    """Return how many connections a server holds at the same time."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS_MAX if soft < 0 else min(CONNECTIONS_MAX, soft // _SHARE)


class HeaderLimitProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which by itself waits for headers for ever and takes any number of them.

    A connection too many takes the place of the one that has been idle for longest.
    """

    idle_since: float | None = None  # the loop's time; None while a request is answered
    _deadline: asyncio.TimerHandle | None = None  # while headers are awaited
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # it is given no other kind
        """Wait for a request from now on, unless there are too many connections."""
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        self._expect_headers()
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the headers have become too long."""
        super().data_received(data)
        if self._deadline is not None:
            self._header_bytes += len(data)
            if self._header_bytes > HEADERS_MAX:
                self.transport.abort()

    def on_message_begin(self) -> None:
        """Wait for the request's headers."""
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        """Wait no more."""
        self._stop_waiting()
        self.idle_since = None
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Be idle, unless the next request has come already."""
        if not self.pipeline:
            self.idle_since = self.loop.time()
        super().on_response_complete()

    def _make_room(self) -> None:
        """Close the connection that has been idle for longest where there are too many.

        Where each is busy, that is this one.
        """
        most = connections_max()
        if len(self.connections) <= most:
            return
        ours = [each for each in self.connections if isinstance(each, HeaderLimitProtocol)]
        still = [each for each in ours if not each.transport.is_closing()]
        if len(still) > most:
            others = [each for each in still if each is not self]
            idle = [(each.idle_since, each) for each in others if each.idle_since is not None]
            _, longest = min(idle, key=itemgetter(0), default=(None, self))
            longest.transport.abort()

    def _expect_headers(self) -> None:
        self._stop_waiting()
        self._header_bytes = 0
        self._deadline = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
