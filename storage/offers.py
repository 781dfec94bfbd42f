"""Offers: from an article, or a broadcast, to one delivery per chat that shall have it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, null, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, BroadcastId
from storage.database import CHUNK, Database
from storage.schema import (
    article_tags,
    articles,
    broadcasts,
    chats,
    deliveries,
    submissions,
    subscriptions,
)
from storage.types import UtcDateTime, upsert

_COLUMNS = ("kind", "item_id", "chat_id", "topic_id", "tag_key", "state", "due_at")


class Offers:
    """Makes deliveries, a chunk of chats at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offer_article(self, article_id: ArticleId, now: datetime, chunk: int = CHUNK) -> bool:
        """Make deliveries for the next `chunk` followers; return whether there may be more.

        One row per chat, however many of the tags it follows; none where the chat asked for this
        article and so is shown it anyway. Twice equals once: the cursor moves with the rows.
        """
        async with self._database.write() as connection:
            query = select(articles.c.offer_cursor, articles.c.is_listed).where(
                articles.c.id == article_id, articles.c.stage == "summarised"
            )
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return False
            followers = _followers(article_id, row.offer_cursor, chunk).subquery()
            reached = select(func.max(followers.c.chat_id), func.count())
            cursor, count = (await connection.execute(reached)).one()
            if count and row.is_listed:
                await _owe(connection, _article_rows(article_id, followers, now))
            is_done = count < chunk or not row.is_listed
            done = {"stage": "offered", "offer_cursor": None}
            values = done if is_done else {"offer_cursor": cursor}
            await connection.execute(
                update(articles).where(articles.c.id == article_id).values(**values)
            )
            return not is_done

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


def _followers(article_id: ArticleId, cursor: int | None, chunk: int) -> Select[int, int]:
    """Select the next chats that follow a tag of the article, with that tag's first position."""
    mine = article_tags.c.article_id == article_id
    query = select(
        subscriptions.c.chat_id, func.min(article_tags.c.position).label("position")
    ).join(article_tags, article_tags.c.tag_key == subscriptions.c.tag_key)
    if cursor is not None:
        mine &= subscriptions.c.chat_id > cursor
    chat = subscriptions.c.chat_id
    return query.where(mine).group_by(chat).order_by(chat).limit(chunk)


def _article_rows(
    article_id: ArticleId, followers: Subquery, now: datetime
) -> Select[*tuple[Any, ...]]:
    asked = select(submissions.c.id).where(
        submissions.c.article_id == article_id, submissions.c.chat_id == followers.c.chat_id
    )
    state = case((chats.c.asleep_since.is_(None), "waiting"), else_="missed")
    return (
        select(
            literal("article"),
            literal(article_id),
            followers.c.chat_id,
            subscriptions.c.topic_id,
            article_tags.c.tag_key,
            state,
            literal(now, UtcDateTime),
        )
        .join_from(
            followers,
            article_tags,
            (article_tags.c.article_id == article_id)
            & (article_tags.c.position == followers.c.position),
        )
        .join(
            subscriptions,
            (subscriptions.c.chat_id == followers.c.chat_id)
            & (subscriptions.c.tag_key == article_tags.c.tag_key),
        )
        .join(chats, chats.c.chat_id == followers.c.chat_id)
        .where(~asked.exists())
    )


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
