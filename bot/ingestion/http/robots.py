"""robots.txt: which pages a site lets be read by programs that nobody sits in front of (RFC 9309).

It is asked for pages that feeds lead to. A link that a person sends is opened for that person, as
a browser does.

Of a site's rules only those for us are kept, and the sitemaps that it names: a large site has rules
for hundreds of robots, and most of them are not ours.
"""

import re
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
_SITEMAPS_KEPT = 10  # of one host; those for news first
NAMED_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2048})", re.IGNORECASE | re.MULTILINE)

_ACCEPT = "text/plain,*/*;q=0.1"
_GROUP = "User-agent: *\n"  # what the rules for us stand below

# As generous as Protego: the colon may be missing, and the word be misspelled.
_AGENT_LINE = re.compile(r"user[- ]?agent(?:\s*+:|\s|$)\s*+(.*)", re.IGNORECASE)
_SITE_LINE = re.compile(r"(?:sitemaps?|site-map|host)(?:\s*+:|\s|$)", re.IGNORECASE)
_RULE_LINE = re.compile(
    r".*:|(?:allow|dis+al+[oa]w|diasllow|crawl[- ]delay|request[- ]rate|visit[- ]time)(?:\s|$)",
    re.IGNORECASE,
)


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
        try:
            rules = await self.rules(url)
            return _GROUP not in rules or await self._offload(is_allowed, rules, url)
        except TookTooLong:
            return False  # whoever writes such rules wants no visitors

    async def rules(self, url: str) -> str:
        """Return what `our_rules` keeps of the robots.txt of the site of `url`.

        Raises:
            TryAgainLater: the site does not say now.
            TookTooLong: it is made to take long.
        """
        host, now = host_of(url), self._clock()
        known, until = self._known.get(host, (b"", now))
        if now < until:
            self._known.move_to_end(host)
            return known.decode()
        rules = await self._fetch(f"{url.partition('://')[0]}://{host}/robots.txt")
        self._remember(host, rules.encode(errors="replace"), now + KEPT)
        return rules

    def _remember(self, host: str, rules: bytes, until: datetime) -> None:
        """Keep a host's rules, and forget those used longest ago where it is too much in all."""
        if host in self._known:
            self.held -= len(self._known.pop(host)[0]) + _HOST
        self._known[host] = (rules, until)
        self.held += len(rules) + _HOST
        while self.held > KEPT_MAX:
            _, (forgotten, _) = self._known.popitem(last=False)
            self.held -= len(forgotten) + _HOST

    async def _fetch(self, address: str) -> str:
        """Return the rules at an address; empty for 400 to 499, where nothing is forbidden."""
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
    """Return the rules of a robots.txt that apply to us, and the sitemaps that it names.

    They are a robots.txt themselves. Pure, runs in the pool.

    Args:
        body: as it came; `SIZE_MAX` characters of it are read.
        charset: as the HTTP header declares it.
    """
    text = decode(body, charset)
    if len(text) > SIZE_MAX:  # at the end of a line: half a path forbids more than the whole
        text = text[:SIZE_MAX].rpartition("\n")[0]
    sitemaps = sorted(NAMED_SITEMAP.findall(text), key=lambda each: "news" not in each.lower())
    kept = "".join(f"Sitemap: {each}\n" for each in sitemaps[:_SITEMAPS_KEPT])
    rules = _rules_for_us(text)
    return kept + _GROUP + "\n".join(rules) if rules else kept


def _rules_for_us(text: str) -> list[str]:
    """Return the lines of the most specific group that names us, of all groups of that name."""
    groups: dict[str, dict[str, None]] = {}
    named: set[str] = set()  # by the group that the line stands in
    is_naming = False  # several agents may share a group
    for written in text.splitlines():
        line = written.partition("#")[0].strip()
        agent = _AGENT_LINE.match(line)
        if agent:
            named = (named if is_naming else set()) | _names_of_ours(agent.group(1))
            is_naming = True
            groups.update({name: {} for name in named - groups.keys()})
        elif _RULE_LINE.match(line) and not _SITE_LINE.match(line):
            is_naming = False
            for name in named:
                groups[name][line] = None
    return list(groups[max(groups, key=len)]) if groups else []


def _names_of_ours(agent: str) -> set[str]:
    """Return the names in a `User-agent` line that mean us: a beginning of ours, or all robots."""
    names = {agent.lower(), agent.lower().replace("*", "")}
    return {name for name in names if name == "*" or (name and AGENT.lower().startswith(name))}


def is_allowed(rules: str, url: str) -> bool:
    """Return whether the rules of a robots.txt let us read `url`; pure, runs in the pool."""
    return bool(Protego.parse(rules).can_fetch(url, AGENT))
