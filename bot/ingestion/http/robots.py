"""robots.txt: which pages a site lets be read by programs that nobody sits in front of (RFC 9309).

It is asked for pages that feeds lead to. A link that a person sends is opened for that person, as
a browser does.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from protego import Protego

from bot.domain.errors import PersonError, TryAgainLater
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.decode import decode
from bot.ingestion.http.host_throttle import PoliteFetcher, host_of
from bot.ingestion.http.response import retry_after

AGENT = "Xulosa"  # how we call ourselves, see `fetch.USER_AGENT`
KEPT = timedelta(hours=24)  # RFC 9309, 2.4
SIZE_MAX = 512_000  # characters that are read; RFC 9309 wants at least 500 KiB
KEPT_MAX = 16_000_000  # bytes that are remembered, of all hosts together
_HOST = 500  # bytes that remembering a host takes beside its rules
_ACCEPT = "text/plain,*/*;q=0.1"


class Robots:
    """Reads and remembers what sites ask of robots.

    Args:
        clock: aware.
    """

    def __init__(
        self, fetcher: PoliteFetcher, offload: Offload, clock: Callable[[], datetime]
    ) -> None:
        self._fetcher = fetcher
        self._offload = offload
        self._clock = clock
        self._known: OrderedDict[str, tuple[bytes, datetime]] = OrderedDict()  # used last: last
        self.held = 0  # bytes that are remembered

    async def allow(self, url: str) -> bool:
        """Return whether the site lets us read `url`.

        Raises:
            TryAgainLater: the site does not say now.
        """
        text = await self.text(url)
        if not text.strip():
            return True
        try:
            return await self._offload(is_allowed, text, url)
        except TookTooLong:
            return False  # whoever writes such rules wants no visitors

    async def text(self, url: str) -> str:
        """Return the robots.txt of the site of `url`; empty where it has none.

        Raises:
            TryAgainLater: the site does not say now.
        """
        host, now = host_of(url), self._clock()
        known, until = self._known.get(host, (b"", now))
        if now < until:
            self._known.move_to_end(host)
            return known.decode()
        text = await self._fetch(f"{url.partition('://')[0]}://{host}/robots.txt")
        self._remember(host, text.encode(errors="replace"), now + KEPT)
        return text

    def _remember(self, host: str, text: bytes, until: datetime) -> None:
        """Keep a host's rules, and forget those used longest ago where it is too much in all."""
        if host in self._known:
            self.held -= len(self._known.pop(host)[0]) + _HOST
        self._known[host] = (text, until)
        self.held += len(text) + _HOST
        while self.held > KEPT_MAX:
            _, (forgotten, _) = self._known.popitem(last=False)
            self.held -= len(forgotten) + _HOST

    async def _fetch(self, address: str) -> str:
        """Return what stands at an address; empty for 400 to 499, where nothing is forbidden."""
        try:
            fetched = await self._fetcher.get(address, accept=_ACCEPT)
        except PersonError:
            return ""
        if fetched.status >= 500 or fetched.status == 429:
            after = retry_after(fetched.headers, self._clock())
            raise TryAgainLater(f"robots.txt: the site answered {fetched.status}", after)
        return decode(fetched.body, fetched.charset)[:SIZE_MAX] if fetched.body else ""


def is_allowed(text: str, url: str) -> bool:
    """Return whether the rules of a robots.txt let us read `url`; pure, runs in the pool."""
    return bool(Protego.parse(text).can_fetch(url, AGENT))
