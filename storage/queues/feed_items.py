"""Feed items: each is stored once, waits to be read, and becomes an article or is refused."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft, DuplicateMatch
from bot.domain.feed import PUSHES_MAX, Feed, Item, WaitingItem
from bot.domain.ids import ArticleId, FeedId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import feed_items, feeds
from storage.repositories.story_clusters import put_feed_article, update_feed_article

KEPT = timedelta(days=60)  # retention after the feed stopped listing an item; avoids reading twice
_SEEN_PRECISION = timedelta(days=1)  # `last_seen_at` is updated at most this often

KnownItem = Row[*tuple[Any, ...]]


async def put_items(
    connection: AsyncConnection, feed: Feed, items: Sequence[Item], now: datetime
) -> int:
    """Store the items of a fetched feed, each once; return how many are new.

    An item is recognized by its key, or by its link if its key changed. An item with a new headline
    or a new full text waits to be read again.

    Only the `PUSHES_MAX` newest of the new items can be pushed later; the others, and items
    older than `Feed.pushed_since`, are never pushed. On the first fetch, neither are items without
    a date.
    """
    known = await _known_items(connection, feed)
    by_key = {row.key: row for row in known} | {row.link_key: row for row in known if row.link_key}
    pushes = PUSHES_MAX
    new: list[dict[str, object]] = []
    changed: list[tuple[KnownItem, Item]] = []
    seen: list[int] = []
    for item in items:
        row = by_key.get(item.key) or by_key.get(item.link_key)
        if row is None:
            is_push_suppressed = _is_old(item, feed) or pushes == 0
            pushes -= not is_push_suppressed
            new.append(_row(feed, item, now, is_push_suppressed=is_push_suppressed))
        else:
            if row.last_seen_at <= now - _SEEN_PRECISION:
                seen.append(row.id)
            if row.fingerprint != item.fingerprint and row.state != "waiting":
                changed.append((row, item))
    if new:  # oldest first, so that article ids follow the order of publication
        await connection.execute(upsert(feed_items).on_conflict_do_nothing(), new[::-1])
    if feed.status.succeeded_at is None:
        newest_at = max((each.published_at for each in items if each.published_at), default=None)
        this = feeds.c.id == feed.id
        await connection.execute(update(feeds).where(this).values(newest_at=newest_at))
    if seen:
        is_listed = feed_items.c.id.in_(seen)
        await connection.execute(update(feed_items).where(is_listed).values(last_seen_at=now))
    for row, item in changed:
        values = {**_content(item), "state": "waiting", "attempts": 0, "due_at": now}
        await connection.execute(
            update(feed_items).where(feed_items.c.id == row.id).values(**values)
        )
    return len(new)


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return a condition for finished items that their feed has not listed for `KEPT`."""
    return (feed_items.c.last_seen_at < now - KEPT) & (feed_items.c.state != "waiting")


class FeedItems:
    """Returns items to read and stores their results."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self, now: datetime, exclude_hosts: Collection[str], exclude_items: Collection[int]
    ) -> WaitingItem | None:
        """Return the next item to read: items to push first, then oldest first.

        Args:
            now: aware.
            exclude_hosts: hosts that must not get a request now.
            exclude_items: ids of items that are being read.
        """
        is_due = (feed_items.c.state == "waiting") & (feed_items.c.due_at <= now)
        if exclude_hosts:
            is_due &= feed_items.c.host.not_in(exclude_hosts)
        if exclude_items:
            is_due &= feed_items.c.id.not_in(exclude_items)
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
        async with self._database.write() as connection:
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

    async def edit(self, waiting: WaitingItem, draft: Draft, keys: ArticleKeys) -> bool:
        """Update an item's article and finish the item; return whether the title changed.

        It is one transaction.
        """
        async with self._database.write() as connection:
            if waiting.article_id is None or not await _finish(connection, waiting, "stored"):
                return False
            return await update_feed_article(connection, waiting.article_id, draft, keys)

    async def refuse(self, waiting: WaitingItem) -> None:
        """Finish an item without an article."""
        async with self._database.write() as connection:
            await _finish(connection, waiting, "refused")

    async def reschedule(self, waiting: WaitingItem, due_at: datetime) -> None:
        """Retry an item at `due_at`, and count an attempt."""
        values = {"attempts": waiting.attempts + 1, "due_at": due_at}
        async with self._database.write() as connection:
            this = feed_items.c.id == waiting.id
            await connection.execute(update(feed_items).where(this).values(**values))


async def _known_items(connection: AsyncConnection, feed: Feed) -> Sequence[KnownItem]:
    columns = ("id", "key", "link_key", "fingerprint", "state", "last_seen_at")
    query = select(*(feed_items.c[name] for name in columns))
    return (await connection.execute(query.where(feed_items.c.feed_id == feed.id))).all()


def _is_old(item: Item, feed: Feed) -> bool:
    """Return whether an item is too old to push; an undated one is old on the first fetch."""
    if item.published_at is None:
        return feed.status.succeeded_at is None
    return item.published_at < feed.pushed_since


def _row(feed: Feed, item: Item, now: datetime, *, is_push_suppressed: bool) -> dict[str, object]:
    return {
        **_content(item),
        "feed_id": feed.id,
        "key": item.key,
        "link_key": item.link_key,
        "state": "waiting",
        "is_push_suppressed": is_push_suppressed,
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
