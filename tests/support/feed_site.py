"""A site with a feed, and the parts of the bot that read it, on a fresh database."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.feed import Feed, NewFeed
from bot.domain.ids import ArticleId, UserId
from bot.domain.offload import Offload
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.feeds.feed_reader import FeedReader
from bot.ingestion.feeds.item_worker import FeedItemWorker
from bot.ingestion.feeds.poller import FeedPoller
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import HostThrottle, ThrottledFetcher
from bot.ingestion.http.robots import Robots
from storage.store import Store
from tests.support.samples import load
from tests.support.stored_samples import NOW, due_deliveries, fan_out_to_followers
from tests.support.web_site import LONG_TIMEOUTS, Answer, Site, page

SAMPLES = {sample.name: sample for sample in load()}
EDITOR = UserId(7)
INTERVAL = timedelta(minutes=15)


async def run_inline(
    work: Callable[..., Any], *arguments: object, requester: UserId | None = None
) -> Any:
    """Run slow work here: an `Offload` that needs no process."""
    await asyncio.sleep(0)
    return work(*arguments)


@dataclass
class FeedHarness:
    """The bot's feed workers beside a site, with a clock that moves only when a test moves it."""

    store: Store
    site: Site
    reader: FeedReader
    feeds: FeedPoller
    items: FeedItemWorker
    renamed: list[ArticleId]  # articles whose cards must be edited
    now: list[datetime] = field(default_factory=lambda: [NOW])

    async def add(self, path: str = "/feed", **fields: Any) -> Feed:
        """Add the feed of a path or an address, due at once."""
        url = path if "://" in path else self.site.url(path)
        is_feed_url = fields.pop("is_feed_url", True)
        reply_to = fields.pop("reply_to", None)
        number, _ = await self.store.feeds.put(
            NewFeed(url=url, **fields),
            dedupe_key(url),
            self.now[0],
            is_feed_url=is_feed_url,
            reply_to=reply_to,
        )
        return await self.store.feeds.get(number)

    async def run(self) -> None:
        """Poll all due feeds and read all due items."""
        while await self.feeds.run_once() or await self.items.run_once():
            pass

    async def later(self, by: timedelta = timedelta(days=2)) -> None:
        """Let time pass, then run."""
        self.now[0] += by
        await self.run()

    async def titles(self) -> list[str]:
        """Return the titles of the articles, oldest first."""
        headlines, _ = await self.store.article_lists.newest(None, 0, 1_000)
        return [headline.title for headline in headlines][::-1]

    async def article(self, title: str) -> Any:
        """Return the article of a title."""
        headlines, _ = await self.store.article_lists.newest(None, 0, 1_000)
        (number,) = [headline.id for headline in headlines if headline.title == title]
        return await self.store.articles.get(number)


async def pushed_titles(harness: FeedHarness) -> list[str]:
    """Summarize all articles and fan them out; return the titles of the pushed articles."""
    headlines, _ = await harness.store.article_lists.newest(None, 0, 1_000)
    for headline in headlines:
        await harness.store.summaries.put(headline.id, None, "en")
        await fan_out_to_followers(harness.store, headline.id)
    numbers = [number for number, _ in await due_deliveries(harness.store)]
    return [(await harness.store.articles.get(ArticleId(each))).title for each in numbers]


def feed_harness(
    store: Store, site: Site, fetcher: Fetcher, allow: Allowlist, offload: Offload = run_inline
) -> FeedHarness:
    """Build the feed workers on `store`, `site` and `fetcher`."""
    now = [NOW]

    def clock() -> datetime:
        return now[0]

    polite = ThrottledFetcher(fetcher, HostThrottle(time.monotonic, gap=0.0))
    robots = Robots(polite, offload, clock)
    reader = FeedReader(
        polite, robots, offload, allow=allow, clock=clock, interval=INTERVAL, draw=lambda: 0.0
    )
    feeds = FeedPoller(store.feeds, reader, polite, clock, (EDITOR,))
    renamed: list[ArticleId] = []
    pages = ArticleReader(fetcher, offload, clock)
    duplicates = DuplicateFinder(store.articles, store.feed_items.story_lock, offload, clock)
    items = FeedItemWorker(
        store.feed_items,
        store.articles,
        pages,
        polite,
        robots,
        duplicates,
        clock,
        renamed.append,
    )
    return FeedHarness(store, site, reader, feeds, items, renamed, now)


@asynccontextmanager
async def reading(
    store: Store, site: Site, names: Any, offload: Offload = run_inline
) -> AsyncIterator[FeedHarness]:
    """Open a feed harness whose fetcher may reach the site by two names."""
    allow = Allowlist.parse(f"news.test:{site.port},other.test:{site.port}")
    site.answers.setdefault("/robots.txt", _no_rules)
    async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=names) as fetcher:
        yield feed_harness(store, site, fetcher, allow, offload)


async def _no_rules(visit: Any) -> None:
    await visit.send(page("", "404 Not Found"))


def rss(*items: str, channel: str = "<title>The Post</title>") -> str:
    """Return a feed of items, each given as the XML inside the item."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{inside}</channel></rss>'


def entry(
    name: str, *, date: datetime | None = NOW, text: str = "A teaser.", more: str = ""
) -> str:
    """Return the XML inside an item that links to the page `/name`."""
    published = f"<pubDate>{date.isoformat()}</pubDate>" if date else ""
    return (
        f"<title>{name}</title><link>/{name}</link><guid isPermaLink='false'>{name}</guid>"
        f"{published}<description>{text}</description>{more}"
    )


def story(title: str, sample: str = "en-bridge", *, keywords: str = "") -> bytes:
    """Return a page with a sample's body, slightly changed, and its own title."""
    body = "".join(f"<p>{line} {title}.</p>" for line in SAMPLES[sample].body.split("\n"))
    return page(
        f'<html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta name="keywords" content="{keywords}"></head><body><article><h1>{title}</h1>{body}'
        "</article></body></html>"
    )


def feed(*items: str, **headers: str) -> bytes:
    """Return the whole answer of a feed."""
    return page(rss(*items), content_type="application/rss+xml", **headers)


def in_turn(*answers: bytes | Answer) -> Answer:
    """Give one answer after another; repeat the last one."""
    left = list(answers)

    async def answer(visit: Any) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(now, bytes):
            await visit.send(now)
        else:
            await now(visit)

    return answer
