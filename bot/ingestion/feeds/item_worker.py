"""The stage that reads what feeds list: an item that waits -> a stored article."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.domain.article import Draft
from bot.domain.errors import PersonError, TryAgainLater, Unreadable
from bot.domain.feed import Item, WaitingItem
from bot.domain.ids import ArticleId
from bot.ingestion.article_reader import ArticleReader, with_tags
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.http.host_throttle import PoliteFetcher, host_of
from bot.ingestion.http.response import require_page
from bot.ingestion.http.robots import Robots
from bot.ingestion.metadata.page_classifier import BODY_MIN
from bot.telemetry import FEED_ITEMS
from storage.store import Store

SIDE_BY_SIDE = 8  # items read at the same time, each on a host of its own
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 15, 60, 360, 1440, 1440))

log = structlog.get_logger(__name__)


class FeedItemWorker:
    """Moves items from waiting to stored, or to refused."""

    def __init__(
        self,
        store: Store,
        reader: ArticleReader,
        fetcher: PoliteFetcher,
        robots: Robots,
        stories: DuplicateFinder,
        clock: Callable[[], datetime],
        renamed: Callable[[ArticleId], None],
    ) -> None:
        """Prepare; `renamed` hears of articles whose cards show a title that is no longer right."""
        self._store = store
        self._stories = stories
        self._reader = reader
        self._fetcher = fetcher
        self._robots = robots
        self._clock = clock
        self._renamed = renamed
        self._taken: dict[int, str] = {}  # being read now, with their hosts
        self._picking = asyncio.Lock()

    async def run_once(self) -> int:
        """Read one item whose host is free; return how many, 0 or 1.

        Stopped anywhere and run again, it ends where it would have ended undisturbed.
        """
        work = await self.take()
        if work is None:
            return 0
        await work()
        return 1

    async def take(self) -> Callable[[], Awaitable[None]] | None:
        """Take the next item whose host is free; return what reads it, None where there is none."""
        async with self._picking:
            besides = self._fetcher.busy() | {host for host in self._taken.values() if host}
            waiting = await self._store.feed_items.due(self._clock(), besides, self._taken)
            if waiting is None:
                return None
            self._taken[waiting.id] = _host(waiting.item)
        return partial(self._move_taken, waiting)

    async def _move_taken(self, waiting: WaitingItem) -> None:
        try:
            await self._move(waiting)
        finally:
            del self._taken[waiting.id]

    async def _move(self, waiting: WaitingItem) -> None:
        outcome = "stored"
        try:
            await self._store_article(waiting, await self._read(waiting))
        except TryAgainLater as error:
            outcome = await self._again(waiting, error.after, str(error))
        except PersonError as error:
            outcome = await self._make_do(waiting, error.text_key)
        except Exception as error:  # one item must not stop the others
            log.exception("an item cannot be read", item=waiting.id)
            outcome = await self._again(waiting, None, repr(error))
        FEED_ITEMS.labels(outcome).inc()

    async def _read(self, waiting: WaitingItem) -> Draft:
        """Return the article of an item: from its page, unless the feed has it whole.

        Raises:
            PersonError: there is none to be had.
            TryAgainLater: the site does not answer now.
        """
        item = waiting.item
        if item.url is None or item.is_whole:
            return _own_draft(item)
        if waiting.article_id is None and await self._store.articles.is_known(dedupe_key(item.url)):
            return _reference(item)
        if not await self._robots.allow(item.url):
            raise Unreadable("page.no_access")
        fetched = await self._fetcher.get(item.url)
        require_page(fetched, self._clock())
        return await self._reader.page(fetched)

    async def _store_article(self, waiting: WaitingItem, draft: Draft) -> None:
        item = waiting.item
        draft = replace(
            draft,
            source=draft.source or waiting.feed_title or host_of(item.url or "") or None,
            image_url=draft.image_url or item.image_url,
            published_at=draft.published_at or item.published_at,
        )
        draft = with_tags(draft, (*waiting.feed_tags, *item.tags))
        keys = await self._reader.keys(draft)
        if waiting.article_id is not None:
            if await self._store.feed_items.edit(waiting, draft, keys):
                self._renamed(waiting.article_id)
            return
        async with self._stories.place(draft, waiting.feed_id) as kin:
            await self._store.feed_items.store(waiting, draft, keys, self._clock(), kin)

    async def _make_do(self, waiting: WaitingItem, reason: str) -> str:
        """Store what the feed itself says, where that is more than a line; else give up."""
        try:
            await self._store_article(waiting, _own_draft(waiting.item))
        except PersonError:
            log.debug("an item is refused", item=waiting.id, reason=reason)
            await self._store.feed_items.refuse(waiting)
            return "refused"
        return "stored"

    async def _again(self, waiting: WaitingItem, after: timedelta | None, reason: str) -> str:
        if waiting.attempts >= len(_PAUSES):
            return await self._make_do(waiting, reason)
        log.debug("an item is read again later", item=waiting.id, reason=reason)
        pause = max(_PAUSES[waiting.attempts], after or timedelta(0))
        await self._store.feed_items.reschedule(waiting, self._clock() + pause)
        return "later"


def _host(item: Item) -> str:
    return host_of(item.url) if item.url is not None and not item.is_whole else ""


def _own_draft(item: Item) -> Draft:
    """Return what the feed itself says.

    Raises:
        Unreadable: that is not more than a line.
    """
    if len(item.text) < BODY_MIN:
        raise Unreadable("page.no_text")
    return Draft(title=item.title, body=item.text, url=item.url)


def _reference(item: Item) -> Draft:
    """Return what finds an article that is stored already, by its address."""
    return Draft(title=item.title, body=item.text or item.title, url=item.url)
