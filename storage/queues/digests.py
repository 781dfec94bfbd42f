"""Digests: collect the articles that are held for a chat, and queue the digest messages."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.digest import Digest, DigestCandidate, Part
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, TopicId
from bot.domain.schedule import DIGEST_MODES, Mode
from storage.engine.database import Database
from storage.engine.schema import articles, chats, deliveries, digests
from storage.repositories.article_lists import HEADLINE_COLUMNS, headline_of
from storage.repositories.schedules import next_due

_HELD_MAX = 1_000  # one digest considers only this many of the newest held articles


class Digests:
    """Creates digests from held articles and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, chat_id: ChatId, modes: Sequence[Mode]) -> list[DigestCandidate]:
        """Return the newest articles that are held for a chat's digest, newest first."""
        query = (
            select(*HEADLINE_COLUMNS, deliveries.c.topic_id, deliveries.c.due_at)
            .join(deliveries, deliveries.c.item_id == articles.c.id)
            .where(
                deliveries.c.kind == "article",
                deliveries.c.chat_id == chat_id,
                deliveries.c.state.in_(modes),
            )
            .order_by(articles.c.id.desc())
            .limit(_HELD_MAX)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            DigestCandidate(
                headline=headline_of(row), topic_id=TopicId(row.topic_id), held_at=row.due_at
            )
            for row in rows
        ]

    async def make(
        self,
        chat_id: ChatId,
        due_at: datetime,
        held: Sequence[DigestCandidate],
        parts: Sequence[Part],
        now: datetime,
    ) -> bool:
        """Queue a chat's digest and settle its held articles; return whether this call did it.

        It is one transaction, and it runs only while the digest is due at `due_at`. So each digest
        is made once.
        """
        this = (chats.c.chat_id == chat_id) & (chats.c.digest_due_at == due_at)

        async def work(connection: AsyncConnection) -> bool:
            claim = update(chats).where(this).values(digest_due_at=None)
            if not (await connection.execute(claim)).rowcount:
                return False
            for part in parts:
                await _put_part(connection, chat_id, part, now)
            shown = {number for part in parts for number in part.article_ids}
            left_out = {each.headline.id for each in held} - shown
            await _finish_held(connection, chat_id, shown, "digested", now)
            await _finish_held(connection, chat_id, left_out, "skipped", now)
            next_due_at = await next_due(connection, chat_id, max(due_at, now))
            query = update(chats).where(chats.c.chat_id == chat_id)
            await connection.execute(query.values(digest_due_at=next_due_at))
            return True

        return await self._database.write(work)

    async def get(self, number: int) -> Digest:
        """Return the digest message with this id.

        Raises:
            NotFound: no such digest message exists.
        """
        query = select(digests).where(digests.c.id == number)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("digest.gone")
        numbers = tuple(ArticleId(each) for each in json.loads(row.article_ids))
        return Digest(article_ids=numbers, left_out=row.left_out, made_at=row.made_at)


async def _put_part(
    connection: AsyncConnection, chat_id: ChatId, part: Part, now: datetime
) -> None:
    """Store one message of a digest and its delivery."""
    values = {
        "chat_id": chat_id,
        "article_ids": json.dumps(part.article_ids),
        "left_out": part.left_out,
        "made_at": now,
    }
    inserted = await connection.execute(insert(digests).values(values).returning(digests.c.id))
    delivery = {
        "kind": "digest",
        "item_id": inserted.scalar_one(),
        "chat_id": chat_id,
        "topic_id": part.topic_id,
        "state": "waiting",
        "due_at": now,
    }
    await connection.execute(insert(deliveries).values(delivery))


async def _finish_held(
    connection: AsyncConnection,
    chat_id: ChatId,
    numbers: Collection[ArticleId],
    state: str,
    now: datetime,
) -> None:
    is_held = (deliveries.c.kind == "article") & (deliveries.c.chat_id == chat_id)
    is_held &= deliveries.c.state.in_(DIGEST_MODES)
    query = update(deliveries).where(is_held, deliveries.c.item_id.in_(numbers))
    await connection.execute(query.values(state=state, done_at=now))
