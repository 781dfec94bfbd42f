"""Many faulty feeds: no item is lost or stored twice. The benchmark has the full-size run."""

import asyncio
from collections import Counter
from datetime import timedelta

from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from storage.store import Store
from tests.support.feed_site import FeedHarness, feed_harness
from tests.support.many_feeds import ManyFeeds, title
from tests.support.web_site import LONG_TIMEOUTS, Site, Visit

FEEDS, ITEMS, ROUNDS = 15, 8, 8


async def round_of(harness: FeedHarness) -> None:
    """Run all due work, several tasks in parallel, then move the clock by an hour and a half."""

    async def work() -> None:
        while await harness.feeds.run_once() or await harness.items.run_once():
            pass

    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(work())
    harness.now[0] += timedelta(minutes=90)


async def test_every_item_becomes_one_article_despite_failing_servers(
    store: Store,
    site: Site,
) -> None:
    many = ManyFeeds(feeds=FEEDS, items=ITEMS, late=0.02, is_html=False)
    many.serve(site)
    busy: Counter[str] = Counter()
    overlaps: list[str] = []
    _watch(site, busy, overlaps)
    allow = Allowlist.parse(",".join(f"{host}:{site.port}" for host in many.hosts))
    async with Fetcher(allow, limits=LONG_TIMEOUTS, resolver=many.names()) as fetcher:
        harness = feed_harness(store, site, fetcher, allow)
        await many.add_to(harness)
        for _ in range(ROUNDS):
            await round_of(harness)

    titles = Counter(await harness.titles())
    assert titles == {title(n, item): 1 for n in range(FEEDS) for item in range(ITEMS)}
    assert min(many.faults[fault] for fault in ("500", "503", "reset", "late", "unchanged")) > 0
    assert overlaps == []
    pages = Counter(visit.path for visit in site.visits if visit.path.count("/") == 2)
    assert sum(pages.values()) <= FEEDS * ITEMS + many.faults.total()
    feeds, _ = await store.feeds.page(0, FEEDS)
    assert all(feed.status.succeeded_at for feed in feeds)


def _watch(site: Site, busy: Counter[str], overlaps: list[str]) -> None:
    """Record each request to a host that still serves another request."""
    for path, answer in list(site.answers.items()):

        async def watched(visit: Visit, answer=answer) -> None:
            host = visit.headers["host"]
            busy[host] += 1
            if busy[host] > 1:
                overlaps.append(host)
            try:
                await answer(visit)
            finally:
                busy[host] -= 1

        site.answers[path] = watched
