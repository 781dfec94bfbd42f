"""The commands feeds add, list, remove, check, import and export."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.actions import feeds as actions
from bot.actions.services import Services
from bot.cli.progress import Progress, progress_of
from bot.cli.sources import read_bytes
from bot.cli.store_session import open_store, run_inline, services_on
from bot.config import read_settings
from bot.domain.feed import Feed, FeedStatus, NewFeed
from bot.domain.ids import ArticleId, FeedId, parse_id
from bot.domain.tag import read_tags
from bot.i18n.translator import get_translator
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.feed_reader import FeedReader, PollResult
from bot.ingestion.feeds.item_worker import CONCURRENCY, FeedItemWorker
from bot.ingestion.feeds.opml import read_opml
from bot.ingestion.feeds.wiring import connect_feed_parts
from bot.ingestion.http.fetcher import Fetcher
from bot.presentation.opml import write_opml
from storage.queues.feed_items import FeedItems
from storage.queues.feeds import Feeds

_POLL_INTERVAL = 0.2  # seconds
_RETRY_AFTER_MAX = timedelta(minutes=1)  # a longer wait is reported instead


@dataclass(frozen=True, slots=True, kw_only=True)
class _FeedTools:
    """The services, queues and readers that the commands use."""

    services: Services
    feeds: Feeds
    feed_items: FeedItems
    reader: FeedReader
    item_worker: FeedItemWorker


def add(options: argparse.Namespace) -> int:
    """Add a feed, or the feed of a site, and store its articles; a known feed gets the tags."""
    tags = tuple(read_tags(options.tags))

    async def work(tools: _FeedTools) -> int:
        url, _ = _address(tools.services, options.url)
        found = await tools.reader.discover(url)
        new, key = NewFeed(url=found.url, tags=tags), dedupe_key(found.url)
        feed, is_new = await actions.add_found_feed(tools.services, new, key)
        if not is_new:
            print(f"{feed.id}  {feed.name} (already there)")
            return 0
        _, line = await _record_visit(tools, feed, tools.reader.result_of(feed, found))
        print(line, flush=True)
        await _read_items(tools)
        return 0

    return _with_tools(work)


def list_(options: argparse.Namespace) -> int:
    """Print every feed: number, title, address and status, or a line of JSON."""

    async def work(tools: _FeedTools) -> int:
        for feed in await actions.all_feeds(tools.services):
            print(_json_line(feed) if options.json else _list_line(feed))
        return 0

    return _with_tools(work)


def remove(options: argparse.Namespace) -> int:
    """Remove a feed; its articles stay."""

    async def work(tools: _FeedTools) -> int:
        feed = await _find_feed(tools.services, options.feed)
        await actions.change_feed(tools.services, feed.id, "remove")
        print(f"{feed.id}  {feed.name}: removed")
        return 0

    return _with_tools(work)


def check(options: argparse.Namespace) -> int:
    """Fetch feeds now, one after the other, and store their articles; report each failure."""

    async def work(tools: _FeedTools) -> int:
        services, url = tools.services, options.url
        feeds = [await _find_feed(services, url)] if url else await actions.all_feeds(services)
        outcomes: list[bool] = []
        with progress_of("check", len(feeds), "feeds") as progress:
            for feed in feeds:
                outcomes.append(await _check(tools, feed, progress, is_forced=options.force))
                progress.advance()
            await _read_items(tools)
        return 0 if all(outcomes) else 1

    return _with_tools(work)


def import_(options: argparse.Namespace) -> int:
    """Add the feeds of an OPML file."""
    _, data = read_bytes(options.file)
    allow = read_settings().bot_fetch_allow

    async def work(tools: _FeedTools) -> int:
        found = read_opml(data, allow)
        keyed = [(dedupe_key(feed.url), feed) for feed in found.feeds]
        count = await actions.add_feeds(tools.services, keyed)
        known = len(keyed) - count
        words = {"count": count, "known": known, "left_out": found.left_out}
        print(get_translator("en").text("opml.imported", **words))
        return 0

    return _with_tools(work)


def export(_: argparse.Namespace) -> int:
    """Print every feed as an OPML file."""

    async def work(tools: _FeedTools) -> int:
        sys.stdout.write(write_opml(await actions.all_feeds(tools.services)).decode())
        return 0

    return _with_tools(work)


def _with_tools(work: Callable[[_FeedTools], Awaitable[int]]) -> int:
    async def run() -> int:
        async with _open_tools() as tools:
            return await work(tools)

    return asyncio.run(run())


@asynccontextmanager
async def _open_tools() -> AsyncIterator[_FeedTools]:
    settings = read_settings()
    async with open_store(settings) as store, Fetcher(settings.bot_fetch_allow) as fetcher:
        parts = connect_feed_parts(
            store.feed_items,
            store.articles,
            fetcher,
            run_inline,
            _now,
            interval=timedelta(seconds=settings.bot_feed_interval),
            on_rename=_ignore_change,
        )
        yield _FeedTools(
            services=services_on(store, settings),
            feeds=store.feeds,
            feed_items=store.feed_items,
            reader=parts.reader,
            item_worker=parts.items,
        )


async def _check(tools: _FeedTools, feed: Feed, progress: Progress, *, is_forced: bool) -> bool:
    """Fetch one feed; return False for a failure, True if it worked or has to wait."""
    wait = (feed.status.not_before or _now()) - _now()
    if wait > _RETRY_AFTER_MAX and not is_forced:
        at = _now() + wait
        progress.print(
            f"{feed.id}  {feed.name}: not before {at:%Y-%m-%d %H:%M} UTC, as its site asked"
        )
        return True
    if wait > timedelta(0) and not is_forced:
        progress.print_error(f"{feed.id}  {feed.name}: waiting, as its site asked")
        await asyncio.sleep(wait.total_seconds())
    is_working, line = await _record_visit(tools, feed, await tools.reader.poll(feed))
    progress.print(line)
    return is_working


async def _record_visit(tools: _FeedTools, feed: Feed, visit: PollResult) -> tuple[bool, str]:
    """Record the result of a fetch; return whether it worked, and a line that says so."""
    after = visit.decision.status
    if after.state == "stopped" and after.error is None:  # the feed is back
        await actions.change_feed(tools.services, feed.id, "resume")
        after = replace(after, state="active")
    count = await tools.feeds.record(feed, after, visit.parsed, _now())
    title = feed.title or (visit.parsed.title if visit.parsed else "") or after.url
    if after.error is not None:
        reason = get_translator("en").text(f"feed.error.{after.error}")
        return False, f"{feed.id}  {title}: {reason}; {_next_visit_text(after)}"
    what = f"{count} new" if visit.parsed is not None else "nothing new"
    return True, f"{feed.id}  {title}: {what}; {_next_visit_text(after)}"


async def _read_items(tools: _FeedTools) -> None:
    """Read all due items, as the bot's own worker does; a running bot reads some of them too."""

    async def read() -> None:
        while await tools.feed_items.is_any_due(_now()):
            if not await tools.item_worker.run_once():
                await asyncio.sleep(_POLL_INTERVAL)  # due items wait for the delay of their host

    async with asyncio.TaskGroup() as group:
        for _ in range(CONCURRENCY):
            group.create_task(read())


