"""Connect the parts that read feeds, for the running bot and for the command line."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import ArticleId
from bot.domain.offload import Offload
from bot.domain.work_buckets import GetBuckets, all_buckets
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.feeds.feed_reader import FeedReader
from bot.ingestion.feeds.item_worker import FeedItemWorker
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import HostThrottle, ThrottledFetcher
from bot.ingestion.http.robots import Robots
from storage.queues.feed_items import FeedItems
from storage.repositories.articles import Articles


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedParts:
    """The parts that read feeds and their items, with one throttle for both."""

    fetcher: ThrottledFetcher
    reader: FeedReader
    items: FeedItemWorker


def connect_feed_parts(
    feed_items: FeedItems,
    articles: Articles,
    fetcher: Fetcher,
    offload: Offload,
    clock: Callable[[], datetime],
    *,
    interval: timedelta,
    on_rename: Callable[[ArticleId], None],
    buckets: GetBuckets = all_buckets,
) -> FeedParts:
    """Return the parts that read feeds.

    Args:
        feed_items: the items that wait.
        articles: the stored articles.
        fetcher: fetches feeds and pages, here one host at a time.
        offload: parses them.
        clock: aware.
        interval: between two polls of a feed that asks for none.
        on_rename: called for a stored article with a new title.
        buckets: returns the buckets of hosts that this process may ask.
    """
    throttled = ThrottledFetcher(fetcher, HostThrottle(time.monotonic))
    robots = Robots(throttled, offload, clock)
    reader = FeedReader(
        throttled,
        robots,
        offload,
        allow=fetcher.allow,
        clock=clock,
        interval=interval,
        draw=random.random,
    )
    pages = ArticleReader(fetcher, offload, clock)
    duplicates = DuplicateFinder(articles, feed_items.story_lock, offload, clock)
    items = FeedItemWorker(
        feed_items, articles, pages, throttled, robots, duplicates, clock, on_rename, buckets
    )
    return FeedParts(fetcher=throttled, reader=reader, items=items)
