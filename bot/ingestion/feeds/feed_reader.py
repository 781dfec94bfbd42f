"""Fetch and parse a feed, and discover the feed of a site."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import PersonError, Refused, TryAgainLater, Unreadable
from bot.domain.feed import ITEMS_MAX, Feed, FeedError, Item, ParsedFeed
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.feeds.discovery import feeds_of_page, sitemaps_of_robots, well_known
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.feeds.schedule import OK, Decision, FetchOutcome, conditional_headers, decide
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.host_throttle import ThrottledFetcher
from bot.ingestion.http.response import HttpResponse
from bot.ingestion.http.robots import Robots

ACCEPT_FEED = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,application/json;q=0.8,text/html;q=0.5,*/*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of polling a feed."""

    decision: Decision
    parsed: ParsedFeed | None  # None after an error, or if the feed has not changed


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveredFeed:
    """A feed from discovery, fetched and parsed."""

    url: str
    fetched: HttpResponse
    parsed: ParsedFeed


class FeedReader:
    """Polls feeds, and discovers the feeds of sites.

    Args:
        fetcher: fetches one URL at a time per host.
        robots: the robots.txt rules, which list the sitemaps of a site.
        offload: runs the parsers in the process pool.
        allow: private hosts that the operator permits.
        clock: aware.
        interval: the default interval between two polls of a feed.
        draw: returns a random number from 0 to 1.
    """

    def __init__(
        self,
        fetcher: ThrottledFetcher,
        robots: Robots,
        offload: Offload,
        *,
        allow: Allowlist,
        clock: Callable[[], datetime],
        interval: timedelta,
        draw: Callable[[], float],
    ) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._offload = offload
        self._allow = allow
        self._clock = clock
        self._interval = interval
        self._draw = draw

    async def poll(self, feed: Feed) -> PollResult:
        """Fetch a feed if it has changed; the result reports every error."""
        headers = conditional_headers(feed.status)
        url = feed.status.url
        try:
            fetched = await self._fetcher.get(url, accept=ACCEPT_FEED, headers=headers)
        except TryAgainLater:
            return self._result(feed, FetchOutcome(error="unreachable"), None)
        except PersonError as error:
            return self._result(feed, FetchOutcome(error=_feed_error(error)), None)
        outcome = _outcome(fetched)
        if fetched.status not in OK:
            return self._result(feed, outcome, None)
        try:
            parsed = await self._parse(fetched)
        except Unreadable:
            return self._result(feed, replace(outcome, error="not_a_feed"), None)
        return self._result(feed, replace(outcome, hints=parsed.hints), parsed)

    async def discover(self, url: str) -> DiscoveredFeed:
        """Return the feed at an address, or the feed of the site there.

        Try the address itself, the links of its page, well-known paths, and the sitemaps in
        robots.txt, in this order.

        Raises:
            PersonError: the address is refused, or there is no feed.
            TryAgainLater: the site does not answer now.
        """
        fetched = await self._fetcher.get(url, accept=ACCEPT_FEED)
        if fetched.status in OK:
            try:
                return DiscoveredFeed(url=url, fetched=fetched, parsed=await self._parse(fetched))
            except Unreadable:
                pass  # the address may be a page that links to a feed
        for candidate in await self._linked_feeds(fetched):
            found = await self._try(candidate)
            if found is not None:
                return found
        for candidate in [*well_known(fetched.url), *await self._sitemaps(fetched.url)]:
            found = await self._try(candidate)
            if found is not None and found.parsed.items:
                return found
        raise Unreadable("feed.not_a_feed")

    def result_of(self, feed: Feed, found: DiscoveredFeed) -> PollResult:
        """Return the first poll result of `feed`, whose own URL `discover` has found."""
        feed = replace(feed, status=replace(feed.status, url=found.url))
        outcome = replace(_outcome(found.fetched), hints=found.parsed.hints)
        return self._result(feed, outcome, found.parsed)

    def _result(self, feed: Feed, outcome: FetchOutcome, parsed: ParsedFeed | None) -> PollResult:
        decision = decide(
            feed.status, outcome, self._clock(), interval=self._interval, jitter=self._draw()
        )
        return PollResult(decision=decision, parsed=parsed)

    async def _parse(self, fetched: HttpResponse) -> ParsedFeed:
        """Parse a feed; replace a sitemap index by the items of its sitemaps."""
        parsed = await self._parse_one(fetched)
        if not parsed.children:
            return parsed
        items = [item for child in parsed.children for item in await self._items_of(child)]
        return replace(parsed, items=_newest(items), children=())

    async def _parse_one(self, fetched: HttpResponse) -> ParsedFeed:
        now = self._clock()
        try:
            return await self._offload(
                read_feed, fetched.body, fetched.charset, fetched.url, now, self._allow
            )
        except TookTooLong as error:
            raise Unreadable("page.too_heavy") from error

    async def _items_of(self, sitemap: str) -> tuple[Item, ...]:
        """Return the items of one sitemap of an index; nothing if it is not readable."""
        found = await self._try(sitemap, follow_index=False)
        return found.parsed.items if found is not None else ()

    async def _try(self, url: str, *, follow_index: bool = True) -> DiscoveredFeed | None:
        """Return the feed at `url`, or None if there is none."""
        try:
            fetched = await self._fetcher.get(url, accept=ACCEPT_FEED)
            if fetched.status not in OK:
                return None
            parsed = await (self._parse if follow_index else self._parse_one)(fetched)
        except (PersonError, TryAgainLater):
            return None
        final_url = fetched.url if fetched.is_moved else url
        return DiscoveredFeed(url=final_url, fetched=fetched, parsed=parsed)

    async def _linked_feeds(self, fetched: HttpResponse) -> list[str]:
        if fetched.status not in OK:
            return []
        try:
            return await self._offload(
                feeds_of_page, fetched.body, fetched.charset, fetched.url, self._allow
            )
        except TookTooLong:
            return []

    async def _sitemaps(self, url: str) -> list[str]:
        try:
            return sitemaps_of_robots(await self._robots.rules(url), url, self._allow)
        except (TryAgainLater, TookTooLong):
            return []


def _outcome(fetched: HttpResponse) -> FetchOutcome:
    return FetchOutcome(
        status=fetched.status,
        headers=fetched.headers,
        url=fetched.url,
        is_moved=fetched.is_moved,
    )


def _feed_error(error: PersonError) -> FeedError:
    if isinstance(error, Refused):
        return "not_opened"
    return "unreachable" if error.text_key == "link.not_found" else "not_a_feed"


def _newest(items: Iterable[Item]) -> tuple[Item, ...]:
    by_key = {item.key: item for item in items}
    dated = [(item.published_at, item) for item in by_key.values() if item.published_at]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(item for _, item in dated[:ITEMS_MAX])