async def _find_feed(services: Services, written: str) -> Feed:
    feed_id = parse_id(written, FeedId)
    if feed_id is not None:
        return await actions.get_feed(services, feed_id)
    url, key = _address(services, written)
    return await actions.find_feed(services, key, url)


def _address(services: Services, written: str) -> tuple[str, str]:
    """Return an address and its deduplication key."""
    return actions.parse_address(services, written, "link.not_a_link")


def _list_line(feed: Feed) -> str:
    return f"{feed.id}  {feed.title or '-'}  {feed.status.url}  {_status_text(feed)}"


def _json_line(feed: Feed) -> str:
    status = feed.status
    fields = {
        "id": feed.id,
        "title": feed.title,
        "url": status.url,
        "tags": feed.tags,
        "state": status.state,
        "error": status.error,
        "next_at": status.next_at.isoformat() if status.state == "active" else None,
        "succeeded_at": status.succeeded_at and status.succeeded_at.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False)


def _status_text(feed: Feed) -> str:
    status = feed.status
    if status.state != "active" or not status.error:
        return _next_visit_text(status)
    return f"{status.error}, {_next_visit_text(status)}"


def _next_visit_text(status: FeedStatus) -> str:
    """Return when a feed is fetched next, or why it is not."""
    if status.state != "active":
        return status.state
    return f"next {get_translator('en').relative_time(status.next_at, _now())}"


def _ignore_change(_: ArticleId) -> None:
    """Do not redraw cards: only a running bot can."""


def _now() -> datetime:
    return datetime.now(UTC)
