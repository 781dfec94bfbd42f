"""robots.txt parser and cache: the pages that a site permits crawlers to read (RFC 9309).

The bot obeys robots.txt for the pages that feeds link to. It fetches a link from a person without
this check, as a browser does.

The cache keeps only the rules for this bot and the sitemaps. A large site has rules for hundreds
of other robots.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from protego import Protego

from bot.domain.errors import PersonError, TryAgainLater
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.decode import decode
from bot.ingestion.http.host_throttle import ThrottledFetcher, host_of
from bot.ingestion.http.response import retry_after

AGENT = "Xulosa"  # our product token, as in `fetcher.USER_AGENT`
CACHE_TTL = timedelta(hours=24)  # RFC 9309, 2.4
SIZE_MAX = 512_000  # characters of one file; RFC 9309 requires at least 500 KiB
CACHE_SIZE_MAX = 16_000_000  # bytes, for all hosts together
_ENTRY_OVERHEAD = 500  # bytes of a cache entry beside its rules
_SITEMAPS_MAX = 10  # per host, news sitemaps first
SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2048})", re.IGNORECASE | re.MULTILINE)

_ACCEPT = "text/plain,*/*;q=0.1"
_GROUP = "User-agent: *\n"  # the line above the rules for us in a cache entry

# As tolerant as Protego: the colon is optional, and some misspellings count.
_AGENT_LINE = re.compile(r"user[- ]?agent(?:\s*+:|\s|$)\s*+(.*)", re.IGNORECASE)
_OUR_NAME = re.compile(rf"{AGENT}(?=[/\s])", re.IGNORECASE)
_RULE_LINE = re.compile(
    r"(?:allow|dis+al+[oa]w|diasllow|crawl[- ]delay|request[- ]rate|visit[- ]time)(?:\s*+:|\s|$)",
    re.IGNORECASE,
)


class Robots:
    """Fetches and caches the robots.txt rules of sites.

    Args:
        clock: aware.
    """

    def __init__(
        self, fetcher: ThrottledFetcher, offload: Offload, clock: Callable[[], datetime]
    ) -> None:
        self._fetcher = fetcher
        self._offload = offload
        self._clock = clock
        self._cache: OrderedDict[str, tuple[bytes, datetime]] = OrderedDict()  # LRU, oldest first
        self.cache_size = 0  # bytes

    async def allows(self, url: str) -> bool:
        """Return whether the site permits us to read `url`.

        Raises:
            TryAgainLater: the site does not serve its robots.txt now.
        """
        try:
            rules = await self.rules(url)
            return _GROUP not in rules or await self._offload(is_allowed, rules, url)
        except TookTooLong:
            return False  # rules that exhaust the parser count as a ban

    async def rules(self, url: str) -> str:
        """Return the rules of the site of `url` that apply to us, as `our_rules` returns them.

        Raises:
            TryAgainLater: the site does not serve its robots.txt now.
            TookTooLong: parsing exceeded the time limit.
        """
        host, now = host_of(url), self._clock()
        cached, expires_at = self._cache.get(host, (b"", now))
        if now < expires_at:
            self._cache.move_to_end(host)
            return cached.decode()
        rules = await self._fetch(f"{url.partition('://')[0]}://{host}/robots.txt")
        self._cache_rules(host, rules.encode(errors="replace"), now + CACHE_TTL)
        return rules

    def _cache_rules(self, host: str, rules: bytes, expires_at: datetime) -> None:
        """Cache the rules of a host; evict the least recently used hosts above the size limit."""
        if host in self._cache:
            self.cache_size -= len(self._cache.pop(host)[0]) + _ENTRY_OVERHEAD
        self._cache[host] = (rules, expires_at)
        self.cache_size += len(rules) + _ENTRY_OVERHEAD
        while self.cache_size > CACHE_SIZE_MAX:
            _, (evicted, _) = self._cache.popitem(last=False)
            self.cache_size -= len(evicted) + _ENTRY_OVERHEAD

    async def _fetch(self, address: str) -> str:
        """Return the rules at an address; an empty text (no ban) for a status of 400 to 499."""
        try:
            fetched = await self._fetcher.get(address, accept=_ACCEPT)
        except PersonError:
            return ""
        if fetched.status >= 500 or fetched.status == 429:
            after = retry_after(fetched.headers, self._clock())
            raise TryAgainLater(f"robots.txt: the site answered {fetched.status}", after)
        if not fetched.body:
            return ""
        return await self._offload(our_rules, fetched.body, fetched.charset)


def our_rules(body: bytes, charset: str | None) -> str:
    """Return a shorter robots.txt: only the rules that apply to us, and the sitemaps.

    Pure, runs in the process pool.

    Args:
        body: the raw file; characters after `SIZE_MAX` are ignored.
        charset: from the Content-Type header.
    """
    text = decode(body, charset)
    if len(text) > SIZE_MAX:  # cut at a line end: a shortened path forbids more than the whole one
        text = text[:SIZE_MAX].rpartition("\n")[0]
    urls = sorted(SITEMAP_LINE.findall(text), key=lambda url: "news" not in url.lower())
    sitemaps = "".join(f"Sitemap: {url}\n" for url in urls[:_SITEMAPS_MAX])
    rules = _rules_for_us(text)
    return sitemaps + _GROUP + "\n".join(rules) if rules else sitemaps


def _rules_for_us(text: str) -> list[str]:
    """Return the rules of the most specific agent name that matches us, from all of its groups."""
    rules: dict[str, dict[str, None]] = {}  # by agent name, without repeated lines
    agents: set[str] = set()  # our names in the agent lines of the current group
    is_agent_list = False  # a group may begin with several agent lines
    for full_line in text.splitlines():
        line = full_line.partition("#")[0].strip()
        agent = _AGENT_LINE.match(line)
        if agent:
            agents = (agents if is_agent_list else set()) | _matching_names(agent.group(1))
            is_agent_list = True
            rules.update({name: {} for name in agents - rules.keys()})
        elif _RULE_LINE.match(line):  # unknown lines count for nothing (RFC 9309, 2.2.4)
            is_agent_list = False
            for name in agents:
                rules[name][line] = None
    return list(rules[max(rules, key=len)]) if rules else []


def _matching_names(agent: str) -> set[str]:
    """Return the names in a `User-agent` value that match us: a prefix of our name, or `*`.

    A version or words may follow our whole name: "Xulosa/1.0", "Xulosa bot".
    """
    names = {agent.lower(), agent.lower().replace("*", "")}
    if _OUR_NAME.match(agent):
        names.add(AGENT.lower())
    return {name for name in names if name == "*" or (name and AGENT.lower().startswith(name))}


def is_allowed(rules: str, url: str) -> bool:
    """Return whether the rules permit us to read `url`; pure, runs in the process pool."""
    return bool(Protego.parse(rules).can_fetch(url, AGENT))
