"""Feeds: how each stands, and what editors are told of them."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import ChatThread
from bot.domain.errors import NotFound
from bot.domain.feed import Feed, FeedStatus, Hints, NewFeed, ParsedFeed, ReplyTarget
from bot.domain.ids import ChatId, FeedId, MessageId, TopicId
from bot.domain.tag import distinct
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import feeds
from storage.queues.feed_items import put_items
from storage.repositories.notices import put_notice


class Feeds:
    """Remembers feeds, and takes in what each fetch of one gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        new: NewFeed,
        address_key: str,
        now: datetime,
        *,
        is_found: bool = True,
        told: ReplyTarget | None = None,
    ) -> tuple[FeedId, bool]:
        """Remember a feed once; return its number and whether it is new.

        One that is there, by the address it was added with or has now, stays as it is.

        Args:
            new: the feed.
            address_key: what all spellings of its address share.
            now: when it is added; it is due at once.
            is_found: the address is the feed's own, not perhaps that of a site which has one.
            told: who is to hear whether it works.
        """
        async with self._database.write() as connection:
            return await _put(connection, new, address_key, now, is_found=is_found, told=told)

    async def put_all(self, keyed: Iterable[tuple[str, NewFeed]], now: datetime) -> int:
        """Remember feeds whose addresses are their own, each with its key; return how many are new.

        One transaction.
        """
        async with self._database.write() as connection:
            put = [
                await _put(connection, new, address_key, now, is_found=True, told=None)
                for address_key, new in keyed
            ]
        return sum(is_new for _, is_new in put)

    async def get(self, feed_id: FeedId) -> Feed:
        """Return a feed.

        Raises:
            NotFound: it is gone, or never was.
        """
        found = await self._list(feeds.c.id == feed_id, 0, 1)
        if not found:
            raise NotFound("feed.gone")
        return found[0]

    async def find(self, address_key: str, url: str) -> Feed | None:
        """Return the feed that was added with an address, or stands there now; None for none."""
        same = (feeds.c.address_key == address_key) | (feeds.c.url == url)
        return next(iter(await self._list(same, 0, 1)), None)

    async def page(self, offset: int, limit: int) -> tuple[list[Feed], int]:
        """Return some feeds in the order of their numbers, and how many there are."""
        async with self._database.read() as connection:
            total = (await connection.execute(select(func.count(feeds.c.id)))).scalar_one()
        return await self._list(feeds.c.id > 0, offset, limit), total

    async def due(self, now: datetime, besides: Collection[str]) -> Feed | None:
        """Return the feed that has been due for longest, on none of the hosts `besides`."""
        is_due = (feeds.c.state == "active") & (feeds.c.next_at <= now)
        if besides:
            is_due &= feeds.c.host.not_in(besides)
        query = select(feeds).where(is_due).order_by(feeds.c.next_at, feeds.c.id).limit(1)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _feed(row)

    async def record(
        self,
        feed: Feed,
        after: FeedStatus,
        parsed: ParsedFeed | None,
        now: datetime,
        notices: Iterable[tuple[ReplyTarget, str, Mapping[str, object]]] = (),
        address_key: str | None = None,
    ) -> int:
        """Take in what a fetch gave, in one transaction; return how many items are new.

        Items are kept once each. A feed that was paused meanwhile stays so, one that was removed
        is left alone.

        Args:
            feed: as it stood when it was asked.
            after: how it stands now.
            parsed: what it lists; None where there is nothing new to read.
            now: aware.
            notices: who is to be told what: place, text and values.
            address_key: of the feed's own address, where only that of its site was known.
        """
        async with self._database.write() as connection:
            values = _columns(after)
            if after.state != "stopped":
                del values["state"]
            if after.succeeded_at is not None:
                values |= {"is_found": True, "told": None}
            if address_key is not None:
                values["address_key"] = address_key
            if parsed is not None and parsed.title and not feed.title:
                values["title"] = parsed.title
            query = update(feeds).where(feeds.c.id == feed.id).values(**values)
            if not (await connection.execute(query)).rowcount:
                return 0
            items = parsed.items if parsed is not None else ()
            count = await put_items(connection, feed, items, now)
            for told, text_key, words in notices:
                await put_notice(connection, told, text_key, words, now)
            return count

    async def give_up(
        self, feed: Feed, text_key: str, words: Mapping[str, object], now: datetime
    ) -> None:
        """Drop a feed that never worked, and tell who waits for it why."""
        async with self._database.write() as connection:
            await connection.execute(delete(feeds).where(feeds.c.id == feed.id))
            if feed.told is not None:
                await put_notice(connection, feed.told, text_key, words, now)

    async def put_off(self, feed_id: FeedId, next_at: datetime) -> None:
        """Ask a feed again at `next_at`, nothing having come of it through a fault of ours."""
        async with self._database.write() as connection:
            query = update(feeds).where(feeds.c.id == feed_id).values(next_at=next_at)
            await connection.execute(query)

    async def pause(self, feed_id: FeedId) -> None:
        """Ask a feed no more until `resume`.

        Raises:
            NotFound: it is gone.
        """
        await self._set(feed_id, state="paused")

    async def resume(self, feed_id: FeedId, now: datetime) -> None:
        """Ask a feed again, at once or when its site has time; a stopped one too.

        Raises:
            NotFound: it is gone.
        """
        async with self._database.write() as connection:
            query = select(feeds.c.not_before).where(feeds.c.id == feed_id)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise NotFound("feed.gone")
            later = max(row.not_before or now, now)
            values = {"state": "active", "next_at": later, "failures": 0, "failing_since": None}
            await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))

    async def add_tags(self, feed_id: FeedId, names: Iterable[str]) -> None:
        """Add the names of tags to a feed, behind those that it has; for items to come."""
        async with self._database.write() as connection:
            query = select(feeds.c.tags).where(feeds.c.id == feed_id)
            had = json.loads((await connection.execute(query)).scalar_one_or_none() or "[]")
            tags = json.dumps(distinct([*had, *names]), ensure_ascii=False)
            await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(tags=tags))

    async def remove(self, feed_id: FeedId) -> None:
        """Forget a feed and its items; its articles stay.

        Raises:
            NotFound: it is gone already.
        """
        async with self._database.write() as connection:
            query = delete(feeds).where(feeds.c.id == feed_id)
            if not (await connection.execute(query)).rowcount:
                raise NotFound("feed.gone")

    async def _set(self, feed_id: FeedId, **values: object) -> None:
        async with self._database.write() as connection:
            query = update(feeds).where(feeds.c.id == feed_id).values(**values)
            if not (await connection.execute(query)).rowcount:
                raise NotFound("feed.gone")

    async def _list(self, which: ColumnElement[bool], offset: int, limit: int) -> list[Feed]:
        query = select(feeds).where(which).order_by(feeds.c.id).offset(offset).limit(limit)
        async with self._database.read() as connection:
            return [_feed(row) for row in await connection.execute(query)]


