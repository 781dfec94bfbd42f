"""Worker that reads waiting feed items and stores their articles."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.claiming_worker import ClaimingWorker
from bot.domain.article import Draft
from bot.domain.errors import PersonError, TryAgainLater, Unreadable
from bot.domain.feed import Item, WaitingItem
from bot.domain.ids import ArticleId
from bot.domain.work_buckets import (
    Bucket,
    Buckets,
    GetBuckets,
    all_buckets,
    bucket_of_host,
    bucket_of_number,
)
from bot.ingestion.article_reader import ArticleReader, with_tags
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.http.host_throttle import ThrottledFetcher, host_of
from bot.ingestion.http.response import require_page
from bot.ingestion.http.robots import Robots
from bot.ingestion.metadata.page_classifier import BODY_MIN
from bot.telemetry.metrics import FEED_ITEMS, ItemOutcome
from bot.telemetry.traces import ArticleSteps
from storage.engine.database_faults import is_unavailable
from storage.queues.feed_items import FeedItems
from storage.repositories.articles import Articles

CONCURRENCY = 8  # items in parallel, each on a different host
_RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (2, 15, 60, 360, 1440, 1440))

log = structlog.get_logger(__name__)


class FeedItemWorker(ClaimingWorker[WaitingItem]):
    """Moves feed items from the state waiting to stored, or to refused."""

    def __init__(
        self,
        feed_items: FeedItems,
        articles: Articles,
        reader: ArticleReader,
        fetcher: ThrottledFetcher,
        robots: Robots,
        duplicates: DuplicateFinder,
        clock: Callable[[], datetime],
        on_rename: Callable[[ArticleId], None],
        buckets: GetBuckets = all_buckets,
    ) -> None:
        """Create the worker; it calls `on_rename` for a stored article with a new title.

        `buckets` returns the buckets of hosts, and of feeds with whole texts, of this process.
        """
        super().__init__(buckets)
        self._feed_items = feed_items
        self._articles = articles
        self._duplicates = duplicates
        self._reader = reader
        self._fetcher = fetcher
        self._robots = robots
        self._clock = clock
        self._on_rename = on_rename

    def busy_buckets(self) -> set[Bucket]:
        """Return the buckets of items in work, and of hosts that rest after a request."""
        return super().busy_buckets() | set(map(bucket_of_host, self._fetcher.busy_hosts()))

    async def _next_due(
        self, claimed: Sequence[WaitingItem], buckets: Buckets
    ) -> WaitingItem | None:
        """Return the next due item whose host is free."""
        hosts = {host for each in claimed if (host := _host(each.item))}
        busy = self._fetcher.busy_hosts() | hosts
        ids = {each.id for each in claimed}
        return await self._feed_items.due(self._clock(), busy, ids, buckets)

    def _buckets_of(self, row: WaitingItem) -> set[Bucket]:
        host = _host(row.item)
        return {bucket_of_host(host) if host else bucket_of_number(row.feed_id)}

    async def _process(self, waiting: WaitingItem) -> None:
        outcome: ItemOutcome = "stored"
        steps = ArticleSteps()
        try:
            with steps.step("extract"):
                draft = await self._read(waiting)
            await self._store_article(waiting, draft, steps)
        except TryAgainLater as error:
            outcome = await self._reschedule(waiting, error.after, str(error), steps)
        except PersonError as error:
            outcome = await self._store_feed_text(waiting, error.text_key, steps)
        except Exception as error:  # one item must not stop the others
            if is_unavailable(error):
                raise  # the item stays as it is
            log.exception("a feed item failed", item=waiting.id)
            outcome = await self._reschedule(waiting, None, repr(error), steps)
        FEED_ITEMS.add(outcome)

    async def _read(self, waiting: WaitingItem) -> Draft:
        """Return the article of an item: from the feed if it has the full text, or from the page.

        Raises:
            PersonError: the page has no article, or the site refuses access.
            TryAgainLater: the site does not answer now.
        """
        item = waiting.item
        if item.url is None or item.is_whole:
            return _feed_draft(item)
        if waiting.article_id is None and await self._articles.is_known(dedupe_key(item.url)):
            return _known_draft(item)
        if not await self._robots.allows(item.url):
            raise Unreadable("page.no_access")
        fetched = await self._fetcher.get(item.url)
        require_page(fetched, self._clock())
        return await self._reader.read_response(fetched)

    async def _store_article(self, waiting: WaitingItem, draft: Draft, steps: ArticleSteps) -> None:
        item = waiting.item
        draft = replace(
            draft,
            source=draft.source or waiting.feed_title or host_of(item.url or "") or None,
            image_url=draft.image_url or item.image_url,
            published_at=draft.published_at or item.published_at,
        )
        draft = with_tags(draft, (*waiting.feed_tags, *item.tags))
        keys = await self._reader.keys_for(draft)
        if waiting.article_id is not None:
            with steps.step("store"):
                is_renamed = await self._feed_items.edit(waiting, draft, keys)
            steps.record(waiting.article_id, item=waiting.id)
            if is_renamed:
                self._on_rename(waiting.article_id)
            return
        with steps.step("store"):
            async with self._duplicates.match(draft, waiting.feed_id) as duplicate:
                article_id = await self._feed_items.store(
                    waiting, draft, keys, self._clock(), duplicate
                )
        if article_id is not None:
            log.debug("a feed item was stored", item=waiting.id, article_id=article_id)
            steps.record(article_id, item=waiting.id)

    async def _store_feed_text(
        self, waiting: WaitingItem, reason: str, steps: ArticleSteps
    ) -> ItemOutcome:
        """Store the text of the feed itself, or refuse the item if that text is too short."""
        try:
            await self._store_article(waiting, _feed_draft(waiting.item), steps)
        except PersonError:
            log.debug("a feed item was refused", item=waiting.id, reason=reason)
            await self._feed_items.refuse(waiting)
            return "refused"
        return "stored"

    async def _reschedule(
        self, waiting: WaitingItem, after: timedelta | None, reason: str, steps: ArticleSteps
    ) -> ItemOutcome:
        """Schedule the next attempt; after the last one, store the text of the feed."""
        if waiting.attempts >= len(_RETRY_DELAYS):
            return await self._store_feed_text(waiting, reason, steps)
        log.debug("a feed item will be retried", item=waiting.id, reason=reason)
        delay = max(_RETRY_DELAYS[waiting.attempts], after or timedelta(0))
        await self._feed_items.reschedule(waiting, self._clock() + delay)
        return "later"


def _host(item: Item) -> str:
    return host_of(item.url) if item.url is not None and not item.is_whole else ""


def _feed_draft(item: Item) -> Draft:
    """Return an article with the text of the feed itself.

    Raises:
        Unreadable: the text is shorter than `BODY_MIN`.
    """
    if len(item.text) < BODY_MIN:
        raise Unreadable("page.no_text")
    return Draft(title=item.title, body=item.text, url=item.url)


def _known_draft(item: Item) -> Draft:
    """Return a draft whose URL identifies the stored article; its text is not used."""
    return Draft(title=item.title, body=item.text or item.title, url=item.url)
