"""Who follows which tag, and in which topic of a forum."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

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
    """Remembers who follows what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, place: ChatThread, names: Iterable[str], now: datetime) -> list[Tag]:
        """Follow tags in a place; return them all, whether new or followed before.

        Following again from another topic moves the tag there: a chat gets a story once.

        Raises:
            NotUnderstood: a name is no tag; nothing is followed then.
        """
        async with self._database.write() as connection:
            wanted = await put_tags(connection, names)
            for tag in wanted:
                row = {"chat_id": place.chat_id, "tag_key": tag.key}
                where = {"topic_id": place.topic_id}
                query = upsert(subscriptions).values(**row, **where, created_at=now)
                query = query.on_conflict_do_update(index_elements=list(row), set_=where)
                await connection.execute(query)
        return wanted

    async def leave_topic(self, place: ChatThread, now: datetime) -> None:
        """Send what came to a topic that is closed or gone to its chat, and owe it word of that.

        Twice equals once: word is owed only where something followed there.
        """
        mine = subscriptions.c.chat_id == place.chat_id, subscriptions.c.topic_id == place.topic_id
        owed = deliveries.c.chat_id == place.chat_id, deliveries.c.topic_id == place.topic_id
        async with self._database.write() as connection:
            left = await connection.execute(update(subscriptions).where(*mine).values(topic_id=0))
            unsent = deliveries.c.state != "sent"
            await connection.execute(update(deliveries).where(*owed, unsent).values(topic_id=0))
            if left.rowcount:
                told = ReplyTarget(place=ChatThread(chat_id=place.chat_id), answer_id=None)
                await put_notice(connection, told, "topic.gone", {}, now)

    async def unfollow(self, chat_id: ChatId, keys: Sequence[TagKey]) -> list[Tag]:
        """Stop following tags; return those that were followed."""
        async with self._database.write() as connection:
            stands_for = await canonical_keys(connection, keys)
            mine = subscriptions.c.chat_id == chat_id
            theirs = subscriptions.c.tag_key.in_(list(stands_for.values()))
            query = select(*TAG_COLUMNS).join(subscriptions, subscriptions.c.tag_key == tags.c.key)
            left = [tag_of(row) for row in await connection.execute(query.where(mine, theirs))]
            await connection.execute(delete(subscriptions).where(mine, theirs))
        return left

    async def unfollow_all(self, chat_id: ChatId) -> list[Tag]:
        """Stop following everything; return what was followed."""
        return await self.unfollow(chat_id, [tag.key for tag in await self.of(chat_id)])

    async def of(self, chat_id: ChatId) -> list[Tag]:
        """Return what the chat follows, oldest first."""
        query = (
            select(*TAG_COLUMNS)
            .join(subscriptions, subscriptions.c.tag_key == tags.c.key)
            .where(subscriptions.c.chat_id == chat_id)
            .order_by(subscriptions.c.created_at, tags.c.number)
        )
        async with self._database.read() as connection:
            return [tag_of(row) for row in await connection.execute(query)]
