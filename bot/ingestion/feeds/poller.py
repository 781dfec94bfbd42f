"""The stage that asks feeds for news: a feed that is due -> items that wait."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.domain.chat import ChatThread
from bot.domain.errors import PersonError, TryAgainLater
from bot.domain.feed import Feed, ReplyTarget
from bot.domain.ids import ChatId, FeedId, UserId
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.feed_reader import FeedReader, Visit
from bot.ingestion.http.host_throttle import PoliteFetcher, host_of
from bot.telemetry import FEEDS
from storage.store import Store

_PAUSE = timedelta(minutes=15)  # after a fault of ours
SIDE_BY_SIDE = 4  # feeds asked at the same time, each on a host of its own

log = structlog.get_logger(__name__)
Owed = list[tuple[ReplyTarget, str, dict[str, object]]]


class FeedPoller:
    """Asks the feeds that are due; their items wait to be read, editors are told what is wrong."""

    def __init__(
        self,
        store: Store,
        reader: FeedReader,
        fetcher: PoliteFetcher,
        clock: Callable[[], datetime],
        editors: Collection[UserId],
    ) -> None:
        self._store = store
        self._reader = reader
        self._fetcher = fetcher
        self._clock = clock
        self._editors = editors
        self._taken: dict[FeedId, str] = {}  # being asked now, with their hosts
        self._picking = asyncio.Lock()

    async def run_once(self) -> int:
        """Ask the feed that has been due for longest and whose host is free; return how many, 0, 1.

        Stopped anywhere and run again, it ends where it would have ended undisturbed.
        """
        work = await self.take()
        if work is None:
            return 0
        await work()
        return 1

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        """Take the feed that is next; return what asks it, None where none is due."""
        async with self._picking:
            besides = self._fetcher.busy() | set(self._taken.values())
            feed = await self._store.feeds.due(self._clock(), besides)
            if feed is None:
                return None
            self._taken[feed.id] = host_of(feed.status.url)
        return partial(self._ask_taken, feed)

    async def _ask_taken(self, feed: Feed) -> None:
        try:
            await self.ask(feed)
        finally:
            del self._taken[feed.id]

    async def ask(self, feed: Feed) -> None:
        """Ask one feed, and take in what it says."""
        try:
            if feed.is_found:
                await self._take_in(feed, await self._reader.visit(feed))
            else:
                await self._look_for(feed)
        except Exception:  # one feed must not stop the others; it is asked again later
            log.exception("a feed cannot be asked", feed=feed.id)
            await self._store.feeds.reschedule(feed.id, self._clock() + _PAUSE)

    async def _look_for(self, feed: Feed) -> None:
        """Find the feed of an address that an editor gave, or tell them why there is none."""
        try:
            found = await self._reader.find(feed.status.url)
        except PersonError as error:
            await self._store.feeds.give_up(feed, error.text_key, error.values, self._clock())
            return
        except TryAgainLater:
            await self._store.feeds.give_up(feed, "page.unreachable", {}, self._clock())
            return
        key = dedupe_key(found.url)
        known = await self._store.feeds.find(key, found.url)
        if known is not None and known.id != feed.id:
            words = {"feed": known.name}
            await self._store.feeds.give_up(feed, "feed.known", words, self._clock())
            return
        await self._take_in(feed, self._reader.found(feed, found), key)

    async def _take_in(self, feed: Feed, visit: Visit, key: str | None = None) -> None:
        decision, title = visit.decision, visit.parsed.title if visit.parsed else ""
        after, now = decision.status, self._clock()
        FEEDS.labels(after.trouble or "fine").inc()
        words: dict[str, object] = {"feed": feed.title or title or after.url}
        owed: Owed = []
        if decision.notice is not None:
            text_key = "feed.stopped" if after.state == "stopped" else "feed.failing"
            words["trouble"] = decision.notice
            owed += [(_privately(editor), text_key, words) for editor in self._editors]
        if feed.reply_target is not None and after.succeeded_at is not None:
            count = len(visit.parsed.items) if visit.parsed else 0
            owed.append((feed.reply_target, "feed.added", {**words, "count": count}))
        new = await self._store.feeds.record(feed, after, visit.parsed, now, owed, key)
        log.debug("a feed was asked", feed=feed.id, new=new, trouble=after.trouble)


def _privately(editor: UserId) -> ReplyTarget:
    return ReplyTarget(place=ChatThread(chat_id=ChatId(editor)), answer_id=None)
