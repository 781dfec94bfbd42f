"""Feed workers: canceled at every await, then run again as after a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.feed import NewFeed, ReplyTarget
from bot.domain.ids import MessageId
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from storage.store import Store
from tests.support.canceled_workers import check_every_stop
from tests.support.feed_samples import fetched, item, put_feed
from tests.support.feed_site import FeedHarness, entry, feed, feed_harness
from tests.support.stored_samples import NOW, thread
from tests.support.web_site import LONG_TIMEOUTS, Names, Site, opened, page

LONG = "A whole sentence of an article, long enough to be one. " * 40


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as running:
        running.on("/robots.txt", page("", "404 Not Found"))
        yield running


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[Fetcher]:
    names = Names(news_test=[["127.0.0.1"]])
    async with Fetcher(_allow(site), limits=LONG_TIMEOUTS, resolver=names) as running:
        yield running


def _allow(site: Site) -> Allowlist:
    return Allowlist.parse(f"news.test:{site.port}")


async def test_a_canceled_feed_poll_resumes_to_the_undisturbed_result(
    tmp_path: Path, site: Site, fetcher: Fetcher
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.on("/", page(f"<html><head>{link}</head></html>"))
    site.on("/feed", feed(entry("one"), entry("two"), ETag="1"))
    reply_target = ReplyTarget(thread=thread(7), answer_id=MessageId(1))

    async def prepare(store: Store) -> None:
        new = NewFeed(url=site.url("/"))
        await store.feeds.put(
            new, dedupe_key(new.url), NOW, is_feed_url=False, reply_to=reply_target
        )

    async def ask(store: Store) -> None:
        harness = feed_harness(store, site, fetcher, _allow(site))
        while await harness.feeds.run_once():
            pass

    assert await check_every_stop(tmp_path, prepare, ask) > 30


async def test_a_canceled_item_read_resumes_to_the_undisturbed_result(
    tmp_path: Path, site: Site, fetcher: Fetcher
) -> None:
    site.on("/one", page(f"One\n\n{LONG}", content_type="text/plain"))

    async def prepare(store: Store) -> None:
        await fetched(
            store,
            await put_feed(store, tags=("news",)),
            item("one", url=site.url("/one")),
            item("whole", text=LONG, is_whole=True),
        )

    async def read(store: Store) -> None:
        harness: FeedHarness = feed_harness(store, site, fetcher, _allow(site))
        while await harness.items.run_once():
            pass

    assert await check_every_stop(tmp_path, prepare, read) > 30
