"""Broadcasts: messages from an editor to every chat, sent after the editor approves a preview."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import BroadcastId, UserId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import broadcasts


class Broadcasts:
    """Stores broadcasts and their state; `storage.queues.fanout` creates the deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, html: str, user_id: UserId, now: datetime) -> BroadcastId:
        """Store a preview; nothing is sent before `approve`."""
        query = upsert(broadcasts).values(
            state="preview", html=html, user_id=user_id, created_at=now
        )

        async def work(connection: AsyncConnection) -> BroadcastId:
            result = await connection.execute(query.returning(broadcasts.c.id))
            return BroadcastId(result.scalar_one())

        return await self._database.write(work)

    async def approve(self, broadcast_id: BroadcastId) -> bool:
        """Approve a broadcast for sending; return False if it was approved before.

        Raises:
            NotFound: no such broadcast exists.
        """
        await self.html(broadcast_id)
        preview = (broadcasts.c.id == broadcast_id) & (broadcasts.c.state == "preview")
        query = update(broadcasts).where(preview).values(state="approved")
        return await self._database.execute(query) > 0

    async def drop(self, broadcast_id: BroadcastId) -> bool:
        """Delete a preview, so nobody can approve it later; return whether it was a preview.

        Raises:
            NotFound: no such broadcast exists.
        """
        await self.html(broadcast_id)
        preview = (broadcasts.c.id == broadcast_id) & (broadcasts.c.state == "preview")
        return await self._database.execute(delete(broadcasts).where(preview)) > 0

    async def due(self, limit: int) -> list[BroadcastId]:
        """Return approved broadcasts whose fan-out is not finished, oldest first."""
        query = (
            select(broadcasts.c.id)
            .where(broadcasts.c.state == "approved")
            .order_by(broadcasts.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [BroadcastId(number) for number in (await connection.execute(query)).scalars()]

    async def html(self, broadcast_id: BroadcastId) -> str:
        """Return the text of a broadcast as Telegram HTML.

        Raises:
            NotFound: no such broadcast exists.
        """
        query = select(broadcasts.c.html).where(broadcasts.c.id == broadcast_id)
        async with self._database.read() as connection:
            html: str | None = (await connection.execute(query)).scalar_one_or_none()
        if html is None:
            raise NotFound("broadcast.gone")
        return html
