"""Request throttling per host: one request at a time, with a pause between requests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.ingestion.http.response import ACCEPT_PAGE, HttpResponse

if TYPE_CHECKING:
    from bot.ingestion.http.fetcher import Fetcher  # the processes of the pool need no HTTP client

REQUEST_GAP = 1.0  # seconds between the end of a request and the next one to the same host
_HOSTS_MAX = 5_000  # above this number, the throttle removes the idle hosts


def host_of(url: str) -> str:
    """Return the host of a URL with its port, in lower case."""
    return urlsplit(url).netloc.lower()


class HostThrottle:
    """Limits each host to one request at a time.

    Args:
        clock: seconds, monotonic.
        gap: seconds between two requests to a host.
    """

    def __init__(self, clock: Callable[[], float], gap: float = REQUEST_GAP) -> None:
        self._clock = clock
        self._gap = gap
        self._locks: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    def busy_hosts(self) -> set[str]:
        """Return the hosts that cannot take a request now."""
        return {host for host in self._locks if not self._is_free(host)}

    def _is_free(self, host: str) -> bool:
        lock = self._locks.get(host)
        return not (lock and lock.locked()) and self._free_at.get(host, 0.0) <= self._clock()

    @asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of `url` is free, then reserve it for the length of the block."""
        self._remove_idle_hosts()
        host = host_of(url)
        async with self._locks.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - self._clock()))
            try:
                yield
            finally:
                self._free_at[host] = self._clock() + self._gap

    def _remove_idle_hosts(self) -> None:
        if len(self._locks) >= _HOSTS_MAX:
            for host in [host for host in self._locks if self._is_free(host)]:
                del self._locks[host]
                self._free_at.pop(host, None)


class ThrottledFetcher:
    """Fetcher for background requests: each request waits until its host is free."""

    def __init__(self, fetcher: "Fetcher", throttle: HostThrottle) -> None:
        self._fetcher = fetcher
        self._throttle = throttle

    def busy_hosts(self) -> set[str]:
        """Return the hosts that cannot take a request now."""
        return self._throttle.busy_hosts()

    async def get(
        self, url: str, *, accept: str = ACCEPT_PAGE, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Fetch `url` when its host is free; raise the errors of `Fetcher.get`."""
        async with self._throttle.slot(url):
            return await self._fetcher.get(url, accept=accept, headers=headers)
