"""Subscriptions: the tags that a chat follows, and the forum topic that gets each tag."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import ChatThread
from bot.domain.feed import ReplyTarget
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import Tag
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import deliveries, subscriptions, tags
from storage.repositories.notices import put_notice
from storage.repositories.tags import TAG_COLUMNS, canonical_keys, put_tags, tag_of


class Subscriptions:
    """Stores the subscriptions of chats to tags."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, thread: ChatThread, names: Sequence[str], now: datetime) -> list[Tag]:
        """Follow tags in a chat or topic; return all of them, new or followed before.

        Following a tag again in another topic moves it there, so a chat gets each story once.

        Raises:
            NotUnderstood: a name is not a valid tag; no tag is followed.
        """

        async def work(connection: AsyncConnection) -> list[Tag]:
            followed = await put_tags(connection, names)
            for tag in followed:
                row = {"chat_id": thread.chat_id, "tag_key": tag.key}
                topic = {"topic_id": thread.topic_id}
                query = upsert(subscriptions).values(**row, **topic, created_at=now)
                query = query.on_conflict_do_update(index_elements=list(row), set_=topic)
                await connection.execute(query)
            return followed

        return await self._database.write(work)

    async def leave_topic(self, thread: ChatThread, now: datetime) -> None:
        """Move subscriptions and unsent deliveries of a closed topic to its chat; queue a notice.

        A repeated call changes nothing: there is a notice only if a subscription moved.
        """
        in_topic = (subscriptions.c.chat_id == thread.chat_id) & (
            subscriptions.c.topic_id == thread.topic_id
        )
        unsent = (deliveries.c.chat_id == thread.chat_id) & (deliveries.c.state != "sent")
        unsent &= deliveries.c.topic_id == thread.topic_id

        async def work(connection: AsyncConnection) -> None:
            moved = await connection.execute(
                update(subscriptions).where(in_topic).values(topic_id=0)
            )
            await connection.execute(update(deliveries).where(unsent).values(topic_id=0))
            if moved.rowcount:
                target = ReplyTarget(thread=ChatThread(chat_id=thread.chat_id), answer_id=None)
                await put_notice(connection, target, "topic.gone", {}, now)

        await self._database.write(work)

    async def unfollow(self, chat_id: ChatId, keys: Sequence[TagKey]) -> list[Tag]:
        """Stop following tags; return the tags that were followed."""

        async def work(connection: AsyncConnection) -> list[Tag]:
            canonical = await canonical_keys(connection, keys)
            condition = subscriptions.c.chat_id == chat_id
            condition &= subscriptions.c.tag_key.in_(list(canonical.values()))
            query = select(*TAG_COLUMNS).join(subscriptions, subscriptions.c.tag_key == tags.c.key)
            unfollowed = [tag_of(row) for row in await connection.execute(query.where(condition))]
            await connection.execute(delete(subscriptions).where(condition))
            return unfollowed

        return await self._database.write(work)

    async def unfollow_all(self, chat_id: ChatId) -> list[Tag]:
        """Stop following all tags; return the tags that were followed."""
        return await self.unfollow(chat_id, [tag.key for tag in await self.of(chat_id)])

    async def of(self, chat_id: ChatId) -> list[Tag]:
        """Return the tags that a chat follows, oldest subscription first."""
        query = (
            select(*TAG_COLUMNS)
            .join(subscriptions, subscriptions.c.tag_key == tags.c.key)
            .where(subscriptions.c.chat_id == chat_id)
            .order_by(subscriptions.c.created_at, tags.c.number)
        )
        async with self._database.read() as connection:
            return [tag_of(row) for row in await connection.execute(query)]
