"""2,000 items of 200 feeds from a local server with faults: the speed, and the lost items."""

import asyncio
import logging
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no types
import structlog

from bot.app import HEAVY_MODULES
from bot.domain.ids import UserId
from bot.ingestion.feeds.item_worker import CONCURRENCY as ITEMS_IN_PARALLEL
from bot.ingestion.feeds.poller import CONCURRENCY as FEEDS_IN_PARALLEL
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from bot.workers.process_pool import Pool
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.store import Store
from tests.support.feed_site import FeedHarness, feed_harness
from tests.support.many_feeds import ManyFeeds, title
from tests.support.web_site import opened

FEEDS, ITEMS, ROUNDS = 200, 10, 10
_TIMEOUT = 10  # a round ends after so many checks without work, 0.2 seconds apart
LATE = 0.3  # seconds that every fifth answer is late
_NAMES = {
    "read_feed": "parse feeds",
    "read_fetched": "extract pages",
    "keys_of": "compare",
    "_stems_of": "compare",
}


class _Measured:
    """A pool that counts the CPU seconds of its work, by the name of the function."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.seconds: defaultdict[str, float] = defaultdict(float)

    async def __call__(
        self, work: Callable[..., Any], *arguments: object, requester: UserId | None = None
    ) -> Any:
        result, seconds = await self._pool(_timed, work, *arguments, requester=requester)
        self.seconds[_NAMES.get(work.__name__, "other")] += seconds
        return result


def _timed(work: Callable[..., Any], *arguments: object) -> tuple[Any, float]:
    began = time.process_time()
    return work(*arguments), time.process_time() - began


async def report() -> None:
    """Print the figures of ten rounds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    many = ManyFeeds(feeds=FEEDS, items=ITEMS, late=LATE)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder, 'feeds.db')}")
        pool = Pool(min(4, os.cpu_count() or 1), preload=HEAVY_MODULES)
        measured = _Measured(pool)
        try:
            await migrate(database)
            await pool.start()
            async with opened() as site:
                many.serve(site)
                allow = Allowlist.parse(",".join(f"{host}:{site.port}" for host in many.hosts))
                async with Fetcher(allow, resolver=many.names()) as fetcher:
                    harness = feed_harness(Store(database), site, fetcher, allow, measured)
                    await many.add_to(harness)
                    await _rounds(many, harness, measured)
        finally:
            await database.close()
            await pool.close()


async def _rounds(many: ManyFeeds, harness: FeedHarness, measured: _Measured) -> None:
    print(
        f"\n{FEEDS * ITEMS} items of {FEEDS} feeds; a fifth of the answers fail, a fifth are late"
    )
    print(f"{'round':>5} {'seconds':>8} {'visits':>7} {'articles':>9} {'lag p99':>8} {'memory':>8}")
    process, own = psutil.Process(), time.process_time()
    took, visits = 0.0, 0
    for number in range(1, ROUNDS + 1):
        lags: list[float] = []
        probe = asyncio.create_task(_probe(lags))
        began, before = time.perf_counter(), len(harness.site.visits)
        await _round(harness)
        seconds = time.perf_counter() - began
        probe.cancel()
        asked = len(harness.site.visits) - before
        harness.site.visits.clear()
        took, visits = took + seconds, visits + asked
        _, count = await harness.store.article_lists.newest(None, 0, 1)
        lag = sorted(lags)[int(len(lags) * 0.99)] * 1000 if lags else 0.0
        memory = process.memory_info().rss / 2**20
        print(f"{number:5} {seconds:8.1f} {asked:7} {count:9} {lag:6.0f}ms {memory:6.0f}MB")
        if number == 1:
            print(f"      {asked / seconds:.0f} visits a second in the first round")
    await _print_shares(many, harness, measured, time.process_time() - own, took, visits)


async def _print_shares(
    many: ManyFeeds, harness: FeedHarness, measured: _Measured, own: float, took: float, visits: int
) -> None:
    headlines, _ = await harness.store.article_lists.newest(None, 0, FEEDS * ITEMS * 2)
    titles = Counter(headline.title for headline in headlines)
    wanted = {title(number, item) for number in range(FEEDS) for item in range(ITEMS)}
    lost, doubled = wanted - titles.keys(), [each for each in titles.values() if each > 1]
    print(f"lost {len(lost)}, doubled {len(doubled)}; faults {dict(many.faults)}")
    shares = {**measured.seconds, "fetch, store and this server": own}
    whole = sum(shares.values())
    print(
        f"{visits / took:.0f} visits a second; {whole / visits * 1000:.1f} ms of CPU a visit, of it"
    )
    for name, seconds in sorted(shares.items(), key=lambda pair: -pair[1]):
        print(f"{name:30} {seconds / whole:4.0%}")


async def _round(harness: FeedHarness) -> None:
    """Do all due work with the bot's concurrency, then let 90 minutes pass."""

    async def work(run_once: Callable[[], Any]) -> None:
        idle = 0
        while idle < _TIMEOUT:
            idle = 0 if await run_once() else idle + 1
            if idle:
                await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as group:
        for _ in range(FEEDS_IN_PARALLEL):
            group.create_task(work(harness.feeds.run_once))
        for _ in range(ITEMS_IN_PARALLEL):
            group.create_task(work(harness.items.run_once))
    harness.now[0] += timedelta(minutes=90)


async def _probe(lags: list[float]) -> None:
    """Record how late the event loop is, fifty times a second."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.02)
        lags.append(time.perf_counter() - before - 0.02)