async def _put(
    connection: AsyncConnection,
    new: NewFeed,
    address_key: str,
    now: datetime,
    *,
    is_found: bool,
    told: ReplyTarget | None,
) -> tuple[FeedId, bool]:
    same = (feeds.c.address_key == address_key) | (feeds.c.url == new.url)
    query = select(feeds.c.id).where(same).order_by(feeds.c.id).limit(1)
    known = (await connection.execute(query)).scalar_one_or_none()
    if known is not None:
        return FeedId(known), False
    row = {
        "address_key": address_key,
        "url": new.url,
        "host": urlsplit(new.url).netloc.lower(),
        "title": new.title,
        "tags": json.dumps(new.tags, ensure_ascii=False),
        "state": "active",
        "is_found": is_found,
        "added_at": now,
        "next_at": now,
        "hints": "{}",
        "told": _told_to_json(told),
    }
    inserted = await connection.execute(upsert(feeds).values(row).returning(feeds.c.id))
    return FeedId(inserted.scalar_one()), True


def _columns(standing: FeedStatus) -> dict[str, Any]:
    """Return a feed's standing as the columns that keep it."""
    hints = standing.hints
    plain = {
        "interval": None if hints.interval is None else hints.interval.total_seconds(),
        "skip_hours": sorted(hints.skip_hours),
        "skip_days": sorted(hints.skip_days),
    }
    return {
        "url": standing.url,
        "host": urlsplit(standing.url).netloc.lower(),
        "state": standing.state,
        "next_at": standing.next_at,
        "not_before": standing.not_before,
        "etag": standing.etag,
        "last_modified": standing.last_modified,
        "moved_to": standing.moved_to,
        "moved_times": standing.moved_times,
        "failures": standing.failures,
        "failing_since": standing.failing_since,
        "trouble": standing.trouble,
        "succeeded_at": standing.succeeded_at,
        "hints": json.dumps(plain),
    }


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    standing = FeedStatus(
        url=row.url,
        state=row.state,
        next_at=row.next_at,
        not_before=row.not_before,
        etag=row.etag,
        last_modified=row.last_modified,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        failures=row.failures,
        failing_since=row.failing_since,
        trouble=row.trouble,
        succeeded_at=row.succeeded_at,
        hints=_hints(json.loads(row.hints)),
    )
    return Feed(
        id=FeedId(row.id),
        title=row.title,
        tags=tuple(json.loads(row.tags)),
        added_at=row.added_at,
        newest_at=row.newest_at,
        standing=standing,
        is_found=row.is_found,
        told=_told_of_json(row.told),
    )


def _hints(plain: dict[str, Any]) -> Hints:
    seconds = plain.get("interval")
    return Hints(
        interval=None if seconds is None else timedelta(seconds=seconds),
        skip_hours=frozenset(plain.get("skip_hours", ())),
        skip_days=frozenset(plain.get("skip_days", ())),
    )


def _told_to_json(told: ReplyTarget | None) -> str | None:
    if told is None:
        return None
    return json.dumps([told.place.chat_id, told.place.topic_id, told.answer_id])


def _told_of_json(written: str | None) -> ReplyTarget | None:
    if written is None:
        return None
    chat_id, topic_id, answer_id = json.loads(written)
    return ReplyTarget(
        place=ChatThread(chat_id=ChatId(chat_id), topic_id=TopicId(topic_id)),
        answer_id=None if answer_id is None else MessageId(answer_id),
    )
