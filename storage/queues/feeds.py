"""Feeds: their polling queue, the results of fetches, and notices to editors about them."""

import json
from collections.abc import Collection, Mapping, Sequence
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
from bot.domain.work_buckets import Buckets
from storage.engine.bucket_conditions import has_host_in
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import feeds
from storage.queues.feed_items import put_items
from storage.repositories.notices import put_notice


class Feeds:
    """Stores feeds and the results of their fetches, and returns the next feed to fetch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        new: NewFeed,
        dedupe_key: str,
        now: datetime,
        *,
        is_feed_url: bool = True,
        reply_to: ReplyTarget | None = None,
    ) -> tuple[FeedId, bool]:
        """Store a feed once; return its id and whether it is new.

        An existing feed with the same original or current address does not change.

        Args:
            new: the feed.
            dedupe_key: normalized address.
            now: time of adding; the feed is due at once.
            is_feed_url: whether the address is a feed; False: it may be a page that links to one.
            reply_to: where to report whether the feed works.
        """

        async def work(connection: AsyncConnection) -> tuple[FeedId, bool]:
            return await _put(
                connection, new, dedupe_key, now, is_feed_url=is_feed_url, reply_to=reply_to
            )

        return await self._database.write(work)

    async def put_all(self, keyed: Sequence[tuple[str, NewFeed]], now: datetime) -> int:
        """Store feeds in one transaction; return how many are new.

        Args:
            keyed: pairs of normalized address and feed.
            now: time of adding.
        """

        async def work(connection: AsyncConnection) -> int:
            results = [
                await _put(connection, new, dedupe_key, now, is_feed_url=True, reply_to=None)
                for dedupe_key, new in keyed
            ]
            return sum(is_new for _, is_new in results)

        return await self._database.write(work)

    async def get(self, feed_id: FeedId) -> Feed:
        """Return a feed.

        Raises:
            NotFound: no such feed exists.
        """
        found = await self._list(feeds.c.id == feed_id, 0, 1)
        if not found:
            raise NotFound("feed.gone")
        return found[0]

    async def find(self, dedupe_key: str, url: str) -> Feed | None:
        """Return the feed with this original or current address; None if there is none."""
        same = (feeds.c.dedupe_key == dedupe_key) | (feeds.c.url == url)
        return next(iter(await self._list(same, 0, 1)), None)

    async def page(self, offset: int, limit: int) -> tuple[list[Feed], int]:
        """Return one page of feeds in the order of their ids, and the total number of feeds."""
        async with self._database.read() as connection:
            total = (await connection.execute(select(func.count(feeds.c.id)))).scalar_one()
        return await self._list(feeds.c.id > 0, offset, limit), total

    async def due(
        self, now: datetime, exclude_hosts: Collection[str], buckets: Buckets = None
    ) -> Feed | None:
        """Return the feed that is due for the longest time; None if no feed is due.

        Args:
            now: aware.
            exclude_hosts: hosts that must not get a request now.
            buckets: buckets of hosts; None: all.
        """
        is_due = (feeds.c.state == "active") & (feeds.c.next_at <= now)
        if exclude_hosts:
            is_due &= feeds.c.host.not_in(exclude_hosts)
        if buckets is not None:
            is_due &= has_host_in(feeds.c.host, buckets)
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
        notices: Sequence[tuple[ReplyTarget, str, Mapping[str, object]]] = (),
        dedupe_key: str | None = None,
    ) -> int:
        """Store the result of a fetch in one transaction; return how many items are new.

        Each item is stored once. A feed that was paused during the fetch stays paused. A feed that
        was removed stays removed.

        Args:
            feed: the feed before the fetch.
            after: its status after the fetch.
            parsed: the parsed feed; None if there is nothing new to read.
            now: aware.
            notices: notices to queue: reply target, text key and values.
            dedupe_key: key of the feed's address, if it was found on a page.
        """

        async def work(connection: AsyncConnection) -> int:
            values = _changes(feed, after, parsed, dedupe_key)
            query = update(feeds).where(feeds.c.id == feed.id).values(**values)
            if not (await connection.execute(query)).rowcount:
                return 0
            items = parsed.items if parsed is not None else ()
            count = await put_items(connection, feed, items, now)
            for target, text_key, values_of_text in notices:
                await put_notice(connection, target, text_key, values_of_text, now)
            return count

        return await self._database.write(work)

    async def give_up(
        self, feed: Feed, text_key: str, values: Mapping[str, object], now: datetime
    ) -> None:
        """Delete a feed that never worked, and queue a notice with the reason."""

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(delete(feeds).where(feeds.c.id == feed.id))
            if feed.reply_target is not None:
                await put_notice(connection, feed.reply_target, text_key, values, now)

        await self._database.write(work)

    async def reschedule(self, feed_id: FeedId, next_at: datetime) -> None:
        """Fetch a feed again at `next_at`, after an error in the bot itself."""
        query = update(feeds).where(feeds.c.id == feed_id).values(next_at=next_at)
        await self._database.execute(query)

    async def pause(self, feed_id: FeedId) -> None:
        """Stop fetching a feed until `resume`.

        Raises:
            NotFound: the feed is gone.
        """
        await self._set(feed_id, state="paused")

    async def resume(self, feed_id: FeedId, now: datetime) -> None:
        """Fetch a paused or stopped feed again, at once or after its Retry-After wait.

        Raises:
            NotFound: the feed is gone.
        """

        async def work(connection: AsyncConnection) -> None:
            query = select(feeds.c.not_before).where(feeds.c.id == feed_id)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise NotFound("feed.gone")
            next_at = max(row.not_before or now, now)
            values = {"state": "active", "next_at": next_at, "failures": 0, "failing_since": None}
            await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))

        await self._database.write(work)

    async def add_tags(self, feed_id: FeedId, names: Sequence[str]) -> None:
        """Append names of tags to a feed; only items read later get them."""

        async def work(connection: AsyncConnection) -> None:
            query = select(feeds.c.tags).where(feeds.c.id == feed_id)
            existing = json.loads((await connection.execute(query)).scalar_one_or_none() or "[]")
            tags = json.dumps(distinct([*existing, *names]), ensure_ascii=False)
            await connection.execute(update(feeds).where(feeds.c.id == feed_id).values(tags=tags))

        await self._database.write(work)

    async def remove(self, feed_id: FeedId) -> None:
        """Delete a feed and its items; its articles stay.

        Raises:
            NotFound: the feed is gone.
        """

        async def work(connection: AsyncConnection) -> None:
            query = delete(feeds).where(feeds.c.id == feed_id)
            if not (await connection.execute(query)).rowcount:
                raise NotFound("feed.gone")

        await self._database.write(work)

    async def _set(self, feed_id: FeedId, **values: object) -> None:

        async def work(connection: AsyncConnection) -> None:
            query = update(feeds).where(feeds.c.id == feed_id).values(**values)
            if not (await connection.execute(query)).rowcount:
                raise NotFound("feed.gone")

        await self._database.write(work)

    async def _list(self, condition: ColumnElement[bool], offset: int, limit: int) -> list[Feed]:
        query = select(feeds).where(condition).order_by(feeds.c.id).offset(offset).limit(limit)
        async with self._database.read() as connection:
            return [_feed(row) for row in await connection.execute(query)]


async def _put(
    connection: AsyncConnection,
    new: NewFeed,
    dedupe_key: str,
    now: datetime,
    *,
    is_feed_url: bool,
    reply_to: ReplyTarget | None,
) -> tuple[FeedId, bool]:
    same = (feeds.c.dedupe_key == dedupe_key) | (feeds.c.url == new.url)
    query = select(feeds.c.id).where(same).order_by(feeds.c.id).limit(1)
    known = (await connection.execute(query)).scalar_one_or_none()
    if known is not None:
        return FeedId(known), False
    row = {
        "dedupe_key": dedupe_key,
        "url": new.url,
        "host": urlsplit(new.url).netloc.lower(),
        "title": new.title,
        "tags": json.dumps(new.tags, ensure_ascii=False),
        "state": "active",
        "is_feed_url": is_feed_url,
        "added_at": now,
        "next_at": now,
        "hints": "{}",
        "reply_target": _target_to_json(reply_to),
    }
    inserted = await connection.execute(upsert(feeds).values(row).returning(feeds.c.id))
    return FeedId(inserted.scalar_one()), True


def _changes(
    feed: Feed, after: FeedStatus, parsed: ParsedFeed | None, dedupe_key: str | None
) -> dict[str, Any]:
    """Return the columns that change after a fetch."""
    values = _columns(after)
    if after.state != "stopped":
        del values["state"]
    if after.succeeded_at is not None:
        values |= {"is_feed_url": True, "reply_target": None}
    if dedupe_key is not None:
        values["dedupe_key"] = dedupe_key
    if parsed is not None and parsed.title and not feed.title:
        values["title"] = parsed.title
    return values


def _columns(status: FeedStatus) -> dict[str, Any]:
    """Return the columns that store a feed's status."""
    hints = status.hints
    stored_hints = {
        "interval": None if hints.interval is None else hints.interval.total_seconds(),
        "skip_hours": sorted(hints.skip_hours),
        "skip_days": sorted(hints.skip_days),
    }
    return {
        "url": status.url,
        "host": urlsplit(status.url).netloc.lower(),
        "state": status.state,
        "next_at": status.next_at,
        "not_before": status.not_before,
        "etag": status.etag,
        "last_modified": status.last_modified,
        "moved_to": status.moved_to,
        "moved_times": status.moved_times,
        "failures": status.failures,
        "failing_since": status.failing_since,
        "error": status.error,
        "succeeded_at": status.succeeded_at,
        "hints": json.dumps(stored_hints),
    }


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    status = FeedStatus(
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
        error=row.error,
        succeeded_at=row.succeeded_at,
        hints=_hints_from_json(row.hints),
    )
    return Feed(
        id=FeedId(row.id),
        title=row.title,
        tags=tuple(json.loads(row.tags)),
        added_at=row.added_at,
        newest_at=row.newest_at,
        status=status,
        is_feed_url=row.is_feed_url,
        reply_target=_target_from_json(row.reply_target),
    )


def _hints_from_json(stored: str) -> Hints:
    values = json.loads(stored)
    seconds = values.get("interval")
    return Hints(
        interval=None if seconds is None else timedelta(seconds=seconds),
        skip_hours=frozenset(values.get("skip_hours", ())),
        skip_days=frozenset(values.get("skip_days", ())),
    )


def _target_to_json(target: ReplyTarget | None) -> str | None:
    if target is None:
        return None
    return json.dumps([target.thread.chat_id, target.thread.topic_id, target.answer_id])


def _target_from_json(stored: str | None) -> ReplyTarget | None:
    if stored is None:
        return None
    chat_id, topic_id, answer_id = json.loads(stored)
    return ReplyTarget(
        thread=ChatThread(chat_id=ChatId(chat_id), topic_id=TopicId(topic_id)),
        answer_id=None if answer_id is None else MessageId(answer_id),
    )
