"""Notices: words that are owed to a chat, kept until they were said."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import ChatThread
from bot.domain.feed import Notice, ReplyTarget
from bot.domain.ids import ChatId, MessageId, TopicId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import notices


async def put_notice(
    connection: AsyncConnection,
    told: ReplyTarget,
    text_key: str,
    words: Mapping[str, object],
    now: datetime,
) -> None:
    """Owe a chat some words of ours, in place of the message that is named, if one is."""
    row = {
        "chat_id": told.place.chat_id,
        "topic_id": told.place.topic_id,
        "answer_id": told.answer_id,
        "text_key": text_key,
        "values": json.dumps(dict(words), ensure_ascii=False, default=str),
        "due_at": now,
        "created_at": now,
    }
    await connection.execute(upsert(notices).values(row))


class Notices:
    """Hands out what is to be said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[Notice]:
        """Return what is to be said now, oldest first."""
        is_due = notices.c.due_at <= now
        query = select(notices).where(is_due).order_by(notices.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Notice(
                id=row["id"],
                place=ChatThread(chat_id=ChatId(row["chat_id"]), topic_id=TopicId(row["topic_id"])),
                answer_id=None if row["answer_id"] is None else MessageId(row["answer_id"]),
                text_key=row["text_key"],
                values=json.loads(row["values"]),
                created_at=row["created_at"],
            )
            for row in rows
        ]

    async def done(self, notice_id: int) -> None:
        """Forget words that were said, or that nobody can be told."""
        async with self._database.write() as connection:
            await connection.execute(delete(notices).where(notices.c.id == notice_id))

    async def later(self, notice_id: int, due_at: datetime) -> None:
        """Say it at `due_at`."""
        async with self._database.write() as connection:
            mine = notices.c.id == notice_id
            await connection.execute(update(notices).where(mine).values(due_at=due_at))
