"""Hostile feeds and pages of a real site, read in the pool: ended at the limit, others go on."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.errors import Unreadable
from bot.ingestion.allowlist import Allowlist
from bot.ingestion.fetch import Fetcher
from bot.ingestion.stage import Reader
from bot.workers.pool import Pool
from storage.store import Store
from tests.ingestion.hostile import (
    ATTRIBUTES,
    COMMENTS,
    EXTERNAL,
    NESTED,
    PAGE_OF_BOXES,
    PAGE_OF_LINKS,
)
from tests.ingestion.newsstand import Newsstand, entry, feed, reading, rss, story
from tests.ingestion.site import Site, page
from tests.storage.conftest import database, path, store, template  # noqa: F401 - fixtures
from tests.storage.samples import NOW

LONG = "A whole sentence of an article, long enough to be one. " * 40
LIMIT = 1.5  # seconds of a task
LAG = 0.5  # seconds that the event loop may be away, on a busy machine


@pytest.fixture
async def pool(request: pytest.FixtureRequest) -> AsyncIterator[Pool]:
    pool = Pool(1, seconds=getattr(request, "param", LIMIT))
    await pool.start()
    yield pool
    await pool.close()


@pytest.fixture
async def stand(store: Store, site: Site, names, pool) -> AsyncIterator[Newsstand]:  # noqa: F811
    async with reading(store, site, names, pool) as opened:
        yield opened


@asynccontextmanager
async def lively() -> AsyncIterator[None]:
    """Fail where the event loop is away for long before the block ends."""
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            worst = max(worst, time.monotonic() - before)

    watching = asyncio.create_task(watch())
    yield
    watching.cancel()
    assert worst < LAG


@pytest.mark.parametrize(
    ("hostile", "trouble"),
    [
        pytest.param(NESTED, "not_a_feed", id="73-nested"),
        pytest.param(ATTRIBUTES, "not_a_feed", id="73-attributes"),
        pytest.param(COMMENTS, None, id="73-comments"),
        pytest.param(rss(f"<description>{'x ' * 10_000_000}"), "not_a_feed", id="74-large-item"),
    ],
)
async def test_a_feed_that_is_made_to_take_for_ever_is_ended_and_the_next_one_read(
    stand, site, hostile, trouble
):
    site.on("/hostile", page(hostile))
    site.on("/feed", feed(entry("one", text=LONG)))
    added = await stand.add("/hostile")
    await stand.add("/feed")
    began = time.monotonic()

    async with lively():
        await stand.run()

    assert time.monotonic() - began < LIMIT + 4
    assert (await stand.store.feeds.get(added.id)).standing.trouble == trouble
    assert "one" in await stand.titles()


async def test_nothing_that_a_feed_declares_is_asked_for(stand, site):
    """[71-parameter-entity, 72-external]"""
    site.on("/x.dtd", page("<!ENTITY b 'c'>"))
    text = EXTERNAL.format(site.url("/x.dtd")) + rss("<title>&b;</title>")
    site.on("/feed", page(text))

    added = await stand.add("/feed")
    await stand.run()

    assert (await stand.store.feeds.get(added.id)).standing.trouble == "not_a_feed"
    assert [visit.path for visit in site.visits] == ["/feed"]


@pytest.mark.alone
@pytest.mark.parametrize("pool", [8.0], indirect=True)  # seconds: it takes 1, and 14 uncut
async def test_a_hundred_thousand_items_are_read_within_the_limit(stand, site):
    """[74-hundred-thousand]"""
    items = (f"<title>{n}</title><link>/{n}</link>" for n in range(70_000))
    more = (f"<guid>{n}</guid>" for n in range(30_000))
    site.on("/feed", page(rss(*items, *more)))

    added = await stand.add("/feed")
    await stand.feeds.run_once()

    assert (await stand.store.feeds.get(added.id)).standing.trouble is None


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        pytest.param(PAGE_OF_LINKS, {"page.too_heavy"}, id="65-links"),
        # it takes a tenth of the limit, all of it where the machine is very busy
        pytest.param(PAGE_OF_BOXES, {"page.no_text", "page.too_heavy"}, id="64-nested"),
        pytest.param("<p>" + "word " * 1_000_000, {"page.too_large"}, id="64-one-line"),
        pytest.param(
            '<script type="application/ld+json">' + "[" * 50_000_000,
            {"page.too_large"},
            id="65-fifty-megabytes",
        ),
    ],
)
async def test_a_page_that_is_made_to_take_for_ever_is_ended_and_the_next_one_read(
    site, names, pool, hostile, said
):
    site.on("/hostile", page(hostile))
    site.on("/page", story("One"))

    async with Fetcher(Allowlist.parse(f"news.test:{site.port}"), resolver=names) as fetcher:
        reader = Reader(fetcher, pool, lambda: NOW)
        async with lively():
            with pytest.raises(Unreadable) as caught:
                await reader.link(site.url("/hostile"))
            draft = await reader.link(site.url("/page"))

    assert caught.value.text_key in said
    assert draft.title == "One"
