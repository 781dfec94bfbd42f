"""FanoutQueue: from an article, or a broadcast, to one delivery per chat that shall have it."""

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
from storage.engine.database import CHUNK, Database
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
    """Makes deliveries, a chunk of chats at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offer_article(self, article_id: ArticleId, now: datetime, chunk: int = CHUNK) -> bool:
        """Make deliveries for the next followers; return whether there may be more.

        At most `chunk` rows: one per chat, however many of the tags it follows. No row for a chat
        that asked for this article, or for its address or text before it was published: it has a
        card. No row where the chat's filters or a pause keep the article out. Twice equals once:
        the cursor moves with the rows.
        """
        async with self._database.write() as connection:
            query = select(articles.c.offer_cursor, articles.c.owner_id).where(
                articles.c.id == article_id, articles.c.stage == "summarised"
            )
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return False
            last = None
            if row.owner_id == PUBLISHED:
                last = await _last_of_chunk(connection, article_id, row.offer_cursor, chunk)
                followers = _between(row.offer_cursor, last)
                passing = await passing_filters(connection, article_id)
                await _owe(connection, _article_rows(article_id, followers & passing, now))
            done = {"stage": "offered", "offer_cursor": None}
            values = done if last is None else {"offer_cursor": last}
            await connection.execute(
                update(articles).where(articles.c.id == article_id).values(**values)
            )
            return last is not None

    async def unoffered(self, limit: int) -> list[ArticleId]:
        """Return summarised articles whose followers are not all served, oldest first."""
        query = (
            select(articles.c.id)
            .where(articles.c.stage == "summarised")
            .order_by(articles.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [ArticleId(number) for number in (await connection.execute(query)).scalars()]

    async def offer_broadcast(
        self, broadcast_id: BroadcastId, now: datetime, chunk: int = CHUNK
    ) -> bool:
        """Make deliveries of an approved broadcast for the next `chunk` chats, as above."""
        async with self._database.write() as connection:
            query = select(broadcasts.c.offer_cursor).where(
                broadcasts.c.id == broadcast_id, broadcasts.c.state == "approved"
            )
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return False
            awake = select(chats.c.chat_id).where(chats.c.asleep_since.is_(None))
            if row.offer_cursor is not None:
                awake = awake.where(chats.c.chat_id > row.offer_cursor)
            audience = awake.order_by(chats.c.chat_id).limit(chunk).subquery()
            reached = select(func.max(audience.c.chat_id), func.count())
            cursor, count = (await connection.execute(reached)).one()
            is_whole = bool(count == chunk)
            if count:
                await _owe(connection, _broadcast_rows(broadcast_id, audience, now))
            values = {"offer_cursor": cursor} if is_whole else {"state": "offered"}
            this = broadcasts.c.id == broadcast_id
            await connection.execute(update(broadcasts).where(this).values(**values))
            return is_whole


async def _last_of_chunk(
    connection: AsyncConnection, article_id: ArticleId, cursor: int | None, chunk: int
) -> int | None:
    """Return the last chat of the next chunk of an article's followers; None: all that are left.

    Up to it, each of the article's tags has at most its share of the rows. It is found by walking
    the index of each tag, so the cost does not grow with how many follow it.
    """
    mine = select(article_tags.c.tag_key).where(article_tags.c.article_id == article_id)
    keys = list((await connection.execute(mine)).scalars())
    ends = []
    for key in keys:
        query = (
            select(subscriptions.c.chat_id)
            .where(subscriptions.c.tag_key == key, _between(cursor, None))
            .order_by(subscriptions.c.chat_id)
            .offset(max(1, chunk // len(keys)) - 1)
            .limit(1)
        )
        end = (await connection.execute(query)).scalar_one_or_none()
        if end is not None:
            ends.append(end)
    return min(ends, default=None)


def _between(cursor: int | None, last: int | None) -> ColumnElement[bool]:
    """Return the condition that a follower comes after `cursor`, and not after `last`."""
    chat = subscriptions.c.chat_id
    condition: ColumnElement[bool] = true()
    if cursor is not None:
        condition &= chat > cursor
    if last is not None:
        condition &= chat <= last
    return condition


def _article_rows(
    article_id: ArticleId, those: ColumnElement[bool], now: datetime
) -> Select[*tuple[Any, ...]]:
    """Select the deliveries of an article to `those` who follow one of its tags.

    A chat has it by the most urgent of the tags that let it through.
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
                (chats.c.asleep_since.is_not(None), "missed"),
                (mode == "now", "waiting"),
                else_=mode,
            ).label("state"),
            func.row_number()
            .over(partition_by=subscriptions.c.chat_id, order_by=(urgency, article_tags.c.position))
            .label("choice"),
        )
        .join_from(article_tags, subscriptions, subscriptions.c.tag_key == article_tags.c.tag_key)
        .join(chats, chats.c.chat_id == subscriptions.c.chat_id)
        .where(article_tags.c.article_id == article_id, mode != "paused", those)
    ).subquery()
    asked = select(submissions.c.id).where(
        submissions.c.article_id.in_(_copies_of(article_id)),
        submissions.c.chat_id == found.c.chat_id,
    )
    return select(
        literal("article"),
        literal(article_id),
        found.c.chat_id,
        found.c.topic_id,
        found.c.tag_key,
        found.c.state,
        literal(now, UtcDateTime),
    ).where(found.c.choice == 1, ~asked.exists())


def _copies_of(article_id: ArticleId) -> Select[int]:
    """Select an article and the private copies of it: each chat that asked for one has a card."""
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
    ).where(true())  # without it, SQLite reads ON CONFLICT as the condition of a join


async def _owe(connection: AsyncConnection, rows: Select[*tuple[Any, ...]]) -> None:
    query = upsert(deliveries).from_select(_COLUMNS, rows)
    await connection.execute(query.on_conflict_do_nothing())
