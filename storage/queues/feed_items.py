"""Feed items: each is stored once, waits to be read, and becomes an article or is refused."""

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft, DuplicateMatch
from bot.domain.feed import Feed, Item, WaitingItem
from bot.domain.ids import ArticleId, FeedId
from bot.domain.item_changes import KnownItem, NewItem, compare_items, newest_date
from bot.domain.work_buckets import Buckets
from storage.engine.bucket_conditions import has_host_in, has_number_in
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import feed_items, feeds
from storage.repositories.story_clusters import put_feed_article, update_feed_article

KEPT = timedelta(days=60)  # retention after the feed stopped listing an item; avoids reading twice
_LOCK_IDLE_SECONDS = 10.0  # then a stopped process loses `story_lock`
_SEEN_PRECISION = timedelta(days=1)  # `last_seen_at` is updated at most this often


async def put_items(
    connection: AsyncConnection, feed: Feed, items: Sequence[Item], now: datetime
) -> int:
    """Store the items of a fetched feed, each once; return how many are new.

    `bot.domain.item_changes` decides which items are new, which are pushed, and which are read
    again.
    """
    changes = compare_items(feed, await _known_items(connection, feed), items)
    if changes.new:  # oldest first, so that article ids follow the order of publication
        rows = [_row(feed, each, now) for each in reversed(changes.new)]
        await connection.execute(upsert(feed_items).on_conflict_do_nothing(), rows)
    if feed.status.succeeded_at is None:
        this = feeds.c.id == feed.id
        query = update(feeds).where(this).values(newest_at=newest_date(items))
        await connection.execute(query)
    seen = [each.id for each in changes.listed if each.last_seen_at <= now - _SEEN_PRECISION]
    if seen:
        is_listed = feed_items.c.id.in_(seen)
        await connection.execute(update(feed_items).where(is_listed).values(last_seen_at=now))
    for known, item in changes.edited:
        values = {**_content(item), "state": "waiting", "attempts": 0, "due_at": now}
        this = feed_items.c.id == known.id
        await connection.execute(update(feed_items).where(this).values(**values))
    return len(changes.new)


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return a condition for finished items that their feed has not listed for `KEPT`."""
    return (feed_items.c.last_seen_at < now - KEPT) & (feed_items.c.state != "waiting")


class FeedItems:
    """Returns items to read and stores their results."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self,
        now: datetime,
        exclude_hosts: Collection[str],
        exclude_items: Collection[int],
        buckets: Buckets = None,
    ) -> WaitingItem | None:
        """Return the next item to read: items to push first, then oldest first.

        Args:
            now: aware.
            exclude_hosts: hosts that must not get a request now.
            exclude_items: ids of items that are being read.
            buckets: buckets of hosts, and of the feeds of items without a page; None: all.
        """
        is_due = (feed_items.c.state == "waiting") & (feed_items.c.due_at <= now)
        if exclude_hosts:
            is_due &= feed_items.c.host.not_in(exclude_hosts)
        if exclude_items:
            is_due &= feed_items.c.id.not_in(exclude_items)
        if buckets is not None:
            has_page = feed_items.c.host != ""
            is_due &= (has_page & has_host_in(feed_items.c.host, buckets)) | (
                ~has_page & has_number_in(feed_items.c.feed_id, buckets)
            )
        order = feed_items.c.is_push_suppressed, feed_items.c.id
        query = (
            select(feed_items, feeds.c.title, feeds.c.tags)
            .join(feeds, feeds.c.id == feed_items.c.feed_id)
            .where(is_due)
            .order_by(*order)
            .limit(1)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _waiting(row)

    async def is_any_due(self, now: datetime) -> bool:
        """Return whether any item is due, on any host."""
        return await self.due(now, (), ()) is not None

    async def store(
        self,
        waiting: WaitingItem,
        draft: Draft,
        keys: ArticleKeys,
        now: datetime,
        duplicate: DuplicateMatch | None = None,
    ) -> ArticleId | None:
        """Store an item's article and finish the item, in one transaction.

        Args:
            waiting: the item.
            draft: the article that was read.
            keys: keys that identify an already stored copy.
            now: aware.
            duplicate: an earlier article about the same story.

        Returns:
            The id of the article; None if the item is gone because its feed was removed.
        """

        async def work(connection: AsyncConnection) -> ArticleId | None:
            if not await _finish(connection, waiting, "stored"):
                return None
            article_id = await put_feed_article(
                connection,
                draft,
                keys,
                duplicate,
                is_push_suppressed=waiting.is_push_suppressed,
                now=now,
            )
            this = feed_items.c.id == waiting.id
            await connection.execute(update(feed_items).where(this).values(article_id=article_id))
            return article_id

        return await self._database.write(work)

    def story_lock(self) -> AbstractAsyncContextManager[None]:
        """Let one process at a time compare an article with the stored ones and store it."""
        return self._database.exclusive("stories", _LOCK_IDLE_SECONDS)

    async def edit(self, waiting: WaitingItem, draft: Draft, keys: ArticleKeys) -> bool:
        """Update an item's article and finish the item; return whether the title changed.

        It is one transaction.
        """

        async def work(connection: AsyncConnection) -> bool:
            if waiting.article_id is None or not await _finish(connection, waiting, "stored"):
                return False
            return await update_feed_article(connection, waiting.article_id, draft, keys)

        return await self._database.write(work)

    async def refuse(self, waiting: WaitingItem) -> None:
        """Finish an item without an article."""

        async def work(connection: AsyncConnection) -> None:
            await _finish(connection, waiting, "refused")

        await self._database.write(work)

    async def reschedule(self, waiting: WaitingItem, due_at: datetime) -> None:
        """Retry an item at `due_at`, and count an attempt."""
        values = {"attempts": waiting.attempts + 1, "due_at": due_at}
        this = feed_items.c.id == waiting.id
        await self._database.execute(update(feed_items).where(this).values(**values))


async def _known_items(connection: AsyncConnection, feed: Feed) -> list[KnownItem]:
    is_waiting = (feed_items.c.state == "waiting").label("is_waiting")
    columns = {**feed_items.c, "is_waiting": is_waiting}
    query = select(*(columns[name] for name in KnownItem._fields))
    rows = (await connection.execute(query.where(feed_items.c.feed_id == feed.id))).all()
    return [KnownItem._make(row) for row in rows]


def _row(feed: Feed, new: NewItem, now: datetime) -> dict[str, object]:
    return {
        **_content(new.item),
        "feed_id": feed.id,
        "key": new.item.key,
        "link_key": new.item.link_key,
        "state": "waiting",
        "is_push_suppressed": new.is_push_suppressed,
        "due_at": now,
        "last_seen_at": now,
    }


def _content(item: Item) -> dict[str, object]:
    needs_page = item.url is not None and not item.is_whole
    return {
        "item": json.dumps(asdict(item), ensure_ascii=False, default=datetime.isoformat),
        "host": urlsplit(item.url or "").netloc.lower() if needs_page else "",
        "fingerprint": item.fingerprint,
    }


async def _finish(connection: AsyncConnection, waiting: WaitingItem, state: str) -> bool:
    is_waiting = (feed_items.c.id == waiting.id) & (feed_items.c.state == "waiting")
    query = update(feed_items).where(is_waiting).values(state=state, item="")
    return (await connection.execute(query)).rowcount > 0


def _waiting(row: Row[*tuple[Any, ...]]) -> WaitingItem:
    stored = json.loads(row.item)
    published_at = stored["published_at"]
    parsed = {
        "tags": tuple(stored["tags"]),
        "published_at": None if published_at is None else datetime.fromisoformat(published_at),
    }
    return WaitingItem(
        id=row.id,
        feed_id=FeedId(row.feed_id),
        feed_title=row.title,
        feed_tags=tuple(json.loads(row.tags)),
        item=Item(**{**stored, **parsed}),
        is_push_suppressed=row.is_push_suppressed,
        attempts=row.attempts,
        article_id=None if row.article_id is None else ArticleId(row.article_id),
    )
