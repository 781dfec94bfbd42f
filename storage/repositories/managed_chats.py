"""Managed chats: the groups and channels that a person set up from the private chat."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.chat import Chat
from bot.domain.ids import ChatId, UserId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import chats, managed_chats
from storage.repositories.chats import chat_of


class ManagedChats:
    """Stores which chats a person manages; Telegram decides about the person's rights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, user_id: UserId, chat_id: ChatId, now: datetime) -> None:
        """Add a stored chat to those of a person; a repeated call changes nothing."""
        row = {"user_id": user_id, "chat_id": chat_id, "connected_at": now}
        await self._database.execute(upsert(managed_chats).values(row).on_conflict_do_nothing())

    async def drop(self, user_id: UserId, chat_id: ChatId) -> None:
        """Remove a chat from those of a person; a repeated call changes nothing."""
        of_user = managed_chats.c.user_id == user_id
        await self._database.execute(
            delete(managed_chats).where(of_user, managed_chats.c.chat_id == chat_id)
        )

    async def has(self, user_id: UserId, chat_id: ChatId) -> bool:
        """Return whether a chat is among those of a person."""
        query = select(managed_chats.c.chat_id).where(
            managed_chats.c.user_id == user_id, managed_chats.c.chat_id == chat_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None

    async def of(self, user_id: UserId) -> list[Chat]:
        """Return the chats of a person that the bot can reach, oldest first."""
        query = (
            select(chats)
            .join(managed_chats, managed_chats.c.chat_id == chats.c.chat_id)
            .where(managed_chats.c.user_id == user_id, chats.c.unreachable_since.is_(None))
            .order_by(managed_chats.c.connected_at, chats.c.chat_id)
        )
        async with self._database.read() as connection:
            return [chat_of(row) for row in await connection.execute(query)]
