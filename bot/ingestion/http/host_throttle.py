"""Manners towards other people's servers: one request at a time per host, with a gap between."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot.ingestion.http.fetcher import ACCEPT_PAGE, Fetcher
from bot.ingestion.http.response import HttpResponse

GAP = 1.0  # seconds between the end of a request and the next one to the same host
_KEPT_MAX = 5_000  # hosts that are remembered


def host_of(url: str) -> str:
    """Return whom an address belongs to, port included: what gets one request at a time."""
    return urlsplit(url).netloc.lower()


class Hosts:
    """Lets each host have one request at a time.

    Args:
        clock: seconds, monotonic.
        gap: seconds of rest between two requests to a host.
    """

    def __init__(self, clock: Callable[[], float], gap: float = GAP) -> None:
        self._clock = clock
        self._gap = gap
        self._turns: dict[str, asyncio.Lock] = {}
        self._rested_at: dict[str, float] = {}

    def busy(self) -> set[str]:
        """Return the hosts that a request would have to wait for."""
        return {host for host in self._turns if not self._is_free(host)}

    def _is_free(self, host: str) -> bool:
        turn = self._turns.get(host)
        return not (turn and turn.locked()) and self._rested_at.get(host, 0.0) <= self._clock()

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for the host of `url` to be free, and keep it for the length of the block."""
        self._forget_old()
        host = host_of(url)
        async with self._turns.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(max(0.0, self._rested_at.get(host, 0.0) - self._clock()))
            try:
                yield
            finally:
                self._rested_at[host] = self._clock() + self._gap

    def _forget_old(self) -> None:
        if len(self._turns) >= _KEPT_MAX:
            for host in [host for host in self._turns if self._is_free(host)]:
                del self._turns[host]
                self._rested_at.pop(host, None)


class PoliteFetcher:
    """The fetcher, for what nobody waits for: each request takes its turn at its host."""

    def __init__(self, fetcher: Fetcher, hosts: Hosts) -> None:
        self._fetcher = fetcher
        self._hosts = hosts

    def busy(self) -> set[str]:
        """Return the hosts that a request would have to wait for."""
        return self._hosts.busy()

    async def get(
        self, url: str, *, accept: str = ACCEPT_PAGE, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Fetch `url` when its host is free; see `Fetcher.get` for what may go wrong."""
        async with self._hosts.turn(url):
            return await self._fetcher.get(url, accept=accept, headers=headers)
