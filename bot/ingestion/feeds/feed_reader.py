"""Asking a feed: one visit, from the request to what it means for the feed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import PersonError, Refused, TryAgainLater, Unreadable
from bot.domain.feed import ITEMS_MAX, Feed, FeedError, Item, ParsedFeed
from bot.domain.offload import Offload, TookTooLong
from bot.ingestion.feeds.discovery import feeds_of_page, sitemaps_of_robots, well_known
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.feeds.schedule import Answer, Decision, conditions, decide
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.host_throttle import PoliteFetcher
from bot.ingestion.http.response import HttpResponse
from bot.ingestion.http.robots import Robots

ACCEPT_FEED = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,application/json;q=0.8,text/html;q=0.5,*/*;q=0.1"
)
_FINE = frozenset({200, 203})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of asking a feed."""

    decision: Decision
    parsed: ParsedFeed | None  # None where there is nothing new to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that was looked for and read."""

    url: str
    fetched: HttpResponse
    parsed: ParsedFeed


class FeedReader:
    """Asks feeds, and looks for those of sites.

    Args:
        fetcher: fetches within the manners.
        robots: what sites ask of robots; it names their sitemaps.
        offload: parses in another process.
        allow: hosts inside the network that may be opened after all.
        clock: aware.
        interval: between two fetches of a feed that says nothing itself.
        draw: a random number, 0 to 1.
    """

    def __init__(
        self,
        fetcher: PoliteFetcher,
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

    async def visit(self, feed: Feed) -> Visit:
        """Ask a feed for what changed; whatever goes wrong is part of the answer."""
        sent = conditions(feed.status)
        try:
            fetched = await self._fetcher.get(feed.status.url, accept=ACCEPT_FEED, headers=sent)
        except TryAgainLater:
            return self._visit(feed, Answer(trouble="unreachable"), None)
        except PersonError as error:
            return self._visit(feed, Answer(trouble=_trouble(error)), None)
        if fetched.status not in _FINE:
            return self._visit(feed, _answer(fetched), None)
        try:
            parsed = await self._parse(fetched)
        except Unreadable:
            return self._visit(feed, replace(_answer(fetched), trouble="not_a_feed"), None)
        return self._visit(feed, replace(_answer(fetched), hints=parsed.hints), parsed)

    async def find(self, url: str) -> Found:
        """Return the feed at an address, or that of the site there.

        Tried are the address itself, what its page names, what is customary, and the sitemaps that
        robots.txt names.

        Raises:
            PersonError: the address is refused, or there is no feed.
            TryAgainLater: the site does not answer now.
        """
        fetched = await self._fetcher.get(url, accept=ACCEPT_FEED)
        if fetched.status in _FINE:
            try:
                return Found(url=url, fetched=fetched, parsed=await self._parse(fetched))
            except Unreadable:
                pass  # it may be a page that names a feed
        for candidate in await self._named(fetched):
            found = await self._try(candidate)
            if found is not None:
                return found
        for candidate in [*well_known(fetched.url), *await self._sitemaps(fetched.url)]:
            found = await self._try(candidate)
            if found is not None and found.parsed.items:
                return found
        raise Unreadable("feed.not_a_feed")

    def found(self, feed: Feed, found: Found) -> Visit:
        """Return what `find` means for a feed whose own address was not known yet."""
        at_home = replace(feed, status=replace(feed.status, url=found.url))
        answer = replace(_answer(found.fetched), hints=found.parsed.hints)
        return self._visit(at_home, answer, found.parsed)

    def _visit(self, feed: Feed, answer: Answer, parsed: ParsedFeed | None) -> Visit:
        decision = decide(
            feed.status, answer, self._clock(), interval=self._interval, jitter=self._draw()
        )
        return Visit(decision=decision, parsed=parsed)

    async def _parse(self, fetched: HttpResponse) -> ParsedFeed:
        parsed = await self._read(fetched)
        if not parsed.children:
            return parsed
        items = [item for child in parsed.children for item in await self._items_of(child)]
        return replace(parsed, items=_newest(items), children=())

    async def _read(self, fetched: HttpResponse) -> ParsedFeed:
        now = self._clock()
        try:
            return await self._offload(
                read_feed, fetched.body, fetched.charset, fetched.url, now, self._allow
            )
        except TookTooLong as error:
            raise Unreadable("page.too_heavy") from error

    async def _items_of(self, sitemap: str) -> tuple[Item, ...]:
        """Return what a sitemap of an index lists; nothing where it cannot be read."""
        found = await self._try(sitemap, is_deep=False)
        return found.parsed.items if found is not None else ()

    async def _try(self, url: str, *, is_deep: bool = True) -> Found | None:
        try:
            fetched = await self._fetcher.get(url, accept=ACCEPT_FEED)
            if fetched.status not in _FINE:
                return None
            parsed = await (self._parse if is_deep else self._read)(fetched)
        except (PersonError, TryAgainLater):
            return None
        return Found(url=fetched.url if fetched.is_moved else url, fetched=fetched, parsed=parsed)

    async def _named(self, fetched: HttpResponse) -> list[str]:
        if fetched.status not in _FINE:
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


def _answer(fetched: HttpResponse) -> Answer:
    return Answer(
        status=fetched.status,
        headers=fetched.headers,
        url=fetched.url,
        is_moved=fetched.is_moved,
    )


def _trouble(error: PersonError) -> FeedError:
    if isinstance(error, Refused):
        return "not_opened"
    return "unreachable" if error.text_key == "link.not_found" else "not_a_feed"


def _newest(items: Iterable[Item]) -> tuple[Item, ...]:
    by_key = {item.key: item for item in items}
    dated = [(item.published_at, item) for item in by_key.values() if item.published_at]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(item for _, item in dated[:ITEMS_MAX])
