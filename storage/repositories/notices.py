"""Notices: text messages queued for a chat until they are sent."""

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
    target: ReplyTarget,
    text_key: str,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    """Queue a notice for a chat; it replaces the message of `target`, if `target` names one."""
    row = {
        "chat_id": target.thread.chat_id,
        "topic_id": target.thread.topic_id,
        "answer_id": target.answer_id,
        "text_key": text_key,
        "values": json.dumps(dict(values), ensure_ascii=False, default=str),
        "due_at": now,
        "created_at": now,
    }
    await connection.execute(upsert(notices).values(row))


class Notices:
    """Returns due notices and deletes sent ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[Notice]:
        """Return the notices to send now, oldest first."""
        is_due = notices.c.due_at <= now
        query = select(notices).where(is_due).order_by(notices.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Notice(
                id=row["id"],
                thread=ChatThread(
                    chat_id=ChatId(row["chat_id"]), topic_id=TopicId(row["topic_id"])
                ),
                answer_id=None if row["answer_id"] is None else MessageId(row["answer_id"]),
                text_key=row["text_key"],
                values=json.loads(row["values"]),
                created_at=row["created_at"],
            )
            for row in rows
        ]

    async def delete(self, notice_id: int) -> None:
        """Delete a notice that was sent or cannot be sent."""
        await self._database.execute(delete(notices).where(notices.c.id == notice_id))

    async def reschedule(self, notice_id: int, due_at: datetime) -> None:
        """Retry a notice at `due_at`."""
        query = update(notices).where(notices.c.id == notice_id).values(due_at=due_at)
        await self._database.execute(query)
