"""feeds add, list, remove, check, import, export."""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.cli.sources import read_bytes
from bot.cli.store_session import inline, open_store
from bot.config import read_settings
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.feed import Feed, FeedStatus, NewFeed
from bot.domain.ids import ArticleId, FeedId
from bot.domain.tag import read_tags
from bot.i18n.translator import speech
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.duplicates.canonical_url import dedupe_key, without_login
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.feeds.feed_reader import FeedReader, Visit
from bot.ingestion.feeds.item_worker import SIDE_BY_SIDE, FeedItemWorker
from bot.ingestion.feeds.opml import read_opml
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import Hosts, PoliteFetcher
from bot.ingestion.http.robots import Robots
from bot.presentation.opml import write_opml
from storage.store import Store

_POLL = 0.2  # seconds
_ALL = 100_000  # feeds; more than anybody reads
_PATIENCE = timedelta(minutes=1)  # that a Retry-After is waited out; one that is longer is reported


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the commands work with."""

    store: Store
    reader: FeedReader
    items: FeedItemWorker


def add(given: argparse.Namespace) -> int:
    """Add a feed, or the feed of a site, and store its articles; a known one gains the tags."""
    tags = tuple(read_tags(given.tags))

    async def work(desk: _Desk) -> int:
        url, _ = _address(given.url)
        found = await desk.reader.find(url)
        new, key = NewFeed(url=found.url, tags=tags), dedupe_key(found.url)
        number, is_new = await desk.store.feeds.put(new, key, _now())
        feed = await desk.store.feeds.get(number)
        if not is_new:
            await desk.store.feeds.add_tags(number, tags)
            print(f"{number}  {feed.name} (already there)")
            return 0
        await _take_in(desk, feed, desk.reader.found(feed, found))
        await _read_items(desk)
        return 0

    return _with_desk(work)


def list_(_: argparse.Namespace) -> int:
    """Print every feed: number, title, address, and how it stands."""

    async def work(desk: _Desk) -> int:
        for feed in await _all(desk.store):
            print(f"{feed.id}  {feed.title or '-'}  {feed.standing.url}  {_standing(feed)}")
        return 0

    return _with_desk(work)


def remove(given: argparse.Namespace) -> int:
    """Forget a feed; its articles stay."""

    async def work(desk: _Desk) -> int:
        feed = await _named(desk.store, given.feed)
        await desk.store.feeds.remove(feed.id)
        print(f"{feed.id}  {feed.name}: removed")
        return 0

    return _with_desk(work)


def check(given: argparse.Namespace) -> int:
    """Ask feeds now, in turn, and store the articles that they have; a failure of one is told."""

    async def work(desk: _Desk) -> int:
        feeds = [await _named(desk.store, given.url)] if given.url else await _all(desk.store)
        outcomes = [await _check(desk, feed, is_forced=given.force) for feed in feeds]
        await _read_items(desk)
        return 0 if all(outcomes) else 1

    return _with_desk(work)


def import_(given: argparse.Namespace) -> int:
    """Add the feeds of an OPML file."""
    _, data = read_bytes(given.file)
    allow = read_settings().bot_fetch_allow

    async def work(desk: _Desk) -> int:
        found = read_opml(data, allow)
        keyed = [(dedupe_key(feed.url), feed) for feed in found.feeds]
        count = await desk.store.feeds.put_all(keyed, _now())
        known = len(keyed) - count
        words = {"count": count, "known": known, "left_out": found.left_out}
        print(speech("en").say("opml.imported", **words))
        return 0

    return _with_desk(work)


def export(_: argparse.Namespace) -> int:
    """Print every feed as an OPML file."""

    async def work(desk: _Desk) -> int:
        sys.stdout.write(write_opml(await _all(desk.store)).decode())
        return 0

    return _with_desk(work)


def _with_desk(work: Callable[[_Desk], Awaitable[int]]) -> int:
    async def whole() -> int:
        async with _opened() as desk:
            return await work(desk)

    return asyncio.run(whole())


@asynccontextmanager
async def _opened() -> AsyncIterator[_Desk]:
    settings = read_settings()
    async with open_store(settings) as store, Fetcher(settings.bot_fetch_allow) as fetcher:
        polite = PoliteFetcher(fetcher, Hosts(time.monotonic))
        robots = Robots(polite, inline, _now)
        reader = FeedReader(
            polite,
            robots,
            inline,
            allow=settings.bot_fetch_allow,
            clock=_now,
            interval=timedelta(seconds=settings.bot_feed_interval),
            draw=random.random,
        )
        pages, stories = ArticleReader(fetcher, inline, _now), DuplicateFinder(store, inline, _now)
        items = FeedItemWorker(store, pages, polite, robots, stories, _now, _leave)
        yield _Desk(store=store, reader=reader, items=items)


async def _check(desk: _Desk, feed: Feed, *, is_forced: bool) -> bool:
    """Ask one feed; return whether it answered, or may not be asked yet."""
    wait = (feed.standing.not_before or _now()) - _now()
    if wait > _PATIENCE and not is_forced:
        at = _now() + wait
        print(f"{feed.id}  {feed.name}: not before {at:%Y-%m-%d %H:%M} UTC, as its site asked")
        return True
    if wait > timedelta(0) and not is_forced:
        print(f"{feed.id}  {feed.name}: waiting, as its site asked", file=sys.stderr)
        await asyncio.sleep(wait.total_seconds())
    return await _take_in(desk, feed, await desk.reader.visit(feed))


async def _take_in(desk: _Desk, feed: Feed, visit: Visit) -> bool:
    after = visit.decision.standing
    if after.state == "stopped" and after.trouble is None:  # the site has it again
        await desk.store.feeds.resume(feed.id, _now())
        after = replace(after, state="active")
    count = await desk.store.feeds.record(feed, after, visit.parsed, _now())
    title = feed.title or (visit.parsed.title if visit.parsed else "") or after.url
    if after.trouble is not None:
        why = speech("en").say(f"feed.trouble.{after.trouble}")
        print(f"{feed.id}  {title}: {why}; {_next(after)}")
        return False
    what = f"{count} new" if visit.parsed is not None else "nothing new"
    print(f"{feed.id}  {title}: {what}; {_next(after)}", flush=True)
    return True


async def _read_items(desk: _Desk) -> None:
    """Read the items that wait, as the bot's own stage does; a bot beside us reads them too."""

    async def read() -> None:
        while await desk.store.feed_items.is_any_due(_now()):
            if not await desk.items.run_once():
                await asyncio.sleep(_POLL)  # what is due waits for its host's gap

    async with asyncio.TaskGroup() as group:
        for _ in range(SIDE_BY_SIDE):
            group.create_task(read())


