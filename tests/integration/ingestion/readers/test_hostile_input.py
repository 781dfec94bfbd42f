"""Hostile feeds and pages of a real site: the pool stops them at the limit and reads the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.errors import Unreadable
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.workers.process_pool import Pool
from bot.workers.time_limit import TimeLimit
from storage.store import Store
from tests.support.event_loop_turns import loop_turns
from tests.support.feed_site import FeedHarness, entry, feed, reading, rss, story
from tests.support.hostile_feeds import (
    ATTRIBUTES,
    COMMENTS,
    EXTERNAL,
    NESTED,
    PAGE_OF_BOXES,
    PAGE_OF_LINKS,
)
from tests.support.stored_samples import NOW
from tests.support.web_site import LONG_TIMEOUTS, Site, page

LONG = "A whole sentence of an article, long enough to be one. " * 40
LIMIT = TimeLimit(base=1.0, per_byte=0.0)  # CPU seconds; a harmless page takes a tenth of it
TURN = 2.0  # CPU seconds of the event loop; a hostile page needs many more


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(1, LIMIT)
    await pool.start()
    yield pool
    await pool.close()


@pytest.fixture
async def harness(store: Store, site: Site, names, pool) -> AsyncIterator[FeedHarness]:
    async with reading(store, site, names, pool) as opened:
        yield opened


@asynccontextmanager
async def lively() -> AsyncIterator[None]:
    """Fail if one turn of the event loop takes long before the block ends."""
    async with loop_turns() as turns:
        yield
    assert max(turns) < TURN


@pytest.mark.parametrize(
    ("hostile", "error"),
    [
        pytest.param(NESTED, "not_a_feed", id="73-nested"),
        pytest.param(ATTRIBUTES, "not_a_feed", id="73-attributes"),
        pytest.param(COMMENTS, None, id="73-comments"),
        pytest.param(rss(f"<description>{'x ' * 10_000_000}"), "not_a_feed", id="74-large-item"),
    ],
)
async def test_a_hostile_feed_is_stopped_and_the_next_feed_is_read(harness, site, hostile, error):
    site.on("/hostile", page(hostile))
    site.on("/feed", feed(entry("one", text=LONG)))
    added = await harness.add("/hostile")
    await harness.add("/feed")

    async with lively():
        await harness.run()

    assert (await harness.store.feeds.get(added.id)).status.error == error
    assert "one" in await harness.titles()


async def test_external_entities_of_a_feed_are_not_fetched(harness, site):
    """[71-parameter-entity, 72-external]"""
    site.on("/x.dtd", page("<!ENTITY b 'c'>"))
    text = EXTERNAL.format(site.url("/x.dtd")) + rss("<title>&b;</title>")
    site.on("/feed", page(text))

    added = await harness.add("/feed")
    await harness.run()

    assert (await harness.store.feeds.get(added.id)).status.error == "not_a_feed"
    assert [visit.path for visit in site.visits] == ["/feed"]


async def test_a_feed_of_a_hundred_thousand_items_is_read(store, site, names):
    """[74-hundred-thousand] It takes one CPU second, and 14 without the cut."""
    items = (f"<title>{n}</title><link>/{n}</link>" for n in range(70_000))
    more = (f"<guid>{n}</guid>" for n in range(30_000))
    site.on("/feed", page(rss(*items, *more)))
    pool = Pool(1)

    try:
        async with reading(store, site, names, pool) as harness:
            added = await harness.add("/feed")
            await harness.feeds.run_once()
    finally:
        await pool.close()

    assert (await store.feeds.get(added.id)).status.error is None


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        pytest.param(PAGE_OF_LINKS, {"page.too_heavy"}, id="65-links"),
        pytest.param(PAGE_OF_BOXES, {"page.no_text", "page.too_heavy"}, id="64-nested"),
        pytest.param("<p>" + "word " * 1_000_000, {"page.too_large"}, id="64-one-line"),
        pytest.param(
            '<script type="application/ld+json">' + "[" * 50_000_000,
            {"page.too_large"},
            id="65-fifty-megabytes",
        ),
    ],
)
async def test_a_hostile_page_is_stopped_and_the_next_page_is_read(
    site, names, pool, hostile, said
):
    site.on("/hostile", page(hostile))
    site.on("/page", story("One"))

    allow = Allowlist.parse(f"news.test:{site.port}")
    async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=names) as fetcher:
        reader = ArticleReader(fetcher, pool, lambda: NOW)
        async with lively():
            with pytest.raises(Unreadable) as caught:
                await reader.read_link(site.url("/hostile"))
            draft = await reader.read_link(site.url("/page"))

    assert caught.value.text_key in said
    assert draft.title == "One"
