"""The items of feeds: each kept once, then stored as an article or refused."""

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
from storage.repositories.story_clusters import edit_telling, put_telling

KEPT = timedelta(days=60)  # after its feed stopped listing it; so long it would not come again
_SEEN = timedelta(days=1)  # how exactly it is known when an item was last listed

Known = Row[*tuple[Any, ...]]


async def put_items(
    connection: AsyncConnection, feed: Feed, items: Sequence[Item], now: datetime
) -> int:
    """Keep what a feed lists, each item once; return how many are new.

    An item is known by its key, or by its link where the key changed. One whose headline or whole
    text changed waits again. At most `PUSHES_MAX` new ones, the newest, are pushed later on, and
    none that is older than the feed's adding, on the first fetch, or than what was there then,
    later; on the first fetch also none without a date.
    """
    known = await _known(connection, feed)
    by_key = {row.key: row for row in known} | {row.link_key: row for row in known if row.link_key}
    pushes = PUSHES_MAX
    new: list[dict[str, object]] = []
    changed: list[tuple[Known, Item]] = []
    seen: list[int] = []
    for item in items:
        row = by_key.get(item.key) or by_key.get(item.link_key)
        if row is None:
            is_quiet = _is_old(item, feed) or pushes == 0
            pushes -= not is_quiet
            new.append(_row(feed, item, now, is_quiet=is_quiet))
        else:
            if row.seen_at <= now - _SEEN:
                seen.append(row.id)
            if row.fingerprint != item.fingerprint and row.state != "waiting":
                changed.append((row, item))
    if new:  # the oldest first, so that articles are numbered as they were published
        await connection.execute(upsert(feed_items).on_conflict_do_nothing(), new[::-1])
    if feed.standing.succeeded_at is None:
        newest_at = max((each.published_at for each in items if each.published_at), default=None)
        mine = feeds.c.id == feed.id
        await connection.execute(update(feeds).where(mine).values(newest_at=newest_at))
    if seen:
        mine = feed_items.c.id.in_(seen)
        await connection.execute(update(feed_items).where(mine).values(seen_at=now))
    for row, item in changed:
        again = {**_what(item), "state": "waiting", "attempts": 0, "due_at": now}
        await connection.execute(
            update(feed_items).where(feed_items.c.id == row.id).values(**again)
        )
    return len(new)


def old(now: datetime) -> ColumnElement[bool]:
    """Return which items no feed has listed for `KEPT`."""
    return (feed_items.c.seen_at < now - KEPT) & (feed_items.c.state != "waiting")


class FeedItems:
    """Hands out items that wait, and remembers what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self, now: datetime, besides: Collection[str], taken: Collection[int]
    ) -> WaitingItem | None:
        """Return the item to be read next: one to be pushed before quiet ones, oldest first.

        Args:
            now: aware.
            besides: hosts whose pages are not to be read now.
            taken: items that are being read.
        """
        is_due = (feed_items.c.state == "waiting") & (feed_items.c.due_at <= now)
        if besides:
            is_due &= feed_items.c.host.not_in(besides)
        if taken:
            is_due &= feed_items.c.id.not_in(taken)
        order = feed_items.c.is_quiet, feed_items.c.id
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
        """Whether an item is to be read now, on whichever host."""
        return await self.due(now, (), ()) is not None

    async def store(
        self,
        waiting: WaitingItem,
        draft: Draft,
        keys: ArticleKeys,
        now: datetime,
        kin: DuplicateMatch | None = None,
    ) -> ArticleId | None:
        """Store the article that reading gave, and move the item on; one transaction.

        Args:
            waiting: the item.
            draft: what was read.
            keys: what makes it the article that is stored already.
            now: aware.
            kin: an earlier article that tells the same story.

        Returns:
            The article; None where the item is gone, its feed having been removed.
        """
        async with self._database.write() as connection:
            if not await _finish(connection, waiting, "stored"):
                return None
            article_id = await put_telling(
                connection, draft, keys, kin, is_quiet=waiting.is_quiet, now=now
            )
            mine = feed_items.c.id == waiting.id
            await connection.execute(update(feed_items).where(mine).values(article_id=article_id))
            return article_id

    async def edit(self, waiting: WaitingItem, draft: Draft, keys: ArticleKeys) -> bool:
        """Let the article of an item say what its site says now; return whether the title changed.

        One transaction.
        """
        async with self._database.write() as connection:
            if waiting.article_id is None or not await _finish(connection, waiting, "stored"):
                return False
            return await edit_telling(connection, waiting.article_id, draft, keys)

    async def refuse(self, waiting: WaitingItem) -> None:
        """Give up on an item."""
        async with self._database.write() as connection:
            await _finish(connection, waiting, "refused")

    async def retry(self, waiting: WaitingItem, due_at: datetime) -> None:
        """Try again later."""
        values = {"attempts": waiting.attempts + 1, "due_at": due_at}
        async with self._database.write() as connection:
            mine = feed_items.c.id == waiting.id
            await connection.execute(update(feed_items).where(mine).values(**values))


async def _known(connection: AsyncConnection, feed: Feed) -> Sequence[Known]:
    columns = ("id", "key", "link_key", "fingerprint", "state", "seen_at")
    query = select(*(feed_items.c[name] for name in columns))
    return (await connection.execute(query.where(feed_items.c.feed_id == feed.id))).all()


def _is_old(item: Item, feed: Feed) -> bool:
    """Whether an item is older than what the feed had when it was added, as far as can be told."""
    if item.published_at is None:
        return feed.standing.succeeded_at is None
    return item.published_at < feed.pushed_since


def _row(feed: Feed, item: Item, now: datetime, *, is_quiet: bool) -> dict[str, object]:
    return {
        **_what(item),
        "feed_id": feed.id,
        "key": item.key,
        "link_key": item.link_key,
        "state": "waiting",
        "is_quiet": is_quiet,
        "due_at": now,
        "seen_at": now,
    }


def _what(item: Item) -> dict[str, object]:
    is_read = item.url is not None and not item.is_whole
    return {
        "item": json.dumps(asdict(item), ensure_ascii=False, default=datetime.isoformat),
        "host": urlsplit(item.url or "").netloc.lower() if is_read else "",
        "fingerprint": item.fingerprint,
    }


async def _finish(connection: AsyncConnection, waiting: WaitingItem, state: str) -> bool:
    mine = (feed_items.c.id == waiting.id) & (feed_items.c.state == "waiting")
    query = update(feed_items).where(mine).values(state=state, item="")
    return (await connection.execute(query)).rowcount > 0


def _waiting(row: Row[*tuple[Any, ...]]) -> WaitingItem:
    plain = json.loads(row.item)
    moment = plain["published_at"]
    given = {
        "tags": tuple(plain["tags"]),
        "published_at": None if moment is None else datetime.fromisoformat(moment),
    }
    return WaitingItem(
        id=row.id,
        feed_id=FeedId(row.feed_id),
        feed_title=row.title,
        feed_tags=tuple(json.loads(row.tags)),
        item=Item(**{**plain, **given}),
        is_quiet=row.is_quiet,
        attempts=row.attempts,
        article_id=None if row.article_id is None else ArticleId(row.article_id),
    )
