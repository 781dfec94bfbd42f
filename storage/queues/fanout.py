"""Fan-out: turn an article or a broadcast into one delivery for each chat in its audience."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    func,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, BroadcastId
from storage.engine.columns import UtcDateTime, upsert
from storage.engine.database import CHUNK_SIZE, Database
from storage.engine.schema import (
    PUBLISHED,
    article_tags,
    articles,
    broadcasts,
    chats,
    deliveries,
    submissions,
    subscriptions,
)
from storage.repositories.filters import passing_filters

_COLUMNS = ("kind", "item_id", "chat_id", "topic_id", "tag_key", "state", "due_at")


class FanoutQueue:
    """Creates deliveries in chunks of chats; a stored cursor remembers the position."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fan_out_article(
        self, article_id: ArticleId, now: datetime, chunk: int = CHUNK_SIZE
    ) -> bool:
        """Create deliveries for the next chunk of followers; return whether there may be more.

        A call creates at most `chunk` rows, one per chat, no matter how many of the tags the chat
        follows. A chat that submitted this article, or a copy of it, has its card and gets no row.
        Filters and paused tags also exclude a chat. A repeated call creates no duplicates: the
        cursor moves in the same transaction.
        """

        async def work(connection: AsyncConnection) -> bool:
            query = select(articles.c.fanout_cursor, articles.c.owner_id).where(
                articles.c.id == article_id, articles.c.state == "summarized"
            )
            locked = query.with_for_update(key_share=True)
            row = (await connection.execute(locked)).one_or_none()
            if row is None:
                return False
            last = None
            if row.owner_id == PUBLISHED:
                last = await _last_of_chunk(connection, article_id, row.fanout_cursor, chunk)
                followers = _between(row.fanout_cursor, last)
                passing = await passing_filters(connection, article_id)
                rows = _article_rows(article_id, followers & passing, now)
                await _insert_deliveries(connection, rows)
            done = {"state": "fanned_out", "fanout_cursor": None}
            values = done if last is None else {"fanout_cursor": last}
            await connection.execute(
                update(articles).where(articles.c.id == article_id).values(**values)
            )
            return last is not None

        return await self._database.write(work, locks_rows=True)

    async def due(self, limit: int) -> list[ArticleId]:
        """Return summarized articles whose fan-out is not finished, oldest first."""
        query = (
            select(articles.c.id)
            .where(articles.c.state == "summarized")
            .order_by(articles.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [ArticleId(number) for number in (await connection.execute(query)).scalars()]

    async def fan_out_broadcast(
        self, broadcast_id: BroadcastId, now: datetime, chunk: int = CHUNK_SIZE
    ) -> bool:
        """Create deliveries of an approved broadcast for the next `chunk` reachable chats.

        Return whether there may be more. A repeated call creates no duplicates.
        """

        async def work(connection: AsyncConnection) -> bool:
            query = select(broadcasts.c.fanout_cursor).where(
                broadcasts.c.id == broadcast_id, broadcasts.c.state == "approved"
            )
            locked = query.with_for_update(key_share=True)
            row = (await connection.execute(locked)).one_or_none()
            if row is None:
                return False
            reachable = select(chats.c.chat_id).where(chats.c.unreachable_since.is_(None))
            if row.fanout_cursor is not None:
                reachable = reachable.where(chats.c.chat_id > row.fanout_cursor)
            audience = reachable.order_by(chats.c.chat_id).limit(chunk).subquery()
            last_and_count = select(func.max(audience.c.chat_id), func.count())
            cursor, count = (await connection.execute(last_and_count)).one()
            is_full = bool(count == chunk)
            if count:
                chunk_of = reachable.where(chats.c.chat_id <= cursor).subquery()
                await _insert_deliveries(connection, _broadcast_rows(broadcast_id, chunk_of, now))
            values = {"fanout_cursor": cursor} if is_full else {"state": "fanned_out"}
            this = broadcasts.c.id == broadcast_id
            await connection.execute(update(broadcasts).where(this).values(**values))
            return is_full

        return await self._database.write(work, locks_rows=True)


async def _last_of_chunk(
    connection: AsyncConnection, article_id: ArticleId, cursor: int | None, chunk: int
) -> int | None:
    """Return the last chat id of the next chunk of followers; None: the chunk is the last one.

    Each tag of the article contributes an equal share of the chunk. The query walks the index of
    each tag, so its cost does not grow with the number of followers.
    """
    query = select(article_tags.c.tag_key).where(article_tags.c.article_id == article_id)
    keys = list((await connection.execute(query)).scalars())
    ends = []
    for key in keys:
        last_of_share = (
            select(subscriptions.c.chat_id)
            .where(subscriptions.c.tag_key == key, _between(cursor, None))
            .order_by(subscriptions.c.chat_id)
            .offset(max(1, chunk // len(keys)) - 1)
            .limit(1)
        )
        end = (await connection.execute(last_of_share)).scalar_one_or_none()
        if end is not None:
            ends.append(end)
    return min(ends, default=None)


def _between(cursor: int | None, last: int | None) -> ColumnElement[bool]:
    """Return a condition: the follower's chat id is above `cursor` and at most `last`."""
    chat_id = subscriptions.c.chat_id
    condition: ColumnElement[bool] = true()
    if cursor is not None:
        condition &= chat_id > cursor
    if last is not None:
        condition &= chat_id <= last
    return condition


def _article_rows(
    article_id: ArticleId, condition: ColumnElement[bool], now: datetime
) -> Select[*tuple[Any, ...]]:
    """Select the delivery rows of an article for followers that meet `condition`.

    If a chat follows several tags of the article, the most urgent mode wins.
    """
    mode = case(
        (chats.c.mode == "paused", "paused"),
        else_=func.coalesce(subscriptions.c.mode, chats.c.mode),
    )
    urgency = case((mode == "now", 0), (mode == "daily", 1), else_=2)
    found = (
        select(
            subscriptions.c.chat_id,
            subscriptions.c.topic_id,
            article_tags.c.tag_key,
            case(
                (chats.c.unreachable_since.is_not(None), "missed"),
                (mode == "now", "waiting"),
                else_=mode,
            ).label("state"),
            func.row_number()
            .over(partition_by=subscriptions.c.chat_id, order_by=(urgency, article_tags.c.position))
            .label("choice"),
        )
        .join_from(article_tags, subscriptions, subscriptions.c.tag_key == article_tags.c.tag_key)
        .join(chats, chats.c.chat_id == subscriptions.c.chat_id)
        .where(article_tags.c.article_id == article_id, mode != "paused", condition)
    ).subquery()
    return select(
        literal("article"),
        literal(article_id),
        found.c.chat_id,
        found.c.topic_id,
        found.c.tag_key,
        found.c.state,
        literal(now, UtcDateTime),
    ).where(found.c.choice == 1, ~_has_submitted(found.c.chat_id, article_id))


def _has_submitted(chat_id: ColumnElement[int], article_id: ArticleId) -> ColumnElement[bool]:
    submitted = select(submissions.c.id).where(
        submissions.c.article_id.in_(_copies_of(article_id)), submissions.c.chat_id == chat_id
    )
    return submitted.exists()


def _copies_of(article_id: ArticleId) -> Select[int]:
    """Select the ids of an article and of its private copies."""
    copy = articles.alias()
    same = (
        (copy.c.id == articles.c.id)
        | (copy.c.content_key == articles.c.content_key)
        | (copy.c.dedupe_key == articles.c.dedupe_key)
    )
    return select(copy.c.id).join_from(articles, copy, same).where(articles.c.id == article_id)


def _broadcast_rows(
    broadcast_id: BroadcastId, audience: Subquery, now: datetime
) -> Select[*tuple[Any, ...]]:
    return select(
        literal("broadcast"),
        literal(broadcast_id),
        audience.c.chat_id,
        literal(0),
        null(),
        literal("waiting"),
        literal(now, UtcDateTime),
    ).where(true())  # without WHERE, SQLite parses ON CONFLICT as a join condition


async def _insert_deliveries(connection: AsyncConnection, rows: Select[*tuple[Any, ...]]) -> None:
    query = upsert(deliveries).from_select(_COLUMNS, rows)
    await connection.execute(query.on_conflict_do_nothing())