async def _all(store: Store) -> list[Feed]:
    feeds, _ = await store.feeds.page(0, _ALL)
    return feeds


async def _named(store: Store, written: str) -> Feed:
    if written.isascii() and written.isdigit() and len(written) < 19:
        return await store.feeds.get(FeedId(int(written)))
    url, key = _address(written)
    feed = await store.feeds.find(key, url)
    if feed is None:
        raise NotFound("feed.gone")
    return feed


def _address(written: str) -> tuple[str, str]:
    """Return an address, and what all its spellings share."""
    url = written if "://" in written else f"https://{written}"
    try:
        return without_login(url), dedupe_key(url)
    except ValueError as error:
        raise NotUnderstood("link.not_a_link") from error


def _standing(feed: Feed) -> str:
    standing = feed.standing
    if standing.state != "active" or not standing.trouble:
        return _next(standing)
    return f"{standing.trouble}, {_next(standing)}"


def _next(standing: FeedStatus) -> str:
    """Return when a feed is asked next, or why it is not."""
    if standing.state != "active":
        return standing.state
    return f"next {speech('en').distance(standing.next_at, _now())}"


def _leave(_: ArticleId) -> None:
    """Redraw nothing: cards are the running bot's."""


def _now() -> datetime:
    return datetime.now(UTC)
